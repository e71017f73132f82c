"""Mention → the registry's entries that it names: by number, by name, by ends."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel
from rapidfuzz import fuzz

from geo.agreements.mention import Mention, MentionKind
from geo.agreements.reading import read_mentions
from geo.model import ContextItem, Mode, Project, Text
from geo.names import fold, refs_in
from geo.registry import Registry

_ALIKE = 86.0
"""Likeness (0 to 100) from which two names are one: text recognition changes a letter or mark."""
_ENOUGH = 0.5
_SIGNS = re.compile(r"[^\w.]+")
_KIND_OF = {
    Mode.ROAD: MentionKind.ROAD,
    Mode.BRIDGE: MentionKind.BRIDGE,
    Mode.RAIL: MentionKind.RAIL,
    Mode.POWER: MentionKind.POWER,
    Mode.WATERWAY: MentionKind.WATERWAY,
    Mode.PORT: MentionKind.PORT,
    Mode.BUS: MentionKind.OTHER,
    Mode.DIKE: MentionKind.OTHER,
    Mode.IRRIGATION: MentionKind.OTHER,
}


@dataclass(frozen=True, slots=True)
class Link:
    """A registry entry that a mention names, how surely (0 to 1), and by what."""

    entry: str
    score: float
    why: str


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
    places: set[str] = field(default_factory=set)
    chains: list[tuple[str, ...]] = field(default_factory=list)
    told: str = ""
    """All its texts, folded likewise."""
    title: str = ""
    """The entry's own name, folded, with a space at both ends."""


class Linker:
    """Compares mentions with a registry; making it reads every entry's texts once."""

    def __init__(self, registry: Registry) -> None:
        entries: Iterable[Project | ContextItem] = (
            *registry.projects.values(),
            *registry.context.values(),
        )
        self._known = [_known(entry, registry) for entry in entries]

    def links(self, mention: Mention) -> list[Link]:
        """Entries that a mention names, the surest first."""
        found = (link for known in self._known if (link := _compare(mention, known)))
        return sorted(found, key=lambda link: (-link.score, link.entry))

    def link_all(self, mentions: Sequence[Mention]) -> list[list[Link]]:
        """Entries of every mention; the end of a linked one counts as linked through it."""
        found: list[list[Link]] = []
        by_span: dict[tuple[int, int], list[Link]] = {}
        for mention in mentions:
            own = self.links(mention)
            if not own and mention.parent:
                own = [
                    Link(link.entry, link.score, f"end of what is linked: {link.why}")
                    for link in by_span.get(mention.parent, [])
                ]
            found.append(own)
            by_span[mention.start, mention.end] = own
        return found


def _known(entry: Project | ContextItem, registry: Registry) -> _Known:
    known = _Known(
        entry.id,
        _KIND_OF[entry.mode],
        entry.kv if isinstance(entry, Project) else None,
        refs=set(entry.refs),
        title=f" {_bare(entry.name.vi)} ",
    )
    for mention in read_mentions(entry.name.vi):
        known.refs |= set(mention.refs)
        known.names |= {(mention.kind, key) for key in _names(mention)}
        known.chains.append(_chain(mention))
    known.told = f" {' '.join(map(_bare, _texts(entry)))} "
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
    if len(own) < 2:
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
