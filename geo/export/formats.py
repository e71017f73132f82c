"""Every format a linkage can be exported to: one table for the command line and the app."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

import geopandas as gpd

from geo.export import tables
from geo.export.csv_files import write_csv, write_key, write_sources
from geo.export.geojson import write_geojson
from geo.export.geopackage import write_geopackage
from geo.export.geoparquet import write_geoparquet
from geo.export.kml import write_kml
from geo.export.metadata import metadata_of
from geo.export.options import ExportOptions
from geo.export.shapefile import chosen_meridian, write_shapefile
from geo.export.workbook import write_workbook
from geo.files import Writer, scratch, write_all
from geo.model import Text
from geo.pipeline import Linkage

WriteFile: TypeAlias = Callable[[Linkage, Path, ExportOptions], None]


@dataclass(frozen=True)
class Format:
    """One format: its key on the command line, its title, and its files.

    ``files`` maps the ending of each file's name to what writes it; most formats are one
    file, those that know no layers one a table. ``by_commune`` are files that there are only
    where communes are at hand. ``needs_meridian`` says that a VN-2000 zone must be chosen.
    """

    key: str
    title: Text
    files: Mapping[str, WriteFile]
    needs_meridian: bool = False
    by_commune: Mapping[str, WriteFile] = field(default_factory=dict, hash=False)

    def files_of(self, linkage: Linkage) -> Mapping[str, WriteFile]:
        """The files that a linkage is written to."""
        has_communes = tables.COMMUNES in tables.tables_of(linkage)
        return {**self.files, **self.by_commune} if has_communes else self.files


@dataclass(frozen=True)
class Download:
    """An export as one file in memory; a format of several files is zipped."""

    name: str
    content: bytes


def _geojson(linkage: Linkage, path: Path, options: ExportOptions, *, table: tables.Table) -> None:
    frame = table.frame(linkage)
    assert isinstance(frame, gpd.GeoDataFrame)
    write_geojson(
        frame,
        path,
        columns=table.names_in(options.language),
        metadata=metadata_of(linkage, options.language),
    )


_DRAWN = [table for table in tables.TABLES if table.is_drawn]

_FORMATS = (
    Format(
        "geojson",
        Text(vi="GeoJSON (RFC 7946, WGS 84)", en="GeoJSON (RFC 7946, WGS 84)"),
        {f"-{table.key}.geojson": partial(_geojson, table=table) for table in _DRAWN},
        by_commune={"-communes.geojson": partial(_geojson, table=tables.COMMUNES)},
    ),
    Format(
        "gpkg",
        Text(vi="GeoPackage cho QGIS, có sẵn màu", en="GeoPackage for QGIS, styled"),
        {".gpkg": write_geopackage},
    ),
    Format(
        "kml",
        Text(vi="KML cho Google Earth", en="KML for Google Earth"),
        {".kml": write_kml},
    ),
    Format(
        "shapefile",
        Text(vi="Shapefile VN-2000 / TM-3 (zip)", en="Shapefile, VN-2000 / TM-3 (zip)"),
        {"-vn2000.zip": write_shapefile},
        needs_meridian=True,
    ),
    Format(
        "geoparquet",
        Text(vi="GeoParquet", en="GeoParquet"),
        {
            f"-{table.key}.parquet": partial(write_geoparquet, table=table)
            for table in tables.TABLES
        },
        by_commune={"-communes.parquet": partial(write_geoparquet, table=tables.COMMUNES)},
    ),
    Format(
        "csv",
        Text(vi="CSV (UTF-8)", en="CSV (UTF-8)"),
        {f"-{table.key}.csv": partial(write_csv, table=table) for table in tables.TABLES}
        | {"-sources.csv": write_sources, "-key.csv": write_key},
        by_commune={"-communes.csv": partial(write_csv, table=tables.COMMUNES)},
    ),
    Format(
        "xlsx",
        Text(vi="Sổ tính Excel", en="Excel workbook"),
        {".xlsx": write_workbook},
    ),
)

FORMATS: Final[Mapping[str, Format]] = {one.key: one for one in _FORMATS}
"""By key, in the order a reader sees them."""


def export(
    linkage: Linkage,
    formats: Sequence[Format],
    folder: Path,
    *,
    options: ExportOptions | None = None,
    overwrite: bool = False,
) -> list[Path]:
    """Write a linkage in some formats: every file whole, or none.

    The formats are written one after the other, so that memory holds no two at once.

    Parameters
    ----------
    folder
        Where the files go; made when missing. Their names begin with ``giap-ranh`` and the
        day.
    overwrite
        Whether files of these names may be replaced.

    Raises
    ------
    InputError
        When a file exists, cannot be written, or no VN-2000 zone was chosen for a format that
        needs one.
    """
    chosen = options or ExportOptions()
    check_export(formats, chosen)
    writers: dict[Path, Writer] = {
        folder / f"{stem(linkage)}{ending}": _writer(write, linkage, chosen)
        for one in formats
        for ending, write in one.files_of(linkage).items()
    }
    write_all(writers, overwrite=overwrite)
    return list(writers)


def check_export(formats: Sequence[Format], options: ExportOptions) -> None:
    """Refuse, before any work is done, what cannot be written.

    Raises
    ------
    InputError
        When no VN-2000 zone was chosen for a format that needs one.
    """
    for one in formats:
        if one.needs_meridian:
            chosen_meridian(options)


def download(linkage: Linkage, wanted: Format, options: ExportOptions | None = None) -> Download:
    """One format as one file in memory.

    Raises
    ------
    InputError
        As :func:`export`.
    """
    with scratch() as name:
        folder = Path(name)
        written = export(linkage, [wanted], folder, options=options)
        if len(written) == 1:
            return Download(written[0].name, written[0].read_bytes())
        packed = folder / f"{stem(linkage)}-{wanted.key}.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in written:
                archive.write(path, path.name)
        return Download(packed.name, packed.read_bytes())


def stem(linkage: Linkage) -> str:
    """What the names of a linkage's files begin with."""
    return f"giap-ranh-{linkage.as_of.isoformat()}"


def _writer(write: WriteFile, linkage: Linkage, options: ExportOptions) -> Writer:
    return lambda path: write(linkage, path, options)
