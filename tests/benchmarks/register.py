"""How long a register of 100,000 entries takes: ``python -m tests.benchmarks.register``.

Written into an SQLite file, then read and folded in a process that has done neither before; and
what a click costs on it, as a ratio to the same click on the registry alone. Three mixes: as an
office writes (reports, notes, attachments, deadlines), and reports alone, which are then of few
days or of a thousand days a side: of one day the last counts, so that few are cheaper.
"""

import datetime as dt
import json
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
        (
            EntryKind.STATUS,
            EntryKind.STATUS,
            EntryKind.NOTE,
            EntryKind.ATTACHMENT,
            EntryKind.DEADLINE,
        ),
        dt.timedelta(0),
    ),
    "reports alone": ((EntryKind.STATUS,), dt.timedelta(0)),
    "reports alone, of a thousand days": ((EntryKind.STATUS,), dt.timedelta(days=3000)),
}
"""The kinds of entries, and over how long a time before they are written what they say was so."""
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


def entries(
    registry: Registry, count: int, kinds: tuple[EntryKind, ...], back: dt.timedelta
) -> list[Entry]:
    """So many entries of a log over all sides, over a year."""
    chance = random.Random(18)  # noqa: S311 - not a secret
    sides = [(p.id, key) for p in registry.projects.values() for key in side_keys(p)]
    log, last = new_id(), dict[tuple[str, str, EntryKind], tuple[str, ...]]()
    made = []
    for number in range(count):
        project, side = chance.choice(sides)
        kind = chance.choice(kinds)
        at = _START + dt.timedelta(minutes=5 * number)
        day = at.date() - back * chance.random()
        entry = Entry(
            id=new_id(),
            kind=kind,
            project=project,
            side=side,
            body=bodies(kind, day, chance.choice(list(Status))),
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


def seconds(what: Callable[[], object]) -> float:
    """Processor seconds."""
    start = time.process_time()
    what()
    return time.process_time() - start


def click_on(traced: Trace, folded: Folded) -> None:
    """What a click on another day makes anew."""
    traced.at(dt.date(2026, 3, 1), registry=folded.registry)


@click.command()
@click.option("--count", default=100_000, show_default=True)
@click.option("--rounds", default=11, show_default=True)
def main(count: int, rounds: int) -> None:
    """Measure and print."""
    registry = load_registry(DATA_DIR)
    traced = trace(
        registry, sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry.places)
    )
    for name, (kinds, back) in MIXES.items():
        with tempfile.TemporaryDirectory() as folder:
            database = Database(str(Path(folder) / "register.sqlite"))
            register = Register(database, Files(Path(folder)), registry)
            with without_collector(), database.writing() as connection:
                rows = [
                    entry._asdict() | {"after": " ".join(entry.after), "kind": str(entry.kind)}
                    for entry in entries(registry, count, kinds, back)
                ]
                connection.execute(insert(ENTRIES), rows)
            start = time.process_time()
            held = register.entries()
            read = time.process_time() - start
            start = time.process_time()
            folded = fold(registry, held)
            cold = time.process_time() - start
            with without_collector():
                plain = seconds(lambda held=held: [json.loads(e.body) for e in held])  # type: ignore[misc]
            database.close()
        # in turn: on a machine that others use, one minute is not like the next
        pairs = [
            (
                seconds(lambda: click_on(traced, Folded(registry, registry))),
                seconds(lambda folded=folded: click_on(traced, folded)),  # type: ignore[misc]
            )
            for _ in range(rounds)
        ]
        alone, many = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(many / alone for alone, many in pairs)
        print(f"{count:,} entries, {name}:")
        print(
            f"  read from SQLite {read:.2f} s, folded cold {cold:.2f} s, "
            f"{cold / plain:.2f} x json.loads of the same ({plain:.2f} s; processor time)"
        )
        print(f"  a click: {many:.3f} s, {ratio:.2f} x the registry alone ({alone:.3f} s)")


if __name__ == "__main__":
    main()
