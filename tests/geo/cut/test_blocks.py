"""Blocks of rows on several threads give what one thread gives."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
import shapely

import geo.cut.split
import geo.cut.strands
from geo.cut.blocks import over_blocks
from geo.cut.split import split_by_province
from tests.geo.locate.worlds import lines, provinces

CELLS = provinces(
    **{
        f"p{i}{j}": shapely.box(250 * i, 250 * j, 250 * i + 250, 250 * j + 250)
        for i in range(4)
        for j in range(4)
    }
)
_random = np.random.default_rng(4)
MANY = lines(*map(shapely.LineString, _random.uniform(-50, 1050, size=(300, 6, 2))))


@pytest.mark.parametrize(("rows", "count"), [(0, 1), (1, 1), (10, 1), (11, 2), (35, 4)])
def test_blocks_cover_every_row_once(rows: int, count: int) -> None:
    blocks = over_blocks(lambda block: np.arange(rows)[block], rows, 10)
    assert len(blocks) == count
    assert np.concatenate(blocks).tolist() == list(range(rows))


def test_an_error_in_a_block_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        over_blocks(lambda block: 1 // (block.start - 10), 30, 10)


def test_size_of_the_blocks_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = split_by_province(MANY, CELLS)
    monkeypatch.setattr(geo.cut.split, "_BLOCK", 7)
    monkeypatch.setattr(geo.cut.strands, "_BLOCK", 11)
    pd.testing.assert_frame_equal(pd.DataFrame(split_by_province(MANY, CELLS)), pd.DataFrame(whole))


def test_callers_in_several_threads_get_the_same() -> None:
    """As in the app, where every reader's session is a thread and the boundaries are shared."""
    whole = split_by_province(MANY, CELLS)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: split_by_province(MANY, CELLS), range(12)))
    for pieces in found:
        pd.testing.assert_frame_equal(pd.DataFrame(pieces), pd.DataFrame(whole))


def test_callers_polygons_are_not_prepared() -> None:
    split_by_province(MANY, CELLS)
    assert not shapely.is_prepared(CELLS.geometry.to_numpy()).any()
