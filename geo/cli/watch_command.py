"""The command that tells what is new on OpenStreetMap: ``python -m geo watch``."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from geo.cli.command_linkage import (
    chosen_boundaries,
    chosen_ways,
    given,
    is_here,
    say,
    with_entries,
)
from geo.cli.command_options import data_options, json_option, says_what_is_wrong, spoken_language
from geo.cli.console import echo_json
from geo.errors import InputError, Wording
from geo.model import Language
from geo.pipeline import trace
from geo.registry import Units, load_registry
from geo.settings import current
from geo.views.osm_watch import OsmNews, last_seen, news, remember, seen_now

_FILE = "watched.json"


@click.command("watch")
@click.option("--seen", is_flag=True, help="Do not tell of it again: compare with today from now.")
@json_option
@data_options
@says_what_is_wrong("geo")
def watch_command(seen: bool, as_json: bool, **asked: Any) -> None:
    """Tell what is new on OpenStreetMap for the projects, as status reports to accept by hand.

    Compares with what was there the last time it was told to remember (--seen); the first time it
    only remembers. Nothing is entered anywhere.
    """
    registry = load_registry()
    inputs = given(asked["boundaries"], asked["osm"], asked["pack"])
    ways = chosen_ways(inputs)
    if ways is None:
        raise InputError("cli.watch_nothing", where="watch")
    if not is_here(ways, registry):
        raise InputError("cli.watch_elsewhere", where="watch")
    known = with_entries(registry)
    traced = trace(known.traced, chosen_boundaries(inputs, registry), ways=ways)
    now, path = seen_now(traced, ways), current().cache / _FILE
    before = last_seen(path)
    found = [] if before is None else list(news(before, now, traced, ways.dated or dt.date.today()))
    if as_json:
        echo_json([_json(one) for one in found])
    else:
        _print(found, traced.registry.units.name_in)
    if before is None or seen:
        remember(path, now)
        say(
            Wording(
                "cli.watch_remembered", count=sum(map(bool, now.values())), path=Path(path).name
            )
        )


def _json(one: OsmNews) -> dict[str, object]:
    return {
        "project": one.project.id,
        "province": one.province,
        "km": round(one.km, 3),
        "way_ids": list(one.way_ids),
        "report": one.report(),
    }


def _print(found: list[OsmNews], name_in: Any) -> None:
    language = Language(spoken_language())
    for one in found:
        report = one.report()
        click.echo(f"{one.project.id}: {one.project.name.pick(language)}")
        click.echo(f"  {name_in(Units.SIGNING, one.province)}: {report['status']} {report['date']}")
        click.echo(f"  {report['note'][language.value]}")
        click.echo(f"  {report['source']['url']}")
