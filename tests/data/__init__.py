"""The two registers that tests look at.

Behaviour is tested on the frozen one, which no new fact ever touches: ``GIAPRANH_DATA`` names it
in every test and in every program that a test starts. The live one, ``data/``, is checked by rules
alone, in tests marked ``live``; they may be tried on another folder (``GIAPRANH_LIVE``).
"""

import os
from pathlib import Path
from typing import Final

import pytest

from geo.errors import RegistryError
from geo.registry import Registry, load_registry
from geo.settings import DATA_DIR

FROZEN: Final = Path(__file__).resolve().parent / "registry"
"""Agreements, projects, places, units and outlines as they were in November 2026."""
EXAMPLE: Final = Path(__file__).resolve().parent / "example"
"""An invented registry of two provinces far from the first, with an agreement of each era."""
LIVE: Final = Path(os.environ.get("GIAPRANH_LIVE", DATA_DIR))
"""What is kept up to date."""


def live_registry() -> Registry:
    """Read the live register; where it has a fault, the module that asks is left out.

    One test says what is wrong (``test_the_registry_has_no_fault``) and fails for it; another
    hundred that say the same would hide it.
    """
    try:
        return load_registry(LIVE)
    except RegistryError:
        pytest.skip(
            "the live register has a fault, which is said elsewhere", allow_module_level=True
        )
