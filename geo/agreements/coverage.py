"""Which mentions of the documents the registry holds, and which it does not."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geo.agreements._when import written_on
from geo.agreements.document import Document
from geo.agreements.linking import Link, Linker
from geo.agreements.mention import Mention
from geo.agreements.reading import read_mentions
from geo.registry import Registry


@dataclass(frozen=True, slots=True)
class Covered:
    """One mention of one document with the registry's entries that it names.

    ``written`` is the document's own day, by which it speaks of the units of an era.
    """

    document: str
    mention: Mention
    links: tuple[Link, ...]
    written: dt.date | None = None

    @property
    def sure(self) -> tuple[Link, ...]:
        """The entries that it surely names."""
        return tuple(link for link in self.links if link.sure)

    def as_json(self) -> dict[str, Any]:
        """Return plain values: the document, the mention's fields, the entries."""
        links = [
            {"entry": x.entry, "score": round(x.score, 2), "why": x.why, "sure": x.sure}
            for x in self.links
        ]
        return {"document": self.document} | self.mention.as_json() | {"links": links}


def cover(documents: Iterable[Document], registry: Registry) -> list[Covered]:
    """Read documents and compare every mention with the registry."""
    linker = Linker(registry)
    covered = []
    for document in documents:
        mentions = read_mentions(document.text)
        known = registry.agreements.get(document.name)
        written = known.date if known else written_on(document.text.lower())
        covered += [
            Covered(document.name, mention, tuple(links), written)
            for mention, links in zip(
                mentions, linker.link_all(mentions, document.text), strict=True
            )
        ]
    return covered


def coverage_text(covered: list[Covered]) -> str:
    """What stands in the registry, what perhaps does and why, then what does not."""
    linked = [one for one in covered if one.sure]
    perhaps = [one for one in covered if one.links and not one.sure]
    left = [one for one in covered if not one.links]
    lines = [
        f"{_named(one)} -> " + ", ".join(link.entry for link in one.sure[:3]) for one in linked
    ]
    lines += ["", f"{len(linked)} of {len(covered)} mentions stand in the registry"]
    if perhaps:
        lines.append(f"{len(perhaps)} perhaps:")
        lines += [f"{_named(one)} -> {one.links[0].entry}? ({one.links[0].why})" for one in perhaps]
    lines.append(f"{len(left)} linked to none" + (":" if left else ""))
    return "\n".join([*lines, *map(_named, left)])


def _named(one: Covered) -> str:
    return f"{one.document}:{one.mention.line}: {one.mention.kind.value}: {_one_line(one)}"


def _one_line(one: Covered) -> str:
    return " ".join(one.mention.text.split())
