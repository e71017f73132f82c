"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.data import FROZEN


def pytest_configure() -> None:
    """Let every test, and every program one starts, know the frozen register and speak English."""
    os.environ["GIAPRANH_DATA"] = str(FROZEN)
    os.environ["GIAPRANH_LANGUAGE"] = "en"
    # How long an example takes is no property of the program: a busy machine is no fault.
    settings.register_profile("untimed", settings(), deadline=None)
    settings.load_profile("untimed")


LONG = ("tests/browser/", "tests/fuzz/", "tests/doors/")
"""Folders whose files take minutes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that of two processes none waits for the other's last."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with the material beside the project; skips where it is absent."""
    beside = Path(__file__).resolve().parents[1].parent / "shared"
    folder = Path(os.environ.get("GIAPRANH_SHARED", beside))
    if not folder.is_dir():
        pytest.skip(f"the material beside the project is not at {folder} (GIAPRANH_SHARED)")
    return folder


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a developer has fetched or entered out of the tests, and the tests out of it."""
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path_factory.getbasetemp() / "no-cache"))
    register = tmp_path_factory.getbasetemp() / "no-register" / "register.sqlite"
    monkeypatch.setenv("GIAPRANH_DATABASE", str(register))
