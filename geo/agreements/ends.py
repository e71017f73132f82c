"""The places that a link joins: "từ A đến B", "nối A với B", "A - B - C", "đi B", "qua C"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from geo.agreements._letters import CAPITAL, CAPITALISED, LETTER, any_of, as_written
from geo.agreements.vocabulary import Vocabulary
from geo.agreements.working_text import WorkingText

_MOST_PLACES = 12
"""A route through more places than this is not one link's."""
_LINE_SORTS = (
    r"(?i:(?:\d{1,2} |hai |các )?(?:tuyến |đường |tuyến đường |nút giao |trục |đường bộ )?"
    r"(?:(?:kết nối|nối|dẫn|dẫn lên|dẫn vào|gom) )?(?:cao tốc|đường sắt))"
)
"""Lines that are called by the places they join; the whole is one end."""
_MEASURED = re.compile(
    r",? (?:có )?(?:tổng )?(?:chiều )?dài (?:khoảng |gần |hơn |trên )?[\d.,]+ ?k?m(?!\w)"
    r"| (?:khoảng |gần |hơn |trên )?[\d.,]+ ?km(?!\w)"
)
_COUNTED = re.compile(
    r"(?:hai|các|0?2) (?:tuyến )?(?=[QqĐđTt]\S* ?\S* ?\d)|(?:hai|0?2) (?=(?:tuyến |đường )?cao tốc)"
)
"""Before the first of two numbers: "nối hai quốc lộ 4C và 4D"."""
_COUNTED_UNITS = re.compile(r"\d{1,2} [^\W\d]+(?: [^\W\d]+)?: ")
"""Before the first of several units: "nối 2 xã: A với B"."""
_KILOMETRE = r"[Kk][Mm] ?\d{1,4}(?: ?[+,.] ?\d{1,3})?"
_STONE = re.compile(_KILOMETRE)
_NUMBERED = (
    r"(?: (?:[1-9]|1\d|I{1,3}|IV|VI{0,3}|IX)(?![\w/%]|[.,]\d)"
    r"(?! ?(?:km|m|tỷ|triệu|nghìn|ngàn|làn|chiều|bên|đầu|nhịp|người|xe|lượt|ngày|tháng|năm|giờ|phút"
    r"|tỉnh|huyện|xã|phường|dự án|tuyến|gói|đoạn|nhánh|lần|trong|mạch"
    r"|cầu|đường|hộ|thôn|điểm|nút|trạm|địa phương|nhà thầu)"
    r"(?!\w)))?"
)
"""The number in "Phú Bình 2"; before what is counted it is another's."""


@dataclass(slots=True)
class Ends:
    """Places in the order of the text, each with its role and span in the working text."""

    steps: list[tuple[str, int, int]] = field(default_factory=list)
    end: int = 0
    """Where the last place ends, without the units it lies in."""
    after: int = 0
    """Where reading stopped."""

    def add(self, role: str, place: re.Match[str]) -> None:
        """Append the place that a match holds."""
        counted = _COUNTED.match(place["place"]) or _COUNTED_UNITS.match(place["place"])
        start = place.start("place") + (counted.end() if counted else 0)
        self.steps.append((role, start, place.end("place")))
        self.end, self.after = place.end("place"), place.end()

    def of(self, *roles: str) -> list[tuple[int, int]]:
        """Spans of the places in one of these roles."""
        return [(start, end) for role, start, end in self.steps if role in roles]

    @property
    def route(self) -> list[tuple[int, int]]:
        """Spans of the places that are not merely passed."""
        return self.of("from", "to", "chain")

    @property
    def is_pair(self) -> bool:
        """Whether both ends are named."""
        return sum(role != "via" for role, _, _ in self.steps) > 1

    def is_stretch(self, text: WorkingText) -> bool:
        """Whether all that is named are two kilometres of a road: "từ Km0 đến Km22"."""
        return all(_STONE.fullmatch(text.plain, *place) for place in self.route)


_Words = Mapping[str, Sequence[str]]
_DOT: Final = r"(?<=[A-ZĐ][A-Z])\."
"""Behind a short form: "TP. Vinh", not "ra cảng. Sau đó"."""


def _reference(words: Vocabulary) -> str:
    """A road's number, with what it is called by before it."""
    written = any_of(
        {w for row in words.references for w in (*row.words, *row.short, *row.any_case)}
    )
    return (
        rf"(?i:{written})(?: số)?[ .:-]{{0,2}}"
        rf"(?:\d{{1,3}}(?:[.,]5(?!\d))?[A-ZĐ]?|[IV]{{1,3}})(?![\w/])"
    )


def _name(places: _Words) -> str:
    """A proper name: words in capitals, without those that begin something else."""
    stops, inside = any_of(places["stops"]), any_of(places["inside"])
    no_names = any_of(places["no-names"])
    alone = any_of(places["no-names-alone"])
    whole = rf"(?![{LETTER}])"
    soft = any_of(places["stops-before-names"])
    stop = rf"(?!(?:{stops}){whole}|(?:{soft}) [{CAPITAL}])"
    more = rf" {stop}(?:(?:{inside}) )?{CAPITALISED}(?:(?<= [{CAPITAL}])\d{{1,2}}(?!\w))?"
    return (
        rf"(?!(?:{no_names}){whole}|(?:{alone}){whole}(?! [{CAPITAL}]))"
        rf"{CAPITALISED}(?:{more}){{0,6}}"
        rf"(?: (?:mạng|viết) {CAPITALISED}(?:{more}){{0,3}})?{_NUMBERED}"
    )


def _place(places: _Words, ref: str, name: str) -> str:
    """A place: what sort it is, and its number, kilometre or name."""
    sorts = rf"(?i:{any_of(places['sorts'])})"
    kv = r"(?:\d{2,3} ?[kK][vV] )?"
    number = r"(?:số )?\d{1,3}(?:/\d{1,2})?[A-Z]?"
    a_sort = rf"(?:(?:\d{{1,2}} |hai |ba |các |giữa )?(?:{sorts})(?: |: |{_DOT} ?|(?<=\.)){kv})"
    units = rf"(?i:{any_of(places['units'])})"
    dashed = any_of(places["dashed"])
    return (
        rf"(?:{units})(?: |{_DOT} ?)(?:{dashed})(?!\w)"
        rf"|(?:{_LINE_SORTS}) {name}(?: ?- ?{name}){{1,4}}"
        rf"|(?:[Đđ]ường|[Tt]uyến(?: đường)?)(?: bộ)? (?:ven biển|ven sông|ven hồ)"
        rf"|(?:hai|các|0?2) (?:tuyến )?{ref}"
        rf"|(?:{a_sort})số \d{{1,3}}(?![\w/]|[.,]\d)"
        rf"|(?:[QP]\.?|(?i:quận|phường)) ?\d{{1,2}}(?![\w/]|[.,]\d)"
        rf"|(?:{a_sort}){{0,3}}(?:{ref}"
        rf"|{_KILOMETRE}(?: (?:trên |của )?(?:{ref}|(?:tuyến )?đường {name}))?"
        rf"|{name})"
        rf"|[Nn]út giao (?:số )?[A-Z]{{0,3}}\.?{number}"
    )


def _tail(places: _Words, name: str) -> str:
    """What follows a place and says where it lies, or which of two it is."""
    units = rf"(?i:{any_of(places['units'])})"
    lies = any_of(places["lies-in"])
    return (
        rf"(?:(?:,|, thuộc|,? (?:{lies}))? ?(?:các )?{units}(?:{_DOT})? {name}"
        rf"|, {name}(?=[,)]| (?:đến|tới|đi|với) )"
        r"| \([^()\n]{0,160}\)"
        r"| (?:cũ|mới|hiện tại|hiện nay|hiện hữu|trong tương lai)(?!\w)){0,5}"
    )


def _joint(places: _Words) -> str:
    """The word or sign that leads from one place to the next."""
    return (
        r"(?:(?P<open> \()|,? | ?-)?"
        rf"(?:(?P<from>{any_of(as_written(places['from']))}) "
        rf"|(?P<to>{any_of(as_written(places['to']))}) "
        rf"|(?P<via>{any_of(as_written(places['via']))}) |(?P<and>và |VÀ )"
        r"|(?P<chain>(?<=-) ?)|(?P<comma>(?<=, )(?:và )?)|(?P<inside>(?<=\()))"
    )


def _joint_begins(places: _Words) -> str:
    """What no such word or sign begins is refused many times faster than by :func:`_joint`."""
    connecting = {w for role in ("from", "to", "via") for w in places[role]}
    return (
        rf"(?: \(|,? | ?-)?(?:(?:{any_of(w.lower() for w in connecting)}|và) "
        r"|(?<=-) ?|(?<=, )|(?<=\())"
    )


class PlaceRules:
    """How places and connecting words are found, made from the vocabulary."""

    def __init__(self, words: Vocabulary) -> None:
        places = words.places
        ref = _reference(words)
        self.name = _name(places)
        self.place = _place(places, ref, self.name)
        self.tail = _tail(places, self.name)
        here = rf"(?P<place>{self.place})(?P<tail>{self.tail})"
        self._first = re.compile(here)
        self._step = re.compile(_joint(places) + here)
        self._may_step = re.compile(_joint_begins(places))
        self._numbered = re.compile(ref)
        self._and_number = re.compile(
            r" và (?P<place>\d{1,3}[A-ZĐ]?)(?P<tail>)(?![\w/%]|[.,]\d)"
            r"(?! (?:km|m|tỷ|tỉ|triệu|làn|ha|cầu|xã|huyện|tỉnh|tuyến|dự án|nút|điểm|năm|tháng)\b)"
        )
        self._dashed = re.compile(rf"(?: ?- ?{self.name}){{1,4}}")
        self._tail = re.compile(self.tail)
        self._plain_name = re.compile(self.name)
        self._paired = frozenset(places["paired"])

    def name_at(self, text: WorkingText, position: int) -> re.Match[str] | None:
        """A proper name that begins at ``position``."""
        return self._plain_name.match(text.plain, position)

    def dashed(self, text: WorkingText, position: int) -> int:
        """Behind the names that dashes join to the one before ``position``."""
        found = self._dashed.match(text.plain, position)
        return found.end() if found else position

    def skip_tail(self, text: WorkingText, position: int) -> int:
        """Behind the units and brackets that say where the place before ``position`` lies."""
        found = self._tail.match(text.plain, position)
        return found.end() if found else position

    def chain_at(self, text: WorkingText, position: int, *, more: bool = True) -> Ends:
        """Places joined by dashes from ``position`` on; ``more``: and by what words follow."""
        ends = Ends(end=position, after=position)
        first = self._first.match(text.plain, position)
        if first is None:
            return ends
        ends.add("chain", first)
        return self._more(text, ends, only_chain=not more)

    def after(self, text: WorkingText, position: int) -> Ends:
        """Places that connecting words add from ``position`` on."""
        measured = _MEASURED.match(text.plain, position)
        position = measured.end() if measured else position
        return self._more(text, Ends(end=position, after=position))

    def _more(self, text: WorkingText, ends: Ends, *, only_chain: bool = False) -> Ends:
        state = _State()
        while len(ends.steps) < _MOST_PLACES:
            position = self._onward(text, ends, state)
            if position is None:
                break
            step = self._step.match(text.plain, position)
            role = _role(step) if step else None
            if step is None or role is None or not state.fits(role, ends, step):
                break
            if only_chain and role != "chain":
                break
            if role == "inside" and not _chain_goes_on(text.plain, step.end("place")):
                break
            if role == "from":
                state.paired = step["from"].lower() in self._paired
                state.placed = step["from"].lower() == "đoạn"
            state.opened = state.opened or bool(step["open"])
            ends.add(_ROLES.get(role, role), step)
            if role == "and" and state.lines:
                self._whole_line(text, ends)
            place = step["place"].lower()
            state.lines = state.lines or " - " in place
            state.dashed = state.dashed or role == "chain"
            state.several = state.several or place.startswith(_SEVERAL)
        if len(ends.steps) == 1:
            self._only_one(text, ends, state)
        if state.opened and text.plain[ends.after : ends.after + 1] == ")":
            ends.after += 1
        return ends

    def _onward(self, text: WorkingText, ends: Ends, state: "_State") -> int | None:
        """Where one more place may follow; None where nothing leads to one."""
        position = ends.end if _chain_goes_on(text.plain, ends.end) else ends.after
        if state.dashed and position == ends.after and _other_follows(text.plain, ends):
            ends.after = ends.end
            return None
        return position if self._may_step.match(text.lower, position) else None

    def _only_one(self, text: WorkingText, ends: Ends, state: "_State") -> None:
        if state.paired:
            self._other_number(text, ends)
        if state.placed:
            ends.steps = []  # "QL.1 đoạn Bình Chánh": where it is, and not where it begins

    def _other_number(self, text: WorkingText, ends: Ends) -> None:
        """Take in the second number of "nối hai quốc lộ 4C và 4D", where there is one."""
        _, start, end = ends.steps[0]
        numbered = any(m.end() == end for m in self._numbered.finditer(text.plain, start, end))
        other = self._and_number.match(text.plain, ends.end) if numbered else None
        if other:
            ends.add("to", other)
        else:  # "nối QL.1": only where it leads to is told
            ends.steps = [("to", start, end)]

    def _whole_line(self, text: WorkingText, ends: Ends) -> None:
        """Take "C - D" as one end in "nối cao tốc A - B và C - D"."""
        dashed = self._dashed.match(text.plain, ends.end)
        if dashed:
            role, start, _ = ends.steps.pop()
            ends.steps.append((role, start, dashed.end()))
            ends.end = ends.after = dashed.end()


_ROLES = {"and": "to", "comma": "chain", "inside": "chain"}
_A_LINE = re.compile(r"(?i:(?:đường |tuyến )*(?:cao tốc|quốc lộ|đường sắt))")
"""Behind "A - B đi": another line that one gets to, and no end of this one."""
_SEVERAL = ("các ", "hai ", "ba ", "02 ", "03 ", "04 ", "giữa ")


@dataclass(slots=True)
class _State:
    """What has been read of a link's ends so far."""

    paired: bool = False
    opened: bool = False
    lines: bool = False
    several: bool = False
    dashed: bool = False
    placed: bool = False

    def fits(self, role: str, ends: Ends, step: re.Match[str]) -> bool:
        """Whether one more place may follow in this role."""
        if step["open"] and (self.opened or ends.is_pair):
            return False
        has_to = any(role == "to" for role, _, _ in ends.steps)
        if role in ("and", "comma"):
            return not has_to and self._goes_on(role, ends, step)
        if role == "chain":
            anew = ends.is_pair and " - " in step["place"] and _A_LINE.match(step["place"])
            return bool(ends.steps) and not anew
        return not self._is_over(role, ends, step) and self._joins(role, ends, step, has_to)

    def _goes_on(self, role: str, ends: Ends, step: re.Match[str]) -> bool:
        """Whether a place behind "và" or a comma is one more end."""
        if role == "and":
            return self.paired and not self.dashed
        a_road = step["place"][:2] in {"QL", "ĐT", "TL", "Qu", "qu"}
        return bool(ends.steps) and (self.several or (self.paired and a_road))

    def _is_over(self, role: str, ends: Ends, step: re.Match[str]) -> bool:
        """Whether the route has ended before: at B in "A - B kết nối với C"."""
        leads = role == "to" and step["to"].lower() == "đi"
        anew = role == "from" or (role == "to" and not leads)
        anew = anew or (leads and _A_LINE.match(step["place"]) is not None)
        return self.dashed and ends.is_pair and anew and not step["open"]

    def _joins(self, role: str, ends: Ends, step: re.Match[str], has_to: bool) -> bool:
        if role == "from":
            return not ends.of("from") and (bool(step["open"]) or not (ends.is_pair and has_to))
        closed = has_to or not ends.steps or (self.dashed and not ends.of("from"))
        return not (role == "to" and step["to"].lower() == "với" and closed)


def _role(step: re.Match[str]) -> str:
    roles = ("from", "to", "via", "chain", "and", "comma", "inside")
    return next(role for role in roles if step[role] is not None)


def _other_follows(plain: str, ends: Ends) -> bool:
    """Whether a unit behind a comma begins another route: "A - B, thành phố C - D"."""
    return (
        ends.is_pair and "," in plain[ends.end : ends.after] and _chain_goes_on(plain, ends.after)
    )


def _chain_goes_on(plain: str, position: int) -> bool:
    return plain[position : position + 2].lstrip(" ").startswith("-")
