"""The one-file page: the map with list, panels, search, filters and legend, in both languages.

Drawn by the very script of the app's map from the very scene of :mod:`layers.map.draw`. Each
project's scene is written beforehand in its three states (plain, chosen, faded), so that the
page chooses and never decides how a thing looks.
"""

from collections.abc import Mapping
from dataclasses import replace

from geo.model import Grade, Status
from layers.app.filters import Shown, bounds_of, found_by, narrowed, rows
from layers.app.heading import heading
from layers.app.page import style_sheet
from layers.map import inlined
from layers.map.base_map import base_payload
from layers.map.draw import Viewing, scene
from layers.map.label import name_of
from layers.map.plates import MapPayload
from layers.markup import page, part, raw
from layers.panels.legend import credit_line, legend
from layers.panels.panel import panel
from layers.texts import Language, Texts

_row = part("row.html", "row")
_SHARED = ("geometry", "style", "halos", "core", "hit", "tooltip", "html", "places")
_NOBODY = ""
"""No project has this id: with it chosen, every project is faded."""


def standalone(
    shown: Shown, *, lanes: Mapping[str, int] | None = None, language: Language = Language.VI
) -> str:
    """Write what is shown as one HTML file that asks nothing of any host.

    Parameters
    ----------
    shown
        What the reader's filters left; nothing else gets into the file.
    lanes
        project_id → lane, see :func:`layers.map.lanes.lanes`.
    language
        In which the page opens; both are in it.
    """
    texts = Texts(language)
    scripts = [
        inlined.leaflet_script(),
        inlined.asset("map.js"),
        inlined.asset("standalone.js"),
    ]
    sheets = [inlined.leaflet_sheet(), inlined.asset("map.css"), inlined.asset("standalone.css")]
    day = texts("count.as_of", day=texts.date(shown.linkage.as_of))
    return page(
        "standalone_page.html",
        texts=texts,
        policy=inlined.policy(scripts),
        title=f"{texts('app.title')}: {day}",
        sheets=[raw(sheet, "style") for sheet in sheets],
        styles=style_sheet(),
        unread=" · ".join(Texts(one)("file.old_browser") for one in Language),
        data=inlined.packed(payload(shown, lanes or {}, language)),
        scripts=[raw(script, "script") for script in scripts],
    )


def payload(shown: Shown, lanes: Mapping[str, int], language: Language) -> MapPayload:
    """Gather what the page's script chooses from; see ``assets/standalone.js``."""
    linkage = shown.linkage
    base = base_payload(
        {linkage.units.value: linkage.boundaries.frame},
        linkage.registry.places,
        bounds_of(shown),
        linkage.registry.rivers.values(),
    )
    gathered = {
        "language": language.value,
        "names": {one.value: Texts(one)(f"language.{one}") for one in Language},
        "units": linkage.units.value,
        "modes": [mode.value for mode in linkage.registry.modes],
        "projects": _projects(shown),
        "base": base,
        "languages": {one.value: _said(shown, lanes, Texts(one)) for one in Language},
    }
    return inlined.ValueTable(_SHARED).packed(gathered)


def _projects(shown: Shown) -> list[MapPayload]:
    """List what the page's filters ask of a project; those out of step come first."""
    statuses = _statuses(shown)
    order = sorted(shown.projects, key=lambda row: -row["mismatch_steps"] * bool(row["mismatch"]))
    return [
        {
            "id": row["project_id"],
            "mode": row["mode"],
            "mismatch": bool(row["mismatch"]),
            "statuses": statuses.get(row["project_id"], []),
            "found": found_by(shown.linkage.registry.projects[row["project_id"]], shown.linkage),
        }
        for row in order
    ]


def _statuses(shown: Shown) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for side in rows(shown.linkage.sides):
        found.setdefault(side["project_id"], []).append(side["status"])
    return found


def _said(shown: Shown, lanes: Mapping[str, int], texts: Texts) -> MapPayload:
    """Everything of the page that is in one language."""
    statuses = _statuses(shown)
    viewing = Viewing(texts=texts, lanes=lanes, spell_out_mismatches=True)
    nothing = replace(shown, projects=(), pieces=(), crossings=())
    return {
        "heading": heading(shown, texts),
        "legend": legend(shown.linkage.boundaries, shown.linkage.registry, texts),
        "credit": _credit(shown, texts),
        "words": {
            "search": texts("filter.search"),
            "filters": texts("file.filters"),
            "legend": texts("file.legend"),
            "language": texts("language"),
            "mode": texts("filter.mode"),
            "status": texts("filter.status"),
            "mismatch": texts("file.mismatch"),
            "context": texts("map.context"),
            "empty": texts("list.empty"),
            "back": texts("panel.back"),
        },
        "modes": {mode.value: texts(f"mode.{mode.value}") for mode in shown.linkage.registry.modes},
        "statuses": {status.value: texts(f"status.{status.value}") for status in Status},
        "context": scene(nothing, replace(viewing, with_context=True), "")["shapes"],
        "projects": {
            row["project_id"]: {
                **_states(narrowed(shown, {row["project_id"]}), viewing),
                "row": _row(
                    statuses.get(row["project_id"], []),
                    name_of(row, texts),
                    row["mismatch"],
                    row["possible_mismatch"],
                    row["grade"] == Grade.D,
                    texts,
                ),
                "panel": panel(row["project_id"], shown.linkage, texts),
            }
            for row in shown.projects
        },
    }


def _credit(shown: Shown, texts: Texts) -> str:
    return credit_line({row["grade"] for row in shown.pieces}, shown.linkage, texts)


def _states(one: Shown, viewing: Viewing) -> MapPayload:
    """One project's scene as it stands by itself, chosen, and beside another that is chosen."""
    project_id = one.projects[0]["project_id"]
    states = {
        "plain": replace(viewing, chosen=None),
        "chosen": replace(viewing, chosen=project_id, focus_on=project_id),
        "faded": replace(viewing, chosen=_NOBODY, spell_out_mismatches=False),
    }
    return {
        name: {key: drawn[key] for key in ("shapes", "signs", "labels", "focus")}
        for name, state in states.items()
        for drawn in (scene(one, state, ""),)
    }
