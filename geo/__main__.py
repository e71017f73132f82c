"""Command line: ``python -m geo`` build, inspect, export, refresh, pack, coverage, extract."""

import datetime as dt
import json
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from geo.agreement_commands import coverage_command, extract_command
from geo.command_linkage import check_projects, chosen_boundaries, given, linkage_of
from geo.command_options import input_options, says_what_is_wrong
from geo.credits import metadata_of
from geo.export.formats import FORMATS, check_export, export
from geo.export.geojson import json_value, write_geojson
from geo.export.options import Options
from geo.fetch_commands import pack_command, refresh_command
from geo.files import write_all
from geo.model import Language
from geo.pipeline import Linkage
from geo.plain_text import boundary_text, project_text, summary_text
from geo.provinces import Units
from geo.provinces.checked_file import check_file
from geo.provinces.datum import check_datum
from geo.provinces.datum_fix import write_corrected
from geo.provinces.meridians import checked_meridian, read_meridians
from geo.provinces.whole_file import check_target, file_as_reference
from geo.registry import DATA_DIR, Registry, load_registry
from geo.schema import CONTRACT
from geo.summary import summarise

Command = TypeVar("Command", bound=Callable[..., None])

_FILE = click.Path(path_type=Path)
_says_what_is_wrong = says_what_is_wrong("geo")


def _input_options(command: Command) -> Command:
    as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    return input_options(as_json(command))


@click.group()
def main() -> None:
    """Giáp Ranh: cross-province links, cut at the provinces' common borders."""
    logging.basicConfig(format="geo: %(message)s", level=logging.WARNING)


@main.command("build")
@_input_options
@click.option("--out", type=_FILE, help="Folder to write the three GeoJSON files to.")
@_says_what_is_wrong
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
        click.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    else:
        click.echo(summary_text(summary, linkage))
        for path in written:
            click.echo(f"wrote {path}")


@main.command()
@click.argument("project_id")
@_input_options
@_says_what_is_wrong
def inspect(
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
        click.echo(json.dumps(_project_json(linkage, project_id), ensure_ascii=False, indent=2))
    else:
        click.echo(project_text(linkage, registry.projects[project_id]))


def _write(linkage: Linkage, out: Path) -> list[Path]:
    """Write the three files of the contract; those of before are replaced."""
    frames = {
        "pieces": linkage.pieces,
        "crossings": linkage.crossings[~linkage.crossings["former"]],
        "projects": linkage.projects,
    }
    metadata = metadata_of(linkage)
    writers = {
        out / f"{name}.geojson": partial(
            write_geojson, frames[name], columns=columns, metadata=metadata
        )
        for name, columns in CONTRACT.items()
    }
    write_all(writers, overwrite=True)
    return list(writers)


_ALL = "all"


@main.command("export")
@_input_options
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
@_says_what_is_wrong
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


def _project_json(linkage: Linkage, project_id: str) -> dict[str, Any]:
    def rows(name: str) -> list[dict[str, Any]]:
        frame = getattr(linkage, name)
        own = frame[frame["project_id"] == project_id]
        names = [column for column in own.columns if column != "geometry"]
        columns = [map(json_value, own[column]) for column in names]
        return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]

    names = ("sides", "pieces", "crossings", "stated")
    return rows("projects")[0] | {name: rows(name) for name in names}


@main.command("check-boundaries")
@click.argument("file", type=_FILE)
@click.option("--reference", type=_FILE, help="Boundaries to compare with [default: the sketch].")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--fix", "out", type=_FILE, help="Write the corrected file (.gpkg, .geojson).")
@click.option("--translate", is_flag=True, help="With --fix: move a file with another shift too.")
@_says_what_is_wrong
def check_boundaries(
    file: Path, reference: Path | None, as_json: bool, out: Path | None, translate: bool
) -> None:
    """Tell whether a file's borders are shifted: VN-2000 labelled WGS 84, or otherwise."""
    inputs = (file, reference) if reference else (file,)
    if out:
        check_target(out, inputs=inputs)
    registry = load_registry()
    checked = check_file(file, registry.units)
    frame = checked.frame
    compared = (
        file_as_reference(reference, registry.units)
        if reference
        else chosen_boundaries(given(), registry)
    )
    verdict = check_datum(frame, compared)
    if as_json:
        found = verdict.as_json() | {"file": checked.as_json()}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{verdict.verdict}\n{verdict.explanation.vi}\n{verdict.explanation.en}")
        click.echo("\n" + boundary_text(checked))
    if out:
        written = write_corrected(frame, verdict, out, where=file, translate=translate)
        click.echo(f"wrote {out}" if written else "nothing to fix; nothing written", err=True)


for _command in (refresh_command, pack_command, coverage_command, extract_command):
    assert _command.callback is not None
    _command.callback = _says_what_is_wrong(_command.callback)
    main.add_command(_command)


if __name__ == "__main__":
    main(prog_name="python -m geo")
