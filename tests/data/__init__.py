"""The two registers that tests look at.

Behaviour is tested on the frozen one, which no new fact ever touches: ``GIAPRANH_DATA`` names it
in every test and in every program that a test starts. The live one, ``data/``, is checked by rules
alone, in tests marked ``live``; they may be tried on another folder (``GIAPRANH_LIVE``).
"""

import os
from pathlib import Path
from typing import Final

from geo.settings import DATA_DIR

FROZEN: Final = Path(__file__).resolve().parent / "registry"
"""Agreements, projects, places, units and outlines as they were in November 2026."""
LIVE: Final = Path(os.environ.get("GIAPRANH_LIVE", DATA_DIR))
"""What is kept up to date."""
