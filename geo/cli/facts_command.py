"""The command that lists the registry's facts with their sources: ``python -m geo facts``."""

import json
import textwrap
from collections.abc import Iterator

import click

from geo.agreements.passages import Documents, documents_in
from geo.cli.command_linkage import check_projects
from geo.cli.command_options import json_option, says_what_is_wrong
from geo.registry import Registry, Units, load_registry
from geo.settings import current
from geo.views.facts import Fact, clauses, facts, unsaid

_WIDTH = 100


@click.command("facts")
@click.argument("projects", nargs=-1, metavar="[PROJECT]…")
@json_option
@says_what_is_wrong("geo")
def facts_command(projects: tuple[str, ...], as_json: bool) -> None:
    """List every basis, deadline and status with its source, stated or inferred.

    With GIAPRANH_AGREEMENTS set, with the words of the lines; what a stated status lacks in
    them is marked and counted.
    """
    registry = load_registry()
    check_projects(projects, registry, where="facts")
    folder = current().agreements
    documents = documents_in(folder, registry) if folder else Documents({})
    wanted = [one for one in facts(registry) if not projects or one.project.id in projects]
    if as_json:
        for one in wanted:
            click.echo(json.dumps(_as_json(one, registry, documents), ensure_ascii=False))
        return
    for line in _lines(wanted, registry, documents):
        click.echo(line)


def _lines(wanted: list[Fact], registry: Registry, documents: Documents) -> Iterator[str]:
    before: tuple[str, int] | None = None
    for one in wanted:
        key = (one.project.id, one.side)
        if before is None or before[0] != key[0]:
            yield f"\n{one.project.id}: {one.project.name.vi}"
        if before != key:
            side = one.project.sides[one.side]
            yield f"  {registry.units.name_in(Units.SIGNING, side.province)}: {side.part.vi}"
        before = key
        yield f"    {one.sort.value:<9}{one.reading.value:<10}{one.says}"
        yield from (f"{'':14}{line}" for line in one.origin(registry).split("\n"))
        for clause in clauses(one, documents):
            yield textwrap.fill(
                clause, _WIDTH, initial_indent=f"{'':14}| ", subsequent_indent=f"{'':14}| "
            )
        yield from (
            f"{'':14}! the cited line holds not {what}" for what in unsaid(one, registry, documents)
        )
    yield f"\n{_count(wanted, registry, documents)}"


def _count(wanted: list[Fact], registry: Registry, documents: Documents) -> str:
    stated = sum(one.reading.value == "stated" for one in wanted)
    lacking = sum(bool(unsaid(one, registry, documents)) for one in wanted)
    texts = f"; {lacking} stated whose lines do not say so" if documents.files else ""
    return f"{len(wanted)} facts: {stated} stated, {len(wanted) - stated} inferred{texts}"


def _as_json(one: Fact, registry: Registry, documents: Documents) -> dict[str, object]:
    side = one.project.sides[one.side]
    return {
        "project": one.project.id,
        "side": one.side,
        "province": side.province,
        "fact": one.sort.value,
        "reading": one.reading.value,
        "says": one.says,
        "cites": [str(cite) for cite in one.cites],
        "origin": one.origin(registry).replace("\n", ", "),
        "words": clauses(one, documents),
        "lacks": unsaid(one, registry, documents),
    }
