"""What the command lines have in common: their input options, and how they say what is wrong."""

import datetime as dt
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from geo import settings
from geo.errors import InputError
from geo.model import Language
from geo.registry import Units
from geo.store.moments import moment_of

Command = TypeVar("Command", bound=Callable[..., None])

FILE: Final = click.Path(path_type=Path)
"""A file or folder named on the command line."""
_DATE = click.DateTime(formats=["%Y-%m-%d"])


def says_what_is_wrong(program: str) -> Callable[[Command], Command]:
    """Turn an InputError into one message on stderr, by this program, and exit code 2."""

    def decorated(command: Command) -> Command:
        @wraps(command)
        def wrapped(*args: Any, **options: Any) -> None:
            try:
                command(*args, **options)
            except InputError as error:
                click.echo(f"{program}: {error.told(spoken_language())}", err=True)
                sys.exit(2)

        return wrapped  # type: ignore[return-value]  # the wrapper takes what the command takes

    return decorated


def spoken_language() -> str:
    """The language that was asked for behind the program's name, else that of the settings."""
    asked = click.get_current_context().find_root().params.get("language")
    return str(asked or settings.language())


def _as_day(
    _context: click.Context, _option: click.Parameter, given: dt.datetime | None
) -> dt.date | None:
    """A day without the hour that click gives it."""
    return given and given.date()


_ACCEPT_POOR = "geo.accept_poor"


def _remembered(context: click.Context, _option: click.Parameter, given: bool) -> None:
    context.meta[_ACCEPT_POOR] = given


def accepts_poor() -> bool:
    """Whether the command at work was told to use a file that lies kilometres off."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_ACCEPT_POOR))


_KNOWN_AT = "geo.known_at"


def _remembered_moment(context: click.Context, _option: click.Parameter, given: str | None) -> None:
    if given is None:
        return
    try:
        context.meta[_KNOWN_AT] = moment_of(given)
    except ValueError:
        raise click.BadParameter(
            f"{given!r} is no day or moment; write 2026-05-01 (to its end) or 2026-05-01T09:30, "
            "in Viet Nam's time"
        ) from None


def known_at() -> dt.datetime | None:
    """Up to which moment entries count for the command at work; None for all of them."""
    context = click.get_current_context(silent=True)
    return context.meta.get(_KNOWN_AT) if context is not None else None


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
overwrite_option = click.option("--overwrite", is_flag=True, help="Replace what lies there.")


def out_option(what: str) -> Callable[[Command], Command]:
    """Add the option that names the file or folder to write."""
    return click.option("--out", type=FILE, required=True, help=what)


def language_option(of: str = "titles and words") -> Callable[[Command], Command]:
    """Add the option that chooses the language of what is written."""
    return click.option(
        "--language",
        type=click.Choice([language.value for language in Language]),
        default=Language.VI.value,
        show_default=True,
        help=f"Language of {of}.",
    )


def units_option(what: str) -> Callable[[Command], Command]:
    """Add the option that chooses between the units of the signing and today's."""
    return click.option(
        "--units",
        type=click.Choice([units.value for units in Units]),
        default=Units.SIGNING.value,
        show_default=True,
        help=what,
    )


def input_options(command: Command) -> Command:
    """Add the options that say which data to work with, for which day and in which units."""
    known = click.option(
        "--known-at",
        metavar="DAY[THH:MM]",
        expose_value=False,
        callback=_remembered_moment,
        help="Only entries that the register held then [default: all].",
    )
    day = date_option("--date", "Status as known on this day [default: today].")
    return day(known(data_options(command)))


def date_option(name: str, words: str, **more: Any) -> Callable[[Command], Command]:
    """Make an option that takes a day; ``more`` goes to click."""
    return click.option(name, type=_DATE, callback=_as_day, help=words, **more)


def data_options(command: Command) -> Command:
    """Add the options that say which data to work with, and in which units."""
    for option in (
        units_option("The 63 provincial units of the signings, or today's 34."),
        click.option("--pack", type=FILE, help="Data from another machine (geo pack)."),
        click.option(
            "--osm",
            type=FILE,
            help="OpenStreetMap extract (.osm.pbf) [default: what was fetched].",
        ),
        click.option(
            "--boundaries",
            type=FILE,
            help="Provinces or communes to cut by [default: fetched ones, else the sketch].",
        ),
        click.option(
            "--accept-poor",
            is_flag=True,
            expose_value=False,
            callback=_remembered,
            help="With --boundaries: use the file although its borders lie kilometres off.",
        ),
    ):
        command = option(command)
    return command
