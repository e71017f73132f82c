"""What a command loads before it works: nothing that takes long and that it does without.

A time is no test, for the machine may be busy; what is imported is. The times themselves are
measured by ``python -m tests.benchmarks.startup``.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LOADED = """
import sys
from geo.__main__ import main
try:
    main(sys.argv[1:])
finally:
    print("\\n".join({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
ALWAYS_LATE = {
    *("osmnx", "requests", "pooch", "networkx", "numba", "dask", "matplotlib", "PIL", "streamlit"),
    *("docx", "pypdf", "xlsxwriter", "sqlalchemy", "alembic"),
}
SOME_MORE = {"pyproj", "rich"}
FRAMES = {"geopandas", "pandas", "pyogrio", "pyarrow", "pandera", "scipy", "osmium"}


@pytest.mark.parametrize(
    ("arguments", "late"),
    [
        (["--help"], ALWAYS_LATE | FRAMES | SOME_MORE | {"numpy", "shapely", "yaml", "ruamel"}),
        (["extract", "--json", "line.txt"], ALWAYS_LATE | FRAMES | SOME_MORE),
        (["extract", "page.txt", "--out", "drafts.yaml"], ALWAYS_LATE | FRAMES | {"pyproj"}),
        (["build", "--out", "out"], ALWAYS_LATE | {"scipy", "osmium"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_loads_nothing_that_it_does_without(
    arguments: list[str], late: set[str], tmp_path: Path
) -> None:
    for name in ("line.txt", "page.txt"):
        (tmp_path / name).write_text("Cầu Hòa Sơn nối Bắc Giang với Thái Nguyên", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert late & set(done.stderr.split()) == set()
