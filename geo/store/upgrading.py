"""Bringing the tables of a register up to date, step by step."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection


def upgraded(connection: Connection) -> bool:
    """Run the migrations that are missing; False where the register knows one that we do not."""
    config = Config()
    config.set_main_option("script_location", str(files("geo.store") / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        return False
    return True
