"""The command that begins a registry: ``python -m geo new``."""

import datetime as dt
from pathlib import Path

import click

from geo.cli.command_options import FILE, says_what_is_wrong
from geo.data_files import own_or_bundled
from geo.registry import read_units
from geo.registry.blank import units_called, write_blank
from geo.settings import DATA_DIR


@click.command("new")
@click.argument("folder", type=FILE)
@click.option(
    "--provinces",
    required=True,
    help="Names, or era and code (2025:24), with commas between; a name means the unit of today.",
)
@says_what_is_wrong("geo")
def new_command(folder: Path, provinces: str) -> None:
    """Make an empty registry for some provinces in FOLDER, to be used with --data FOLDER."""
    table = read_units(own_or_bundled(DATA_DIR, "provinces/merges.csv"))
    units = units_called(provinces.split(","), table)
    write_blank(folder, units, table, dt.date.today())
    named = ", ".join(f"{unit.name} ({table.oldest_key(unit.key)})" for unit in units)
    click.echo(f"wrote {folder}: {named}")
    click.echo(f"  streamlit run app.py -- --data {folder}")
