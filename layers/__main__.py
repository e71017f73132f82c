"""Command line: ``python -m layers`` page, picture, slides."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from geo import settings
from geo.cli.command_linkage import check_projects, linkage_of
from geo.cli.command_linkage import given as given_inputs
from geo.cli.command_options import (
    FILE,
    Command,
    input_options,
    language_option,
    out_option,
    overwrite_option,
    says_what_is_wrong,
)
from geo.cli.command_table import with_data_option
from geo.cli.console import run
from geo.errors import InputError, Wording
from geo.files import check_place, write_all
from geo.pipeline import Linkage
from geo.registry import Registry, Units, load_registry
from layers.app.filters import Choice, Shown, narrowed, shown
from layers.map.lanes import lanes
from layers.show import picture
from layers.show.deck import Deck, read_deck
from layers.show.pdf import print_pdf
from layers.show.slides import slides
from layers.show.standalone import standalone
from layers.texts import Language, Texts


def _output_options(command: Command) -> Command:
    for option in (
        overwrite_option,
        language_option(),
        click.option(
            "--project",
            "projects",
            multiple=True,
            help="Id of a project to show; may be repeated [default: all].",
        ),
        out_option("File to write."),
    ):
        command = option(command)
    return input_options(command)


@click.group()
def main() -> None:
    """Pages and pictures of the map that need neither the app nor a network."""
    logging.basicConfig(format="layers: %(message)s", level=logging.WARNING)


@main.command("page")
@_output_options
@says_what_is_wrong("layers")
def page_command(
    out: Path, projects: tuple[str, ...], language: str, overwrite: bool, **given: Any
) -> None:
    """Write the map with list, panels, search and filters as one HTML file."""
    check_place(out, overwrite=overwrite)
    registry = _registry(projects)
    linkage = _linkage(registry, **given)
    seen = _seen(linkage, projects)
    with Console(stderr=True).status("writing"):
        page = standalone(seen, lanes=lanes(linkage.pieces), language=Language(language))
    _write(out, page.encode("utf-8"), overwrite=overwrite)


@main.command("picture")
@_output_options
@click.option("--title", help="Title of the sheet [default: the product's name].")
@click.option("--context", is_flag=True, help="Show things that are only named, too.")
@says_what_is_wrong("layers")
def picture_command(
    out: Path,
    projects: tuple[str, ...],
    language: str,
    overwrite: bool,
    title: str | None,
    context: bool,
    **given: Any,
) -> None:
    """Draw the map on an A3 sheet to print: .png (300 dpi) or .svg."""
    draw = {".png": picture.png, ".svg": picture.svg}
    _check_ending(out, tuple(draw))
    check_place(out, overwrite=overwrite)
    registry = _registry(projects)
    linkage = _linkage(registry, **given)
    with Console(stderr=True).status("drawing"):
        look = picture.PictureLook(
            Texts(Language(language)), lanes=lanes(linkage.pieces), with_context=context
        )
        drawn = draw[out.suffix.lower()](_seen(linkage, projects), look, title=title)
    _write(out, drawn, overwrite=overwrite)


@main.command("slides")
@_output_options
@click.option("--list", "deck_file", type=FILE, help="The speaker's list, a YAML file.")
@click.option("--title", help="Title of the show [default: the list's].")
@says_what_is_wrong("layers")
def slides_command(
    out: Path,
    projects: tuple[str, ...],
    language: str,
    overwrite: bool,
    deck_file: Path | None,
    title: str | None,
    **given: Any,
) -> None:
    """Write a slide show, a project a slide: .html (one file) or .pdf (needs Chromium).

    What is said on the command line goes before what the list says.
    """
    _check_ending(out, (".html", ".pdf"))
    check_place(out, overwrite=overwrite)
    registry = _registry(projects)
    listed = (
        read_deck(deck_file, registry) if deck_file else Deck(projects=tuple(registry.projects))
    )
    said = {
        "title": title,
        "language": Language(language),
        "projects": projects,
        "date": given["date"],
        "units": Units(given["units"]),
    }
    deck = listed.model_copy(update={name: said[name] for name in said if _is_said(name)})
    inputs = given | {"date": deck.date, "units": deck.units.value}
    linkage = _linkage(registry, **inputs)
    with Console(stderr=True).status("drawing"):
        page = slides(deck, linkage, lanes=lanes(linkage.pieces))
        content = page.encode("utf-8") if out.suffix.lower() == ".html" else print_pdf(page)
    _write(out, content, overwrite=overwrite)


def _registry(projects: Sequence[str]) -> Registry:
    """The registry, which holds what is to be shown."""
    registry = load_registry()
    check_projects(projects, registry, where="--project")
    if not registry.projects:
        raise InputError("show.no_projects", where=str(settings.current().data))
    return registry


def _is_said(option: str) -> bool:
    """Tell whether an option stands on the command line."""
    source = click.get_current_context().get_parameter_source(option)
    return source is click.core.ParameterSource.COMMANDLINE


def _check_ending(out: Path, allowed: Sequence[str]) -> None:
    if out.suffix.lower() not in allowed:
        raise InputError(
            "files.ending",
            where=str(out),
            ending=repr(out.suffix) if out.suffix else Wording("files.no_ending"),
            endings=", ".join(allowed),
        )


def _linkage(
    registry: Registry, *, boundaries: Path | None, osm: Path | None, pack: Path | None, **when: Any
) -> Linkage:
    return linkage_of(registry, given_inputs(boundaries, osm, pack), **when)


def _seen(linkage: Linkage, projects: tuple[str, ...]) -> Shown:
    seen = shown(linkage, Choice())
    return narrowed(seen, projects) if projects else seen


def _write(out: Path, content: bytes, *, overwrite: bool) -> None:
    def into(path: Path) -> None:
        path.write_bytes(content)

    write_all({out: into}, overwrite=overwrite)
    click.echo(f"wrote {out} ({len(content) / 1000:,.0f} kB)")


with_data_option(main)

if __name__ == "__main__":
    run(main, "python -m layers")
