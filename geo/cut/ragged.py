"""Rows that stand for several each: which row an item belongs to, and its place in there."""

import numpy as np

from geo.arrays import Ints


def spread(count: Ints) -> tuple[Ints, Ints]:
    """Number the items of rows that hold ``count[i]`` items each.

    Returns
    -------
    tuple
        For each of the ``count.sum()`` items its row, and its number 0, 1, … within the row.

    Examples
    --------
    >>> spread(np.array([2, 0, 3]))
    (array([0, 0, 2, 2, 2]), array([0, 1, 0, 1, 2]))
    """
    row = np.repeat(np.arange(len(count)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
