"""A program's commands as a table: each is loaded when it is called, not to be listed."""

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import click

CommandRow = tuple[str, str]
"""Module of the command, and what it does in one sentence."""


def _language_option() -> click.Option:
    return click.Option(
        ["--language"],
        type=click.Choice(["vi", "en"]),
        help="Language of messages [default: GIAPRANH_LANGUAGE, else the system's].",
    )


def with_data_option(command: click.Command) -> click.Command:
    """Let a command, and each of a group's, be told which registry to work with (``--data``)."""
    if isinstance(command, click.Group):
        for own in command.commands.values():
            with_data_option(own)
    elif all(option.name != "data" for option in command.params):
        command.params.append(
            click.Option(
                ["--data"],
                type=click.Path(path_type=Path),
                expose_value=False,
                is_eager=True,
                callback=_data_chosen,
                help="Folder of the registry [default: GIAPRANH_DATA, else the program's own].",
            )
        )
    return command


_DATA = "GIAPRANH_DATA"


def _data_chosen(context: click.Context, _option: click.Parameter, given: Path | None) -> None:
    """Set the folder for as long as the command works, and for what it starts."""
    if given is None:
        return
    before = os.environ.get(_DATA, "")  # empty counts as unset
    os.environ[_DATA] = str(given)
    context.call_on_close(lambda: os.environ.update({_DATA: before}))


class CommandTable(click.Group):
    """A group whose commands stand in modules of their own.

    Parameters
    ----------
    name
        The program's name.
    help
        What the program is for.
    commands
        A row a command. The command ``check-boundaries`` is the object
        ``check_boundaries_command`` of its module.
    """

    def __init__(self, name: str, *, help: str, commands: Mapping[str, CommandRow]) -> None:  # noqa: A002
        super().__init__(name, help=help, params=[_language_option()])
        self.rows = commands

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the table's order."""
        return list(self.rows)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load the command of this name."""
        if cmd_name not in self.rows:
            return None
        module = import_module(self.rows[cmd_name][0])
        command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        assert isinstance(command, click.Command)
        return with_data_option(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands by what the table says of them, loading none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, row[1]) for name, row in self.rows.items()])
