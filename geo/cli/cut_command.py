"""The command that cuts any network at the borders: ``python -m geo cut``."""

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.command_linkage import bar, chosen_boundaries, given
from geo.cli.command_options import (
    FILE,
    json_option,
    out_option,
    overwrite_option,
    says_what_is_wrong,
    units_option,
)
from geo.cut.split import MIN_PIECE_M
from geo.errors import InputError
from geo.export.network_cut import Job, cut_here, cut_on
from geo.export.network_folder import (
    NetworkFolder,
    write_geojson,
    write_geopackage,
    write_tables,
)
from geo.files import check_place
from geo.model import Text
from geo.registry import Units, load_registry
from geo.sources.network_parts import NetworkPart, parts_of
from geo.sources.network_streams import staged, staged_osm, table_rows

if TYPE_CHECKING:
    from distributed import Client

_ROWS = 100_000
"""Rows a part: some 200 MB of memory for lines of 16 vertices."""
_ONE_FILE = {".gpkg": write_geopackage, ".geojson": write_geojson}


@click.command("cut")
@click.argument("network")
@click.option("--boundaries", type=FILE, help="Province polygons [default: fetched, else sketch].")
@units_option("Cut at the borders of the 63 units, or of today's 34.")
@out_option("Folder, or one .gpkg or .geojson file.")
@click.option("--by", default="", help="Columns to add kilometres up by, as ref,highway.")
@click.option("--tags", multiple=True, help="Which ways of an .osm.pbf: key or key=value.")
@click.option("--table", help="Table, where NETWORK is postgresql://…")
@click.option("--layer", help="Layer, where NETWORK has several.")
@click.option("--min-piece", type=click.FloatRange(0), default=MIN_PIECE_M, show_default=True)
@click.option("--rows", type=click.IntRange(1), default=_ROWS, show_default=True, help="A part.")
@click.option("--workers", type=click.IntRange(1), help="Cut in so many processes (Dask).")
@click.option("--scheduler", help="Cut on a Dask cluster, as tcp://host:8786.")
@overwrite_option
@json_option
@says_what_is_wrong("geo")
def cut_command(network: str, out: Path, as_json: bool, overwrite: bool, **asked: Any) -> None:
    """Cut every line of NETWORK at the provinces' borders; add kilometres up by province.

    NETWORK is any vector file, GeoParquet (a folder of parts too), an OSM extract or a PostGIS
    database. A run that was stopped goes on where it ended.
    """
    one_file = out.suffix.lower() in _ONE_FILE
    if one_file:
        check_place(out, overwrite=overwrite)
    folder = NetworkFolder(out.with_name(f"{out.name}.parts") if one_file else out)
    registry = load_registry()
    boundaries = chosen_boundaries(given(asked["boundaries"]), registry)
    provinces = boundaries.in_units(Units(asked["units"]), registry.units).frame
    wishes = {name: str(value) for name, value in asked.items() if name not in _HOW}
    by = tuple(name for name in asked["by"].split(",") if name)
    job = Job(provinces, folder, by, asked["min_piece"])
    with _parts(network, asked) as (parts, state):
        folder.begin({"network": state} | wishes, overwrite=overwrite)
        _cut(job, parts, asked["workers"], asked["scheduler"])
    written = write_tables(folder, out, overwrite=True)
    if one_file:
        _ONE_FILE[out.suffix.lower()](folder, out, overwrite=overwrite)
    _tell(folder, [*written, out], as_json=as_json)
    if one_file:
        shutil.rmtree(folder.path)  # all of it stands in the files now


_HOW = frozenset({"workers", "scheduler"})
"""What changes nothing of the result."""


def _state(network: str) -> list[str]:
    """The network as it lies there: name, size and time of each of its files."""
    path = Path(network)
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [network] + [
        f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}"
        for file in files
        if file.is_file()
    ]


def _state_of_table(network: str, staged: Path) -> list[str]:
    """A table as it was read just now, since a database does not say when it was changed."""
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(staged.iterdir())]
    return [network.rpartition("@")[2], *digests]  # a password stays where it was typed


@contextmanager
def _parts(network: str, asked: dict[str, Any]) -> Iterator[tuple[list[NetworkPart], list[str]]]:
    """The network in parts, and its state; what is read from end to end is laid out in parts."""
    rows = asked["rows"]
    with tempfile.TemporaryDirectory(prefix="giap-ranh-") as scratch:
        if network.startswith("postgresql://"):
            if not asked["table"]:
                raise InputError("cli.table", where=network.partition("@")[2] or network)
            parts = staged(table_rows(network, asked["table"], rows=rows), Path(scratch))
            yield parts, _state_of_table(network, Path(scratch))
        elif network.endswith(".osm.pbf"):
            if not asked["tags"]:
                raise InputError("sources.no_tags", where=network)
            tags = dict((*tag.split("=", 1), "")[:2] for tag in asked["tags"])
            yield staged_osm(Path(network), tags, Path(scratch), rows=rows), _state(network)
        else:
            yield parts_of(Path(network), rows=rows, layer=asked["layer"]), _state(network)


def _cut(job: Job, parts: list[NetworkPart], workers: int | None, scheduler: str | None) -> None:
    left = [(number, part) for number, part in enumerate(parts) if not job.folder.has(number)]
    with bar() as step:

        def tell(done: int, of: int) -> None:
            what = f"{done + len(parts) - len(left)} / {of + len(parts) - len(left)}"
            step((done + len(parts) - len(left)) / max(len(parts), 1), Text(vi=what, en=what))

        if workers or scheduler:
            with _client(workers, scheduler) as client:
                cut_on(client, job, left, tell)
        else:
            cut_here(job, left, tell)


@contextmanager
def _client(workers: int | None, scheduler: str | None) -> "Iterator[Client]":
    try:
        from distributed import Client, LocalCluster  # noqa: PLC0415 # an extra
    except ImportError:
        raise InputError("cli.no_dask", where="--workers, --scheduler") from None
    logging.getLogger("distributed").setLevel(logging.ERROR)
    if scheduler:
        try:
            with Client(scheduler, timeout="5s") as client:
                yield client
        except (OSError, TimeoutError) as error:
            raise InputError("cli.scheduler", where=scheduler, why=str(error)) from None
        return
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


def _tell(folder: NetworkFolder, written: list[Path], *, as_json: bool) -> None:
    table, left = folder.table(), folder.left_out()
    if as_json:
        found = {
            "kilometres": json.loads(table.to_json(orient="records", force_ascii=False)),
            "left_out": left["reason"].value_counts().to_dict(),
            "files": [str(path) for path in written],
        }
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    groups = ["province_code", "province_name"]
    for row in table.groupby(groups, sort=False, as_index=False)["km"].sum().itertuples():
        click.echo(f"{row.province_code:>4}  {row.province_name:<20} {row.km:>14,.3f} km")
    click.echo(f"{'':>4}  {'':<20} {table['km'].sum():>14,.3f} km")
    for reason, count in left["reason"].value_counts().items():
        click.echo(f"left out: {count:,} {reason}")
    for path in written:
        click.echo(f"wrote {path}")
