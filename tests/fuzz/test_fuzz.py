"""A thousand cases of each kind in every check; as many as wished by hand: see __main__."""

from contextlib import suppress
from pathlib import Path

import pytest

from geo.errors import InputError
from tests.fuzz.kinds import KINDS, Workshop
from tests.fuzz.run import MEMORY, SECONDS, make, run

COUNTS = dict.fromkeys(KINDS, 1_000) | {"kept": 200}
"""Of the folder of fetched data fewer: what is in it came in as a pack."""


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_is_read_or_refused_with_one_message(kind: str, tmp_path: Path) -> None:
    found = run(kind, seed=7, count=COUNTS[kind], keep=tmp_path)
    assert [fault.what for fault in found.faults] == []
    assert 0 < found.read < found.cases  # neither are all spoiled beyond reading, nor none
    assert found.slowest_s < SECONDS
    assert found.most_bytes < MEMORY


FOUND = [
    *(("boundaries", 11, 173), ("boundaries", 11, 4891), ("boundaries", 3, 896)),
    *(("boundaries", 1, 20), ("boundaries", 1, 71), ("boundaries", 2, 123)),
    *(("extracts", 11, 1913), ("extracts", 1, 0), ("kept", 3, 1117), ("kept", 1, 104)),
    *(("lists", 3, 1339), ("lists", 1, 24), ("lists", 1, 149), ("settings", 1, 73)),
]
"""Cases that once ended in something else than one message; each stands for its kind of fault."""


@pytest.mark.parametrize(("kind", "seed", "case"), FOUND)
def test_what_was_found_once_stays_mended(kind: str, seed: int, case: int, tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    folder = tmp_path / "case"
    folder.mkdir()
    path = make(shop, kind, seed, case, folder)
    read = KINDS[kind].door or KINDS[kind].read  # what may end its process ends another
    with suppress(InputError):
        read(shop, path)
