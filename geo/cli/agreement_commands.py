"""Commands that read agreements: ``python -m geo coverage``, ``python -m geo extract``."""

from importlib import import_module
from pathlib import Path

import click

from geo.agreements.coverage import Covered, cover, coverage_text
from geo.agreements.document import Document, read_document
from geo.agreements.drafts import drafts, drafts_yaml
from geo.agreements.reading import read_mentions
from geo.cli.command_options import FILE, says_what_is_wrong
from geo.cli.console import echo_json
from geo.files import write_together
from geo.registry import Registry, load_registry


@click.command("coverage")
@click.argument("documents", type=FILE, nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a mention.")
@says_what_is_wrong("geo")
def coverage_command(documents: tuple[Path, ...], as_json: bool) -> None:
    """Link every mention in the documents to the registry; list what it does not hold."""
    covered = _covered(documents, load_registry())
    if as_json:
        for one in covered:
            echo_json(one.as_json(), indent=None)
    else:
        click.echo(coverage_text(covered))


@click.command("extract")
@click.argument("documents", type=FILE, nargs=-1, required=True)
@click.option("--out", type=FILE, help="Write draft registry entries to this YAML file.")
@click.option("--json", "as_json", is_flag=True, help="Print the mentions, one JSON object a line.")
@says_what_is_wrong("geo")
def extract_command(documents: tuple[Path, ...], out: Path | None, as_json: bool) -> None:
    """Read the documents: print mentions (--json) or draft registry entries, or write them."""
    if as_json:
        for document in map(_read, documents):
            for mention in read_mentions(document.text):
                row = mention.as_json() | {"document": document.name}
                echo_json(row, indent=None)
        if out is None:
            return
    registry = load_registry()
    found = drafts(_covered(documents, registry), registry)
    text = drafts_yaml(found, [path.name for path in documents])
    if out is None:
        click.echo(text)
        return
    write_together({out: text.encode()})
    projects, reports = len(found["projects"]), len(found["reports"])
    click.echo(
        f"wrote {out}: {projects} new project(s), {reports} status report(s), for review",
        err=as_json,
    )


def _read(path: Path) -> Document:
    """Read a document; what may start other programs is loaded for those that may need one."""
    if path.suffix.lower() in {".txt", ".md", ".docx"}:
        return read_document(path)
    read: Document = import_module("geo.agreements.conversion").read_any(path)
    return read


def _covered(documents: tuple[Path, ...], registry: Registry) -> list[Covered]:
    return cover([_read(path) for path in documents], registry)
