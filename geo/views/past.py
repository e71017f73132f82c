"""How things stood at any moment, by what was known then or by what is known now."""

import datetime as dt
from dataclasses import dataclass, field

from geo.osm.source import OsmWays
from geo.pipeline import Linkage, Trace, trace
from geo.provinces import Boundaries
from geo.registry import Registry, Units
from geo.store.entry import Entry
from geo.store.folding import fold
from geo.store.opening import entries_there


@dataclass(frozen=True)
class Past:
    """A registry, all that people entered, and what it is located and cut by."""

    registry: Registry
    entries: tuple[Entry, ...]
    boundaries: Boundaries
    ways: OsmWays | None = None
    _traces: dict[str, Trace] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, registry: Registry, boundaries: Boundaries, ways: OsmWays | None) -> "Past":
        """With what the register holds by now.

        Raises
        ------
        InputError
            When the register cannot be read.
        """
        return cls(registry, entries_there(registry), boundaries, ways)

    def at(self, as_of: dt.date, units: Units, *, known_at: dt.datetime | None = None) -> Linkage:
        """How things stood on a day; with ``known_at``, as the register knew it at that moment.

        What moved a line or a place makes a trace of its own, once.
        """
        known = fold(self.registry, self.entries, known_at)
        if known.traced_by not in self._traces:
            self._traces[known.traced_by] = trace(
                known.traced, self.boundaries, ways=self.ways, own_lines=known.lines
            )
        traced = self._traces[known.traced_by]
        return traced.at(as_of, units, registry=known.registry, known_at=known_at)
