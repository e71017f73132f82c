"""The old province of every commune, told by its code alone."""

from collections import Counter
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.registry import DATA_DIR
from geo.registry.commune_codes import CommuneCodes, read_commune_codes
from geo.registry.communes import communes
from tests.geo.traces import registry

PATH = DATA_DIR / "provinces" / "commune_codes.csv"


@pytest.fixture(scope="module")
def codes() -> CommuneCodes:
    return read_commune_codes(PATH)


def test_every_commune_of_today_has_an_old_province(codes: CommuneCodes) -> None:
    found = {row.code: codes.province_of(int(row.code)) for row in communes()}
    assert len(found) == 3321
    assert set(found.values()) == set(registry().units.signing)
    for commune in communes():
        old = found[commune.code]
        assert old is not None
        assert registry().units.successor[old] == commune.province, commune


def test_every_run_is_of_one_province_and_few_interleave(codes: CommuneCodes) -> None:
    today = sorted(int(row.code) for row in communes())
    empty = [run for run in codes.runs if not any(run[0] <= code <= run[1] for code in today)]
    assert empty == [(22739, 22739, "56")], "of before 2025 alone"
    runs = Counter(province for _, _, province in codes.runs)
    several = {province: count for province, count in runs.items() if count > 1}
    assert several == {"01": 4, "17": 2, "26": 2, "56": 2, "58": 2}
    assert set(runs) == set(registry().units.signing)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("1,x,24", "run of codes '1,x,24'"),
        ("²,9,24", "run of codes"),
        (f"{'1' * 5_000},9,24", "run of codes"),
        ("1,9,24\n9,12,20", "runs of commune codes overlap"),
    ],
)
def test_a_broken_table_is_refused(tmp_path: Path, rows: str, says: str) -> None:
    path = tmp_path / "commune_codes.csv"
    path.write_text(f"first,last,province\n{rows}\n", encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_commune_codes(path)
