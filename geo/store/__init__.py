"""What people add to the registry: an append-only log, who may write to it, and what comes of it.

:func:`open_register` opens the log where the settings say; :func:`geo.store.folding.fold` puts
its entries onto the registry.
"""

from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from geo import settings
from geo.registry import Registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.log import Register

__all__ = ["Register", "open_register"]

_APP: Final = "giapranh"


def open_register(registry: Registry) -> Register:
    """Open the register where ``GIAPRANH_DATABASE`` says, and make it at first use.

    Raises
    ------
    InputError
        When a setting cannot be used, or the database cannot be opened or made.
    """
    said = settings.current()
    own = user_data_path(_APP, appauthor=False)
    database = Database(said.database or str(own / "register.sqlite"))
    folder = said.attachments or (database.folder or own) / "attachments"
    return Register(database, Files(Path(folder)), registry)
