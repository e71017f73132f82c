"""Imported entries: an agreement and its projects in a file beside those kept by hand.

Files kept by hand are never rewritten: their comments and line breaks are their keeper's.
"""

import datetime as dt
import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from geo.errors import InputError, RegistryError
from geo.files import LOCK, alone, scratch, write_all
from geo.names import fold
from geo.registry import load_registry

_HEADER = """\
# Read from the document {document} and reviewed in the app on {day}.
#
# agreements  the document, when it was not registered before
# parties     bodies that answer for its links, when they were not registered before
# places      places of its links, when the gazetteer did not have them
# projects    its links; the fields are those of the other files of this folder
"""
_LONGEST_NAME = 60
_MOST_ON_A_DAY = 1000


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was added before: its name, and the text that was written then."""

    name: str
    text: str


def imported_yaml(
    document: str,
    day: dt.date,
    *,
    agreements: Sequence[Mapping[str, Any]],
    projects: Sequence[Mapping[str, Any]],
    parties: Sequence[Mapping[str, Any]] = (),
    places: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Write entries in the registry's own fields as an importable file's text."""
    lists = {"agreements": list(agreements), "parties": list(parties), "places": list(places)}
    lists = {name: rows for name, rows in lists.items() if rows or name == "agreements"}
    lists["projects"] = list(projects)
    return _HEADER.format(document=_one_line(document), day=day) + _yaml(lists)


def save_imported(
    text: str, data_dir: Path, document: str, day: dt.date, *, instead_of: Imported | None = None
) -> Path:
    """Add a file to the data folder when the registry with it has no fault.

    Parameters
    ----------
    text
        As :func:`imported_yaml` gives it.
    data_dir
        The registry's folder; no file that stands there is touched.
    document
        The document's name; the file is called by it and by ``day``.
    instead_of
        What an earlier review of the document added: this takes its place.

    Returns
    -------
    Path
        The new file.

    Raises
    ------
    RegistryError
        With every fault that the registry would have with the file; nothing is written then.
    InputError
        When the folder cannot be read or written, or somebody changed the earlier file.
    """
    folder = data_dir / "projects"
    # Two readers, or two servers, may save at once, and each may be checked only after the other.
    with _alone(folder):
        there = instead_of is not None and _is_as_written(folder / instead_of.name, instead_of)
        path = (
            folder / instead_of.name
            if instead_of is not None and there
            else _free_path(folder, document, day)
        )
        _check_in_a_copy(text, data_dir, path.name)
        write_all({path: lambda place: _write(place, text)}, overwrite=there)
    return path


def withdraw_imported(written: Imported, data_dir: Path) -> None:
    """Take a file out of the data folder when the registry without it has no fault.

    Raises
    ------
    RegistryError
        With every fault that the registry would have; nothing is removed then.
    InputError
        When the folder cannot be read or written, or somebody changed the file.
    """
    path = data_dir / "projects" / written.name
    with _alone(path.parent):
        if _is_as_written(path, written):
            _check_in_a_copy(None, data_dir, path.name)
            path.unlink()


def _is_as_written(path: Path, written: Imported) -> bool:
    """Whether a file is there; what its keeper changed by hand is never written over."""
    try:
        now = path.read_text("utf-8")
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        now = None
    if now != written.text:
        raise InputError("registry.import_changed", where=str(path))
    return True


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(alone(folder))
        except OSError as error:
            raise InputError(
                "registry.data_folder", where=str(folder), reason=error.strerror
            ) from None
        yield


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _free_path(folder: Path, document: str, day: dt.date) -> Path:
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(document))
    stem = f"imported-{day.isoformat()}-{'-'.join(plain.split())[:_LONGEST_NAME] or 'document'}"
    for number in range(1, _MOST_ON_A_DAY):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}.yaml"
        if not path.exists():
            return path
    raise InputError("registry.many_imports", where=str(folder), count=_MOST_ON_A_DAY - 1)


def _check_in_a_copy(text: str | None, data_dir: Path, name: str) -> None:
    """Check the registry as it would be with the file, or, for no text, without it."""
    with scratch() as folder:
        copy = folder / "data"
        try:
            shutil.copytree(data_dir, copy, ignore=shutil.ignore_patterns(LOCK))
            if text is None:
                (copy / "projects" / name).unlink()
            else:
                _write(copy / "projects" / name, text)
        except (OSError, shutil.Error) as error:
            raise InputError(
                "registry.no_copy", where=str(data_dir), reason=type(error).__name__
            ) from None
        try:
            load_registry(copy)
        except RegistryError as error:
            raise RegistryError([_there(fault, copy, data_dir) for fault in error.faults]) from None


def _there(fault: InputError, copy: Path, data_dir: Path) -> InputError:
    """Say a fault's place as the reader knows it, not as it was in the copy."""
    return fault.elsewhere(fault.where.replace(str(copy), str(data_dir)))


def _yaml(content: Mapping[str, Any]) -> str:
    yaml = YAML()
    yaml.width = 100
    yaml.allow_unicode = True
    yaml.representer.ignore_aliases = lambda _: True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(dict(content), stream)
    return stream.getvalue()


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
