"""The units of systemd and nginx that OPERATIONS.md gives are such."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OPERATIONS = (Path(__file__).parents[1] / "OPERATIONS.md").read_text(encoding="utf-8")


def block_of(file: str) -> str:
    """What OPERATIONS says is to stand in a file."""
    (found,) = re.findall(rf"```\w+\n# {re.escape(file)}\n(.*?)```", OPERATIONS, flags=re.DOTALL)
    return str(found)


def test_systemd_takes_its_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        assert not os.environ.get("CI"), "the check installs it"
        pytest.skip("no systemd on this machine")
    said = block_of("/etc/systemd/system/giap-ranh@.service")
    here = said.replace("/srv/giap-ranh/.venv/bin/streamlit run app.py", f"{sys.executable} -V")
    unit = tmp_path / "giap-ranh@8501.service"
    unit.write_text(here, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    about = [line for line in done.stderr.splitlines() if "giap-ranh" in line]
    assert (done.returncode, about) == (0, [])
