"""The commands that fetch and carry data."""

import sys
from pathlib import Path

import click

from geo import settings
from geo.cli.command_linkage import bar, say
from geo.cli.command_options import FILE, says_what_is_wrong, spoken_language
from geo.model import Text
from geo.osm.cache import Cache
from geo.osm.contact import keep_contact, kept_contact
from geo.osm.pack import write_pack
from geo.osm.refresh import unfinished
from geo.provinces.fetched import BoundarySource
from geo.registry import load_registry
from geo.sources.fetching import fetch, needed_tiles


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
    help="Fetch boundaries too: communes of the official map, of which the 63 are made.",
)
@click.option(
    "--source",
    type=click.Choice([source.value for source in BoundarySource]),
    default=BoundarySource.OFFICIAL.value,
    show_default=True,
    help="With --boundaries: the official map, or today's 34 provinces of OpenStreetMap.",
)
@click.option("--osm", type=FILE, help="Take the ways from this extract, not from a server.")
@says_what_is_wrong("geo")
def refresh_command(
    regions: tuple[str, ...], boundaries: bool, source: str, osm: Path | None
) -> None:
    """Fetch OpenStreetMap data for the projects and keep them for use without a network.

    May be interrupted at any moment; the same command goes on where it stopped.
    """
    registry, current = load_registry(), settings.current()
    cache, tiles = Cache(current.cache), needed_tiles(registry, regions)
    if osm is None:
        _ask_for_contact(current)
    try:
        with bar() as progress:
            chosen = BoundarySource(source) if boundaries else None
            fetch(registry, current, tiles, boundaries=chosen, osm=osm, progress=progress)
    except KeyboardInterrupt:
        say(f"cancelled; {unfinished(cache)} of {len(tiles)} tiles are kept, run it again")
        sys.exit(130)
    for line in described(cache):
        click.echo(line)


_CONTACT = Text(
    vi="Thư điện tử để người vận hành máy chủ OpenStreetMap liên hệ khi cần (để trống cũng được)",
    en="E-mail by which the operators of OpenStreetMap's server may reach you (may stay empty)",
)


def _ask_for_contact(current: settings.Settings) -> None:
    """Ask a person, once; a script is not asked."""
    if kept_contact(current) is None and sys.stdin.isatty():
        words = getattr(_CONTACT, spoken_language())
        keep_contact(current, click.prompt(words, default="", show_default=False, err=True))


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
@click.argument("file", type=FILE)
@says_what_is_wrong("geo")
def pack_command(file: Path) -> None:
    """Write all that was fetched into one zip FILE, to be used with --pack elsewhere."""
    cache = Cache(settings.current().cache)
    manifest = write_pack(cache, file)
    click.echo(f"wrote {file}: {len(manifest.entries)} part(s), {file.stat().st_size / 1e6:.1f} MB")
    for line in described(cache):
        click.echo(line)
