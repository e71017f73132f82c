"""The gold files: what careful reading of the agreements found, as offsets and facts."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).resolve().parent
MEASURED = ("road", "bridge", "rail", "power")
"""The kinds that the figures count."""


@dataclass(frozen=True)
class GoldMention:
    """One named thing at one place of a document."""

    id: int
    line: int
    start: int
    end: int
    kind: str
    or_kind: str | None = None
    refs: frozenset[str] = frozenset()
    name: str | None = None
    from_place: str | None = None
    to_place: str | None = None
    nested_in: int | None = None
    optional: str | None = None
    """Why two careful readers may differ; None where they do not."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind that is right for it."""
        return (self.kind,) if self.or_kind is None else (self.kind, self.or_kind)


@dataclass(frozen=True)
class GoldStatus:
    """What a document states, at one line, of one side of a registry project."""

    project: str
    side: str
    line: int
    statuses: tuple[str, ...]
    """The right ones; more than one only where the wording bears both."""
    mentions: tuple[int, ...]
    stretch: str | None = None
    said_on_line: int | None = None
    alone: bool = False
    """Told of this side and not of the whole: the reader has to keep it apart."""


@dataclass(frozen=True)
class GoldDeadline:
    """A day by which a document wants something done, and the mentions that it may be told of."""

    by: dt.date
    mentions: tuple[int, ...]


@dataclass(frozen=True)
class GoldDocument:
    """One agreement's gold."""

    document: str
    agreement: str
    characters: int
    sha256: str
    mentions: tuple[GoldMention, ...]
    statuses: tuple[GoldStatus, ...]
    deadlines: tuple[GoldDeadline, ...] = ()

    def text(self, shared: Path) -> str:
        """Read the document itself, unchanged, from the material beside the project."""
        return (shared / "agreements" / self.document).read_bytes().decode("utf-8")


def _mention(row: dict[str, Any]) -> GoldMention:
    return GoldMention(**{**row, "refs": frozenset(row.get("refs", ()))})


def _status(row: dict[str, Any]) -> GoldStatus:
    said = row["status"]
    rest = {key: value for key, value in row.items() if key not in ("status", "mentions")}
    statuses = (said,) if isinstance(said, str) else tuple(said)
    return GoldStatus(**rest, statuses=statuses, mentions=tuple(row["mentions"]))


def load_gold() -> tuple[GoldDocument, ...]:
    """Read every gold file, in the order of the documents' names."""
    yaml = YAML(typ="safe", pure=True)
    documents = []
    for path in sorted(FOLDER.glob("[0-9]*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"))
        content["mentions"] = tuple(_mention(row) for row in content["mentions"])
        content["statuses"] = tuple(_status(row) for row in content["statuses"])
        content["deadlines"] = tuple(
            GoldDeadline(row["by"], tuple(row["mentions"])) for row in content.get("deadlines", ())
        )
        documents.append(GoldDocument(**content))
    return tuple(documents)
