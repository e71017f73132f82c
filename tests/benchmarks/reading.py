"""How fast and how safely documents are read: ``python -m tests.benchmarks.reading`` prints it.

Speed: megabytes (UTF-8) a second of processor time on one core, over the agreements beside the
project and over a made-up text that names a link in every line. Growth: the time of texts that
drive rules into repetition, at one length and at four times that length. Safety: ten thousand
mutated files of every format, and one of fifty megabytes.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from geo.agreements import read_mentions
from geo.agreements.document import read_document
from geo.errors import InputError
from tests.geo.agreements.test_document import TEXT, docx_of, encrypted, mutated, pdf_of, tcvn3

SHARED = Path(os.environ.get("GIAPRANH_SHARED", Path(__file__).parents[2].parent / "shared"))
DENSE = "Hai tỉnh đang nâng cấp QL.{0} từ xã Tân Kỳ đến cầu Vàm Xanh, dài {0} km; xong năm 2027.\n"
MUTATIONS = 10_000
ROUNDS = 3
REPEATED = {
    "head words": "cầu ",
    "capitals": "tuyến " + "Hà Nội - " * 40,
    "numbers": "QL.1, 2, ",
    "list lines": "- QL.1\n",
    "open brackets": "QL.1 (",
    "ends": "đường từ A đến ",
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


def growth() -> None:
    for name, piece in REPEATED.items():
        short, long = (reading(piece * (n // len(piece))) for n in (50_000, 200_000))
        ratio = long / max(short, 1e-4)
        print(f"four times as much of {name}: {ratio:.1f} times the time")


def safety(folder: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    files = {
        ".txt": [TEXT.encode(), TEXT.encode("utf-16"), tcvn3(TEXT)],
        ".docx": [docx_of("Xây cầu Hòa Sơn", "và QL.18")],
        ".pdf": [pdf_of("The provinces widen highway QL.37 soon"), encrypted()],
    }
    if SHARED.is_dir():
        files[".txt"] += [p.read_bytes() for p in sorted((SHARED / "agreements").glob("*.txt"))]
    read = refused = 0
    for number in range(MUTATIONS):
        suffix = chance.choices(list(files), [8, 1, 1])[0]
        path = folder / f"mutated{suffix}"
        path.write_bytes(mutated(chance.choice(files[suffix]), chance))
        try:
            read_mentions(read_document(path).text)
            read += 1
        except InputError:
            refused += 1
        if number % 1000 == 999:
            print(
                f"{number + 1} mutations: {read} read, {refused} refused, none crashed", flush=True
            )
    large = folder / "large.txt"
    large.write_text((TEXT * (50_000_000 // len(TEXT.encode()))), encoding="utf-8")
    taken = seconds(lambda: read_mentions(read_document(large).text))
    print(f"{large.stat().st_size / 1e6:.0f} MB file: {taken:.0f} s")


def main() -> None:
    if SHARED.is_dir():
        paths = sorted((SHARED / "agreements").glob("*.txt"))
        speed("agreements", "".join(p.read_text(encoding="utf-8") for p in paths) * 4)
    speed("a link in every line", "".join(DENSE.format(n % 300 + 1) for n in range(4_000)))
    growth()
    with tempfile.TemporaryDirectory() as folder:
        safety(Path(folder))


if __name__ == "__main__":
    main()
