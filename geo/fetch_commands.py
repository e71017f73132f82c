"""The commands that fetch and carry data, and what ``build`` and ``inspect`` work with."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
import geopandas as gpd
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from geo import inputs as choosing
from geo import settings
from geo.fetching import fetch, needed_tiles
from geo.inputs import Inputs, Origin
from geo.model import Text
from geo.osm import source
from geo.osm.cache import Cache
from geo.osm.pack import write_pack
from geo.osm.refresh import unfinished
from geo.provinces import Boundaries
from geo.registry import Registry, load_registry

_FILE = click.Path(path_type=Path)


def given(
    boundaries: Path | None = None, osm: Path | None = None, pack: Path | None = None
) -> Inputs:
    """What a command was given, and the cache as it is set.

    Raises
    ------
    InputError
        When a setting cannot be used.
    """
    return Inputs(cache=settings.current().cache, boundaries=boundaries, osm=osm, pack=pack)


def chosen_ways(inputs: Inputs) -> gpd.GeoDataFrame | None:
    """Choose as :func:`geo.inputs.chosen_ways` does, and say what on stderr.

    Raises
    ------
    InputError
        When the extract, pack or cache cannot be used.
    """
    with bar() if inputs.osm else nullcontext() as progress:
        found = choosing.chosen_ways(inputs, progress)
    if found.value is None:
        _say("no OpenStreetMap data: every line is a sketch (python -m geo refresh fetches them)")
        return None
    sources = "; ".join(row.source.en for row in found.described)
    oldest = min((row.oldest for row in found.described if row.oldest), default=None)
    of = f", data of {oldest}" if oldest else ""
    _say(f"ways: {sources}{of}, {len(found.value):,} ways and points")
    return found.value


def chosen_boundaries(inputs: Inputs, registry: Registry) -> Boundaries:
    """Choose as :func:`geo.inputs.chosen_boundaries` does, and say on stderr what was fetched.

    Raises
    ------
    InputError
        When a given file, pack or cache cannot be used.
    """
    found = choosing.chosen_boundaries(inputs, registry)
    if found.origin in (Origin.PACK, Origin.FETCHED):
        _say(f"boundaries: {found.value.source.en}")
    return found.value


def _say(text: str) -> None:
    click.echo(f"geo: {text}", err=True)


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


@click.command("refresh")
@click.option(
    "--region",
    "regions",
    multiple=True,
    help="Province, by name or code of before 01/7/2025; may be repeated "
    "[default: every province of a project].",
)
@click.option(
    "--boundaries",
    is_flag=True,
    help="Fetch province boundaries too: the 63 (geoBoundaries) and today's 34 (OSM).",
)
@click.option("--osm", type=_FILE, help="Take the ways from this extract, not from a server.")
def refresh_command(regions: tuple[str, ...], boundaries: bool, osm: Path | None) -> None:
    """Fetch OpenStreetMap data for the projects and keep them for use without a network.

    May be interrupted at any moment; the same command goes on where it stopped.
    """
    registry, current = load_registry(), settings.current()
    cache, tiles = Cache(current.cache), needed_tiles(registry, regions)
    try:
        with bar() as progress:
            fetch(registry, current, tiles, boundaries=boundaries, osm=osm, progress=progress)
    except KeyboardInterrupt:
        _say(f"cancelled; {unfinished(cache)} of {len(tiles)} tiles are kept, run it again")
        sys.exit(130)
    for line in described(cache):
        click.echo(line)


def described(cache: Cache) -> list[str]:
    """What is in a cache, a line a source."""
    lines = []
    for row in cache.describe():
        counts = ", ".join(f"{count:,} {name}" for name, count in row.counts.items())
        dates = f"{row.oldest} to {row.newest}" if row.oldest else "no date stated"
        lines.append(f"{row.kind}: {row.source.en} ({dates}): {counts or 'nothing'}")
        lines.append(f"  {row.credit.en}; {row.files} file(s), {row.size / 1e6:.1f} MB")
    return lines


@click.command("pack")
@click.argument("file", type=_FILE)
def pack_command(file: Path) -> None:
    """Write all that was fetched into one zip FILE, to be used with --pack elsewhere."""
    cache = Cache(settings.current().cache)
    manifest = write_pack(cache, file)
    click.echo(f"wrote {file}: {len(manifest.entries)} part(s), {file.stat().st_size / 1e6:.1f} MB")
    for line in described(cache):
        click.echo(line)
