"""What every command line works with: the data that it was given, chosen aloud, and the linkage."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from geo import settings
from geo.cli.command_options import accepts_poor, known_at, spoken_language
from geo.errors import InputError, Wording
from geo.model import Text
from geo.osm import source
from geo.osm.source import OsmWays
from geo.pipeline import Linkage, trace
from geo.provinces import Boundaries
from geo.registry import Registry, Units
from geo.sources import inputs as choosing
from geo.sources.inputs import Inputs, Origin
from geo.store.folding import Folded
from geo.store.place import is_there


def given(
    boundaries: Path | None = None, osm: Path | None = None, pack: Path | None = None
) -> Inputs:
    """What a command was given, and the cache as it is set.

    Raises
    ------
    InputError
        When a setting cannot be used.
    """
    return Inputs(
        cache=settings.current().cache,
        boundaries=boundaries,
        osm=osm,
        pack=pack,
        accept_poor=accepts_poor(),
    )


def chosen_ways(inputs: Inputs) -> OsmWays | None:
    """Choose as :func:`geo.sources.inputs.chosen_ways` does, and say what on stderr.

    Raises
    ------
    InputError
        When the extract, pack or cache cannot be used.
    """
    with bar() if inputs.osm else nullcontext() as progress:
        found = choosing.chosen_ways(inputs, progress)
    if found.value is None:
        say("no OpenStreetMap data: every line is a sketch (python -m geo refresh fetches them)")
        return None
    sources = "; ".join(row.source.en for row in found.described)
    of = f"data of {found.value.dated}" if found.value.dated else "date of the data unknown"
    say(f"ways: {sources}, {of}, {len(found.value.frame):,} ways and points")
    return found.value


def chosen_boundaries(inputs: Inputs, registry: Registry) -> Boundaries:
    """Choose as :func:`geo.sources.inputs.chosen_boundaries` does; say on stderr what was fetched.

    Raises
    ------
    InputError
        When a given file, pack or cache cannot be used.
    """
    found = choosing.chosen_boundaries(inputs, registry)
    if found.origin in (Origin.PACK, Origin.FETCHED):
        say(f"boundaries: {found.value.source.en}")
    return found.value


def linkage_of(registry: Registry, inputs: Inputs, *, date: dt.date | None, units: str) -> Linkage:
    """Locate and cut every project, as known on a day (today's where none is given).

    Raises
    ------
    InputError
        When a given file, pack, cache or the register cannot be used.
    """
    boundaries, ways = chosen_boundaries(inputs, registry), chosen_ways(inputs)
    if ways is not None and not is_here(ways, registry):
        say(Wording("cli.ways_elsewhere"))
    known = with_entries(registry)
    # Seen on a terminal only: what is printed elsewhere stays as it is.
    with Console(stderr=True).status("locating and cutting every project"):
        traced = trace(known.traced, boundaries, ways=ways, own_lines=known.lines)
        day = date or dt.date.today()
        return traced.at(day, Units(units), registry=known.registry, known_at=known_at())


def is_here(ways: OsmWays, registry: Registry) -> bool:
    """Whether the ways' box meets that of the projects' places."""
    places = [registry.places[key] for one in registry.projects.values() for key in one.places]
    if not places or ways.frame.empty:
        return True
    west, south, east, north = ways.frame.total_bounds
    lons, lats = [place.lon for place in places], [place.lat for place in places]
    return bool(
        west <= max(lons) and east >= min(lons) and south <= max(lats) and north >= min(lats)
    )


def with_entries(registry: Registry) -> Folded:
    """The registry with what people added to it, if anybody did, by the moment asked for.

    Raises
    ------
    InputError
        When the register cannot be read.
    """
    if not is_there():
        return Folded(registry, registry)
    known: Folded = import_module("geo.store.opening").folded(registry, known_at())
    if (until := known_at()) is not None:
        say(f"entries as known at {until.isoformat(sep=' ', timespec='minutes')}")
    if known.unfit:
        say(f"{len(known.unfit)} entries do not fit the registry (python -m geo changes-log)")
    return known


def check_projects(project_ids: Iterable[str], registry: Registry, *, where: str) -> None:
    """Refuse an id that no project has.

    Raises
    ------
    InputError
        With all ids that there are.
    """
    for project_id in project_ids:
        if project_id not in registry.projects:
            raise InputError(
                "cli.project", where=where, id=project_id, ids=", ".join(registry.projects)
            )


def say(text: str | Wording) -> None:
    """Tell the person at the terminal, beside what is printed for programs."""
    said = getattr(text, spoken_language()) if isinstance(text, Wording) else text
    click.echo(f"geo: {said}", err=True)


@contextmanager
def bar() -> Iterator[source.Progress]:
    """A progress bar on stderr; plain text stays readable where it is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=1.0)

        def step(share: float, what: Text) -> None:
            shown.update(task, completed=share, description=what.en)

        yield step
