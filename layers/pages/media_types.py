"""What the browser is told that a file of an office is."""

from typing import Final

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
WORD: Final = f"{_OFFICE}wordprocessingml.document"
WORKBOOK: Final = f"{_OFFICE}spreadsheetml.sheet"
SLIDES: Final = f"{_OFFICE}presentationml.presentation"
