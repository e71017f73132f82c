"""How long a register of 100,000 entries takes: ``python -m tests.benchmarks.register``.

Written into an SQLite file, then read and folded in a process that has done neither before; and
what a click costs on it, as a ratio to the same click on the registry alone. Two mixes: as an
office writes (reports, notes, attachments, deadlines), and reports alone.
"""

import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy import insert

from geo.model import Deadline, EntrySource, Status, StatusReport, Text
from geo.pipeline import Trace, trace
from geo.provinces.sketch import sketch_boundaries
from geo.registry import DATA_DIR, Registry, load_registry
from geo.store.attachments import Files
from geo.store.causality import without_collector
from geo.store.database import Database
from geo.store.entry import (
    Attachment,
    Entry,
    EntryKind,
    Remark,
    new_id,
    payload_json,
    written_moment,
)
from geo.store.folding import Folded, fold
from geo.store.log import Register
from geo.store.sides import side_keys
from geo.store.tables import ENTRIES

MIXES = {
    "as an office writes": (
        EntryKind.STATUS,
        EntryKind.STATUS,
        EntryKind.NOTE,
        EntryKind.ATTACHMENT,
        EntryKind.DEADLINE,
    ),
    "reports alone": (EntryKind.STATUS,),
}
_START = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)


def bodies(kind: EntryKind, day: dt.date, status: Status) -> str:
    """The payload of an entry of a kind."""
    source = EntrySource(by="Nguyễn Văn A", date=day, document="Báo cáo", number="12/BC")
    words = Text(vi="đang triển khai theo kế hoạch", en="as planned")
    if kind is EntryKind.STATUS:
        report = StatusReport(date=day, status=status, note=words, source=source)
        return payload_json(report)
    if kind is EntryKind.NOTE:
        return payload_json(Remark(text=words, source=source))
    if kind is EntryKind.DEADLINE:
        return payload_json(Deadline(by=day, said=words, cite=source))
    attached = Attachment(sha256="0" * 64, name="a.pdf", media_type="application/pdf", size_bytes=1)
    return payload_json(attached)


def entries(registry: Registry, count: int, kinds: tuple[EntryKind, ...]) -> list[Entry]:
    """So many entries of a log over all sides, over a year."""
    chance = random.Random(18)  # noqa: S311 - not a secret
    sides = [(p.id, key) for p in registry.projects.values() for key in side_keys(p)]
    log, last = new_id(), dict[tuple[str, str, EntryKind], tuple[str, ...]]()
    made = []
    for number in range(count):
        project, side = chance.choice(sides)
        kind = chance.choice(kinds)
        at = _START + dt.timedelta(minutes=5 * number)
        entry = Entry(
            id=new_id(),
            kind=kind,
            project=project,
            side=side,
            body=bodies(kind, at.date(), chance.choice(list(Status))),
            author="Nguyễn Văn A",
            email=None,
            log=log,
            at=written_moment(at),
            after=last.get((project, side, kind), ()),
            received=written_moment(at),
        )
        last[project, side, kind] = (entry.id,)
        made.append(entry)
    return made


def best_of(what: Callable[[], object], rounds: int) -> float:
    """Median of processor seconds."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        what()
        found.append(time.process_time() - start)
    return statistics.median(found)


def click_on(traced: Trace, folded: Folded) -> None:
    """What a click on another day makes anew."""
    traced.at(dt.date(2026, 3, 1), registry=folded.registry)


@click.command()
@click.option("--count", default=100_000, show_default=True)
@click.option("--rounds", default=5, show_default=True)
def main(count: int, rounds: int) -> None:
    """Measure and print."""
    registry = load_registry(DATA_DIR)
    traced = trace(
        registry, sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry.places)
    )
    alone = best_of(lambda: click_on(traced, Folded(registry, registry)), rounds)
    for name, kinds in MIXES.items():
        with tempfile.TemporaryDirectory() as folder:
            database = Database(str(Path(folder) / "register.sqlite"))
            register = Register(database, Files(Path(folder)), registry)
            with without_collector(), database.writing() as connection:
                rows = [
                    entry._asdict() | {"after": " ".join(entry.after), "kind": str(entry.kind)}
                    for entry in entries(registry, count, kinds)
                ]
                connection.execute(insert(ENTRIES), rows)
            start = time.process_time()
            held = register.entries()
            read = time.process_time() - start
            start = time.process_time()
            folded = fold(registry, held)
            cold = time.process_time() - start
            database.close()
        many = best_of(lambda folded=folded: click_on(traced, folded), rounds)  # type: ignore[misc]
        print(f"{count:,} entries, {name}:")
        print(f"  read from SQLite {read:.2f} s, folded cold {cold:.2f} s (processor time)")
        print(f"  a click: {many:.3f} s, {many / alone:.2f} x the registry alone ({alone:.3f} s)")


if __name__ == "__main__":
    main()
