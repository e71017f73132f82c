"""Spoil files and have the program read them: ``python -m tests.fuzz``.

Says of each kind how many cases were read as they stand and how many refused, the slowest, the
most memory, and every case that ended in anything but one message; ends with 1 where there is one.
"""

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz.kinds import KINDS
from tests.fuzz.run import processor_s, run


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="repeated; all")
    parser.add_argument("--count", type=int, default=1_000, help="cases a kind (1000)")
    parser.add_argument("--seed", type=int, default=1, help="other cases with another (1)")
    parser.add_argument("--keep", type=Path, help="folder for the files of faulty cases")
    given = parser.parse_args()
    faulty = 0
    for kind in given.kind or KINDS:
        began, before = time.monotonic(), processor_s()
        found = run(kind, given.seed, given.count, given.keep)
        print(
            f"{kind:10} {found.cases:6} cases, {found.read:5} read, "
            f"{found.ended} ended their process, "
            f"slowest {found.slowest_s:.1f} s, "
            f"most memory {found.most_bytes / 1e6:.0f} MB, {len(found.faults)} faulty "
            f"({time.monotonic() - began:.0f} s, of one processor {processor_s() - before:.0f} s)",
            flush=True,
        )
        for fault in found.faults:
            print(f"  {fault.kind} --seed {given.seed} case {fault.case}: {fault.what}")
        faulty += len(found.faults)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
