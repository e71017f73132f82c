"""The VN-2000 zone that was asked for on the command line: by a province, or by its meridian."""

from dataclasses import dataclass

from geo.errors import InputError, Wording
from geo.provinces.meridians import MeridianTable, checked_meridian, meridian_text
from geo.provinces.unit_names import key
from geo.registry import Units
from geo.registry.units import UnitTable

_ERAS = {"2008": Units.SIGNING, "2025": Units.TODAY}
"""The year from which units are in force, as in ``2025:24``."""


@dataclass(frozen=True, slots=True)
class AskedProvince:
    """A province of one of the two sets of units."""

    units: Units
    code: str
    name: str

    @property
    def told(self) -> Wording:
        """Its name and its units."""
        return Wording(f"cli.of_{self.units.value}", code=self.code, name=self.name)


def asked_province(given: str, units: Units, table: UnitTable) -> AskedProvince:
    """Find a province by code or name, in the chosen units first.

    Parameters
    ----------
    given
        A code, a code with its era (``2025:24``), or a name with or without diacritics.

    Raises
    ------
    InputError
        When there is none.
    """
    names = {Units.SIGNING: table.signing, Units.TODAY: table.today}
    era, _, code = given.strip().rpartition(":")
    if era in _ERAS and code in names[_ERAS[era]]:
        return AskedProvince(_ERAS[era], code, names[_ERAS[era]][code])
    for one in (units, *(other for other in Units if other is not units)):
        by_key = {key(name): code for code, name in names[one].items()}
        own = given if given in names[one] and one is units else by_key.get(key(given))
        if own is not None:
            return AskedProvince(one, own, names[one][own])
    raise InputError(
        "cli.province",
        where="--province",
        given=given,
        units=Wording(f"cli.units_{units.value}"),
        names=", ".join(f"{code} {name}" for code, name in names[units].items()),
    )


def asked_meridian(
    province: str | None,
    meridian: float | None,
    units: Units,
    table: UnitTable,
    meridians: MeridianTable,
) -> float | None:
    """The central meridian, in degrees, that a province has or that was given itself.

    Raises
    ------
    InputError
        When there is no such province or meridian, the province has several and none was given,
        or the one that was given is none of the province's.
    """
    if meridian is not None:
        checked_meridian(meridian)
    if province is None:
        return meridian
    asked = asked_province(province, units, table)
    if meridian is None:
        return meridians.only(asked.code, asked.units, table)
    choices = meridians.choices(asked.code, asked.units, table)
    if meridian not in {choice.degrees for choice in choices}:
        raise InputError(
            "cli.other_meridian",
            where="--meridian",
            degrees=f"{meridian:g} ({meridian_text(meridian)})",
            province=asked.told,
            choices=", ".join(map(str, choices)),
        )
    return meridian
