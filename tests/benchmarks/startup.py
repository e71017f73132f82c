"""Processor time of whole commands, from the start of Python to its end.

``python -m tests.benchmarks.startup`` runs each several times and prints the least: what else the
machine does makes a run longer, nothing makes it shorter. No network and no fetched data.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5
PAGE = """Hai tỉnh thống nhất đầu tư tuyến đường kết nối huyện Hiệp Hòa với thành phố Phổ Yên, cầu
Hòa Sơn qua sông Cầu và đường tỉnh 294; phía Bắc Giang đã hoàn thành quốc lộ 37, phía Thái Nguyên
đang giải phóng mặt bằng đoạn từ cầu Ca đến thị trấn Hương Sơn, hoàn thành trước năm 2025.
"""
LINE = "Cầu Hòa Sơn nối tỉnh Bắc Giang với tỉnh Thái Nguyên."


def processor_s(command: list[str], folder: Path) -> float:
    """User and system time of one run, seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "GIAPRANH_CACHE": str(folder / "none")}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    geo = [sys.executable, "-m", "geo"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "line.txt").write_text(LINE, encoding="utf-8")
        (folder / "page.txt").write_text(PAGE * 10, encoding="utf-8")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "import geopandas": [sys.executable, "-c", "import geopandas"],
            "geo --help": [*geo, "--help"],
            "geo extract --json": [*geo, "extract", "--json", "line.txt"],
            "geo extract of a page": [*geo, "extract", "page.txt"],
            "geo build": [*geo, "build", "--out", "out"],
        }
        for title, command in commands.items():
            least = min(processor_s(command, folder) for _ in range(RUNS))
            print(f"{title:22} {least:5.2f} s")


if __name__ == "__main__":
    main()
