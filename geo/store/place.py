"""Where the register lies. Imports no database: a program whose register is not there waits not."""

import hashlib
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from geo import settings

_APP: Final = "giapranh"


def database_place() -> str:
    """The file or URL of the database: where none is set, one for each registry.

    What was entered on another registry's projects would fit nothing here.

    Raises
    ------
    InputError
        When a setting cannot be used.
    """
    asked = settings.current()
    return asked.database or str(_own() / f"register{_of(asked.data)}.sqlite")


def attachments_place(beside: Path | None) -> Path:
    """The folder of the attachments: beside a database that is a file.

    Raises
    ------
    InputError
        When a setting cannot be used.
    """
    return settings.current().attachments or (beside or _own()) / "attachments"


def is_there() -> bool:
    """Whether there is a register: an office's always is, a file once somebody wrote.

    Raises
    ------
    InputError
        When a setting cannot be used.
    """
    place = database_place()
    return "://" in place or Path(place).expanduser().is_file()


def _of(data: Path) -> str:
    """What tells the register of a data folder from others; nothing for the program's own."""
    folder = data.expanduser().resolve()
    if folder == settings.DATA_DIR.resolve():
        return ""
    return f"-{folder.name}-{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"


def _own() -> Path:
    return user_data_path(_APP, appauthor=False)
