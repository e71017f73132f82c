"""The command that tells what changed between two dates: ``python -m geo changes``."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from geo.cli.command_linkage import chosen_boundaries, chosen_ways, given
from geo.cli.command_options import (
    data_options,
    date_option,
    json_option,
    says_what_is_wrong,
    spoken_language,
)
from geo.cli.console import echo_json
from geo.errors import InputError
from geo.export.difference_words import differences_sheet, kind_name, said, source_of, unit_of
from geo.export.workbook import write_sheets
from geo.files import write_all
from geo.model import Language
from geo.pipeline import Linkage
from geo.registry import Units, load_registry
from geo.store.moments import end_of
from geo.views.changes import Difference, differences
from geo.views.moments import Moments


@click.command("changes")
@date_option("--since", "The earlier day, as a meeting saw it.", required=True)
@date_option("--until", "The later day [default: today].")
@click.option(
    "--corrected",
    is_flag=True,
    help="Tell both days as they are known now, not as they were known then.",
)
@click.option("--xlsx", "file", type=click.Path(path_type=Path), help="Write a workbook instead.")
@json_option
@data_options
@says_what_is_wrong("geo")
def changes_command(
    since: dt.date,
    until: dt.date | None,
    corrected: bool,
    file: Path | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """Tell what changed between two dates, by project and side."""
    until = until or dt.date.today()
    if since > until:
        raise InputError("cli.since_until", where="--since", since=since, until=until)
    registry = load_registry()
    inputs = given(asked["boundaries"], asked["osm"], asked["pack"])
    moments = Moments.of(registry, chosen_boundaries(inputs, registry), chosen_ways(inputs))
    units = Units(asked["units"])
    before = moments.at(since, units, known_at=None if corrected else end_of(since))
    after = moments.at(until, units, known_at=None if corrected else end_of(until))
    found = differences(before, after)
    language = Language(spoken_language())
    if file is not None:
        sheets = (differences_sheet(found, before),)
        writers = {file: lambda path: write_sheets(sheets, after, path, language)}
        write_all(writers, overwrite=False)
        click.echo(f"wrote {file}")
    elif as_json:
        echo_json([_json(one, after) for one in found])
    else:
        _print(found, after, language)


def _print(found: tuple[Difference, ...], after: Linkage, language: Language) -> None:
    last = None
    for one in found:
        if one.project_id != last:
            name = after.registry.projects[one.project_id].name.pick(language)
            click.echo(f"\n{one.project_id}: {name}")
        last = one.project_id
        who = unit_of(one, after)
        source = source_of(one, after)
        origin = f" [{source.pick(language)}]" if source else ""
        click.echo(f"  {f'{who}: ' if who else ''}{said(one).pick(language)}{origin}")


def _json(one: Difference, after: Linkage) -> dict[str, object]:
    source = source_of(one, after)
    return {
        "project": one.project_id,
        "side": one.side,
        "unit": unit_of(one, after),
        "kind": one.kind.value,
        "kind_vi": kind_name(one).vi,
        "said_vi": said(one).vi,
        "said_en": said(one).en,
        "day": one.day and one.day.isoformat(),
        "stated": one.is_stated,
        "source_vi": source and source.vi,
    }
