"""What lies in a path: the map files in it, unpacked where it is an archive."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from geo.errors import InputError
from geo.files import scratch

ARCHIVES = frozenset({".zip", ".kmz"})
MAPS = (".gpkg", ".shp", ".geojson", ".json", ".topojson", ".kml", ".tab", ".mif", ".fgb", ".gdb")
_MOST_BYTES = 2_000_000_000
"""Unpacked; the 63 provinces at full detail take some 100 MB."""


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
        raise InputError("no such file", where=str(path), remedy="check the path")
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
            names = [name for name in archive.namelist() if not _is_clutter(name)]
            _check_size(sum(entry.file_size for entry in archive.infolist()), path)
            for name in names:
                # Windows writes backslashes; ZipFile itself keeps members inside the folder.
                archive.extract(name, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise _damaged(str(error), path) from None
    except RuntimeError:  # what ZipFile raises for a member that asks for a password
        raise InputError(
            "the archive is locked with a password",
            where=str(path),
            remedy="unpack it and give the files, or pack them without a password",
            vi="Tệp nén có mật khẩu. Hãy nén lại không đặt mật khẩu.",
        ) from None
    found = sorted(file for file in folder.rglob("*") if file.suffix.lower() in MAPS)
    if not found:
        raise InputError(
            f"no map file in the archive (it holds: {_few(names)})",
            where=str(path),
            allowed=", ".join(MAPS),
            remedy="pack the .shp with its .dbf, .shx and .prj, or a GeoPackage",
            vi=f"Trong tệp nén không có tệp bản đồ ({_few(names)}). Hãy nén .shp cùng .dbf, .shx "
            "và .prj, hoặc một GeoPackage.",
        )
    return found


def _damaged(why: str, path: Path) -> InputError:
    return InputError(
        f"no map file that can be read (damaged archive: {why.splitlines()[0] if why else '?'})",
        where=str(path),
        remedy="pack the files again",
        vi="Tệp nén bị hỏng. Hãy nén lại.",
    )


def _check_size(size: int, path: Path) -> None:
    if size > _MOST_BYTES:
        raise InputError(
            f"the archive would unpack to {size / 1e9:.1f} GB",
            where=str(path),
            allowed=f"up to {_MOST_BYTES / 1e9:.0f} GB",
            remedy="give only the province boundaries",
            vi=f"Tệp nén quá lớn ({size / 1e9:.1f} GB khi giải nén). Hãy chỉ gửi ranh giới tỉnh.",
        )


def _is_clutter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or parts[0] == "__MACOSX" or parts[-1].startswith("._") or name.endswith("/")


def _few(names: list[str]) -> str:
    shown = ", ".join(PurePosixPath(name).name for name in names[:5]) or "nothing"
    return f"{shown}, …" if len(names) > 5 else shown
