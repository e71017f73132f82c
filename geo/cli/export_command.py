"""The command that writes files for GIS and offices: ``python -m geo export``."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from geo import settings
from geo.cli.command_linkage import given, linkage_of, say
from geo.cli.command_options import (
    input_options,
    json_option,
    language_option,
    out_option,
    overwrite_option,
    says_what_is_wrong,
)
from geo.cli.console import echo_json
from geo.cli.zone import asked_meridian
from geo.errors import Wording
from geo.export.formats import FORMATS, Format, check_export, export
from geo.export.options import CsvLocale, ExportOptions
from geo.files import check_folder
from geo.model import Language
from geo.provinces.meridians import read_meridians
from geo.registry import Registry, Units, load_registry

_ALL = "all"


@click.command("export")
@json_option
@input_options
@click.option(
    "--format",
    "keys",
    type=click.Choice([*FORMATS, _ALL]),
    multiple=True,
    required=True,
    help="What to write; may be repeated.",
)
@out_option("Folder to write to; made when missing.")
@click.option(
    "--province",
    help="Province whose central meridian the Shapefile is in: its name or code (2025:24 for a "
    "code of the other units).",
)
@click.option("--meridian", type=float, help="Or that central meridian itself, in degrees.")
@language_option()
@click.option(
    "--locale",
    type=click.Choice([locale.value for locale in CsvLocale]),
    default=CsvLocale.PLAIN.value,
    show_default=True,
    help="CSV for programs (RFC 4180), or for Excel in a Vietnamese office.",
)
@click.option("--wkt", is_flag=True, help="Add the geometry to the CSV files, as WKT.")
@overwrite_option
@says_what_is_wrong("geo")
def export_command(
    keys: tuple[str, ...], out: Path, overwrite: bool, as_json: bool, **asked: Any
) -> None:
    """Write files for GIS and offices: every file whole, or none."""
    registry = load_registry()
    options = _options(asked, registry)
    formats = _formats(keys, options)
    check_export(formats, options)
    check_folder(out)
    inputs = given(asked["boundaries"], asked["osm"], asked["pack"])
    linkage = linkage_of(registry, inputs, date=asked["date"], units=asked["units"])
    with Console(stderr=True).status("writing"):
        written = export(linkage, formats, out, options=options, overwrite=overwrite)
    if as_json:
        echo_json([{"file": str(path), "bytes": path.stat().st_size} for path in written])
    else:
        for path in written:
            click.echo(f"wrote {path}")


def _options(asked: Mapping[str, Any], registry: Registry) -> ExportOptions:
    meridian = asked_meridian(
        asked["province"],
        asked["meridian"],
        Units(asked["units"]),
        registry.units,
        read_meridians(settings.current().data),
    )
    return ExportOptions(
        language=Language(asked["language"]),
        meridian=meridian,
        wkt=asked["wkt"],
        locale=CsvLocale(asked["locale"]),
    )


def _formats(keys: Collection[str], options: ExportOptions) -> list[Format]:
    """The formats that were asked for; of all, those that can be written as things are."""
    if _ALL not in keys:
        return [FORMATS[key] for key in keys]
    lacking = [one for one in FORMATS.values() if one.needs_meridian and options.meridian is None]
    if lacking:
        say(Wording("cli.left_out", formats=", ".join(one.key for one in lacking)))
    return [one for one in FORMATS.values() if one not in lacking or one.key in keys]
