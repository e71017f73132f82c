"""The command that writes files for GIS and offices: ``python -m geo export``."""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from geo.cli.command_linkage import given, linkage_of
from geo.cli.command_options import input_options, json_option, says_what_is_wrong
from geo.export.formats import FORMATS, check_export, export
from geo.export.options import Options
from geo.model import Language
from geo.provinces.meridians import checked_meridian, read_meridians
from geo.registry import DATA_DIR, Registry, Units, load_registry

_FILE = click.Path(path_type=Path)
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
@click.option("--out", type=_FILE, required=True, help="Folder to write to; made when missing.")
@click.option("--province", help="Code of the province whose central meridian the Shapefile is in.")
@click.option("--meridian", type=float, help="Or that central meridian itself, in degrees.")
@click.option(
    "--language",
    type=click.Choice([language.value for language in Language]),
    default=Language.VI.value,
    show_default=True,
    help="Language of titles and words.",
)
@click.option("--wkt", is_flag=True, help="Add the geometry to the CSV files, as WKT.")
@click.option("--overwrite", is_flag=True, help="Replace files of the same names.")
@says_what_is_wrong("geo")
def export_command(
    keys: tuple[str, ...],
    out: Path,
    province: str | None,
    meridian: float | None,
    language: str,
    wkt: bool,
    overwrite: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Write files for GIS and offices: every file whole, or none."""
    registry = load_registry()
    units = Units(asked["units"])
    options = Options(
        language=Language(language),
        meridian=_meridian(province, meridian, units, registry),
        wkt=wkt,
    )
    formats = list(FORMATS.values()) if _ALL in keys else [FORMATS[key] for key in keys]
    check_export(formats, options)
    inputs = given(asked["boundaries"], asked["osm"], asked["pack"])
    linkage = linkage_of(registry, inputs, date=asked["date"], units=units.value)
    with Console(stderr=True).status("writing"):
        written = export(linkage, formats, out, options=options, overwrite=overwrite)
    if as_json:
        sizes = [{"file": str(path), "bytes": path.stat().st_size} for path in written]
        click.echo(json.dumps(sizes, ensure_ascii=False, indent=2))
    else:
        for path in written:
            click.echo(f"wrote {path}")


def _meridian(
    province: str | None, meridian: float | None, units: Units, registry: Registry
) -> float | None:
    """The central meridian that was asked for: itself, or by a province of the chosen units."""
    if meridian is not None:
        return checked_meridian(meridian)
    if province is None:
        return None
    return read_meridians(DATA_DIR / "provinces").only(province, units, registry.units)
