"""One project on one page, to be handed out (phiếu công trình): as Word, and as a page to print.

Both say what the panel says, with the map, the strip, and the address of the view as a QR code.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

import segno
from docx.shared import Pt

from geo.duty.history import history
from geo.export.letter import TEXT_MM, Letter, put_picture
from geo.export.record import side_cells
from geo.pipeline import Linkage
from layers.app.filters import Choice, rows, shown
from layers.app.page import style_sheet
from layers.map import inlined
from layers.markup import page, part, raw
from layers.panels.panel import PanelCitation, panel, panel_facts
from layers.show.listing import FEW_SIDES
from layers.show.picture import PictureLook, map_png, map_svg
from layers.show.raster import png
from layers.show.slides import slide_credits
from layers.strip.band import strip_band
from layers.texts import Texts

_style = part("parts.html", "style")
_MAP_MM: Final = (150.0, 78.0)
_DPI: Final = 200
_PX: Final = 0.85
"""Points in a pixel of the palette, as on the slides."""
_TITLE_PT, _BODY_PT, _TABLE_PT = 14, 10, 9
_ROOMY_MM, _NARROW_MM, _QR_MM = 135.0, 100.0, 24.0
"""Width of the map in Word, of a project of few sides and of many; and of the code beside it."""
_SIDES_MM: Final = (30.0, 22.0, 40.0, 46.0, 27.0)
_SIDE_HEADS: Final = (
    "log.side",
    "panel.length",
    "responsible",
    "panel.status",
    "panel.deadline",
)


def sheet_page(project_id: str, linkage: Linkage, texts: Texts, address: str) -> str:
    """Write the sheet as one HTML file of a page of A4.

    Parameters
    ----------
    project_id
        Id in the registry.
    linkage
        How things stand.
    texts
        The language.
    address
        Where the view is found again; "" for none.

    Raises
    ------
    KeyError
        When the registry has no such project.
    """
    script = inlined.asset("sheet.js")
    band = strip_band(project_id, linkage, texts)
    return page(
        "sheet_page.html",
        texts=texts,
        policy=inlined.policy([script]),
        title=texts.pick(linkage.registry.projects[project_id].name),
        styles=style_sheet() + _style(raw(inlined.asset("sheet.css"), "style")),
        map=inlined.as_base64(map_svg(*_drawn(project_id, linkage, texts), _MAP_MM, px=_PX)),
        band=inlined.as_base64(str(band)) if band else "",
        panel=panel(project_id, linkage, texts),
        code_picture=inlined.as_base64(_qr(address, "svg").decode("utf-8")) if address else "",
        address=address,
        credits=slide_credits(linkage, texts),
        code=raw(script, "script"),
    )


def sheet_docx(project_id: str, linkage: Linkage, texts: Texts, address: str) -> bytes:
    """Write the sheet as a Word document; parameters are those of :func:`sheet_page`."""
    facts = panel_facts(project_id, linkage, texts)
    letter = Letter(texts.language, facts["name"], body_pt=_BODY_PT, table_pt=_TABLE_PT)
    letter.line(facts["name"], "centre", bold=True, before=0).runs[0].font.size = Pt(_TITLE_PT)
    letter.line(facts["facts"], "centre", before=0)
    for alarm in facts["alarms"]:
        letter.line(f"{'◆' if alarm.certain else '◇'} {alarm.words}", "left", bold=True, before=2)
    seen, look = _drawn(project_id, linkage, texts)
    drawn = map_png(seen, look, _MAP_MM, px=_PX, dpi=_DPI)
    width = _ROOMY_MM if len(facts["sides"]) <= FEW_SIDES else _NARROW_MM
    beside = letter.picture(drawn, "", width_mm=width, named=facts["name"])
    if address:
        beside.add_run(" ")
        put_picture(beside, _qr(address, "png"), address, _QR_MM)
    band = strip_band(project_id, linkage, texts)
    if band:
        drawn = png(str(band), width=round(TEXT_MM / 25.4 * _DPI))
        letter.picture(drawn, "", named=texts("strip.title"))
    own = rows(linkage.sides[linkage.sides["project_id"] == project_id])
    letter.table(
        [texts(key) for key in _SIDE_HEADS],
        [side_cells(row, texts.language) for row in own],
        _SIDES_MM,
    )
    _history(letter, project_id, linkage, texts)
    _stated(letter, facts, texts)
    _sources(letter, facts, texts)
    letter.line(slide_credits(linkage, texts), "left", before=4).runs[0].italic = True
    if address:
        letter.line(address, "left", before=0)
    return letter.content


def _drawn(project_id: str, linkage: Linkage, texts: Texts) -> tuple[Any, PictureLook]:
    seen = shown(linkage, Choice(even=frozenset({project_id})))
    return seen, PictureLook(texts, chosen=project_id)


def _history(letter: Letter, project_id: str, linkage: Linkage, texts: Texts) -> None:
    """Write a row a day on which something was reported, a column a side."""
    project = linkage.registry.projects[project_id]
    moments = history(project, linkage.met, linkage.registry, linkage.as_of)
    if not moments:
        return
    letter.line(texts("panel.history"), "left", bold=True)
    own = rows(linkage.sides[linkage.sides["project_id"] == project_id])
    found = [
        (
            texts.date(moment.day),
            *(texts(f"status.{report.status}") if report else "" for report in moment.reports),
        )
        for moment in moments
    ]
    width = (TEXT_MM - 25) / len(own)
    heads = [texts("timeline.day"), *(row["unit_name"] for row in own)]
    letter.table(heads, found, [25.0, *[width] * len(own)])


def _stated(letter: Letter, facts: Mapping[str, Any], texts: Texts) -> None:
    """Write what the documents say of lengths beside what was measured."""
    if not facts["stated"]:
        return
    letter.line(texts("panel.stated"), "left", bold=True)
    heads = [texts(f"panel.stated.{key}") for key in ("of", "said", "measured")]
    found = [
        (f"{one['of']} ({_named(one['cite'])})", one["said"], one["measured"])
        for one in facts["stated"]
    ]
    letter.table(heads, found, [TEXT_MM - 70, 35.0, 35.0])


def _sources(letter: Letter, facts: Mapping[str, Any], texts: Texts) -> None:
    letter.line(f"{texts('panel.cites')}: {'; '.join(_cited(facts))}", "left")
    letter.line(f"{texts('grade')} {facts['grade']}: {facts['grade_reason']}", "left", before=2)
    if facts["note"]:
        letter.line(f"{texts('panel.note')}: {facts['note']}", "left", before=2)


def _cited(facts: Mapping[str, Any]) -> Iterator[str]:
    """Every document and publication that the sheet rests on, each once."""
    named = [_named(one["name"]) for one in facts["agreements"]]
    for side in facts["sides"]:
        report = side["report"]
        named += [_named(report["cite"] or report["outside"])] if report else []
        cited = side["basis"].get("cite") or side["basis"].get("outside")
        named += [_named(cited)] if cited else []
    return iter(dict.fromkeys(named))


def _named(source: Any) -> str:
    """Name a source in words."""
    if isinstance(source, PanelCitation):
        return f"{source.before}{source.draft}{source.after}"
    return f"{source.publisher}: “{source.title}”"


def _qr(address: str, kind: str) -> bytes:
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind=kind, scale=8, border=2)
    return stream.getvalue()
