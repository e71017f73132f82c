"""Filling the cache tile by tile, so that it can be interrupted at any moment.

What is finished is written to a journal; the cache changes only at the end, in one step, so that
old tiles and new ones do not mix. A first one has no old tiles: there the cache takes in what has
come as it grows, and lines turn solid as they arrive. A
refresh that was cancelled or killed goes on where it stopped when it is asked the same again
within a day: later than that the tiles would be of too different dates.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from geo.model import Text
from geo.osm.cache import Cache, CacheEntry, CacheKind, write_whole
from geo.osm.source import Progress, Region, WaySource, tags_key

JOURNAL: Final = "refresh.json"
RESUME_WITHIN: Final = dt.timedelta(days=1)
_ARRIVALS: Final = 5
"""Times that the cache grows during a first refresh: each makes the app locate everything anew."""
_FEWEST: Final = 4
"""Tiles that are worth that."""


class _Journal(BaseModel):
    """What an unfinished refresh has so far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan: str
    """What was asked: source and tags. Tiles of another plan do not mix with these."""
    started: dt.datetime
    entries: tuple[CacheEntry, ...] = ()


def refresh(
    cache: Cache,
    source: WaySource,
    tiles: Sequence[Region],
    *,
    source_key: str,
    progress: Progress | None = None,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> tuple[CacheEntry, ...]:
    """Fetch the tiles and put them into the cache.

    Parameters
    ----------
    source
        Where the ways come from.
    tiles
        What to fetch, see :func:`geo.osm.source.tiles`.
    source_key
        What tells the source from another: its address, or a file's checksum.
    progress
        Told after every tile; what it raises ends the refresh, which can be taken up again.
    now
        The time; for tests.

    Returns
    -------
    tuple of Entry
        What the cache holds of these tiles now.

    Raises
    ------
    InputError
        When the source cannot be read or reached, the cache cannot be written, or another
        refresh is at work. What was fetched so far is taken up again by the next refresh.
    """
    with cache.alone():
        path = cache.folder / JOURNAL
        every = max(_FEWEST, len(tiles) // _ARRIVALS)
        journal = _open_journal(path, f"{source_key} {tags_key()}", now())
        cache.sweep(journal.entries)
        done = {entry.key: entry for entry in journal.entries}
        is_first = {entry.key for entry in cache.manifest().of(CacheKind.WAYS)} <= set(done)
        for place, tile in enumerate(tiles):
            step = _part_of(progress, place, len(tiles))
            if tile.key not in done:
                step(0.0, tile.name)
                done[tile.key] = _fetch(cache, source, tile, step)
                write_whole(path, _dump(journal, done.values()))
                if is_first and (place + 1) % every == 0:
                    cache.put(list(done.values()))
            step(1.0, tile.name)
        cache.put(list(done.values()))
        path.unlink(missing_ok=True)
        cache.sweep()
        return tuple(done[tile.key] for tile in tiles)


def unfinished(cache: Cache) -> int:
    """How many tiles of an interrupted refresh wait to be taken up again."""
    return len(journal_entries(cache))


def journal_entries(cache: Cache) -> tuple[CacheEntry, ...]:
    """What an interrupted refresh has so far."""
    journal = _read_journal(cache.folder / JOURNAL)
    return journal.entries if journal else ()


def _fetch(cache: Cache, source: WaySource, tile: Region, step: Progress) -> CacheEntry:
    found = source.ways(tile, progress=step)
    return cache.keep(
        found.frame,
        kind=CacheKind.WAYS,
        key=tile.key,
        dated=found.dated,
        source=found.source,
        credit=found.credit,
        bbox=tile.bbox,
    )


def _open_journal(path: Path, plan: str, now: dt.datetime) -> _Journal:
    journal = _read_journal(path)
    if journal is None or journal.plan != plan or now - journal.started > RESUME_WITHIN:
        return _Journal(plan=plan, started=now)
    return journal


def _read_journal(path: Path) -> _Journal | None:
    try:
        return _Journal.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _dump(journal: _Journal, entries: Iterable[CacheEntry]) -> bytes:
    grown = journal.model_copy(update={"entries": tuple(entries)})
    return grown.model_dump_json().encode()


def _part_of(progress: Progress | None, place: int, parts: int) -> Progress:
    """Tell of one part of several as of a share of the whole."""

    def tell(share: float, what: Text) -> None:
        if progress is not None:
            progress((place + share) / parts, what)

    return tell
