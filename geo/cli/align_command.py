"""The command that brings in a department's own line: ``python -m geo align``."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click

from geo import settings
from geo.cli.command_linkage import check_projects, chosen_boundaries, given, with_entries
from geo.cli.command_options import FILE, says_what_is_wrong, spoken_language
from geo.cli.register_commands import opened, operator
from geo.confined import confined
from geo.errors import InputError, Wording
from geo.locate.alignment import aligned, chosen_layers, system_of, told
from geo.locate.drawing import read_drawing
from geo.locate.drawn_system import asked_system
from geo.model import EntrySource, Located, Project
from geo.pipeline import trace
from geo.provinces.meridians import read_meridians
from geo.registry import Registry, Units, load_registry
from geo.store.entry import Draft, EntryKind, OwnLine
from geo.store.folding import Folded


@click.command("align")
@click.argument("project_id", metavar="PROJECT")
@click.argument("file", type=FILE)
@click.option("--crs", help="Central meridian of VN-2000 (107.25) or EPSG:…; yx: north first.")
@click.option("--part", "parts", multiple=True, help="Layer of the centre line.")
@click.option("--source", help="The document; without it nothing is saved.")
@click.option("--dated", type=click.DateTime(["%Y-%m-%d"]), help="The document's date.")
@click.option("--before-osm", is_flag=True, help="Use it also where OSM has the whole line.")
@click.option("--as", "name", help="Your name, for the log [default: the system's].")
@says_what_is_wrong("geo")
def align_command(
    project_id: str,
    file: Path,
    crs: str | None,
    parts: tuple[str, ...],
    source: str | None,
    dated: dt.datetime | None,
    before_osm: bool,
    name: str | None,
) -> None:
    """Check a line drawn in a file as a project's own; save it with --source."""
    base = load_registry()
    check_projects([project_id], base, where="align")
    known = with_entries(base)
    project, places = known.traced.projects[project_id], known.traced.places
    if project.located is Located.POINT:
        raise InputError("align.point", where=project_id, name=project.name)
    asked = asked_system(crs) if crs else None
    where = str(file)
    drawing = chosen_layers(confined(read_drawing, file, where=where), parts, where=where)
    table = read_meridians(settings.current().data)
    system = system_of(
        drawing,
        asked,
        project,
        places,
        tuple(chain(table.signing.values(), *table.reported.values())),
        others=known.traced.projects,
        where=where,
    )
    alignment = aligned(drawing, system, project, places, where=where)
    line = OwnLine(
        strands=alignment.degrees,
        before_osm=before_osm,
        source=EntrySource(
            by="?",
            date=dated.date() if dated else dt.date.today(),
            document=source or None,
        ),
    )
    for wording in (*told(alignment, project, places), *_ground(project, line, known)):
        _say(wording)
    if source is None:
        _say(Wording("align.dry"))
        return
    with opened() as register:
        register.append(
            operator(name), [Draft(kind=EntryKind.LINE, project=project_id, payload=line)]
        )
    _say(Wording("align.saved"))


def _ground(project: Project, line: OwnLine, known: Folded) -> Iterator[Wording]:
    """On whose ground it lies, and where a side named in an agreement has none of it."""
    alone: Registry = replace(known.traced, projects={project.id: project}, context={})
    traced = trace(alone, chosen_boundaries(given(), alone), own_lines={project.id: line})
    for title, own in traced.pieces.groupby("signing_name", sort=False):
        yield Wording("align.province", name=str(title), km=float(own["length_km"].sum()))
    there = set(traced.pieces["signing_code"])
    for code in dict.fromkeys(side.province for side in project.sides):
        if code not in there:
            name = alone.units.name_in(Units.SIGNING, code)
            yield Wording("align.no_province", name=name)


def _say(wording: Wording) -> None:
    click.echo(getattr(wording, spoken_language()))
