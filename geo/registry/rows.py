"""Rows of a data file: YAML → validated models, each fault with its file, line and remedy."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from geo.data_files import text_of
from geo.errors import InputError, Wording
from geo.field_fault import field_fault, field_remedy
from geo.yaml_document import YamlFields, YamlItems, yaml_document

Model = TypeVar("Model", bound=BaseModel)

Broken = set[tuple[str, str]]
"""Kind and id of the rows that are there but could not be read: nobody errs who names them."""
ALL = "*"
"""Stands for every id of a kind, where a whole file could not be read."""

FieldPath = tuple[str | int, ...]
"""A path into a YAML document: keys and list positions."""


@dataclass(frozen=True)
class Row(Generic[Model]):
    """A validated row with the YAML node it came from, for line numbers."""

    value: Model
    node: YamlFields
    path: Path

    def where(self, *location: str | int) -> str:
        """File and line of a field."""
        return f"{self.path}:{_line(self.node, location)}"

    @property
    def label(self) -> str:
        """What the row is called in a message."""
        return f"{self.path.stem} {self.node.get('id')!r}"


def read_rows(
    path: Path, key: str, model: type[Model], faults: list[InputError], broken: Broken
) -> list[Row[Model]]:
    """Read the one list that a file holds, under ``key``; what is wrong is added to ``faults``."""
    lists = _lists(path, key, (), faults, broken)
    return _rows(lists[key], key, model, path, faults, broken) if key in lists else []


def read_together(
    path: Path,
    key: str,
    models: Mapping[str, type[BaseModel]],
    faults: list[InputError],
    broken: Broken,
) -> dict[str, list[Row[Any]]]:
    """Read all lists of a file that holds ``key`` and may hold the others of ``models``."""
    lists = _lists(path, key, tuple(models), faults, broken)
    return {
        name: _rows(lists[name], name, model, path, faults, broken) if name in lists else []
        for name, model in models.items()
    }


def _lists(
    path: Path, key: str, optional: Collection[str], faults: list[InputError], broken: Broken
) -> dict[str, YamlItems]:
    try:
        return _nodes(path, key, optional)
    except InputError as fault:
        faults.append(fault)
        broken.add((key, ALL))
        return {}


def _rows(
    nodes: YamlItems,
    key: str,
    model: type[Model],
    path: Path,
    faults: list[InputError],
    broken: Broken,
) -> list[Row[Model]]:
    rows = []
    for number, node in enumerate(nodes):
        if not isinstance(node, YamlFields):
            faults.append(
                InputError(
                    "registry.no_block",
                    where=f"{path}:{_line(nodes, (number,))}",
                    number=number + 1,
                    key=key,
                    found=repr(node),
                )
            )
            continue
        faults += _denormal_texts(node, path)
        try:
            rows.append(Row(model.model_validate(node), node, path))
        except ValidationError as error:
            faults += _model_faults(error, node, path)
            broken.add((key, str(node.get("id"))))
    return rows


def _nodes(path: Path, key: str, optional: Collection[str]) -> dict[str, YamlItems]:
    """The lists of a file, by name: ``key``, and those of ``optional`` that it has."""
    document = yaml_document(text_of(path, missing="registry.no_file"), where=str(path))
    if not isinstance(document, YamlFields) or not {key} <= set(document) <= {key, *optional}:
        is_map = isinstance(document, YamlFields)
        raise InputError(
            "registry.top_level",
            where=f"{path}:1",
            found=sorted(map(str, document)) if is_map else Wording("registry.no_field"),
            lists=f"'{key}:'",
            key=key,
        )
    for name, rows in document.items():
        if not isinstance(rows, YamlItems):
            raise InputError(
                "registry.no_list", where=f"{path}:{_line(document, (name,))}", key=name
            )
    return dict(document)


def _line(node: Any, location: FieldPath) -> int:
    """Line (from 1) of the deepest part of ``location`` that exists under ``node``."""
    line: int = node.line
    for step, following in zip_longest(location, location[1:]):
        try:
            if isinstance(node, YamlFields) and step in node:
                line = node.key_lines[step]
            elif isinstance(node, YamlItems) and isinstance(step, int):
                if isinstance(following, int) and isinstance(node[step], str):
                    continue  # a simple route is written without the list around it
                line = node.item_lines[step]
            else:
                continue  # pydantic names types and union branches too; they have no line
            node = node[step]
        except (KeyError, IndexError):
            break
    return line


def _model_faults(error: ValidationError, node: YamlFields, path: Path) -> Iterator[InputError]:
    label = f"{path.stem} {node.get('id', '(no id)')!r}"
    faults = error.errors()
    deeper = {fault["loc"][:end] for fault in faults for end in range(len(fault["loc"]))}
    for fault in faults:
        if fault["type"] == "too_short" and fault["loc"] in deeper:
            continue  # what is at fault inside a list does not count as an item of it
        yield InputError(
            "registry.field",
            where=f"{path}:{_line(node, fault['loc'])}",
            label=label,
            fault=field_fault(fault),
            remedy=field_remedy(fault),
        )


def _denormal_texts(node: Any, path: Path, location: FieldPath = ()) -> Iterator[InputError]:
    """Texts that are not in Unicode NFC, which would never be found by a search."""
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(node, YamlFields):
        items = node.items()
    elif isinstance(node, YamlItems):
        items = enumerate(node)
    for step, value in items:
        if isinstance(value, str) and not unicodedata.is_normalized("NFC", value):
            yield InputError(
                "registry.denormal", where=f"{path}:{_line(node, (step,))}", text=value[:40]
            )
        yield from _denormal_texts(value, path, (*location, step))
