"""What a network cut in parts leaves on disk: parts as they are done, then the files asked for.

A part is there whole or not at all, so a run that was stopped goes on where it ended.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio
import xlsxwriter

from geo.cut.network import CutNetwork, added_up, kilometres
from geo.errors import InputError
from geo.files import write_all

PIECES, BORDERS, KILOMETRES, LEFT_OUT = "pieces", "borders", "kilometres", "left-out"
_MANIFEST: Final = "cut.json"


@dataclass(frozen=True)
class NetworkFolder:
    """The folder of a cut: a folder a kind of result, in it a GeoParquet file a part."""

    path: Path

    def begin(self, asked: Mapping[str, Any], *, overwrite: bool) -> None:
        """Begin, or go on with what was begun with the same input and wishes.

        Raises
        ------
        InputError
            When something else lies there and may not be replaced.
        """
        wanted = json.dumps(asked, ensure_ascii=False, indent=2)
        manifest = self.path / _MANIFEST
        if manifest.is_file() and manifest.read_text(encoding="utf-8") == wanted:
            return
        left = [file for kind in (PIECES, BORDERS, KILOMETRES, LEFT_OUT) for file in self._of(kind)]
        if (left or (self.path.exists() and any(self.path.iterdir()))) and not overwrite:
            raise InputError("export.cut_exists", where=str(self.path))
        for file in left:
            file.unlink()
        write_all({manifest: lambda file: _write_text(file, wanted)}, overwrite=True)

    def _of(self, kind: str) -> list[Path]:
        return sorted((self.path / kind).glob("part-*.parquet"))

    def _part(self, kind: str, number: int) -> Path:
        return self.path / kind / f"part-{number:05d}.parquet"

    def has(self, number: int) -> bool:
        """Whether this part is done."""
        return self._part(LEFT_OUT, number).is_file()

    def keep(self, number: int, cut: CutNetwork, by: Sequence[str]) -> None:
        """Write one part's results; that of the rows left out, by which a part is known, last.

        Raises
        ------
        InputError
            When they cannot be written.
        KeyError
            When ``by`` names what is no column.
        """
        frames: dict[str, pd.DataFrame] = {
            PIECES: cut.pieces,
            BORDERS: cut.borders,
            KILOMETRES: kilometres(cut.pieces, by),
            LEFT_OUT: cut.left_out.astype({"row": "int64", "reason": "string"}),
        }
        writers = {
            self._part(kind, number): partial(_write_parquet, frame)
            for kind, frame in frames.items()
        }
        write_all(writers, overwrite=True)

    def shapes(self, kind: str) -> Iterator[gpd.GeoDataFrame]:
        """Read the parts of the pieces or the borders one after the other."""
        return (gpd.read_parquet(file) for file in self._of(kind))

    def table(self) -> pd.DataFrame:
        """The table of kilometres over all parts."""
        return added_up([pd.read_parquet(file) for file in self._of(KILOMETRES)])

    def left_out(self) -> pd.DataFrame:
        """Every row that was no line, and why."""
        return pd.concat([pd.read_parquet(file) for file in self._of(LEFT_OUT)], ignore_index=True)


def _write_text(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _write_parquet(frame: pd.DataFrame, file: Path) -> None:
    # Every part has the same types, one that lies wholly outside the provinces too.
    codes = {name: "string" for name in frame.columns if name.startswith("province_")}
    frame.astype(codes).to_parquet(file, compression="zstd", index=False)


def write_tables(folder: NetworkFolder, out: Path, *, overwrite: bool) -> list[Path]:
    """Write the kilometres as CSV and XLSX, and the rows left out where there are any.

    Into the folder ``out``; beside a file of this name, by its stem.
    """
    table, left = folder.table(), folder.left_out()
    writers = {
        _named(out, folder, f"{KILOMETRES}.csv"): lambda file: table.to_csv(file, index=False),
        _named(out, folder, f"{KILOMETRES}.xlsx"): lambda file: _write_sheet(table, file),
    }
    if len(left):
        writers[_named(out, folder, f"{LEFT_OUT}.csv")] = lambda file: left.to_csv(
            file, index=False
        )
    write_all(writers, overwrite=overwrite)
    return list(writers)


def _named(out: Path, folder: NetworkFolder, name: str) -> Path:
    return out / name if out == folder.path else out.with_name(f"{out.stem}-{name}")


def _write_sheet(table: pd.DataFrame, file: Path) -> None:
    cells = table.astype(object).where(table.notna(), "").to_numpy().tolist()
    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False}) as book:
        sheet, head = book.add_worksheet("km"), book.add_format({"bold": True})
        sheet.write_row(0, 0, list(table.columns), head)
        for number, row in enumerate(cells, 1):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
        sheet.set_column(0, len(table.columns) - 1, 18)


def write_geopackage(folder: NetworkFolder, out: Path, *, overwrite: bool) -> None:
    """Write pieces and borders as two layers of one GeoPackage, a part at a time."""

    def write(file: Path) -> None:
        for layer in (PIECES, BORDERS):
            for frame in folder.shapes(layer):
                pyogrio.write_dataframe(
                    frame, file, layer=layer, driver="GPKG", append=file.exists(),
                    geometry_type="LineString" if layer == PIECES else "Point",
                )  # fmt: skip

    write_all({out: write}, overwrite=overwrite)


def write_geojson(folder: NetworkFolder, out: Path, *, overwrite: bool) -> None:
    """Write the pieces as one GeoJSON file (RFC 7946), a part at a time."""

    def write(file: Path) -> None:
        with file.open("w", encoding="utf-8") as stream:
            stream.write('{"type": "FeatureCollection", "features": [\n')
            between = ""
            for frame in folder.shapes(PIECES):
                for feature in frame.iterfeatures(na="null"):
                    stream.write(between + json.dumps(feature, ensure_ascii=False, default=str))
                    between = ",\n"
            stream.write("\n]}\n")

    write_all({out: write}, overwrite=overwrite)
