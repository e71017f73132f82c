"""How each side came to stand where it stands: a row a day, a column a side.

A table, so that it is read as well as seen: each cell says the status in words, reported that
day or still standing from before; the days on which the sides were out of step say so.
"""

from html import escape

from geo.duty.history import Moment, history
from geo.model import Project, Status
from geo.pipeline import Linkage
from layers import palette
from layers.panels.legend import disc
from layers.texts import Texts


def timeline(project: Project, linkage: Linkage, texts: Texts) -> str:
    """Write a project's history up to the chosen day as HTML; empty without a report."""
    moments = history(project, linkage.met, linkage.registry, linkage.as_of)
    if not moments:
        return ""
    sides = linkage.sides[linkage.sides["project_id"] == project.id]
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in sides["province_name"])
    days = "".join(_row(moment, texts) for moment in moments)
    body = days + _last(moments[-1], linkage, texts)
    name, day = texts.html("panel.history"), texts.html("timeline.day")
    return (
        f'<div class="gr-scroll" tabindex="0" role="region" aria-label="{name}">'
        f'<table class="gr-timeline"><thead><tr><th scope="col">{day}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(moment: Moment, texts: Texts) -> str:
    reports = zip(moment.reports, moment.standing, strict=True)
    cells = "".join(_cell(status, report is not None, texts) for report, status in reports)
    return f'<tr><th scope="row">{texts.date(moment.day)}{_apart(moment, texts)}</th>{cells}</tr>'


def _last(moment: Moment, linkage: Linkage, texts: Texts) -> str:
    """Close the table with the chosen day: what stands then, stands from the last report."""
    named = [(status, texts.html(f"status.{status.value}")) for status in moment.standing]
    cells = "".join(
        f'<td><span class="gr-chip">{disc(status)}{name}</span></td>' for status, name in named
    )
    day = texts.html("timeline.now", day=texts.date(linkage.as_of))
    return f'<tr class="gr-last"><th scope="row">{day}{_apart(moment, texts)}</th>{cells}</tr>'


def _apart(moment: Moment, texts: Texts) -> str:
    steps = moment.apart.steps
    if moment.apart.is_mismatch:
        return f'<b class="gr-alarm">◆ {texts.html("timeline.apart", steps=steps)}</b>'
    if moment.apart.is_possible:
        return f'<b class="gr-maybe">◇ {texts.html("timeline.possible", steps=steps)}</b>'
    return ""


def _cell(status: Status, reported: bool, texts: Texts) -> str:
    if not reported:
        return _still(status, texts)
    name = texts.html(f"status.{status.value}")
    colour = palette.STATUS_COLOUR[status]
    return (
        f'<td><div style="border-color:{colour}"><span class="gr-chip">{disc(status)}'
        f"<b>{name}</b></span></div></td>"
    )


def _still(status: Status, texts: Texts) -> str:
    """Carry a status on: a bar to see, words to hear; dotted before the first report."""
    if status == Status.UNKNOWN:
        words = texts.html("status.unknown")
        return f'<td><div class="gr-none"><span class="gr-unseen">{words}</span></div></td>'
    words = texts.html("timeline.still", status=texts(f"status.{status.value}"))
    colour = palette.STATUS_COLOUR[status]
    return (
        f'<td><div style="border-color:{colour}"><span class="gr-unseen">{words}</span></div></td>'
    )
