"""Commands of the update form: ``python -m geo form`` and ``python -m geo take``."""

import datetime as dt
from pathlib import Path

import click

from geo.cli.command_options import FILE, out_option, overwrite_option, says_what_is_wrong
from geo.cli.register_commands import content_of, opened, operator, unit_called
from geo.export.change_log import said
from geo.export.taken_form import TakenRow, taken_form
from geo.export.update_form import update_form
from geo.files import write_all
from geo.registry import Registry
from geo.store.folding import fold
from geo.store.log import Register, StaleError


@click.command("form")
@click.option("--province", required=True, help="A name, or era and code (2025:24).")
@out_option("The .xlsx file to write.")
@overwrite_option
@says_what_is_wrong("geo")
def form_command(province: str, out: Path, overwrite: bool) -> None:
    """Write a province's update form for Excel: a row a side, cells for what is new."""
    with opened() as register:
        entries = register.entries()
        unit = unit_called(province, register.registry)
        known = fold(register.registry, entries).registry
    content = update_form(unit, known, entries, as_of=dt.date.today())

    def write(path: Path) -> None:
        path.write_bytes(content)

    write_all({out: write}, overwrite=overwrite)
    click.echo(f"wrote {out}")


@click.command("take")
@click.argument("file", type=FILE)
@click.option("--write", is_flag=True, help="Save what is shown; without it nothing is written.")
@click.option("--over", is_flag=True, help="Also where somebody else wrote in the meantime.")
@click.option("--as", "name", help="Your name, for the log [default: the system's].")
@says_what_is_wrong("geo")
def take_command(file: Path, write: bool, over: bool, name: str | None) -> None:
    """Read a filled-in form: show row by row what changes, and save it with --write."""
    content = content_of(file)
    with opened() as register:
        today = dt.date.today()
        rows = taken_form(content, register.registry, name=str(file), today=today)
        for row in rows:
            _show(row, register.registry)
            if write:
                _write(row, register, name, over=over)
    click.echo(f"{len(rows)} row(s) with news" + ("" if write else "; nothing written (--write)"))


def _show(row: TakenRow, registry: Registry) -> None:
    for draft in row.drafts:
        words = said(draft.payload, registry).vi
        click.echo(f"row {row.row}: {row.project} {row.side}: {words}")


def _write(row: TakenRow, register: Register, name: str | None, *, over: bool) -> None:
    drafts = (
        [draft.model_copy(update={"seen": None}) for draft in row.drafts] if over else row.drafts
    )
    try:
        register.append(operator(name), drafts)
    except StaleError as fault:
        who = ", ".join(sorted({f"{entry.author} {entry.at[:16]}" for entry in fault.newer}))
        click.echo(f"row {row.row}: not written, changed meanwhile by {who} (--over)", err=True)
