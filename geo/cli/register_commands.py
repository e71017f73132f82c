"""Commands of the register: ``python -m geo entries``, ``people``, ``changes-log``."""

import getpass
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from geo.cli.command_options import FILE, json_option, overwrite_option, says_what_is_wrong
from geo.errors import InputError, Worded, Wording
from geo.export.change_log import LoggedEntry, change_log, change_log_csv, unit_name
from geo.files import write_all
from geo.model import Language
from geo.names import fold
from geo.registry import Registry, load_registry
from geo.store.exchange import packed, take_in
from geo.store.folding import fold as fold_entries
from geo.store.log import Register
from geo.store.opening import open_register
from geo.store.people import Person, Role, Visitor, known_unit

_NAME = click.option("--as", "name", help="Your name, for the log [default: the system's].")


@contextmanager
def opened() -> Iterator[Register]:
    """The register where the settings say."""
    register = open_register(load_registry())
    try:
        yield register
    finally:
        register.database.close()


def operator(name: str | None) -> Visitor:
    """Whoever runs the command, under the name he gives."""
    return Visitor.operator(name or getpass.getuser())


@click.group("entries")
def entries_command() -> None:
    """Carry the register's entries from one installation to another."""


@entries_command.command("export")
@click.argument("file", type=FILE)
@overwrite_option
@says_what_is_wrong("geo")
def export_entries(file: Path, overwrite: bool) -> None:
    """Write all entries and their attachments into one file with checksums."""
    with opened() as register:
        content = packed(register)
    write_all({file: lambda path: _write(path, content)}, overwrite=overwrite)
    click.echo(f"wrote {file}")


@entries_command.command("import")
@click.argument("file", type=FILE)
@_NAME
@says_what_is_wrong("geo")
def import_entries(file: Path, name: str | None) -> None:
    """Take in another installation's file; a second time changes nothing."""
    content = content_of(file)
    with opened() as register:
        taken = take_in(register, operator(name), content, name=str(file))
        found = fold_entries(register.registry, register.entries()).conflicts
    click.echo(f"{taken.entries} entries in the file, {taken.new} new, {taken.files} attachments")
    for conflict in found:
        project, side, kind = conflict.fact
        who = " / ".join(f"{entry.author} {entry.at}" for entry in conflict.entries)
        click.echo(f"conflict: {project or '-'} {side or '-'} {kind}: {who}", err=True)


@click.group("people")
def people_command() -> None:
    """Say who may write into the register."""


@people_command.command("list")
@json_option
@says_what_is_wrong("geo")
def list_people(as_json: bool) -> None:
    """Print everybody who has a role."""
    with opened() as register:
        people = register.people()
    if as_json:
        rows = [
            {"name": p.name, "email": p.email, "role": p.role.value, "province": p.province}
            for p in people
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for person in people:
        province = unit_name(person.province, register.registry)
        parts = (person.role.value, person.province, province, person.email, person.name)
        click.echo("  ".join(filter(None, parts)))


@people_command.command("add")
@click.argument("person", metavar="NAME")
@click.option("--email", required=True, help="Address with which the person signs in.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--province", help="A reporter's province: a name, or era and code (2025:24).")
@_NAME
@says_what_is_wrong("geo")
def add_person(person: str, email: str, role: str, province: str | None, name: str | None) -> None:
    """Give a person a role, or another one."""
    with opened() as register:
        unit = unit_called(province, register.registry) if province else None
        register.put_person(operator(name), Person(person, Role(role), email, unit))
    click.echo(f"{person}: {role}{f', {unit}' if unit else ''}")


@people_command.command("remove")
@click.argument("email")
@says_what_is_wrong("geo")
def remove_person(email: str) -> None:
    """Take a person's role away; what he wrote stays."""
    with opened() as register:
        register.drop_person(operator(None), email)
    click.echo(f"{email}: reader")


@click.command("changes-log")
@click.option("--project", help="Only this project.")
@click.option("--side", help="Only this side (era:code).")
@click.option("--author", help="Only what this person wrote.")
@click.option("--csv", "file", type=FILE, help="Write a CSV file instead.")
@json_option
@says_what_is_wrong("geo")
def changes_log_command(
    project: str | None,
    side: str | None,
    author: str | None,
    file: Path | None,
    as_json: bool,
) -> None:
    """Print who changed what, the newest first; entries that do not fit are marked."""
    with opened() as register:
        entries = register.entries()
        registry = register.registry
    unfit = {one.entry.id: one.reason for one in fold_entries(registry, entries).unfit}
    wanted = [
        change
        for change in change_log(entries, registry)
        if project in (None, change.entry.project)
        and side in (None, change.entry.side)
        and (author is None or fold(author) in fold(change.entry.author))
    ]
    if file is not None:
        content = change_log_csv(wanted, Language.VI)
        write_all({file: lambda path: _write(path, content)}, overwrite=False)
        click.echo(f"wrote {file}")
    elif as_json:
        click.echo(json.dumps([_json(c, unfit) for c in wanted], ensure_ascii=False, indent=2))
    else:
        for change in wanted:
            click.echo(_line(change, unfit.get(change.entry.id)))


def unit_called(words: str, registry: Registry) -> str:
    """The unit of a name, or of an era and a code; today's before that of the signings.

    Raises
    ------
    InputError
        When there is none.
    """
    if known_unit(words, registry.units):
        return words
    for era in reversed(registry.units.eras):  # today's first
        for unit in era.units.values():
            if fold(unit.name) == fold(words):
                return unit.key
    raise InputError("cli.unit", where="--province", province=words)


def _json(change: LoggedEntry, unfit: Mapping[str, Worded]) -> dict[str, object]:
    entry = change.entry
    row: dict[str, object] = {
        "id": entry.id,
        "at": entry.at,
        "author": entry.author,
        "kind": str(entry.kind),
        "project": entry.project,
        "side": entry.side,
        "payload": json.loads(entry.body),
        "counts": change.counts,
    }
    if entry.id in unfit:
        row["unfit"] = unfit[entry.id].en
    return row


def _line(change: LoggedEntry, unfit: Worded | None) -> str:
    entry = change.entry
    about = " · ".join(filter(None, (entry.project, change.unit)))
    mark = "" if change.counts else " (no longer counts)"
    reason = f" (does not fit: {unfit.en})" if unfit else ""
    source = f" [{change.source.vi}]" if change.source else ""
    day = entry.at[:16].replace("T", " ")
    kind = Wording(f"cli.kind_{entry.kind}").vi
    return f"{day}  {entry.author}: {about}: {kind}: {change.said.vi}{source}{mark}{reason}"


def content_of(file: Path) -> bytes:
    """Read a file that was handed in.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError("cli.no_file", where=str(file), reason=error.strerror or "?") from None


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
