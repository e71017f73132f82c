"""What is written on the map: tooltips and names, as HTML with every text escaped."""

from html import escape

import pandas as pd

from geo.model import Mode, Project, Status
from geo.pipeline import Linkage
from layers.app.filters import Row
from layers.texts import Texts


def name_of(row: Row, texts: Texts) -> str:
    """Give a row's name in the reader's language, unescaped."""
    return texts.choose(row["name_vi"], row["name_en"])


def short_name(project: Project, texts: Texts) -> str:
    """Give the road number, or the name of what has none, unescaped."""
    if project.refs and project.mode == Mode.ROAD:
        return " · ".join(project.refs[:2])
    return texts.pick(project.name)


def status_phrase(piece: Row, texts: Texts) -> str:
    """Write a piece's status with its date, and whether it is old or our reading; escaped."""
    status = Status(piece["status"])
    phrase = f"<b class='gr-row'>{texts.html(f'status.{status.value}')}</b>"
    day = piece["status_date"]
    if not pd.isna(day):
        said = [texts.date(day)]
        said += [texts.html("report.old")] if piece["is_old"] else []
        said += [] if piece["stated"] else [texts.html("report.inferred.long")]
        phrase += f"<span class='gr-row gr-quiet'>{', '.join(said)}</span>"
    return phrase


def ground(piece: Row, texts: Texts) -> str:
    """Name the province a piece lies in, unescaped."""
    if not piece["province_name"]:
        return texts("nowhere")
    return texts.choose(piece["province_name"], piece["province_name_en"])


def piece_tooltip(piece: Row, linkage: Linkage, texts: Texts) -> str:
    """Write what the pointer finds on a piece."""
    project = linkage.registry.projects[piece["project_id"]]
    where = ground(piece, texts)
    length = f" · {texts.km(piece['length_km'])}" if piece["length_km"] > 0 else ""
    responsible = texts.choose(piece["responsible"], piece["responsible_en"])
    lines = [
        f"<b>{escape(texts.pick(project.name))}</b>",
        f"<span class='gr-row'>{escape(where)}{length}</span>",
        status_phrase(piece, texts),
        f"<span class='gr-row'>{texts.html('responsible')}: {escape(responsible)}</span>",
        f"<span class='gr-row gr-quiet'>{texts.html('grade')} {escape(piece['grade'])}: "
        f"{texts.html('grade.' + piece['grade'])}</span>",
    ]
    return "".join(lines)


def met(crossing: Row, linkage: Linkage, texts: Texts) -> str:
    """Say which units meet at a crossing, unescaped; at a former border, which met there."""
    if not crossing["former"]:
        return f"{crossing['from_name']} – {crossing['to_name']}"
    before = linkage.registry.units.signing
    first, second = before[crossing["signing_from"]], before[crossing["signing_to"]]
    return texts("border.former.of", first=first, second=second)


def on_bridge(crossing: Row, texts: Texts) -> str:
    """Name the bridge a crossing lies on, and say when it is the middle of the span; unescaped."""
    name = texts.choose(crossing["bridge_vi"], crossing["bridge_en"]) or ""
    middle = texts("crossing.mid_span") if crossing["mid_span"] else ""
    return ", ".join(filter(None, [name, middle]))


def crossing_tooltip(crossing: Row, linkage: Linkage, texts: Texts) -> str:
    """Write what the pointer finds on a border crossing."""
    project = linkage.registry.projects[crossing["project_id"]]
    between = met(crossing, linkage, texts)
    kilometre = texts.number(crossing["km"], 1)
    lines = [
        f"<b>{escape(between)}</b>",
        f"<span class='gr-row'>{escape(texts.pick(project.name))}</span>",
        f"<span class='gr-row gr-quiet'>{texts.html('crossing.at', km=kilometre)}</span>",
    ]
    if bridge := on_bridge(crossing, texts):
        lines.append(f"<span class='gr-row'>{escape(bridge)}</span>")
    for name, status in (
        (crossing["from_name"], crossing["status_from"]),
        (crossing["to_name"], crossing["status_to"]),
    ):
        lines.append(
            f"<span class='gr-row'>{escape(name)}: "
            f"{texts.html(f'status.{Status(status).value}')}</span>"
        )
    if crossing["mismatch"]:
        lines.append(f"<span class='gr-alarm'>{texts.html('mismatch')}</span>")
    elif crossing["possible_mismatch"]:
        lines.append(f"<span class='gr-maybe'>{texts.html('mismatch.possible')}</span>")
    return "".join(lines)


def mismatch_words(crossing: Row, linkage: Linkage, texts: Texts) -> str:
    """Write what each side of a border says of one project, a line a side."""
    project = linkage.registry.projects[crossing["project_id"]]
    sides = "".join(
        f"<i>{escape(crossing[name])}: <b>{texts.html(f'status.{Status(crossing[status]).value}')}"
        "</b></i>"
        for name, status in (("from_name", "status_from"), ("to_name", "status_to"))
    )
    return f"<span><i>{escape(short_name(project, texts))}</i>{sides}</span>"


def former_border_tooltip(border: Row, texts: Texts) -> str:
    """Write what the pointer finds on a border that no longer exists."""
    names = {"first": border["first_name"], "second": border["second_name"]}
    return (
        f"<b>{texts.html('border.former.of', **names)}</b>"
        f"<span class='gr-row gr-quiet'>{texts.html('border.former.until')}</span>"
    )


def context_tooltip(item: Row, texts: Texts) -> str:
    """Write what the pointer finds on a thing that is only named."""
    what = texts.choose(item["what_vi"], item["what_en"])
    return (
        f"<b>{escape(name_of(item, texts))}</b><span class='gr-row'>{escape(what)}</span>"
        f"<span class='gr-row gr-quiet'>{texts.html('context.tip')}</span>"
    )
