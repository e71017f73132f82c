"""How each side came to stand where it stands: a row a day, a column a side.

A table, so that it is read as well as seen: each cell says the status in words, reported that
day or still standing from before; the days on which the sides were out of step say so.
"""

from geo.duty.history import Moment, history
from geo.model import Project
from geo.pipeline import Linkage
from layers.markup import Markup, none, part
from layers.texts import Texts

_timeline = part("timeline.html", "timeline")


def timeline(project: Project, linkage: Linkage, texts: Texts) -> Markup:
    """Write a project's history up to the chosen day as HTML; empty without a report."""
    moments = history(project, linkage.met, linkage.registry, linkage.as_of)
    if not moments:
        return none
    sides = linkage.sides[linkage.sides["project_id"] == project.id]
    rows = [_row(moment) for moment in moments]
    return _timeline(list(sides["province_name"]), rows, rows[-1], linkage.as_of, texts)


def _row(moment: Moment) -> dict[str, object]:
    """Gather a day: each side's status and whether it was reported that day; steps apart."""
    reported = [report is not None for report in moment.reports]
    return {
        "day": moment.day,
        "cells": list(zip(moment.standing, reported, strict=True)),
        "apart": moment.apart,
    }
