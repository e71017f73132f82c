"""What a reader chooses for an export, whatever the format."""

from dataclasses import dataclass

from geo.model import Language


@dataclass(frozen=True, slots=True)
class Options:
    """The choices.

    ``meridian`` is the central meridian, in degrees, of the VN-2000 / TM-3 zone that the
    Shapefile is in. ``wkt`` adds the geometry to the CSV files, in EPSG:4326, (lon, lat).
    """

    language: Language = Language.VI
    meridian: float | None = None
    wkt: bool = False
