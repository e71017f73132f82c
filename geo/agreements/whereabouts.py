"""Where a document is at home: how far an entry's provinces fit what it speaks of."""

import re
from collections import Counter
from collections.abc import Collection
from enum import IntEnum

from geo.agreements._letters import any_of
from geo.agreements.mention import Mention
from geo.agreements.province_words import province_spellings
from geo.registry.units import UnitTable


class Fit(IntEnum):
    """How well an entry's provinces fit a mention."""

    NOT = 0
    """The sentence names other provinces, or the document none of the entry's."""
    OPEN = 1
    """Nothing is named that would tell."""
    WELL = 2
    """The sentence names one of the entry's provinces, or the document mostly does."""


_MOSTLY = 0.4
"""Share of a document's provinces that are the entry's, from which it is at home there."""
_NAME = re.compile(rf"(?<!\w)(?:{any_of(province_spellings())})(?!\w)")


class Whereabouts:
    """The provinces that a document names, each with how often."""

    def __init__(self, text: str, units: UnitTable) -> None:
        spelt = province_spellings()
        self._named = Counter(spelt[name] for name in _NAME.findall(text.lower()))
        self._today = {
            name: units.today[units.successor[code]]
            for code, name in units.signing.items()
            if units.successor.get(code) in units.today
        }

    def fit(self, mention: Mention, provinces: Collection[str]) -> Fit:
        """Tell how an entry's provinces fit a mention, by sentence and else by document.

        Parameters
        ----------
        provinces
            Names of the entry's provinces, as of the signings.
        """
        own = {*provinces, *(self._today[name] for name in provinces if name in self._today)}
        if mention.provinces:
            return Fit.WELL if own & set(mention.provinces) else Fit.NOT
        total = sum(self._named.values())
        if not total:
            return Fit.OPEN
        share = sum(self._named[name] for name in own) / total
        if share >= _MOSTLY:
            return Fit.WELL
        return Fit.OPEN if share else Fit.NOT
