"""What all tests share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with the material beside the project; skips where it is absent."""
    beside = Path(__file__).resolve().parents[1].parent / "shared"
    folder = Path(os.environ.get("GIAPRANH_SHARED", beside))
    if not folder.is_dir():
        pytest.skip(f"the material beside the project is not at {folder} (GIAPRANH_SHARED)")
    return folder
