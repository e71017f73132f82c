"""What the data page says of the data in use and of those kept beside, as HTML."""

from collections.abc import Iterable
from dataclasses import dataclass

from geo.osm.cache import CacheKind, Described
from geo.pipeline import Linkage
from geo.sources.inputs import Origin
from layers.app.work import Work
from layers.markup import Markup, none, part
from layers.texts import Texts

_blocks, _beside, _paragraph = (
    part("data.html", "blocks"),
    part("data.html", "beside"),
    part("parts.html", "paragraph"),
)


@dataclass(frozen=True, slots=True)
class _Block:
    """One source: its title, where it was taken from, sentences, and a row of facts a part."""

    title: str
    origin: Origin
    lines: list[str]
    rows: list[dict[str, str]]

    @property
    def is_sketch(self) -> bool:
        return self.origin is Origin.SKETCH


def in_use(work: Work, texts: Texts) -> Markup:
    """Write where boundaries and ways come from: source, date, licence, size and counts."""
    boundaries = work.boundaries.value
    units = texts("data.units", count=texts.number(len(boundaries.frame)))
    about_boundaries = [texts.pick(boundaries.source), units]
    described, ways = work.boundaries.described, work.ways.described
    blocks = [
        _Block(
            texts("data.boundaries"),
            work.boundaries.origin,
            [] if described else about_boundaries,
            [_described(row, texts) for row in described],
        ),
        _Block(
            texts("data.ways"),
            work.ways.origin,
            [] if ways else [nothing_fetched(work, texts)],
            [_described(row, texts) for row in ways],
        ),
    ]
    return _blocks(blocks, texts)


def nothing_fetched(work: Work, texts: Texts) -> str:
    """Say in one sentence that all is a sketch, and what to do."""
    return texts("data.none.all" if work.boundaries.value.is_sketch else "data.none.ways")


def beside(kept: Iterable[tuple[Origin, Described]], work: Work, texts: Texts) -> Markup:
    """Write what is kept without being used just now; nothing when all of it is."""
    used = [
        (found.origin, row) for found in (work.boundaries, work.ways) for row in found.described
    ]
    blocks = [
        _Block(
            texts(f"data.{'ways' if row.kind is CacheKind.WAYS else 'boundaries'}"),
            origin,
            [],
            [_described(row, texts)],
        )
        for origin, row in kept
        if (origin, row) not in used
    ]
    return _beside(blocks, texts) if blocks else none


def _described(row: Described, texts: Texts) -> dict[str, str]:
    return {
        "data.source": texts.pick(row.source),
        "data.dated": _dates(row, texts),
        "data.licence": texts.pick(row.credit),
        "data.amount": _amount(row, texts),
    }


def _dates(row: Described, texts: Texts) -> str:
    if row.oldest is None or row.newest is None:
        return texts("data.undated")
    days = dict.fromkeys([texts.date(row.oldest), texts.date(row.newest)])
    return " – ".join(days)


def _amount(row: Described, texts: Texts) -> str:
    size = texts("data.files", count=texts.number(row.files), size=texts.number(row.size / 1e6, 1))
    counts = [f"{texts(f'data.count.{name}')} {texts.number(n)}" for name, n in row.counts.items()]
    return " · ".join([size, *counts])


def note(words: str) -> Markup:
    """Write a remark."""
    return _paragraph(words, "gr-note")


def lead(words: str) -> Markup:
    """Write what stands above a page's contents."""
    return _paragraph(words, "gr-lead")


def names(linkage: Linkage, texts: Texts) -> dict[str, str]:
    """Give each project's name, in the registry's order."""
    frame = linkage.projects
    columns = (frame["project_id"], frame["name_vi"], frame["name_en"])
    return {key: texts.choose(vi, en) for key, vi, en in zip(*columns, strict=True)}
