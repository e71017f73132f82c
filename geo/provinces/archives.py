"""What lies in a path: the map files in it, unpacked where it is an archive."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from geo.errors import InputError, Wording
from geo.files import scratch
from geo.limits import check

ARCHIVES = frozenset({".zip", ".kmz"})
MAPS = (
    ".gpkg",
    ".shp",
    ".geojson",
    ".json",
    ".topojson",
    ".kml",
    ".tab",
    ".mif",
    ".fgb",
    ".gdb",
    ".dxf",
    ".gpx",
)


@contextmanager
def maps_in(path: Path) -> Iterator[list[Path]]:
    """Give the map files of a path: itself, or those of an archive, for as long as needed.

    Raises
    ------
    InputError
        When there is no such file, or it is an archive that is damaged, locked, too large or
        without a map.
    """
    if not path.exists():
        raise InputError("provinces.no_file", where=str(path))
    if path.suffix.lower() not in ARCHIVES:
        yield _inside(path) if _is_plain_folder(path) else [path]
        return
    with scratch() as folder:
        yield _unpacked(path, Path(folder))


def _is_plain_folder(path: Path) -> bool:
    return path.is_dir() and path.suffix.lower() != ".gdb"


def _inside(folder: Path) -> list[Path]:
    """The map files of a folder and its folders; the folder itself where there are none."""
    found = sorted(file for file in folder.rglob("*") if file.suffix.lower() in MAPS)
    return found or [folder]


def _unpacked(path: Path, folder: Path) -> list[Path]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            check("members", len(members), where=str(path))
            names = [name for name in archive.namelist() if not _is_clutter(name)]
            check("unpacked", sum(entry.file_size for entry in members), where=str(path))
            for name in names:
                # Windows writes backslashes; ZipFile itself keeps members inside the folder, and
                # unpacks no more of one than its header says.
                archive.extract(name, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise _damaged(str(error), path) from None
    except RuntimeError:  # what ZipFile raises for a member that asks for a password
        raise InputError("provinces.locked", where=str(path)) from None
    found = sorted(file for file in folder.rglob("*") if file.suffix.lower() in MAPS)
    if not found:
        raise InputError(
            "provinces.no_map",
            where=str(path),
            names=_few(names) or Wording("provinces.none"),
            endings=", ".join(MAPS),
        )
    return found


def _damaged(why: str, path: Path) -> InputError:
    return InputError(
        "provinces.archive_damaged", where=str(path), reason=why.splitlines()[0] if why else "?"
    )


def _is_clutter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or parts[0] == "__MACOSX" or parts[-1].startswith("._") or name.endswith("/")


def _few(names: list[str]) -> str:
    shown = ", ".join(PurePosixPath(name).name for name in names[:5]) or "nothing"
    return f"{shown}, …" if len(names) > 5 else shown
