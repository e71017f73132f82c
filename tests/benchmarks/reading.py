"""How fast and how safely documents are read: ``python -m tests.benchmarks.reading`` prints it.

Without arguments all parts run, each in a process of its own, so that its peak of memory is its
own; ``--part speed`` runs one, ``--mutations 500`` makes fewer. The parts:

- speed: megabytes (UTF-8) a second of processor time on one core, over the agreements beside the
  project, over the invented news of the gold, and over a made-up text of nothing but links;
- growth: the time of texts that drive rules into repetition, at one length and at four times it;
- mutations: ten thousand mutated files of every format, with the slowest of each for its size;
- large: one file of fifty megabytes.

Ends with code 1 when a part found a fault.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from geo.agreements import read_mentions
from geo.agreements.document import read_document
from geo.errors import InputError
from tests.geo.agreements.test_document import (
    TEXT,
    bomb,
    docx_of,
    encrypted,
    mutated,
    pdf_of,
    tcvn3,
)
from tests.gold.sentences import load_sentences

SHARED = Path(os.environ.get("GIAPRANH_SHARED", Path(__file__).parents[2].parent / "shared"))
DENSE = "Hai tỉnh đang nâng cấp QL.{0} từ xã Tân Kỳ đến cầu Vàm Xanh, dài {0} km; xong năm 2027.\n"
PARTS = ("speed", "growth", "mutations", "large")
MUTATIONS = 10_000
MOST_GROWTH = 7.0
"""Times as long for four times as much: above it, time is taken to grow with the square."""
SLOWEST_S = 20.0
"""Processor seconds that no mutated file may take: each is smaller than 100 kB."""
ROUNDS = 3
REPEATED = {
    "head words": "cầu ",
    "capitals": "tuyến " + "Hà Nội - " * 40,
    "numbers": "QL.1, 2, ",
    "list lines": "- QL.1\n",
    "open brackets": "QL.1 (",
    "ends": "đường từ A đến ",
    "sections": "QL.1, đoạn A - B; ",
    "clauses": "đầu tư QL.1; ",
    "titles": "CẦU HẢI HƯNG ",
    "spaces": " ",
    "marks": "a\u0301\u0323",
}


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def reading(text: str) -> float:
    return seconds(lambda: read_mentions(text))


def speed(name: str, text: str) -> None:
    best = min(reading(text) for _ in range(ROUNDS))
    size = len(text.encode()) / 1e6
    print(f"{name}: {size:.2f} MB, {len(read_mentions(text))} mentions: {size / best:.2f} MB/s")


def speeds() -> None:
    """Print how fast ordinary and dense texts are read."""
    if SHARED.is_dir():
        paths = sorted((SHARED / "agreements").glob("*.txt"))
        speed("agreements", "".join(p.read_text(encoding="utf-8") for p in paths) * 4)
    news = "".join(f"{text.text}\n\n" for text in load_sentences("news"))
    speed("invented news", news * (500_000 // len(news)))
    speed("a link in every line", "".join(DENSE.format(n % 300 + 1) for n in range(4_000)))


def growth() -> int:
    """Print how time grows where texts repeat themselves; gives the number of faults."""
    faults = 0
    read_mentions(TEXT)  # compiles the rules
    for name, piece in REPEATED.items():
        short, long = (reading(piece * (n // len(piece))) for n in (50_000, 200_000))
        ratio = long / max(short, 1e-4)
        told = "" if ratio < MOST_GROWTH else "  FAULT: more than linear"
        faults += bool(told)
        print(f"four times as much of {name}: {ratio:.1f} times the time{told}", flush=True)
    return faults


def originals() -> dict[str, list[bytes]]:
    """Return undamaged documents by suffix."""
    files = {
        ".txt": [TEXT.encode(), TEXT.encode("utf-16"), tcvn3(TEXT)],
        ".docx": [docx_of("Xây cầu Hòa Sơn", "và QL.18"), bomb()],
        ".pdf": [pdf_of("The provinces widen highway QL.37 soon"), encrypted()],
    }
    if SHARED.is_dir():
        files[".txt"] += [p.read_bytes() for p in sorted((SHARED / "agreements").glob("*.txt"))]
    return files


def mutations(most: int, folder: Path) -> int:
    """Read mutated files; gives the number of faults: crashes, wrong offsets, long waits."""
    chance = random.Random(7)  # noqa: S311
    files = originals()
    read_mentions(TEXT)  # compiles the rules
    counts = {"read": 0, "refused": 0, "crashed": 0}
    slowest: dict[str, tuple[float, int]] = {}
    for number in range(1, most + 1):
        suffix = chance.choices(list(files), [8, 1, 1])[0]
        path = folder / f"mutated{suffix}"
        path.write_bytes(mutated(chance.choice(files[suffix]), chance))
        started = time.process_time()
        counts[outcome(path)] += 1
        taken = time.process_time() - started
        slowest[suffix] = max(slowest.get(suffix, (0.0, 0)), (taken, path.stat().st_size))
        if number % 1000 == 0 or number == most:
            told = ", ".join(f"{count} {what}" for what, count in counts.items())
            print(f"{number} mutations: {told}", flush=True)
    slow = 0
    for suffix, (taken, size) in slowest.items():
        slow += taken > SLOWEST_S
        print(f"slowest {suffix}: {taken:.2f} s for {size / 1e3:.0f} kB")
    return counts["crashed"] + slow


def outcome(path: Path) -> str:
    """Read one file; what became of it."""
    try:
        text = read_document(path).text
        good = all(text[m.start : m.end] == m.text for m in read_mentions(text))
    except InputError:
        return "refused"
    except Exception:  # noqa: BLE001  # whatever else comes is what is looked for here
        traceback.print_exc()
        return "crashed"
    return "read" if good else "crashed"


def large(folder: Path) -> None:
    """Print how long fifty megabytes take."""
    path = folder / "large.txt"
    path.write_text(TEXT * (50_000_000 // len(TEXT.encode())), encoding="utf-8")
    found: list[int] = []
    taken = seconds(lambda: found.append(len(read_mentions(read_document(path).text))))
    size = path.stat().st_size / 1e6
    print(f"{size:.0f} MB file: {found[0]} mentions, {taken:.0f} s, {size / taken:.2f} MB/s")


def run(part: str, most: int) -> int:
    """Run one part; gives the number of faults."""
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        if part == "speed":
            speeds()
        elif part == "growth":
            faults = growth()
        elif part == "mutations":
            faults = mutations(most, Path(folder))
        else:
            large(Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{part}: {faults} faults, {peak:.0f} MiB at most", flush=True)
    return faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--mutations", type=int, default=MUTATIONS)
    given = parser.parse_args()
    if given.part:
        sys.exit(run(given.part, given.mutations) > 0)
    ended = []
    for part in PARTS:
        command = [sys.executable, "-m", "tests.benchmarks.reading", "--part", part]
        command += ["--mutations", str(given.mutations)]
        ended.append(subprocess.run(command, check=False).returncode)
    sys.exit(any(ended))


if __name__ == "__main__":
    main()
