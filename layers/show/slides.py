"""A slide show of chosen projects: one HTML file that needs no network, and prints to A4.

A title slide, then a project a slide: the map fitted to it, its sides next to each other, and
the strip. Nothing is drawn in the browser; it only turns the pages.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from geo.duty.meetings import out_of_step, possibly_out_of_step
from geo.duty.status import side_state
from geo.duty.succession import named_in
from geo.export.record import Record
from geo.model import Side, StatusReport
from geo.pipeline import Linkage
from geo.registry.citations import agreement_label
from geo.views.credits import credits_of
from layers.app.filters import Choice, FrameRow, rows, shown
from layers.app.page import style_sheet
from layers.map import inlined
from layers.map.label import name_of
from layers.markup import Markup, page, part, raw
from layers.panels.alarms import age_of, alarms, overdue_mark, uneven
from layers.panels.panel import basis_of, cite, common_age, outside, project_facts
from layers.show.deck import Deck
from layers.show.listing import FEW_SIDES, Listing, agenda, changed, closing, notes
from layers.show.picture import PictureLook, map_svg
from layers.strip.band import strip_band
from layers.texts import Texts

_opening, _list, _slide, _style = (
    part("slides.html", "opening"),
    part("slides.html", "listing"),
    part("slides.html", "slide"),
    part("parts.html", "style"),
)
_MAP_MM = (150.0, 101.0)
_MAP_PX = 0.85
"""Points in a pixel of the palette on a page of A4."""
_MOST_DOCUMENTS = 6


def slides(
    deck: Deck,
    linkage: Linkage,
    *,
    lanes: Mapping[str, int] | None = None,
    record: Record | None = None,
) -> str:
    """Write the show as one HTML file.

    Parameters
    ----------
    deck
        Projects in the speaker's order, title, language. Its day and units are those the
        linkage was made for.
    lanes
        project_id → lane, see :func:`layers.map.lanes.lanes`.
    record
        The meeting that it is shown at: what changed before it and what it concluded.

    Raises
    ------
    KeyError
        When the registry has no such project.
    """
    texts = Texts(deck.language)
    script = inlined.asset("slides.js")
    seen = shown(linkage, Choice(even=frozenset(deck.projects)))
    before = [*agenda(deck.projects, linkage, texts), *(changed(record, texts) if record else ())]
    behind = list(closing(deck.projects, linkage, texts, record))
    noted = {key: list(notes(key, linkage, texts)) for key in deck.projects}
    count = 1 + len(before) + len(deck.projects) + sum(map(len, noted.values())) + len(behind)
    places = (f"{number} / {count}" for number in range(1, count + 1))
    pages = [_title_slide(deck, linkage, texts, next(places))]
    pages += [_list_slide(one, linkage, texts, next(places)) for one in before]
    for project_id in deck.projects:
        look = PictureLook(texts, chosen=project_id, lanes=lanes or {})
        drawn = map_svg(seen, look, _MAP_MM, px=_MAP_PX)
        band = strip_band(project_id, linkage, texts)
        pages.append(_project_slide(project_id, linkage, texts, (drawn, band), next(places)))
        pages += [
            _list_slide(one, linkage, texts, next(places), of=project_id)
            for one in noted[project_id]
        ]
    pages += [_list_slide(one, linkage, texts, next(places)) for one in behind]
    return page(
        "slides_page.html",
        texts=texts,
        policy=inlined.policy([script]),
        title=deck.title or texts("app.title"),
        styles=style_sheet() + _style(raw(inlined.asset("slides.css"), "style")),
        slides=pages,
        is_meeting=record is not None,
        version=sha256("".join(pages).encode("utf-8")).hexdigest(),
        code=raw(script, "script"),
    )


def _list_slide(
    listing: Listing, linkage: Linkage, texts: Texts, place: str, *, of: str = ""
) -> Markup:
    foot = {"page": place, "credits": slide_credits(linkage, texts), "project": of}
    return _list(listing, foot)


def _title_slide(deck: Deck, linkage: Linkage, texts: Texts, place: str) -> Markup:
    foot = {"page": place, "credits": slide_credits(linkage, texts)}
    return _opening(opening_content(deck, linkage, texts) | foot, texts)


def opening_content(deck: Deck, linkage: Linkage, texts: Texts) -> dict[str, Any]:
    """What the first slide says: title, counts, documents."""
    registry = linkage.registry
    cited = {
        citation.agreement
        for project_id in deck.projects
        for citation in registry.projects[project_id].cites
    }
    keys = (
        [deck.agreement] if deck.agreement else [key for key in registry.agreements if key in cited]
    )
    documents = [registry.agreements[key] for key in keys[:_MOST_DOCUMENTS]]
    chosen = linkage.projects[linkage.projects["project_id"].isin(deck.projects)]
    apart = len(out_of_step(rows(chosen)))
    facts = [
        texts("count.as_of", day=texts.date(linkage.as_of)),
        texts(f"picture.units.{linkage.units.value}"),
        f"{len(deck.projects)} {texts.counted('count.projects', len(deck.projects))}",
        f"{apart} {texts.counted('count.mismatches', apart)}",
    ]
    if possible := possibly_out_of_step(rows(chosen)):
        facts.append(f"{len(possible)} {texts.counted('count.possible', len(possible))}")
    return {
        "title": deck.title or texts("app.title"),
        "facts": " · ".join(facts),
        "documents": [
            (texts.pick(agreement_label(one)), texts.pick(one.title)) for one in documents
        ],
    }


def _project_slide(
    project_id: str, linkage: Linkage, texts: Texts, drawn: tuple[str, str], number: str
) -> Markup:
    of = project_content(project_id, linkage, texts)
    pictures = {"map": inlined.as_base64(drawn[0]), "band": inlined.as_base64(drawn[1])}
    foot = {"page": number, "credits": slide_credits(linkage, texts)}
    return _slide(of | pictures | foot, texts)


def project_content(project_id: str, linkage: Linkage, texts: Texts) -> dict[str, Any]:
    """What a project's slide says beside its pictures: facts, alarms, and each side's."""
    project = linkage.registry.projects[project_id]
    row = rows(linkage.projects[linkage.projects["project_id"] == project_id])[0]
    own = rows(linkage.sides[linkage.sides["project_id"] == project_id])
    grade = f"{texts('grade')} {row['grade']}: {texts('grade.' + row['grade'])}"
    sides = [_side(side, project.sides[side["side"]], linkage, texts) for side in own]
    return {
        "id": project_id,
        "name": name_of(row, texts),
        "facts": " · ".join([*project_facts(project, row, texts), grade]),
        "alarms": list(alarms(row, texts)),
        "is_wide": len(project.sides) > FEW_SIDES,
        "uneven": uneven(row, texts),
        "age": common_age(sides),
        "sides": sides,
    }


def _side(row: FrameRow, side: Side, linkage: Linkage, texts: Texts) -> dict[str, object]:
    state = side_state(side, linkage.as_of)
    was_renamed = row["unit_name"] != row["signing_name"]
    return {
        "unit_name": row["unit_name"],
        "formerly": row["signing_name"] if was_renamed else "",
        "status": state.status,
        "age": age_of(state, linkage.as_of, texts),
        "report": state.report and _report(state.report, linkage, texts),
        "length": texts.km(row["length_km"], about=row["about"]) if row["length_km"] > 0 else "–",
        "deadline": side.deadline and side.deadline.by,
        "overdue": overdue_mark(row, texts),
        "responsible": texts.pick(named_in(linkage.units, side.responsible, linkage.registry)),
        "basis": basis_of(side, lambda cited: cite(cited, linkage, texts), texts),
    }


def _report(report: StatusReport, linkage: Linkage, texts: Texts) -> dict[str, object]:
    return {
        "date": report.date,
        "note": texts.pick(report.note),
        "cite": report.cite and cite(report.cite, linkage, texts),
        "outside": report.source and outside(report.source, texts),
        "is_stated": report.is_stated,
    }


def slide_credits(linkage: Linkage, texts: Texts) -> str:
    """Write what stands under every slide: day, sources."""
    named = [texts.pick(credit) for credit in credits_of(linkage)]
    sketch = f"{texts('legend.sketch.mark')} · " if linkage.boundaries.is_sketch else ""
    day = texts("count.as_of", day=texts.date(linkage.as_of))
    return f"{day} · {sketch}{' · '.join(named)}"
