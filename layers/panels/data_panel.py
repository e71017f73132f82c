"""What the data page says of the data in use and of those kept beside, as HTML."""

from collections.abc import Iterable
from html import escape

from geo.osm.cache import Described, Kind
from geo.pipeline import Linkage
from geo.sources.inputs import Origin
from layers.app.work import Work
from layers.texts import Texts


def in_use(work: Work, texts: Texts) -> str:
    """Write where boundaries and ways come from: source, date, licence, size and counts."""
    boundaries = work.boundaries.value
    units = len(boundaries.frame)
    parts = [
        _block(
            texts("data.boundaries"),
            work.boundaries.origin,
            [texts.pick(boundaries.source), texts("data.units", count=texts.number(units))]
            if not work.boundaries.described
            else [],
            work.boundaries.described,
            texts,
        ),
        _block(
            texts("data.ways"),
            work.ways.origin,
            [] if work.ways.described else [nothing_fetched(work, texts)],
            work.ways.described,
            texts,
        ),
    ]
    return f'<div class="gr-data">{"".join(parts)}</div>'


def nothing_fetched(work: Work, texts: Texts) -> str:
    """Say in one sentence that all is a sketch, and what to do."""
    return texts("data.none.all" if work.boundaries.value.is_sketch else "data.none.ways")


def beside(kept: Iterable[tuple[Origin, Described]], work: Work, texts: Texts) -> str:
    """Write what is kept without being used just now; nothing when all of it is."""
    used = [
        (found.origin, row) for found in (work.boundaries, work.ways) for row in found.described
    ]
    rows = [(origin, row) for origin, row in kept if (origin, row) not in used]
    if not rows:
        return ""
    blocks = "".join(
        _block(
            texts(f"data.{'ways' if row.kind is Kind.WAYS else 'boundaries'}"),
            origin,
            [],
            [row],
            texts,
        )
        for origin, row in rows
    )
    title = texts.html("data.beside", count=len(rows))
    return (
        f'<details class="gr-data-beside"><summary>{title}</summary>'
        f'<p>{texts.html("data.beside.why")}</p><div class="gr-data">{blocks}</div></details>'
    )


def _block(
    title: str, origin: Origin, lines: list[str], rows: Iterable[Described], texts: Texts
) -> str:
    mark = "gr-sketch" if origin is Origin.SKETCH else "gr-origin"
    head = f'<h4>{escape(title)} <b class="{mark}">{texts.html(f"origin.{origin}")}</b></h4>'
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<div>{head}{said}{''.join(_described(row, texts) for row in rows)}</div>"


def _described(row: Described, texts: Texts) -> str:
    facts = {
        "data.source": texts.pick(row.source),
        "data.dated": _dates(row, texts),
        "data.licence": texts.pick(row.credit),
        "data.amount": _amount(row, texts),
    }
    items = "".join(
        f"<div><dt>{texts.html(key)}</dt><dd>{escape(value)}</dd></div>"
        for key, value in facts.items()
    )
    return f"<dl>{items}</dl>"


def _dates(row: Described, texts: Texts) -> str:
    if row.oldest is None or row.newest is None:
        return texts("data.undated")
    days = dict.fromkeys([texts.date(row.oldest), texts.date(row.newest)])
    return " – ".join(days)


def _amount(row: Described, texts: Texts) -> str:
    size = texts("data.files", count=texts.number(row.files), size=texts.number(row.size / 1e6, 1))
    counts = [f"{texts(f'data.count.{name}')} {texts.number(n)}" for name, n in row.counts.items()]
    return " · ".join([size, *counts])


def note(words: str) -> str:
    """Write a remark."""
    return f'<p class="gr-note">{escape(words)}</p>'


def names(linkage: Linkage, texts: Texts) -> dict[str, str]:
    """Give each project's name, in the registry's order."""
    frame = linkage.projects
    columns = (frame["project_id"], frame["name_vi"], frame["name_en"])
    return {key: texts.choose(vi, en) for key, vi, en in zip(*columns, strict=True)}
