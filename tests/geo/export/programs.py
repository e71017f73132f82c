"""Real programs that open exported files: absent from a reader's machine, never from the check."""

import os

import pytest


def must_be_there(found: object, package: str) -> None:
    """Skip where a program is not installed; the check installs it, so there it must be."""
    if found:
        return
    assert not os.environ.get("CI"), f"the check installs {package}"
    pytest.skip(f"{package} (Debian) is not installed")
