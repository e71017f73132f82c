"""Imported entries: an agreement and its projects in a file beside those kept by hand.

Files kept by hand are never rewritten: their comments and line breaks are their keeper's.
"""

import datetime as dt
import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
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
_REPORTS_HEADER = """\
# Status reports read from the document {document} and reviewed in the app on {day}.
#
# Nothing here is in the registry yet: move each under "reports" of the side of the province named,
# in the project's own file, and delete "project" and "province" there.
"""
_LONGEST_NAME = 60
_MOST_ON_A_DAY = 1000


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


def reports_yaml(document: str, day: dt.date, reports: Sequence[Mapping[str, Any]]) -> str:
    """Write status reports for existing projects, to be moved to where they belong by hand."""
    head = _REPORTS_HEADER.format(document=_one_line(document), day=day)
    return head + _yaml({"reports": list(reports)})


def save_imported(text: str, data_dir: Path, document: str, day: dt.date) -> Path:
    """Add a file to the data folder when the registry with it has no fault.

    Parameters
    ----------
    text
        As :func:`imported_yaml` gives it.
    data_dir
        The registry's folder; no file that stands there is touched.
    document
        The document's name; the file is called by it and by ``day``.

    Returns
    -------
    Path
        The new file.

    Raises
    ------
    RegistryError
        With every fault that the registry would have with the file; nothing is written then.
    InputError
        When the folder cannot be read or written.
    """
    # Two readers, or two servers, may save at once, and each may be checked only after the other.
    with _alone(data_dir / "projects"):
        path = _free_path(data_dir / "projects", document, day)
        _check_in_a_copy(text, data_dir, path.name)
        write_all({path: lambda place: _write(place, text)}, overwrite=False)
    return path


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


def _check_in_a_copy(text: str, data_dir: Path, name: str) -> None:
    with scratch() as folder:
        copy = folder / "data"
        try:
            shutil.copytree(data_dir, copy, ignore=shutil.ignore_patterns(LOCK))
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
