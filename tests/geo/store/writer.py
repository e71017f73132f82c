"""A process that writes into a register and says what is saved: to be killed at any moment.

What takes long to load is loaded once, in the server that such processes are forked from.
"""

from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from geo.registry import load_registry
from geo.store.attachments import Files, Upload
from geo.store.database import Database
from geo.store.log import Register
from geo.store.people import Visitor
from tests.geo.store.said import note

REGISTRY = load_registry()


def write(where: str, folder: Path, name: str, saved: Connection) -> None:
    """Write notes, every third with an attachment, until somebody ends this process."""
    register = Register(Database(where), Files(folder), REGISTRY)
    visitor = Visitor.own_machine(name)
    for number in count():
        uploads = []
        if number % 3 == 0:
            uploads = [Upload("giấy.pdf", b"%PDF-" + f"{name} {number}".encode() * 2000)]
        saved.send(register.append(visitor, [note(f"{name} {number}")], uploads)[0].id)
