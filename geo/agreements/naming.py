"""What is named where: head words, road numbers, names and ends put together."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from geo.agreements._letters import CAPITAL, CAPITALISED, SMALL, any_of, as_written
from geo.agreements.capitals import end_in_capitals
from geo.agreements.described import tell_ends
from geo.agreements.ends import Ends, PlaceRules
from geo.agreements.found import NameFound
from geo.agreements.heads import NUMBERED_ROAD, OPENING, Head, HeadRules
from geo.agreements.mention import MentionKind
from geo.agreements.nesting import leave_to_bridges, mark_ends, nested
from geo.agreements.numbered_roads import FORMER, LIST_SIGN, NumberedRoads, with_their_numbers
from geo.agreements.pairs import RING, PairRules
from geo.agreements.province_words import province_names
from geo.agreements.railways import tell_railways
from geo.agreements.references import Reference, ReferenceRules
from geo.agreements.sections import SectionRules
from geo.agreements.vocabulary import LinkWords, Vocabulary
from geo.agreements.working_text import WorkingText

_JOINING = re.compile(r"(?: (?:nối|kết nối|liên kết|đi))+$")
"""Modifiers of a head word that also begin "nối A với B"."""
_NUMBER_NAME = re.compile(
    r"(?:số )?\d{1,3}(?:/\d{1,2})?[A-Z]?(?![\w%]|[.,/]\d"
    r"| ?(?:km|m|tỷ|tỉ|triệu|nghìn|ngàn|làn|ha|dự án|gói|đoạn|tuyến|năm|tháng)\b)"
    rf"(?: [Tt]háng (?:\d{{1,2}}|{CAPITALISED}))?"
)
_NUMBERED = re.compile(r"số \d{1,2}(?![\w/.,])")
"""One more of a list by its number: "metro số 1 và số 2"."""
_PLAIN_NUMBER = re.compile(r"\d{1,3}[A-Z]?(?![\w/]|[.,]\d)")
"""Behind a word that belongs to the name: "cầu số 3"."""
_DAY_NAME = re.compile(r"\d{1,2}(?:/\d{1,2}(?![\d/])| [Tt]háng \d{1,2}(?!\d|/|,? năm))")
"""Bridges called by a day: "cầu 14 tháng 9"."""
_DESCRIBED = re.compile(r",? (?:này )?(?:(?:có )?điểm (?:đầu|cuối)|bắt đầu|kết thúc)")
"""Behind "tuyến": it goes on about what was named before."""
_ROMAN = re.compile(r"[IVX]+")
_SERIES = re.compile(r"[A-Z]{1,2}\.?\d{1,3}[A-Z]?(?!\w)")
"""Roads called by letter and number, such as N2 or X1."""
_WIDTH = re.compile(r" ?= ?\d")
"""Behind what is measured and is no name: "nền đường Bn = 12 m"."""
_PURPOSE = re.compile(
    r" (?:phát triển|phục vụ|cứu hộ|kết nối|liên kết|hành lang|động lực)"
    rf"(?: [{SMALL}]+| -){{0,10}}(?: (?:tỉnh|thành phố) {CAPITALISED}(?: {CAPITALISED}){{0,3}})?"
    rf" \((?=[{CAPITAL}])"
)
"""Between a road's head word and the bracket that says where it leads."""
_IN_GENERAL = re.compile(
    r"(?<!\w)(?:các|những|nhiều)(?: (?:cây|chiếc))? cầu(?: [^\W\d]+){0,3} (?:qua|vượt) $"
)
"""Before a river's name: bridges in general and none that is called so."""
_ACROSS = re.compile(
    r"(?: ?\[\d{1,3}\])* ?\( ?(?:bắc|vượt|đã|chưa|đang)(?!\w)[^()\n]{0,60}\)|(?: ?\[\d{1,3}\])+"
)
"""Behind a bridge's name: what it crosses, how far it is, where that is told."""
_OVER = re.compile(
    r",? (?:trên|thuộc) (?:tuyến )?(?:Quốc lộ|quốc lộ|QL|đường tỉnh|Đường tỉnh|ĐT)"
    r"[ .]{0,2}\d{1,3}[A-Z]?(?![\w/])"
    r"|,? (?:trên|thuộc) (?:tuyến )?đường sắt"
    rf" {CAPITALISED}(?: {CAPITALISED}){{0,3}}(?: ?- ?{CAPITALISED}(?: {CAPITALISED}){{0,3}})*"
)
"""Between a bridge and what it joins: the road that it carries."""
_LISTING = re.compile(rf"(?: gồm| như| là| bao gồm)? ?:? ?\(?(?:[a-z\d]\) )?(?=[{CAPITAL}])")
_LETTERED = re.compile(rf" \([a-z\d]\) (?=[{CAPITAL}])")
"""Between the head word of a list and the first of its names: "4 cầu (A, B)", "cầu (a) A"."""
_SIDE = re.compile(r" phía (?:Đông|Tây|đông|tây)(?: (?:Bắc|Nam)\b)?")
_ALSO = re.compile(rf" \(({CAPITALISED}(?: {CAPITALISED}){{0,4}}(?: \d)?)\)")
_BRACKETS = re.compile(r" ?\([^()]*\)")
_ALONG = re.compile(r"(?:ven (?:biển|sông|hồ)|hành lang ven biển|tuần tra biên giới)$")
_OF_A_UNIT = re.compile(
    r" (?:(?:đoạn )?qua )?(?:địa bàn |địa phận )?(?:tỉnh|thành phố|TP\.?|huyện|thị xã)"
    rf" ?{CAPITALISED}"
    r"|,? (?:(?:đoạn )?(?:đi |chạy )?qua|nối) "
    rf"(?:(?:địa bàn |địa phận )?(?:hai|ba|\d|các) tỉnh|{CAPITALISED})"
)
"""What makes "đường ven biển" one road and not a sort of road."""
_UNIT_NAME = re.compile(r"(?:Quận|Huyện|Phường|Xã|Thị|Thành|Tỉnh|TP)\b")
_LEAST_LISTED = 2
"""Names behind the first from which a list without a plural is one."""
_ON = re.compile(r"(?:trên|dọc)(?: các| tuyến)? ")
_BUS = ("bx ", "bến xe ")
_AND = re.compile(r"(?: ?[,;] ?(?:và )?| (?:và|hoặc|&) )(?:\([a-z\d]\) )?")
_SURNAME_LINE = re.compile(
    rf"Đường (?:Văn|Thị|Hữu|Đức|Ngọc|Quang|Minh|Công|Đình)(?: {CAPITALISED}){{1,2}}"
)
_INTRODUCES = re.compile(
    r"(?:(?:^|\n) ?[-+] |^|[^\w ,-]|\b(?:án|trình|dựng|xây|và|các|gồm|như|thành|là|mục|tên|thầu|tư"
    r"|tin|quan|đồ|mô|thiệu|qua|chiếc|cây|hợp long|khởi công|thông xe|tiến độ|sửa chữa|mới nhất)"
    rf"|(?<![\w-])[{SMALL}]+,) *$"
)
"""After what a capital "Cầu" is the word for bridge and not part of a place's name."""
_IS_BUILT = re.compile(
    rf"{CAPITALISED}(?: {CAPITALISED}){{0,3}}(?: \d)?"
    r"(?: ?\( ?(?:đã|chưa|đang) | (?:nối|bắc|vượt|dài) )"
)
"""A capital "Cầu" behind a comma is a bridge where it joins something or is being built."""
_PROVINCE_LIKE = re.compile(r"(?:(?:giữa )?(?:hai|các|\d+) )?(?:tỉnh|thành phố|địa phương) ")


class Naming:
    """Finds everything that is named, by the rules of one vocabulary."""

    def __init__(self, words: Vocabulary) -> None:
        self._references = ReferenceRules(words.references)
        self._heads = HeadRules(words.links)
        self._places = PlaceRules(words)
        self._sections = SectionRules(self._places)
        self._pairs = PairRules(self._places)
        self._before_name = {
            link.id: re.compile(
                rf"(?:{any_of(as_written(link.before_name))})(?: (?:{any_of(link.before_name)}))? "
            )
            for link in words.links
            if link.before_name
        }
        self._no_name = {link.id: _whole(link.not_names) for link in words.links}
        self._no_route = {
            link.id: _whole(word for word in link.not_names if word.islower())
            for link in words.links
        }
        connecting = {w for role in ("from", "to", "via") for w in words.places[role]}
        self._is_end = re.compile(
            rf"(?:^|\W)(?:{any_of({*connecting, 'và', '-', 'dọc', 'theo', 'trên', 'dọc theo'})}) ?$"
        )
        self._roads = NumberedRoads(self._places, self._is_end)
        compass = any_of(as_written(words.places["compass"]))
        self._compass = re.compile(
            rf"(?:(?:{compass}) ?- ?(?:{compass})|Bắc Nam|Nam Bắc|Đông Tây|Tây Đông)(?!\w)"
            r"(?: \d{1,2}(?![\w/]|[.,]\d| ?(?:km|m|làn|tuyến|đoạn|dự án|năm|tháng)(?!\w)))?"
            rf"(?! ?-? ?{CAPITALISED})"
        )

    def find(self, text: WorkingText) -> list[NameFound]:
        """Return what is named, in order, outer before inner."""
        references = list(self._references.find(text))
        references.sort(key=lambda reference: reference.start)
        found: list[NameFound] = []
        voltage_told = False
        for head in self._heads.find(text):
            if head.by_rest and not voltage_told:
                continue
            voltage_told = voltage_told or head.kv is not None
            found += self._read(text, head, references)
        found += self._roads.find(text, references)
        found = nested(with_their_numbers(text, found))
        leave_to_bridges(found)
        tell_ends(text, found, self._places)
        mark_ends(found)
        tell_railways(text, found)
        sections = self._sections.find(text, found)
        found = sorted([*found, *sections], key=lambda one: (one.start, -one.end))
        pairs = self._pairs.find(text, found)
        return sorted([*found, *pairs], key=lambda one: (one.start, -one.end))

    def _read(
        self, text: WorkingText, head: Head, references: list[Reference]
    ) -> Iterator[NameFound]:
        """What one head word names: nothing, one thing, or several in a list."""
        first = self._linked(text, head) or self._of_purpose(text, head)
        first = first or (
            None
            if _is_prefix(head, references) and "object" not in head.words.named_by
            else self._named(text, head)
        )
        if first is not None and not _is_surname(text, first):
            yield first
            yield from self._others(text, head, first)

    def _linked(self, text: WorkingText, head: Head) -> NameFound | None:
        """A link named by its ends: "đường nối A với B"."""
        if "ends" not in head.words.named_by:
            return None
        joining = _JOINING.search(text.lower, head.start, head.end)
        ends = self._places.after(text, joining.start() if joining else head.end)
        if (
            not ends.is_pair
            or _DESCRIBED.match(text.lower, head.end)
            or _is_bridgehead(text, head)
            or _leads_to_one(ends)
            or ends.is_stretch(text)
            or (head.plural and _joins_provinces(text, ends))
        ):
            return None
        return NameFound(head.start, ends.end, head.words.kind, ends=ends, kv=head.kv, is_link=True)

    def _named(self, text: WorkingText, head: Head) -> NameFound | None:
        opening = self._opening(text, head)
        along = _ALONG.search(text.lower, head.start, head.end)
        if along and not head.plural and _OF_A_UNIT.match(text.plain, head.end):
            ends = self._places.after(text, self._places.skip_tail(text, head.end))
            return self._found(head, head.end, along[0], ends)
        if opening is None:
            return None
        position = opening.end()
        if ":" in opening[0] and not head.plural:
            return self._titled(text, head, position)
        if self._no_route[head.words.id].match(text.plain, position):
            return None
        if "object" in head.words.named_by:
            return self._of_object(text, head, position)
        chained = self._chained(text, head, position) if "chain" in head.words.named_by else None
        return chained or self._proper(text, head, position)

    def _titled(self, text: WorkingText, head: Head, position: int) -> NameFound | None:
        """A line that begins with its sort and a colon: "Tuyến cao tốc: A - B"."""
        line = text.plain.rfind("\n", 0, head.start) + 1
        lines = {MentionKind.ROAD, MentionKind.RAIL}
        titled = LIST_SIGN.fullmatch(text.plain, line, head.start)
        if titled and head.words.kind in lines and "name" in head.words.named_by:
            return self._chained(text, head, position)
        return None

    def _of_purpose(self, text: WorkingText, head: Head) -> NameFound | None:
        """A road that is called by what it is for: "đường phát triển kinh tế tỉnh X (A - B)"."""
        purpose = _PURPOSE.match(text.plain, head.end)
        if not purpose or "chain" not in head.words.named_by or head.words.kind != MentionKind.ROAD:
            return None
        position = purpose.end()
        chain = self._places.chain_at(text, position, more=False)
        if len(chain.steps) < 2 or text.plain[chain.end : chain.end + 1] != ")":
            return None
        name = text.plain[position : chain.end]
        return self._found(head, chain.end + 1, name, chain)

    def _opening(self, text: WorkingText, head: Head) -> re.Match[str] | None:
        """What stands between a head word and the name, or the first name of a list."""
        plain = text.plain
        lettered = _LETTERED.match(plain, head.end) if plain.startswith(" (", head.end) else None
        if head.plural and head.words.id == "bridge" and not lettered:
            lettered = _LISTING.match(plain, head.end)
        return lettered or OPENING.match(plain, head.end)

    def _chained(self, text: WorkingText, head: Head, position: int) -> NameFound | None:
        """A link named by a chain of places: "đường sắt Kép - Lưu Xá"."""
        compass = self._compass.match(text.plain, position)
        if compass:
            side = _SIDE.match(text.plain, compass.end())
            end = side.end() if side else compass.end()
            ends = self._places.after(text, end)
            return self._found(head, end, text.plain[position:end], ends)
        leads = self._heads.begins_at(text, position)
        a_place = leads and (
            leads.id == NUMBERED_ROAD
            or (leads.kind is MentionKind.BRIDGE and text.plain.startswith("Cầu", position))
        )
        if (
            leads
            and not a_place
            and leads.kind
            in {MentionKind.ROAD, MentionKind.RAIL, MentionKind.POWER, MentionKind.BRIDGE}
        ):
            return None
        chain = self._places.chain_at(text, position, more=False)
        generic = head.plural and _PROVINCE_LIKE.match(text.plain, position)
        if len(chain.steps) < 2 or generic:
            return None
        is_end = self._is_end.search(text.lower, max(0, head.start - 20), head.start)
        ends = chain if is_end else self._places.chain_at(text, position)
        one = self._found(head, chain.end, text.plain[position : chain.end], ends)
        if head.words.id == "line" and text.lower.startswith(_BUS, position):
            one.kind = MentionKind.OTHER
        return one

    def _proper(self, text: WorkingText, head: Head, position: int) -> NameFound | None:
        """A link with a proper name: "cầu Hòa Sơn", "đường 30/4"."""
        link = head.words
        name_end = self._name_end(text, head, position)
        if name_end is None:
            return None
        end = end_in_capitals(text, head, position, name_end)
        if end <= position or _WIDTH.match(text.plain, end):
            return None
        if link.id == "bridge":
            if _IN_GENERAL.search(text.lower, max(0, head.start - 20), position):
                return None
            return self._bridge(text, head, position, end)
        ends = self._places.after(text, end)
        if "chain" in link.named_by:
            end, ends = self._with_route(text, link, position, end, ends)
        if link.kind is MentionKind.PORT:
            end = self._places.dashed(text, end)
        by_ends = _goes_somewhere(ends) or (text.plain[end - 1].isdigit() and ends.is_pair)
        if "name" not in link.named_by and not (by_ends or end > name_end):
            return None
        return self._found(head, end, text.plain[position:end], ends)

    def _name_end(self, text: WorkingText, head: Head, position: int) -> int | None:
        """Where the proper name or number ends that stands behind a head word."""
        plain, link = text.plain, head.words
        if not self._may_name(text, head, position):
            return None
        before = self._before_name[link.id].match(plain, position) if link.before_name else None
        found = before and (
            self._places.name_at(text, before.end()) or _PLAIN_NUMBER.match(plain, before.end())
        )
        if found is None and plain[position : position + 1].isdigit():
            by_number = {"street": _NUMBER_NAME, "bridge": _DAY_NAME}.get(link.id)
            found = by_number.match(plain, position) if by_number else None
        elif found is None:
            found = _SERIES.match(plain, position) or self._places.name_at(text, position)
        if found is None or (link.id == "street" and _ROMAN.fullmatch(found[0])):
            return None
        return found.end()

    def _bridge(self, text: WorkingText, head: Head, position: int, end: int) -> NameFound | None:
        """A bridge with a name, what else it is called, and what it joins."""
        if self._places.dashed(text, end) > end:
            dashed = self._between(text, head, position)
            if dashed is not None or text.plain[head.start : head.start + 2] == "Cầ":
                return dashed  # "Cầu Giẽ - Ninh Bình" is a route
        former = FORMER.match(text.plain, end) or _ACROSS.match(text.plain, end)
        ends = self._places.after(text, former.end() if former else end)
        carried = None if ends.route else _OVER.match(text.plain, ends.after)
        if carried:
            ends = self._places.after(text, carried.end())
        if _only_led_to(text, ends):
            ends = Ends(end=end, after=end)
        one = self._found(head, end, text.plain[position:end], ends)
        also = _ALSO.match(text.plain, end)
        if also:
            one.also, one.end = (also[1],), also.end()
            one.ends = self._places.after(text, also.end())
        return one

    def _between(self, text: WorkingText, head: Head, position: int) -> NameFound | None:
        """A bridge called by the streets that it joins: "cầu vượt A - B"."""
        if text.plain[head.start] == "C":
            return None
        chain = self._places.chain_at(text, position, more=False)
        if len(chain.steps) < 2:
            return None
        return self._found(head, chain.end, text.plain[position : chain.end], chain)

    def _with_route(
        self, text: WorkingText, link: LinkWords, position: int, end: int, ends: Ends
    ) -> tuple[int, Ends]:
        """Take in a route behind a number ("metro số 1 A - B") and the "đi" of "đường A đi B"."""
        if text.plain[end - 1].isdigit() and text.plain[end : end + 1] == " ":
            chain = self._places.chain_at(text, end + 1, more=False)
            if len(chain.steps) > 1:
                return chain.end, chain
        leads = link.kind in {MentionKind.ROAD, MentionKind.RAIL} and text.plain.startswith(
            " đi ", end
        )
        if leads and [role for role, _, _ in ends.steps] == ["to"]:
            ends.steps.insert(0, ("from", position, end))
            return ends.end, ends
        return end, ends

    def _may_name(self, text: WorkingText, head: Head, position: int) -> bool:
        plain, link = text.plain, head.words
        if self._no_name[link.id].match(plain, position):
            return False
        inside_name = link.id == "bridge" and plain[head.start : head.start + 2] == "Cầ"
        if not inside_name:
            return True
        introduced = _INTRODUCES.search(plain, max(0, head.start - 12), head.start)
        return bool(introduced or _IS_BUILT.match(plain, position))

    def _of_object(self, text: WorkingText, head: Head, position: int) -> NameFound | None:
        """A road named by what it serves: "đường gom cao tốc A - B", "tuyến tránh TP Vinh"."""
        ends = self._places.chain_at(text, position)
        several = text.lower.startswith(("các ", "những "), position)
        if several or not ends.steps or _begins(text.lower[position : position + 8], "tỉnh"):
            return None
        chain = self._places.chain_at(text, position, more=False)
        if len(chain.steps) > 1:
            name = text.plain[position : chain.end]
            return self._found(head, chain.end, name, ends)
        end = end_in_capitals(text, head, position, chain.end)
        if end <= position:
            return None
        behind = self._places.after(text, end)
        return NameFound(
            head.start, end, head.words.kind, name=text.plain[head.start : end], ends=behind
        )

    def _found(self, head: Head, end: int, name: str, ends: Ends) -> NameFound:
        return NameFound(
            head.start,
            end,
            head.words.kind,
            name=_ON.sub("", _BRACKETS.sub("", name.strip())),
            ends=ends,
            kv=head.kv,
        )

    def _others(self, text: WorkingText, head: Head, first: NameFound) -> Iterator[NameFound]:
        """Further ones of a list behind one head word: "cao tốc A - B và C - D", "các cầu A, B"."""
        link, last = head.words, first
        several = head.plural or _LETTERED.match(text.plain, head.end)
        head = replace(head, plural=bool(several) or self._is_list(text, link, first))
        while not last.is_link and (joint := _AND.match(text.plain, last.end)):
            following = self._further(text, link, head, joint.end())
            if following is None:
                return
            last = replace(following, kv=first.kv)
            yield last

    def _is_list(self, text: WorkingText, link: LinkWords, first: NameFound) -> bool:
        """Whether names of bridges follow one another: "cầu A, B, C", and not "cầu A, tỉnh B"."""
        if link.id != "bridge" or first.is_link:
            return False
        names, end = 0, first.end
        while text.plain.startswith(", ", end):
            name = self._places.name_at(text, end + 2)
            if name is None or name[0] in province_names() or _UNIT_NAME.match(name[0]):
                return False
            names, end = names + 1, name.end()
        return names >= _LEAST_LISTED

    def _further(
        self, text: WorkingText, link: LinkWords, head: Head, position: int
    ) -> NameFound | None:
        numbered = _NUMBERED.match(text.plain, position)
        if numbered and link.kind is MentionKind.RAIL:
            ends = self._places.after(text, numbered.end())
            end, ends = self._with_route(text, link, position, numbered.end(), ends)
            return NameFound(position, end, link.kind, name=text.plain[position:end], ends=ends)
        if re.match(rf"[{CAPITAL}]", text.plain[position : position + 1]):
            return self._next_by_name(text, link, head, position)
        return None

    def _next_by_name(
        self, text: WorkingText, link: LinkWords, head: Head, position: int
    ) -> NameFound | None:
        """One more of a list by its places or its name."""
        leads = self._heads.begins_at(text, position)
        other = leads is not None and leads.id != NUMBERED_ROAD
        if other and text.plain.startswith("Cầu ", position) and "chain" in link.named_by:
            # "Cầu Giẽ - Ninh Bình" is a route, where it stands in a list of routes.
            return self._chained(
                text, Head(link, position, position, None, plural=head.plural), position
            )
        if other or RING.match(text.lower, position):
            return None
        at = Head(link, position, position, None, plural=head.plural)
        if "chain" in link.named_by:
            chained = self._chained(text, at, position)
            if chained is not None:
                return chained
        if not head.plural or link.id not in {
            "bridge",
            "street",
            "port",
            "substation",
            "power-station",
        }:
            return None
        name = self._places.name_at(text, position)
        if name is None or re.match(r" ?-", text.plain[name.end() : name.end() + 2]):
            return None
        return self._found(at, name.end(), name[0], self._places.after(text, name.end()))


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    """What matches one of these, at the end of a word."""
    return re.compile(rf"(?:{any_of(words)})(?![^\W\d_])")


def _begins(text: str, word: str) -> bool:
    return text.startswith(word) and not text[len(word) : len(word) + 1].isalpha()


def _is_prefix(head: Head, references: list[Reference]) -> bool:
    """Whether a head word only leads to a road number ("tuyến QL.17")."""
    at = bisect_right(references, head.end + 1, key=lambda reference: reference.start) - 1
    return at >= 0 and references[at].end > head.end and references[at].start >= head.start - 1


def _is_surname(text: WorkingText, found: NameFound) -> bool:
    """Whether "Đường" is a person's family name, alone in its line as under a signature."""
    alone = text.plain[:1] if not found.start else text.plain[found.start - 1]
    line_ends = text.plain[found.end : found.end + 1] in {"", "\n"}
    starts = not found.start or alone == "\n"
    return bool(
        starts and line_ends and _SURNAME_LINE.fullmatch(text.plain, found.start, found.end)
    )


def _is_bridgehead(text: WorkingText, head: Head) -> bool:
    return head.words.kind is MentionKind.BRIDGE and text.lower.endswith("đầu ", 0, head.start)


def _joins_provinces(text: WorkingText, ends: Ends) -> bool:
    """Whether "các tuyến nối tỉnh A với tỉnh B" speaks of roads in general."""
    places = (text.plain[start:end] for start, end in ends.route)
    return all(_PROVINCE_LIKE.match(place) or place in province_names() for place in places)


_LEADING = re.compile(r"(?:vào|ra|về|lên|xuống|đi|sang|đến|tới|qua) $")


def _only_led_to(text: WorkingText, ends: Ends) -> bool:
    """Whether a bridge is only passed on the way to somewhere: "qua cầu A vào quận 4"."""
    if len(ends.steps) != 1 or ends.steps[0][0] != "to":
        return False
    start = ends.steps[0][1]
    return _LEADING.search(text.lower, max(0, start - 5), start) is not None


def _leads_to_one(ends: Ends) -> bool:
    """Whether all that is named is one place to get to: "đường tới cảng Cái Mép - Thị Vải"."""
    roles = [role for role, _, _ in ends.steps if role != "via"]
    return roles[:1] == ["to"] and set(roles[1:]) == {"chain"}


def _goes_somewhere(ends: Ends) -> bool:
    return bool(ends.of("to", "from"))
