"""The commands that fetch and carry data, and what ``build`` and ``inspect`` work with."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click
import geopandas as gpd
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from geo import settings
from geo.model import Text
from geo.osm import source
from geo.osm.cache import Cache, Kind
from geo.osm.extract_source import Extract
from geo.osm.overpass import Overpass
from geo.osm.pack import open_pack, write_pack
from geo.osm.refresh import refresh, unfinished
from geo.osm.regions import boxes, needed_provinces, province_codes
from geo.provinces import Boundaries, read_boundary_file, sketch_boundaries
from geo.provinces.fetched import fetched_boundaries, refresh_boundaries
from geo.registry import DATA_DIR, Registry, load_registry

_FILE = click.Path(path_type=Path)


@dataclass(frozen=True)
class Inputs:
    """What a command was given to work with, or None where the cache or the sketch serves."""

    boundaries: Path | None = None
    osm: Path | None = None
    pack: Path | None = None


def chosen_ways(inputs: Inputs) -> gpd.GeoDataFrame | None:
    """Ways from the extract, the pack or the cache, whichever comes first; says which.

    Returns None when there are none: every project is a sketch then.

    Raises
    ------
    InputError
        When the extract or pack cannot be used.
    """
    folder = settings.current().cache
    if inputs.osm is not None:
        with bar() as progress:
            found = Extract(inputs.osm, folder / "extracts").ways(progress=progress)
        return _said(found)
    cache = open_pack(inputs.pack, folder / "packs") if inputs.pack else Cache(folder)
    if not cache.has(Kind.WAYS):
        _say("no OpenStreetMap data: every line is a sketch (python -m geo refresh fetches them)")
        return None
    return _said(cache.ways())


def chosen_boundaries(inputs: Inputs, registry: Registry) -> Boundaries:
    """The user's file, else the pack's or the fetched boundaries, else the bundled sketch.

    Raises
    ------
    InputError
        When a given file cannot be used.
    """
    if inputs.boundaries is not None:
        return read_boundary_file(inputs.boundaries, registry.units)
    folder = settings.current().cache
    cache = open_pack(inputs.pack, folder / "packs") if inputs.pack else Cache(folder)
    fetched = fetched_boundaries(cache)
    if fetched is not None:
        _say(f"boundaries: {fetched.source.en}")
        return fetched
    return sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry.places)


def _said(found: source.OsmWays) -> gpd.GeoDataFrame:
    of = f", data of {found.dated}" if found.dated else ""
    _say(f"ways: {found.source.en}{of}, {len(found.frame):,} ways and points")
    return found.frame


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
    registry = load_registry()
    codes = province_codes(regions, registry) if regions else needed_provinces(registry)
    current = settings.current()
    cache = Cache(current.cache)
    overpass = Overpass(current)
    # The bundled outlines, so that the tiles are the same before and after a refresh.
    outlines = sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry.places)
    tiles = source.tiles(boxes(codes, outlines))
    try:
        with bar() as progress:
            if boundaries:
                needed = {registry.units.successor[code] for code in needed_provinces(registry)}
                refresh_boundaries(
                    cache, overpass, registry.units, needed=needed, progress=progress
                )
            ways, key = (overpass, overpass.key) if osm is None else _loaded(osm, tiles, progress)
            refresh(cache, ways, tiles, source_key=key, progress=progress)
    except KeyboardInterrupt:
        _say(f"cancelled; {unfinished(cache)} of {len(tiles)} tiles are kept, run it again")
        sys.exit(130)
    for line in described(cache):
        click.echo(line)


def _loaded(
    path: Path, tiles: tuple[source.Region, ...], progress: source.Progress
) -> tuple[source.WaySource, str]:
    """An extract's ways of all tiles at once, so that the file is read only once."""
    extract = Extract(path)
    corners = [tile.bbox for tile in tiles]
    box = (
        min(corner[0] for corner in corners),
        min(corner[1] for corner in corners),
        max(corner[2] for corner in corners),
        max(corner[3] for corner in corners),
    )
    region = source.Region("region", extract.source, box)
    whole = extract.ways(region, progress=progress)
    return source.Loaded(replace(whole, frame=source.merged([whole.frame]))), extract.key


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
