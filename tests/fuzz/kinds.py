"""The kinds of file that the program reads: how one is made, and what reads it."""

import datetime as dt
import hashlib
import io
import json
import math
import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest.mock import patch
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import docx
import geopandas as gpd
from openpyxl import load_workbook

from geo import settings
from geo.agreements.document import read_document
from geo.agreements.linking import Linker
from geo.agreements.reading import read_mentions
from geo.export.taken_form import taken_form
from geo.export.update_form import COLUMNS, HEAD_ROW, update_form
from geo.model import Text
from geo.osm.cache import MANIFEST, Cache, CacheKind
from geo.osm.extract import file_date, read_ways
from geo.osm.extract_source import Extract
from geo.osm.pack import open_pack, write_pack
from geo.osm.source import OsmWays
from geo.provinces import sketch_boundaries
from geo.provinces.checked_file import check_file
from geo.provinces.fetched import fetched_boundaries
from geo.provinces.meridians import read_meridians
from geo.registry import DATA_DIR, Registry, load_registry
from geo.registry.places import read_places
from geo.registry.units import read_units
from geo.sources.inputs import Inputs, all_kept, chosen_boundaries, chosen_ways
from geo.yaml_document import yaml_document
from layers.show.deck import deck_of
from tests.doors.canary import areas
from tests.doors.papers import pdf_of
from tests.fuzz.mutate import ODD, encoded, spoiled_bytes, spoiled_text, spoiled_tree
from tests.fuzz.pbf import joined, small_extract

TEXT: Final = """BIÊN BẢN GHI NHỚ
Giữa tỉnh Bắc Giang và tỉnh Lạng Sơn, ngày 01 tháng 02 năm 2025

1. Hai tỉnh đầu tư xây dựng cầu Bến Thử, dài 450 m, hoàn thành trước năm 2027.
2. QL.279 đoạn Km 12+300 – Km 40 đang thi công trên địa bàn tỉnh Lạng Sơn.
3. Đường dây 220 kV Bắc Giang – Lạng Sơn (1) đã đóng điện; (2) giao Sở GTVT chủ trì.
"""


_UNIT: Final = "2008:24"
_TODAY: Final = dt.date(2026, 5, 5)
_NEWS: Final[tuple[dict[str, Any], ...]] = (
    {"status": "đang thi công", "date": dt.datetime(2026, 5, 4), "note": "vừa khởi công"},
    {"deadline": "30/6/2027", "document": "Công văn", "number": "12/SXD"},
)


def few_rows(folder: Path) -> Path:
    """Copy the registry, with two rows of each file and what they lean on."""
    shutil.copytree(DATA_DIR, folder, ignore=shutil.ignore_patterns("vocabulary"))
    said = ""
    for name in (*sorted(folder.glob("projects/*.yaml")), folder / "context.yaml"):
        rows = [row for row in _rows_of(name) if not re.search(r"(?m)^ +(pair|same_works):", row)]
        said += _keep(name, sorted(rows, key=len)[:2])
    for name in (folder / "agreements.yaml", folder / "parties.yaml"):
        rows = _rows_of(name)
        said += _keep(name, [row for row in rows if re.search(rf"\b{row.split()[2]}\b", said)])
    sketch, rivers = (folder / "provinces" / f"{name}.yaml" for name in ("sketch", "rivers"))
    text = re.sub(r"(?m)^ *#.*\n", "", sketch.read_text(encoding="utf-8"))
    arcs = re.sub(r"(?m)^(      - .*\n){4,}", lambda arc: _thinned(arc[0]), text)
    sketch.write_text(arcs, encoding="utf-8")
    said += arcs + _keep(rivers, _rows_of(rivers)[:2])
    places = folder / "places.csv"
    head, *rows = places.read_text(encoding="utf-8").splitlines(keepends=True)
    asked = [row for row in rows if re.search(rf"\b{row.partition(',')[0]}\b", said)]
    places.write_text("".join([head, *asked]), encoding="utf-8")
    return folder


def _thinned(arc: str) -> str:
    """Some three of an arc's corners."""
    lines = arc.splitlines(keepends=True)
    return "".join(lines[:: len(lines) // 3])


def _rows_of(path: Path) -> list[str]:
    return re.split(r"(?m)^(?=  - id:)", path.read_text(encoding="utf-8"))[1:]


def _keep(path: Path, rows: list[str]) -> str:
    key = "projects" if path.parent.name == "projects" else path.stem
    text = "".join(rows)
    path.write_text(f"{key}:\n{text}", encoding="utf-8")
    return text


@dataclass
class Workshop:
    """A folder to work in, and what the kinds share."""

    folder: Path

    @cached_property
    def registry(self) -> Registry:
        """The registry of a few rows."""
        return load_registry(self.data)

    @cached_property
    def linker(self) -> Linker:
        """What compares a document with that registry: making one reads all of its texts."""
        return Linker(self.registry)

    @cached_property
    def whole(self) -> Registry:
        """The registry of the repository."""
        return load_registry(DATA_DIR)

    @cached_property
    def bases(self) -> dict[str, bytes]:
        """A boundary file that is well, in each format; a Shapefile's parts each by its name."""
        folder = self.folder / "bases"
        folder.mkdir()
        frame = areas().rename(columns={"TEN_TINH": "Name"})
        for ending in (".gpkg", ".geojson", ".shp", ".kml", ".fgb"):
            frame.to_file(folder / f"b{ending}", driver="KML" if ending == ".kml" else None)
        return {path.suffix: path.read_bytes() for path in folder.iterdir()}

    @cached_property
    def data(self) -> Path:
        """A registry of a few rows, without its comments: the whole takes seconds to read."""
        return few_rows(self.folder / "data")

    @cached_property
    def documents(self) -> dict[str, Any]:
        """What the registry's YAML says as it stands, by its text; it is only looked at."""
        texts = [path.read_text(encoding="utf-8") for path in self.data.rglob("*.yaml")]
        return {text: yaml_document(text, where="") for text in texts}

    def read_once(self, text: str, *, where: str) -> Any:
        """Read a file of the registry, if it is not one of those that are well."""
        well = self.documents.get(text)
        return yaml_document(text, where=where) if well is None else well

    @cached_property
    def blocks(self) -> list[tuple[str, bytes]]:
        """A small extract."""
        return small_extract(self.folder / "base.osm.pbf")

    @cached_property
    def document(self) -> dict[str, bytes]:
        """The parts of a Word file."""
        document = docx.Document()
        for line in TEXT.splitlines():
            document.add_paragraph(line)
        table = document.add_table(2, 2)
        table.cell(0, 0).text = "QL.37"
        memory = io.BytesIO()
        document.save(memory)
        with zipfile.ZipFile(memory) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def form(self) -> dict[str, bytes]:
        """The parts of a province's update form, two rows of it filled in."""
        content = update_form(_UNIT, self.registry, [], as_of=_TODAY)
        book = load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        at = {column.name: number for number, column in enumerate(COLUMNS, start=1)}
        for row, values in enumerate(_NEWS, start=HEAD_ROW + 2):
            for name, value in values.items():
                sheet.cell(row, at[name], value)
        memory = io.BytesIO()
        book.save(memory)
        with zipfile.ZipFile(memory) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def pack(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """The table of contents and the parts of a pack."""
        path = self.folder / "base.osm.pbf"
        path.write_bytes(joined(self.blocks, packed=True))
        cache = Cache(self.folder / "cache")
        source = Text(vi="x", en="x")
        ways = OsmWays(read_ways(path), None, source)
        entries = [
            cache.keep(ways.frame, kind=CacheKind.WAYS, key="a", dated=None, source=source),
            cache.keep(
                gpd.GeoDataFrame(
                    {"province_code": ["20", "24"], "province_name": ["a", "b"]},
                    geometry=areas().geometry,
                    crs=4326,
                ),
                kind=CacheKind.BOUNDARIES,
                key="signing",
                dated=None,
                source=source,
            ),
        ]
        cache.put(entries)
        write_pack(cache, self.folder / "base.zip")
        with zipfile.ZipFile(self.folder / "base.zip") as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        return json.loads(parts.pop(MANIFEST)), parts


Make = Callable[[Workshop, random.Random, Path], Path]
Read = Callable[[Workshop, Path], object]


def boundary(shop: Workshop, chance: random.Random, folder: Path) -> Path:
    """A boundary file with spoiled bytes, text, values or geometry; loose or zipped."""
    ending = chance.choice((".gpkg", ".geojson", ".geojson", ".shp", ".kml", ".fgb"))
    parts = {ending: shop.bases[ending]}
    if ending == ".shp":
        parts = {part: shop.bases[part] for part in (".shp", ".shx", ".dbf", ".prj", ".cpg")}
    spoiled = chance.choice(sorted(parts))
    if spoiled == ".geojson" and chance.random() < 0.8:
        tree = spoiled_tree(json.loads(parts[spoiled]), chance)
        parts[spoiled] = json.dumps(tree).encode()
    elif spoiled in (".geojson", ".kml", ".prj", ".cpg"):
        parts[spoiled] = encoded(spoiled_text(parts[spoiled].decode(), chance), chance)
    else:
        parts[spoiled] = spoiled_bytes(parts[spoiled], chance)
    if chance.random() < 0.2:  # spoiled inside, then packed
        path = folder / "b.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(f"b{part}", content)
        return path
    for part, content in parts.items():
        (folder / f"b{part}").write_bytes(content)
    return folder / f"b{ending}"


def registry(shop: Workshop, chance: random.Random, folder: Path) -> Path:
    """A data folder with one spoiled file."""
    data = folder / "data"
    shutil.copytree(shop.data, data, copy_function=os.link)
    path = chance.choice(sorted(path for path in data.rglob("*") if path.is_file()))
    (folder / _SPOILED).write_text(path.name, encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    path.unlink()  # the well one, which it is another name of, stays
    if chance.random() < 0.01:  # a folder where a file should be
        path.mkdir()
        return data
    path.write_bytes(encoded(spoiled_text(text, chance), chance))
    return data


def read_data(shop: Workshop, data: Path) -> None:
    """Read what of a data folder the spoiled file is part of."""
    spoiled = (data.parent / _SPOILED).read_text(encoding="utf-8")
    if spoiled.startswith("meridians"):
        read_meridians(data)
        return
    if spoiled != "sketch.yaml":
        with patch("geo.registry.rows.yaml_document", shop.read_once):
            load_registry(data)
        return
    units = read_units(data / "provinces" / "merges.csv")
    places = read_places(data / "places.csv", units).places
    sketch_boundaries(data / "provinces" / "sketch.yaml", places)


_SPOILED: Final = "spoiled.txt"


def extract(shop: Workshop, chance: random.Random, folder: Path) -> Path:
    """An OSM extract whose blocks are spoiled inside their packing, or its frame around them."""
    blocks = list(shop.blocks)
    whole = chance.random()
    if whole < 0.8:
        at = chance.randrange(len(blocks))
        kind, content = blocks[at]
        blocks[at] = (kind, spoiled_bytes(content, chance))
    content = joined(blocks, packed=chance.random() < 0.5)
    path = folder / "e.osm.pbf"
    path.write_bytes(spoiled_bytes(content, chance) if whole > 0.8 else content)
    return path


def read_extract(_: Workshop, path: Path) -> None:
    """Read an extract's ways and its date."""
    read_ways(path)
    file_date(path)


def document(shop: Workshop, chance: random.Random, folder: Path) -> Path:
    """A document as text, Word or PDF, spoiled inside its packing."""
    ending = chance.choice((".txt", ".docx", ".docx", ".pdf"))
    path = folder / f"d{ending}"
    if ending == ".txt":
        path.write_bytes(encoded(spoiled_text(TEXT, chance), chance))
    elif ending == ".pdf":
        path.write_bytes(spoiled_bytes(_PDF, chance))
    else:
        spoil_part(shop.document, "word/document.xml", chance, path)
    return path


def spoil_part(parts: dict[str, bytes], main: str, chance: random.Random, path: Path) -> None:
    """Write an Office file of which one part, mostly the main one, is spoiled or not there."""
    spoiled = dict(parts)
    name = chance.choice([main] * 4 + sorted(parts))
    if name.endswith((".xml", ".rels")):
        spoiled[name] = encoded(spoiled_text(parts[name].decode(), chance), chance)
    else:
        spoiled[name] = spoiled_bytes(parts[name], chance)
    if chance.random() < 0.05:
        del spoiled[name]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in spoiled.items():
            archive.writestr(part, content)


def read_and_link(shop: Workshop, path: Path) -> None:
    """Read a document and compare what it names with the registry."""
    text = read_document(path).text
    shop.linker.link_all(read_mentions(text), text)


def pack(shop: Workshop, chance: random.Random, folder: Path) -> Path:
    """A pack whose table of contents or parts are spoiled, its checksums right all the same."""
    manifest, parts = json.loads(json.dumps(shop.pack[0])), dict(shop.pack[1])
    if chance.random() < 0.6:
        entry = chance.choice(manifest["entries"])
        name = f"{entry['sha256']}.parquet"
        content = spoiled_bytes(parts.pop(name), chance)
        entry["sha256"], entry["size"] = hashlib.sha256(content).hexdigest(), len(content)
        parts[f"{entry['sha256']}.parquet"] = content
    else:
        manifest = spoiled_tree(manifest, chance)
    path = folder / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, json.dumps(manifest))
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def read_pack(_: Workshop, path: Path) -> None:
    """Unpack a pack and read all of it."""
    cache = open_pack(path, path.parent / "packs")
    if cache.has(CacheKind.WAYS):
        cache.ways()
    fetched_boundaries(cache)


def form(shop: Workshop, chance: random.Random, folder: Path) -> Path:
    """An update form: a part spoiled inside the packing, or odd values in its cells."""
    path = folder / "f.xlsx"
    parts = dict(shop.form)
    if chance.random() < 0.5:
        spoil_part(parts, _SHEET, chance, path)
        return path
    cells = parts[_SHEET].decode()
    for _ in range(chance.choice((1, 1, 2, 4))):
        where = chance.choice(list(re.finditer(r"(?<=<v>)[^<]*(?=</v>)", cells)))
        odd = escape(chance.choice([*ODD, "45000", "-1", "1e99", "2958466"]))
        cells = cells[: where.start()] + odd + cells[where.end() :]
    parts[_SHEET] = cells.encode("utf-8", "replace")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


def read_form(shop: Workshop, path: Path) -> None:
    """Read what a form asks for."""
    taken_form(path.read_bytes(), shop.registry, name=path.name, today=_TODAY)


_SHEET: Final = "xl/worksheets/sheet1.xml"


def kept(shop: Workshop, chance: random.Random, folder: Path) -> Path:
    """A folder of fetched data that another program, or a fault of the disk, has spoiled."""
    manifest = chance.choice(
        [
            json.dumps(spoiled_tree(shop.pack[0], chance)).encode(),
            encoded(spoiled_text(json.dumps(shop.pack[0]), chance), chance),
        ]
    )
    place = folder / "kept"
    if chance.random() < 0.02:
        place.write_bytes(manifest)  # a file where the folder should be
        return place
    place.mkdir()
    if chance.random() < 0.02:
        (place / MANIFEST).mkdir()
        return place
    (place / MANIFEST).write_bytes(manifest)
    (place / "files").mkdir()
    for name, content in shop.pack[1].items():
        (place / "files" / name).write_bytes(content)
    return place


def read_kept(shop: Workshop, place: Path) -> None:
    """Choose ways and boundaries from a folder of fetched data, and list what it holds."""
    inputs = Inputs(cache=place, data=DATA_DIR)
    assert inputs.stamp
    all_kept(inputs)
    chosen_ways(inputs)
    chosen_boundaries(inputs, shop.registry)


def deck(_: Workshop, chance: random.Random, folder: Path) -> Path:
    """A list of slides."""
    path = folder / "l.yaml"
    path.write_bytes(encoded(spoiled_text(_DECK, chance), chance))
    return path


def read_list(shop: Workshop, path: Path) -> None:
    """Read a list of slides."""
    deck_of(path.read_bytes(), path.name, shop.whole)


def environment(_: Workshop, chance: random.Random, folder: Path) -> Path:
    """Settings as a file of name=value lines."""
    names = sorted(settings.SETTINGS)
    odd = [*ODD, "http://[::1", "http://a:99999", "http://", "https://[", "http://a b", "inf"]
    chosen = {
        name: chance.choice([*odd, spoiled_text(settings.SETTINGS[name].default, chance)])
        for name in chance.sample(names, 3)
    }
    path = folder / "settings.json"
    path.write_text(json.dumps(chosen), encoding="utf-8")
    return path


def read_environment(_: Workshop, path: Path) -> None:
    """Read settings, and use what they say as a fetch does before it asks."""
    found = settings.current(json.loads(path.read_text(encoding="utf-8")))
    assert urlsplit(found.overpass_url).hostname
    for url in (found.overpass_url, found.boundaries_url):
        assert urlsplit(url).port in {None, *range(65_536)}
    timeout = found.overpass_timeout_s
    assert math.isfinite(timeout)


_DECK: Final = """title: Giao ban Bắc Giang – Lạng Sơn
language: vi
date: 2024-06-01
units: signing
projects:
- huu-lung-dt245-my-an
- cau-hoa-son
"""


def _pdf() -> bytes:
    """A PDF of two pages, its streams not packed, so that spoiling reaches what is inside."""
    stream = b"BT /F1 12 Tf 50 700 Td (Cau Ben Thu dai 450 m, QL.37, thoi han 2027) Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        *[
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R "
            b"/Resources << /Font << /F1 6 0 R >> >> >>"
        ]
        * 2,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return pdf_of(parts)


_PDF: Final = _pdf()


class FileKind(NamedTuple):
    """What makes a case of random numbers, and what reads it.

    Where reading may end the process, ``door`` is how the program reads such a file: in another.
    """

    make: Make
    read: Read
    door: Read | None = None


KINDS: Final[dict[str, FileKind]] = {
    "boundaries": FileKind(boundary, lambda shop, path: check_file(path, shop.registry.units)),
    "registries": FileKind(registry, read_data),
    "extracts": FileKind(extract, read_extract, lambda _, path: Extract(path).ways()),
    "documents": FileKind(document, read_and_link),
    "packs": FileKind(pack, read_pack),
    "forms": FileKind(form, read_form),
    "kept": FileKind(kept, read_kept),
    "lists": FileKind(deck, read_list),
    "settings": FileKind(environment, read_environment),
}
"""By name."""
