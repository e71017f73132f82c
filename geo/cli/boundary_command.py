"""The command that judges a boundary file: ``python -m geo check-boundaries``."""

from pathlib import Path

import click

from geo.cli.command_linkage import bar, chosen_boundaries, given
from geo.cli.command_options import FILE, json_option, says_what_is_wrong, spoken_language
from geo.cli.console import echo_json
from geo.model import Text
from geo.provinces.checked_file import check_file, compare
from geo.provinces.datum import Verdict
from geo.provinces.datum_fix import write_corrected
from geo.provinces.whole_file import check_target, file_as_reference
from geo.registry import load_registry
from geo.sources.inputs import bundled_outlines
from geo.views.plain_text import boundary_text

_READING = Text(vi="đọc tệp và nhận ra đơn vị", en="reading the file and its units")
_REFERENCE = Text(vi="đọc ranh giới để so", en="reading what to compare with")
_COMPARING = Text(vi="so đường ranh giới", en="comparing borders")
"""What a large file is at: reading takes about six tenths of the time."""


@click.command("check-boundaries")
@click.argument("file", type=FILE)
@click.option("--reference", type=FILE, help="Boundaries to compare with [default: the sketch].")
@json_option
@click.option("--fix", "out", type=FILE, help="Write the corrected file (.gpkg, .geojson).")
@click.option("--translate", is_flag=True, help="With --fix: move a file with another shift too.")
@says_what_is_wrong("geo")
def check_boundaries_command(
    file: Path, reference: Path | None, as_json: bool, out: Path | None, translate: bool
) -> None:
    """Tell whether a file's borders are shifted: VN-2000 labelled WGS 84, or otherwise."""
    inputs = (file, reference) if reference else (file,)
    if out:
        check_target(out, inputs=inputs)
    registry = load_registry()
    with bar() as progress:
        progress(0.0, _READING)
        checked = check_file(file, registry.units)
        progress(0.6, _REFERENCE)
        compared = (
            file_as_reference(reference, registry.units)
            if reference
            else chosen_boundaries(given(), registry)
        )
        progress(0.7, _COMPARING)
        frame = checked.frame
        verdict = compare(checked, [compared], bundled_outlines(registry))
    if as_json:
        found = verdict.as_json() | {"file": checked.as_json()}
        echo_json(found)
    else:
        language = spoken_language()
        click.echo(f"{verdict.verdict}\n{getattr(verdict.explanation, language)}")
        if verdict.verdict is Verdict.CANNOT_TELL and reference is None:
            click.echo("  --reference FILE")
        click.echo("\n" + boundary_text(checked, language))
    if out:
        written = write_corrected(frame, verdict, out, where=file, translate=translate)
        click.echo(f"wrote {out}" if written else "nothing to fix; nothing written", err=True)
