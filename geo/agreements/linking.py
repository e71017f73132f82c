"""Mention → the registry's entries that it names: by number, by name, by ends."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel
from rapidfuzz import fuzz

from geo.agreements.mention import Mention, MentionKind
from geo.agreements.province_words import province_names
from geo.agreements.reading import read_mentions
from geo.agreements.whereabouts import Fit, Whereabouts
from geo.model import ContextItem, Mode, Project, Text
from geo.names import fold, refs_in
from geo.registry import Registry

_ALIKE = 86.0
"""Likeness (0 to 100) from which two names are one: text recognition changes a letter or mark."""
_ENOUGH = 0.5
_WORDS = re.compile(r"[^\W_]+")
_SIGNS = re.compile(r"[^\w.]+")


@dataclass(frozen=True, slots=True)
class Link:
    """A registry entry that a mention names, how surely (0 to 1), and by what."""

    entry: str
    score: float
    why: str
    sure: bool = True
    """Else it is for the reviewer to say: "perhaps", and ``why`` tells what speaks against it."""


@dataclass(slots=True)
class _Known:
    """What is known of one entry, in the forms that mentions are compared in."""

    id: str
    kind: MentionKind
    kv: int | None
    refs: set[str] = field(default_factory=set)
    told_refs: set[str] = field(default_factory=set)
    names: set[tuple[MentionKind, str]] = field(default_factory=set)
    told_names: set[tuple[MentionKind, str]] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)
    """Names of what it joins."""
    places: set[str] = field(default_factory=set)
    chains: list[tuple[str, ...]] = field(default_factory=list)
    told: str = ""
    """All its texts, folded likewise."""
    title: str = ""
    """The entry's own name, folded, with a space at both ends."""
    written: str = ""
    """All its texts in small letters with their marks, to tell apart what folding makes alike."""
    provinces: frozenset[str] = frozenset()


class Linker:
    """Compares mentions with a registry; making it reads every entry's texts once."""

    def __init__(self, registry: Registry) -> None:
        entries: Iterable[Project | ContextItem] = (
            *registry.projects.values(),
            *registry.context.values(),
        )
        self._known = [_known(entry, registry) for entry in entries]
        self._units = registry.units

    def links(self, mention: Mention, where: Whereabouts | None = None) -> list[Link]:
        """Entries that a mention names, the surest first; what its document speaks of decides."""
        home = where or Whereabouts("", self._units)
        found = (
            weighed
            for known in self._known
            if (link := _compare(mention, known))
            and (weighed := _weighed(link, mention, known, home.fit(mention, known.provinces)))
        )
        return sorted(found, key=lambda link: (not link.sure, -link.score, link.entry))

    def link_all(self, mentions: Sequence[Mention], text: str = "") -> list[list[Link]]:
        """Entries of every mention; the end of a linked one counts as linked through it."""
        found: list[list[Link]] = []
        by_span: dict[tuple[int, int], list[Link]] = {}
        where = Whereabouts(text, self._units)
        for mention in mentions:
            own = self.links(mention, where)
            if not own and mention.parent:
                own = [
                    replace(link, why=f"end of what is linked: {link.why}")
                    for link in by_span.get(mention.parent, [])
                ]
            found.append(own)
            by_span[mention.start, mention.end] = own
        return found


_JOINS = re.compile(
    r"(?:Các )?(?:[Tt]uyến |[Đđ]ường |[Tt]uyến đường )(?:mới )?(?:nối|kết nối|liên kết|dẫn)(?!\w)"
)
"""How the name of a link begins that is called by what it joins."""
_SURE = 0.7
"""Score from which a link is sure, where nothing speaks against it."""
_BY_NAME = 0.9
"""Score that only a whole name reaches; what is alike in less needs its province."""
_NUMBER = "number"
_BY_ENDS = frozenset({"both ends", "a part between its places", "ends"})


def _weighed(link: Link, mention: Mention, known: _Known, fit: Fit) -> Link | None:
    """Say how sure a likeness is, by provinces and by how the names are written."""
    if fit is Fit.NOT:
        return None
    doubts = []
    if link.score < _SURE:
        doubts.append("alike only in part")
    if fit is Fit.OPEN and (link.why == _NUMBER or link.score < _BY_NAME):
        doubts.append("no province of it is named with it")
    if link.why in _BY_ENDS and _joins_provinces(mention):
        doubts.append("many lines join these provinces")
    if link.why != _NUMBER and not mention.refs and _is_spelt_otherwise(mention, known):
        doubts.append("spelt with other marks")
    if not doubts:
        return link
    return replace(link, why=f"{link.why}; {', '.join(doubts)}", sure=False)


def _joins_provinces(mention: Mention) -> bool:
    """Whether two provinces are all that a line is called by: "Lạng Sơn - Bắc Giang"."""
    ends = {mention.from_place, mention.to_place}
    return not mention.name and ends <= province_names()


def _is_spelt_otherwise(mention: Mention, known: _Known) -> bool:
    """Whether the name is like the entry's only without its marks: "Đuống" and "đường"."""
    called = mention.name
    if not called or called.isascii():
        return False
    words = [word for word in _WORDS.findall(called.lower()) if not word.isascii()]
    alike = [w for w in words if f" {w} " in known.written]
    return bool(words) and len(alike) < len(words) / 2


def _known(entry: Project | ContextItem, registry: Registry) -> _Known:
    known = _Known(
        entry.id,
        _kind_of(entry.mode),
        entry.kv if isinstance(entry, Project) else None,
        refs=set(entry.refs),
        title=f" {_bare(entry.name.vi)} ",
    )
    joins = _JOINS.match(entry.name.vi) is not None
    for number, mention in enumerate(read_mentions(entry.name.vi)):
        a_bridges_road = known.kind is MentionKind.BRIDGE and mention.kind is MentionKind.ROAD
        if a_bridges_road:  # "cầu A và đường dẫn nối QL.37" is not the whole of QL.37
            known.told_refs |= set(mention.refs)
        else:
            known.refs |= set(mention.refs)
        names = {(mention.kind, key) for key in _names(mention)}
        if joins and number:  # what a link joins is named with it, and is not the link
            known.told_names |= names
            known.joined |= _names(mention)
        else:
            known.names |= names
            known.chains.append(_chain(mention))
    known.told = f" {' '.join(map(_bare, _texts(entry)))} "
    written = _WORDS.findall(" ".join(_texts(entry)).lower())
    known.written = f" {' '.join(written)} "
    codes = (
        {side.province for side in entry.sides}
        if isinstance(entry, Project)
        else set(entry.provinces)
    )
    units = registry.units
    known.provinces = frozenset(units.unit(key).name for key in codes if units.is_known(key))
    for text in _texts(entry):
        for mention in read_mentions(text):
            known.told_refs |= set(mention.refs)
            known.told_names |= {(mention.kind, key) for key in _names(mention)}
    places = [registry.places[key].name.vi for key in entry.places if key in registry.places]
    known.places = {_place(name) for name in (*places, *_parts(entry.name.vi))} - {""}
    return known


def _texts(value: object) -> Iterable[str]:
    """Every Vietnamese text of an entry."""
    if isinstance(value, Text):
        yield value.vi
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def _names(mention: Mention) -> set[str]:
    return {_bare(name) for name in (mention.name, *mention.also) if name}


def _bare(text: str) -> str:
    """A text folded, without signs."""
    return " ".join(_SIGNS.sub(" ", fold(text)).split())


def _chain(mention: Mention) -> tuple[str, ...]:
    places = (mention.from_place, *mention.via, mention.to_place)
    return tuple(_place(place) for place in places if place)


_SORTS = frozenset(
    {
        "tran",
        "nui",
        "te",
        "khu",
        "khau",
        "den",
        "tuyen",
        "tp",
        "duong",
        "pho",
        "ho",
        "giap",
        "ga",
        "tram",
        "phuong",
        "van",
        "kcn",
        "xe",
        "hai",
        "cac",
        "thi",
        "deo",
        "cong",
        "tinh",
        "quoc",
        "ranh",
        "gr",
        "thanh",
        "xa",
        "cang",
        "vuc",
        "ben",
        "nghiep",
        "bx",
        "lien",
        "ngam",
        "huyen",
        "cua",
        "suoi",
        "chua",
        "giua",
    }
)
"""First words of a place that say what sort of place it is, folded."""


_COMPASS = frozenset({"bac", "nam", "dong", "tay", "bac nam", "dong tay"})


def _place(name: str) -> str:
    """A place's name without what sort of place it is."""
    words = fold(name.partition("(")[0]).split()
    while len(words) > 1 and (words[0] in _SORTS or words[0].endswith("kv") or words[0].isdigit()):
        words.pop(0)
    return " ".join(words)


def _parts(name: str) -> list[str]:
    return [part for part in name.replace("–", "-").replace(",", "-").split("-") if part.strip()]


def _compare(mention: Mention, known: _Known) -> Link | None:
    tried = (
        _by_ref(mention, known),
        _by_name(mention, known),
        _by_ends(mention, known),
    )
    best = max(tried, key=lambda link: link.score)
    return best if best.score >= _ENOUGH else None


def _by_ref(mention: Mention, known: _Known) -> Link:
    common = set(mention.refs) & known.refs
    if common:  # of two entries the one that has no other number is meant
        return Link(known.id, 0.9 + 0.1 * len(common) / len(known.refs), "number")
    if set(mention.refs) & known.told_refs:
        return Link(known.id, 0.6, "number in the entry's text")
    return Link(known.id, 0.0, "")


def _by_name(mention: Mention, known: _Known) -> Link:
    best = Link(known.id, 0.0, "")
    for names, weight in ((known.names, 0.95), (known.told_names, 0.6)):
        for kind, name in names:
            if kind is not mention.kind:
                continue
            for own in _names(mention):
                alike = fuzz.ratio(own, name)
                if alike >= _ALIKE and not _other_voltage(mention, known):
                    score = weight * alike / 100
                    best = max(best, Link(known.id, score, "name"), key=lambda link: link.score)
    if best.score or _other_voltage(mention, known) or not _may_be(mention.kind, known.kind):
        return best
    if any(f" {own} " in known.title for own in _names(mention)):
        return Link(known.id, 0.75, "within the entry's name")
    held = {name for kind, name in known.names if kind is MentionKind.BRIDGE}
    if any(f" {name} " in f" {own} " for own in _names(mention) for name in held):
        return Link(known.id, 0.7, "names the entry's bridge")
    return best


def _by_ends(mention: Mention, known: _Known) -> Link:
    nothing = Link(known.id, 0.0, "")
    if mention.refs or _other_voltage(mention, known) or not _may_be(mention.kind, known.kind):
        return nothing
    own = _chain(mention)
    # A bridge with a name of its own is another one of the same two places.
    other = mention.kind is MentionKind.BRIDGE and mention.name and known.kind is mention.kind
    if len(own) < 2 or set(own) <= _COMPASS or other or _names(mention) & known.joined:
        return nothing
    ends = {own[0], own[-1]}
    for chain in known.chains:
        if ends == {chain[0], chain[-1]} if len(chain) > 1 else False:
            return Link(known.id, 0.9, "both ends")
        if len(chain) > 1 and ends <= set(chain):
            return Link(known.id, 0.8, "a part between its places")
    texts = (str(mention.from_place), str(mention.to_place))
    numbered = [bool(set(refs_in(text)) & (known.refs | known.told_refs)) for text in texts]
    placed = [_among(_place(text), known) for text in texts]
    found = sum(number or place for number, place in zip(numbered, placed, strict=True))
    if found == 2:
        own_refs = all(set(refs_in(text)) & known.refs for text in texts)
        return Link(known.id, 0.85 if own_refs else 0.7, "ends")
    told = sum(
        number or place or f" {_bare(_place(text))} " in known.told
        for number, place, text in zip(numbered, placed, texts, strict=True)
    )
    return Link(known.id, 0.55, "ends, in the entry's texts") if told == 2 else nothing


def _among(place: str, known: _Known) -> bool:
    if f" {_bare(place)} " in known.title:
        return True
    return any(fuzz.ratio(place, other) >= _ALIKE for other in known.places)


def _may_be(kind: MentionKind, known: MentionKind) -> bool:
    return kind is known or {kind, known} == {MentionKind.ROAD, MentionKind.BRIDGE}


def _other_voltage(mention: Mention, known: _Known) -> bool:
    return mention.voltage is not None and known.kv not in (None, mention.voltage)


def _kind_of(mode: Mode) -> MentionKind:
    """What a text speaks of where it names a link of this mode.

    Examples
    --------
    >>> _kind_of(Mode.ROAD).value, _kind_of(Mode.DIKE).value
    ('road', 'other')
    """
    kinds = {kind.value: kind for kind in MentionKind}
    return kinds.get(mode.value, MentionKind.OTHER)
