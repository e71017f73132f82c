"""A slide show of chosen projects: one HTML file that needs no network, and prints to A4.

A title slide, then a project a slide: the map fitted to it, its sides next to each other, and
the strip. Nothing is drawn in the browser; it only turns the pages.
"""

import base64
from collections.abc import Mapping
from html import escape
from string import Template

from geo.duty.meetings import out_of_step, possibly_out_of_step
from geo.duty.status import side_state
from geo.duty.succession import named_in
from geo.model import Citation, Project, Side
from geo.pipeline import Linkage
from geo.registry.citations import TERRITORIAL, agreement_label
from geo.views.credits import credits_of
from layers.app.filters import Choice, Row, rows, shown
from layers.app.page import style_sheet
from layers.map import inlined
from layers.map.label import name_of
from layers.panels.alarms import alarms, overdue_mark
from layers.panels.legend import disc
from layers.panels.panel import cite, inferred, outside
from layers.show.deck import Deck
from layers.show.picture import Look, map_svg
from layers.strip.band import strip_band
from layers.texts import Texts

_MAP_MM = (150.0, 101.0)
_MAP_PX = 0.85
"""Points in a pixel of the palette on a page of A4."""
_MOST_DOCUMENTS = 6
_FEW_SIDES = 2
"""More than these need more of the slide's width."""


def slides(
    deck: Deck,
    linkage: Linkage,
    *,
    lanes: Mapping[str, int] | None = None,
) -> str:
    """Write the show as one HTML file.

    Parameters
    ----------
    deck
        Projects in the speaker's order, title, language. Its day and units are those the
        linkage was made for.
    lanes
        project_id → lane, see :func:`layers.map.lanes.lanes`.

    Raises
    ------
    KeyError
        When the registry has no such project.
    """
    texts = Texts(deck.language)
    script = inlined.asset("slides.js")
    seen = shown(linkage, Choice())
    count = len(deck.projects) + 1
    pages = [_title_slide(deck, linkage, texts, count)]
    for number, project_id in enumerate(deck.projects, start=2):
        look = Look(texts, chosen=project_id, lanes=lanes or {})
        drawn = map_svg(seen, look, _MAP_MM, px=_MAP_PX)
        band = strip_band(project_id, linkage, texts)
        pages.append(_slide(project_id, linkage, texts, (drawn, band), f"{number} / {count}"))
    return Template(inlined.asset("slides.html")).substitute(
        language=deck.language.value,
        policy=inlined.policy([script]),
        generator=texts.html("app.title"),
        title=escape(deck.title or texts("app.title")),
        styles=style_sheet() + inlined.style(inlined.asset("slides.css")),
        slides="\n".join(pages),
        scripts=inlined.script(script),
        steer=texts.html("slides.steer"),
        back=texts.html("slides.back"),
        forward=texts.html("slides.forward"),
        full=texts.html("slides.full"),
    )


def _title_slide(deck: Deck, linkage: Linkage, texts: Texts, count: int) -> str:
    registry = linkage.registry
    cited = {
        citation.agreement
        for project_id in deck.projects
        for citation in registry.projects[project_id].cites
    }
    keys = (
        [deck.agreement] if deck.agreement else [key for key in registry.agreements if key in cited]
    )
    documents = "".join(
        f"<li>{escape(texts.pick(agreement_label(registry.agreements[key])))}: "
        f"{escape(texts.pick(registry.agreements[key].title))}</li>"
        for key in keys[:_MOST_DOCUMENTS]
    )
    chosen = linkage.projects[linkage.projects["project_id"].isin(deck.projects)]
    facts = [
        texts("count.as_of", day=texts.date(linkage.as_of)),
        texts(f"picture.units.{linkage.units.value}"),
        f"{len(deck.projects)} {texts('count.projects')}",
        f"{len(out_of_step(rows(chosen)))} {texts('count.mismatches')}",
    ]
    if possible := possibly_out_of_step(rows(chosen)):
        facts.append(f"{len(possible)} {texts('count.possible')}")
    return (
        f'<section class="gr-slide gr-title"><p class="gr-facts">{texts.html("app.title")}: '
        f"{texts.html('app.subtitle')}</p>"
        f'<div class="gr-opening"><h1>{escape(deck.title or texts("app.title"))}</h1>'
        f"<p>{escape(' · '.join(facts))}</p><ul>{documents}</ul></div>"
        f"{_footer(linkage, texts, f'1 / {count}')}</section>"
    )


def _slide(
    project_id: str, linkage: Linkage, texts: Texts, drawn: tuple[str, str], page: str
) -> str:
    row = rows(linkage.projects[linkage.projects["project_id"] == project_id])[0]
    name = escape(name_of(row, texts))
    parts, band = drawn
    alarm = "".join(
        f'<p class="{found.kind}">{"◆" if found.certain else "◇"} {escape(found.words)}</p>'
        for found in alarms(row, linkage, texts)
    )
    grade = f"{texts('grade')} {row['grade']}: {texts('grade.' + row['grade'])}"
    facts = escape(" · ".join([*_facts(linkage.registry.projects[project_id], row, texts), grade]))
    strip = (
        f'<div class="gr-strip-band">{_image(band, texts.html("strip.title"))}</div>'
        if band
        else "<div></div>"
    )
    many = len(linkage.registry.projects[project_id].sides) > _FEW_SIDES
    body = "gr-body gr-many" if many else "gr-body"
    return (
        f'<section class="gr-slide" data-project="{escape(project_id)}"><header><h2>{name}</h2>'
        f'<p class="gr-facts">{facts}</p>{alarm}</header>'
        f'<div class="{body}"><div class="gr-map">{_image(parts, name)}</div>'
        f"{_sides(project_id, linkage, texts)}</div>{strip}"
        f"{_footer(linkage, texts, page)}</section>"
    )


def _facts(project: Project, row: Row, texts: Texts) -> list[str]:
    facts = [texts(f"mode.{project.mode.value}"), texts(f"action.{project.action.value}")]
    facts += [f"{project.kv} kV"] if project.kv else []
    facts += [*project.refs]
    return facts + ([texts.km(row["length_km"])] if row["length_km"] > 0 else [])


def _image(svg: str, alternative: str) -> str:
    """Put a drawing into an image of its own: its names cannot meet those of another."""
    content = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return f'<img alt="{alternative}" src="data:image/svg+xml;base64,{content}">'


def _sides(project_id: str, linkage: Linkage, texts: Texts) -> str:
    project = linkage.registry.projects[project_id]
    own = rows(linkage.sides[linkage.sides["project_id"] == project_id])
    columns = "".join(_side(row, project.sides[row["side"]], linkage, texts) for row in own)
    return (
        f'<div class="gr-two"><div class="gr-two-in" style="--sides:{max(len(own), 1)}">'
        f"{columns}</div></div>"
    )


def _side(row: Row, side: Side, linkage: Linkage, texts: Texts) -> str:
    name = escape(row["unit_name"])
    if row["unit_name"] != row["signing_name"]:
        name += f" <small>{texts.html('panel.formerly', name=row['signing_name'])}</small>"
    responsible = escape(texts.pick(named_in(linkage.units, side.responsible, linkage.registry)))
    length = texts.km(row["length_km"]) if row["length_km"] > 0 else "–"
    cells = [
        ("panel.status", _status(side, linkage, texts)),
        ("panel.length", f"<b>{length}</b>"),
        ("panel.deadline", _deadline(row, side, texts)),
        ("responsible", f"{responsible}{_basis(side, linkage, texts)}"),
    ]
    written = "".join(
        f"<div><dt>{texts.html(head)}</dt><dd>{cell}</dd></div>" for head, cell in cells
    )
    return f"<dl><h3>{name}</h3>{written}</dl>"


def _status(side: Side, linkage: Linkage, texts: Texts) -> str:
    state = side_state(side, linkage.as_of)
    chip = f"{disc(state.status)} <b>{texts.html(f'status.{state.status.value}')}</b>"
    report = state.report
    if report is None:
        return f'{chip}<p class="gr-quiet">{texts.html("panel.status.none")}</p>'
    old = f' <b class="gr-old">{texts.html("report.old")}</b>' if state.is_old else ""
    if report.cite is not None:
        source = _cited(report.cite, linkage, texts)
    else:
        assert report.source is not None  # the model holds that a report has one origin
        source = f'<p class="gr-quiet">{outside(report.source, texts)}</p>'
    old += inferred(report, texts)
    return f"{chip}, {texts.date(report.date)}{old}<p>{escape(texts.pick(report.note))}</p>{source}"


def _deadline(row: Row, side: Side, texts: Texts) -> str:
    if side.deadline is None:
        return f'<span class="gr-quiet">{texts.html("panel.deadline.none")}</span>'
    return f"<b>{texts.date(side.deadline.by)}</b>{overdue_mark(row, texts)}"


def _basis(side: Side, linkage: Linkage, texts: Texts) -> str:
    if isinstance(side.basis, Citation):
        return _cited(side.basis, linkage, texts)
    if side.basis is None:
        return f'<p class="gr-quiet">{escape(texts.pick(TERRITORIAL))}</p>'
    return f'<p class="gr-quiet">{outside(side.basis, texts)}</p>'


def _cited(citation: Citation, linkage: Linkage, texts: Texts) -> str:
    return f'<p class="gr-quiet">{cite(citation, linkage, texts)}</p>'


def _footer(linkage: Linkage, texts: Texts, page: str) -> str:
    named = [texts.pick(credit) for credit in credits_of(linkage)]
    sketch = f"{texts('legend.sketch.mark')} · " if linkage.boundaries.is_sketch else ""
    day = texts("count.as_of", day=texts.date(linkage.as_of))
    words = escape(f"{day} · {sketch}{' · '.join(named)}")
    return f"<footer><b>{page}</b><span>{words}</span></footer>"
