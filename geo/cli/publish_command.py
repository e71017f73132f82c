"""The command that puts live layers into a PostGIS database: ``python -m geo publish``."""

import json
from typing import Any

import click

from geo.cli.command_linkage import given, linkage_of
from geo.cli.command_options import input_options, json_option, language_option, says_what_is_wrong
from geo.errors import InputError
from geo.export.options import ExportOptions
from geo.export.postgis import publish
from geo.model import Language
from geo.registry import load_registry


@click.command("publish")
@click.argument("url")
@click.option("--schema", default="giap_ranh", show_default=True, help="Made when missing.")
@click.option("--reader", help="Role that may read it and no more; made when missing.")
@language_option("comments, styles and words")
@json_option
@input_options
@says_what_is_wrong("geo")
def publish_command(
    url: str, schema: str, reader: str | None, language: str, as_json: bool, **asked: Any
) -> None:
    """Replace the layers in a PostGIS database: pieces, crossings, projects, provinces, history.

    URL is postgresql://user@host/database; the password may come from PGPASSWORD or ~/.pgpass.
    """
    if not url.startswith("postgresql://"):
        raise InputError("export.not_postgis", where=url)
    inputs = given(asked["boundaries"], asked["osm"], asked["pack"])
    linkage = linkage_of(load_registry(), inputs, date=asked["date"], units=asked["units"])
    counts = publish(
        linkage, url, ExportOptions(language=Language(language)), schema=schema, reader=reader
    )
    if as_json:
        click.echo(json.dumps(counts))
    else:
        for table, rows in counts.items():
            click.echo(f"{schema}.{table}: {rows:,}")
