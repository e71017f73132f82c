"""Some hundred cases of each kind in every check; as many as wished by hand: see __main__."""

from pathlib import Path

import pytest

from tests.fuzz.kinds import KINDS
from tests.fuzz.run import MEMORY, SECONDS, run

COUNTS = {
    "boundaries": 200,
    "registries": 40,
    "extracts": 600,
    "documents": 50,
    "packs": 120,
    "kept": 150,
    "lists": 300,
    "settings": 600,
}
"""So many that all of them take some forty seconds of one core."""


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_is_read_or_refused_with_one_message(kind: str, tmp_path: Path) -> None:
    found = run(kind, seed=7, count=COUNTS[kind], keep=tmp_path)
    assert [fault.what for fault in found.faults] == []
    assert 0 < found.read < found.cases  # neither are all spoiled beyond reading, nor none
    assert found.slowest_s < SECONDS
    assert found.most_bytes < MEMORY
