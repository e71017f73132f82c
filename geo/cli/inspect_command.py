"""The command that tells all of one project: ``python -m geo inspect``."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from geo.cli.command_linkage import check_projects, given, linkage_of
from geo.cli.command_options import input_options, json_option, says_what_is_wrong
from geo.cli.console import echo_json
from geo.export.geojson import json_value
from geo.pipeline import Linkage
from geo.registry import load_registry
from geo.views.plain_text import project_text


@click.command("inspect")
@click.argument("project_id")
@json_option
@input_options
@says_what_is_wrong("geo")
def inspect_command(
    project_id: str,
    boundaries: Path | None,
    osm: Path | None,
    pack: Path | None,
    date: dt.date | None,
    units: str,
    as_json: bool,
) -> None:
    """Print one project's sides, pieces and crossings."""
    registry = load_registry()
    check_projects([project_id], registry, where="inspect")
    linkage = linkage_of(registry, given(boundaries, osm, pack), date=date, units=units)
    if as_json:
        echo_json(_project_json(linkage, project_id))
    else:
        click.echo(project_text(linkage, linkage.registry.projects[project_id]))


def _project_json(linkage: Linkage, project_id: str) -> dict[str, Any]:
    def rows(name: str) -> list[dict[str, Any]]:
        frame = getattr(linkage, name)
        own = frame[frame["project_id"] == project_id]
        names = [column for column in own.columns if column != "geometry"]
        columns = [map(json_value, own[column]) for column in names]
        return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]

    names = ("sides", "pieces", "crossings", "stated")
    return rows("projects")[0] | {name: rows(name) for name in names}
