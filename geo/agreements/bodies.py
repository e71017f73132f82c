"""Bodies that answer for links and that a registry may not hold yet: what a text calls them."""

import datetime as dt
from dataclasses import dataclass

from geo.agreements.sentence import BOARD
from geo.agreements.vocabulary import Vocabulary, vocabulary_in_use
from geo.agreements.working_text import working_text
from geo.model import PartyKind
from geo.names import slug
from geo.registry.units import UnitTable


@dataclass(frozen=True, slots=True)
class Body:
    """A body by the id that mentions name it by; ``kind`` and ``name`` are for review."""

    id: str
    kind: PartyKind
    name: str
    province: str | None = None
    """Key of the unit that it is of, for a province's own committee."""


def known_bodies(
    text: str, units: UnitTable, day: dt.date | None = None, words: Vocabulary | None = None
) -> dict[str, Body]:
    """Every body that mentions of a text may name as responsible, by its id.

    A province's name stands alone: how its committee is called is for who shows it. It means
    the unit of that name on the text's own ``day``.

    Examples
    --------
    >>> from geo.registry import load_registry
    >>> bodies = known_bodies("giao Ban Quản lý dự án 2 lập dự án", load_registry().units)
    >>> bodies["ban-quan-ly-du-an-2"].name, bodies["vec"].kind.value, bodies["phu-yen"].province
    ('Ban Quản lý dự án 2', 'corporation', '54')
    """
    rows = (words or vocabulary_in_use()).bodies
    found = [Body(row.id, row.kind, row.names[0]) for row in rows]
    found += [
        Body(slug(called[0]), PartyKind.CORPORATION, called[0])
        for called in BOARD.finditer(working_text(text).plain)
    ]
    keys = {name: code for code, name in units.today.items()} | units.keys_by_name(day)
    found += [Body(slug(name), PartyKind.PROVINCE, name, key) for name, key in keys.items()]
    return {body.id: body for body in found}
