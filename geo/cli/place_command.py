"""The command that adds a place to a registry's gazetteer: ``python -m geo place``."""

import click

from geo import settings
from geo.cli.command_options import says_what_is_wrong
from geo.errors import InputError
from geo.model import Text
from geo.provinces.place_search import (
    LISTED,
    TYPED_M,
    FoundPlace,
    checked_point,
    found_places,
    found_units,
)
from geo.registry import load_registry
from geo.registry.blank import units_called
from geo.registry.places import PlaceRow, add_place, free_key
from geo.registry.units import UnitTable


@click.command("place")
@click.argument("name")
@click.option("--province", required=True, help="Name (a unit of today), or era and code.")
@click.option("--at", help="Degrees of WGS 84 (18.67, 105.69), or metres with --meridian.")
@click.option("--meridian", type=float, help="Central meridian of the VN-2000 zone, degrees.")
@click.option("--kind", help="What it is; else what was found, or a town.")
@click.option("--precision", type=click.IntRange(1, 50_000), help="Metres within which it lies.")
@click.option("--source", help="Where the coordinates are from; needed with --at.")
@says_what_is_wrong("geo")
def place_command(
    name: str,
    province: str,
    at: str | None,
    meridian: float | None,
    kind: str | None,
    precision: int | None,
    source: str | None,
) -> None:
    """Add a place to places.csv: found by NAME without a network, or at coordinates."""
    data = settings.current().data
    registry = load_registry(data)
    units = registry.units
    (unit,) = units_called([province], units)
    key = units.oldest_key(unit.key)
    if at is None:
        found = _found(name, key, units)
        lon, lat, source = found.lon, found.lat, LISTED if found.is_listed else "GeoNames"
        kind = kind or found.kind
        geonames_id, metres = found.geonames_id, precision or found.precision_m
    else:
        lon, lat = checked_point(at, meridian, key, units)
        geonames_id, metres = None, precision or TYPED_M
        if not source:
            raise InputError("registry.place_source", where="--source")
    row = PlaceRow(
        id=free_key(name, registry.places),
        name=Text(vi=name, en=name),
        lon=round(lon, 6),
        lat=round(lat, 6),
        kind=kind or "town",
        provinces=(key,),
        source=source,
        geonames_id=geonames_id,
        precision_m=metres,
    )
    add_place(row, data / "places.csv")
    click.echo(f"{row.id}: {lat:.5f}, {lon:.5f} ({unit.name}), {metres} m, {source}")


def _found(name: str, province: str, units: UnitTable) -> FoundPlace:
    """The place of the name in the province; of others there it says which there are."""
    called = found_places(name, units) + found_units(name, units, [province])
    found = [one for one in called if units.holds(province, one.province)]
    if not found:
        raise InputError("registry.place_unfound", where=name, province=units.unit(province).name)
    return found[0]
