"""Many rows worked through in blocks, on every core."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def over_blocks(work: Callable[[slice], Result], rows: int, size: int) -> list[Result]:
    """Do the work for one block of rows after the other, and hand back what each gave, in order.

    Blocks share the cores as threads: NumPy and GEOS let go of the interpreter while they
    compute. The work must therefore write nothing that another block reads. A single block is
    done here and now.

    Parameters
    ----------
    work
        Called once a block with the slice of its rows.
    rows
        Number of rows; 0 gives one empty block.
    size
        Rows a block.
    """
    blocks = [slice(first, min(first + size, rows)) for first in range(0, max(rows, 1), size)]
    if len(blocks) == 1:
        return [work(blocks[0])]
    with ThreadPoolExecutor(min(len(blocks), os.cpu_count() or 1)) as pool:
        return list(pool.map(work, blocks))
