"""The command that locates and cuts every project: ``python -m geo build``."""

import datetime as dt
from functools import partial
from pathlib import Path

import click

from geo.cli.command_linkage import given, linkage_of
from geo.cli.command_options import FILE, input_options, json_option, says_what_is_wrong
from geo.cli.console import echo_json
from geo.export.geojson import write_geojson
from geo.export.metadata import metadata_of
from geo.files import write_all
from geo.model import Language
from geo.pipeline import Linkage
from geo.registry import load_registry
from geo.schema import CONTRACT
from geo.views.plain_text import summary_text
from geo.views.summary import summarise


@click.command("build")
@json_option
@input_options
@click.option("--out", type=FILE, help="Folder to write the three GeoJSON files to.")
@says_what_is_wrong("geo")
def build_command(
    boundaries: Path | None,
    osm: Path | None,
    pack: Path | None,
    date: dt.date | None,
    units: str,
    as_json: bool,
    out: Path | None,
) -> None:
    """Locate and cut every project; print a summary, write GeoJSON with --out."""
    linkage = linkage_of(load_registry(), given(boundaries, osm, pack), date=date, units=units)
    written = _write(linkage, out) if out else []
    summary = summarise(linkage)
    if as_json:
        echo_json(summary)
    else:
        click.echo(summary_text(summary, linkage))
        for path in written:
            click.echo(f"wrote {path}")


def _write(linkage: Linkage, out: Path) -> list[Path]:
    """Write the three files of the contract; those of before are replaced."""
    frames = {
        "pieces": linkage.pieces,
        "crossings": linkage.crossings[~linkage.crossings["former"]],
        "projects": linkage.projects,
    }
    metadata = metadata_of(linkage, Language.EN)
    writers = {
        out / f"{name}.geojson": partial(
            write_geojson, frames[name], columns=columns, metadata=metadata
        )
        for name, columns in CONTRACT.items()
    }
    write_all(writers, overwrite=True)
    return list(writers)
