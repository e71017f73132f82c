"""Whom the operators of a public server may write to: asked for once, and kept beside the data.

Every request names the program; who runs it is known to its user alone.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

from geo.files import write_together
from geo.settings import Settings

_FILE: Final = "contact.txt"
_LONGEST: Final = 200


def kept_contact(settings: Settings) -> str | None:
    """The contact of the settings, else the one that was given; None where nobody was asked."""
    if settings.contact:
        return settings.contact
    path = _path(settings)
    return path.read_text(encoding="utf-8") if path.is_file() else None


def keep_contact(settings: Settings, said: str) -> None:
    """Keep an answer, an empty one too: nobody is asked twice.

    Raises
    ------
    InputError
        When the folder cannot be written.
    """
    one_line = " ".join(said.split())[:_LONGEST]
    write_together({_path(settings): one_line.encode()})


def with_contact(settings: Settings) -> Settings:
    """The settings with the contact that was given, where they name none themselves."""
    return replace(settings, contact=kept_contact(settings) or "")


def _path(settings: Settings) -> Path:
    return settings.cache / _FILE
