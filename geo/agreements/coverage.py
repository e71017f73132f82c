"""Which mentions of the documents the registry holds, and which it does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geo.agreements.document import Document
from geo.agreements.linking import Link, Linker
from geo.agreements.mention import Mention
from geo.agreements.reading import read_mentions
from geo.registry import Registry


@dataclass(frozen=True, slots=True)
class Covered:
    """One mention of one document with the registry's entries that it names."""

    document: str
    mention: Mention
    links: tuple[Link, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values: the document, the mention's fields, the entries."""
        links = [{"entry": x.entry, "score": round(x.score, 2), "why": x.why} for x in self.links]
        return {"document": self.document} | self.mention.as_json() | {"links": links}


def cover(documents: Iterable[Document], registry: Registry) -> list[Covered]:
    """Read documents and compare every mention with the registry."""
    linker = Linker(registry)
    covered = []
    for document in documents:
        mentions = read_mentions(document.text)
        covered += [
            Covered(document.name, mention, tuple(links))
            for mention, links in zip(mentions, linker.link_all(mentions), strict=True)
        ]
    return covered


def coverage_text(covered: list[Covered]) -> str:
    """What stands in the registry, then what does not, one mention a line."""
    left = [one for one in covered if not one.links]
    linked = [one for one in covered if one.links]
    lines = [
        f"{one.document}:{one.mention.line}: {one.mention.kind.value}: {_one_line(one)} -> "
        + ", ".join(link.entry for link in one.links[:3])
        for one in linked
    ]
    lines += ["", f"{len(linked)} of {len(covered)} mentions stand in the registry"]
    lines.append(f"{len(left)} linked to none" + (":" if left else ""))
    lines += [
        f"{one.document}:{one.mention.line}: {one.mention.kind.value}: {_one_line(one)}"
        for one in left
    ]
    return "\n".join(lines)


def _one_line(one: Covered) -> str:
    return " ".join(one.mention.text.split())
