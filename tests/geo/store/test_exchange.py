"""One file from one installation to another: whole, twice the same, and never half taken in."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.model import Status
from geo.registry import Registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.entry import Entry
from geo.store.exchange import FORMAT, packed, take_in
from geo.store.folding import fold
from geo.store.log import NotAllowedError, Register
from geo.store.people import Visitor
from tests.geo.store.conftest import Opened
from tests.geo.store.said import BAC_GIANG, EDITOR, OPERATOR, PDF, READER, note, status


def plain(register: Register) -> list[Entry]:
    return [entry._replace(received="") for entry in register.entries()]


def test_a_file_is_taken_in_with_its_attachments_and_twice_is_once(opened: Opened) -> None:
    here, there = opened(), opened()
    here.append(EDITOR, [status()], [PDF])
    here.append(EDITOR, [note("ghi chú")])
    file = packed(here)
    assert take_in(there, OPERATOR, file, name="a.zip").new == 3
    assert plain(there) == plain(here)
    (attached,) = [e.payload for e in there.entries() if e.kind == "attachment"]
    assert there.files.read(attached.sha256) == PDF.content
    again = take_in(there, OPERATOR, file, name="a.zip")
    assert (again.entries, again.new) == (3, 0)
    assert packed(there) == file  # equal registers make equal files


def test_two_sides_files_in_any_order_give_one_register(opened: Opened) -> None:
    one, other, first, second = (opened() for _ in range(4))
    one.append(EDITOR, [status()])
    other.append(EDITOR, [status(Status.COMPLETED)])
    other.append(EDITOR, [status(side=BAC_GIANG)])
    files = packed(one), packed(other)
    for register, order in ((first, files), (second, files[::-1])):
        for file in order:
            take_in(register, OPERATOR, file, name="x.zip")
    assert plain(first) == plain(second)
    folded = fold(first.registry, first.entries())
    assert len(folded.conflicts) == 1
    assert folded == fold(
        second.registry,
        [
            e._replace(received=f.received)
            for e, f in zip(second.entries(), first.entries(), strict=True)
        ],
    )


@pytest.mark.parametrize("visitor", [READER, Visitor.nobody()])
def test_not_everybody_takes_a_file_in(opened: Opened, visitor: Visitor) -> None:
    here, there = opened(), opened()
    here.append(EDITOR, [status()], [PDF])
    with pytest.raises(NotAllowedError):
        take_in(there, visitor, packed(here), name="a.zip")
    assert there.entries() == []
    assert not there.files.folder.exists()


def rewritten(file: bytes, change: Callable[[dict[str, bytes]], None], *, sums: bool) -> bytes:
    """The file with its members changed; with its checksums made to fit where ``sums``."""
    with zipfile.ZipFile(io.BytesIO(file)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    if sums:
        said = json.loads(members["manifest.json"])
        said["sha256"] = {
            n: hashlib.sha256(c).hexdigest() for n, c in members.items() if n != "manifest.json"
        }
        members["manifest.json"] = json.dumps(said).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)
    return stream.getvalue()


def _set(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        assert old in members[name]
        members[name] = members[name].replace(old, new)

    return change


def _drop_attachment(members: dict[str, bytes]) -> None:
    del members[next(name for name in members if name.startswith("attachments/"))]


@pytest.mark.parametrize(
    ("change", "sums", "words"),
    [
        (_set("entries.jsonl", b"construction", b"completed"), False, "checksum"),
        (_set("entries.jsonl", b"construction", b"finished"), True, "line 1 is no entry"),
        (_set("entries.jsonl", b'"status"', b'"weather"'), True, "line 1 is no entry"),
        (_set("manifest.json", FORMAT.encode(), b"giap-ranh entries 2"), False, "format"),
        (_drop_attachment, True, "1 attachment"),
        (_drop_attachment, False, "damaged"),
        (lambda members: members.pop("entries.jsonl"), True, "entries.jsonl is not in it"),
        (lambda members: members.pop("manifest.json"), False, "damaged or foreign"),
    ],
)
def test_a_file_that_is_not_as_written_is_refused_whole(
    opened: Opened, change: Callable[[dict[str, bytes]], None], sums: bool, words: str
) -> None:
    here, there = opened(), opened()
    here.append(EDITOR, [status()], [PDF])
    with pytest.raises(InputError, match=words) as fault:
        take_in(there, OPERATOR, rewritten(packed(here), change, sums=sums), name="a.zip")
    assert "chưa nhận gì" in fault.value.told("vi")
    assert there.entries() == []


def test_an_entry_that_was_altered_outside_is_told(opened: Opened) -> None:
    here = opened()
    here.append(EDITOR, [status()])
    other = rewritten(packed(here), _set("entries.jsonl", b"construction", b"completed"), sums=True)
    with pytest.raises(InputError, match="altered outside"):
        take_in(here, OPERATOR, other, name="a.zip")


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_file_of_entries_is_refused(register: Register, content: bytes) -> None:
    with pytest.raises(InputError, match="damaged or foreign"):
        take_in(register, OPERATOR, content, name="a.zip")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Mapping[str, object]:
    folder = tmp_path_factory.mktemp("whole")
    one = Register(Database(str(folder / "a.sqlite")), Files(folder / "a"), registry)
    one.append(EDITOR, [status()], [PDF])
    two = Register(Database(str(folder / "b.sqlite")), Files(folder / "b"), registry)
    return {"file": packed(one), "register": two}


@settings(max_examples=300)
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.booleans())
def test_a_byte_that_changed_on_the_way_takes_nothing_else_in(
    whole: Mapping[str, object], place: int, byte: int, cut: bool
) -> None:
    file, register = whole["file"], whole["register"]
    assert isinstance(file, bytes)
    assert isinstance(register, Register)
    at = place % len(file)
    changed = file[:at] if cut else file[:at] + bytes([byte]) + file[at + 1 :]
    try:
        take_in(register, OPERATOR, changed, name="a.zip")
    except InputError:
        return
    assert packed(register) == file  # the byte was one that says nothing
