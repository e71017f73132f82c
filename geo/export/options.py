"""What a reader chooses for an export, whatever the format."""

from dataclasses import dataclass
from enum import StrEnum

from geo.model import Language


class CsvLocale(StrEnum):
    """For whom CSV files are written."""

    PLAIN = "plain"
    """For programs: RFC 4180, columns and codes by their names."""
    VI = "vi"
    """For Excel in a Vietnamese office: semicolons, decimal commas, titles and words."""

    @staticmethod
    def of(language: Language) -> "CsvLocale":
        """For readers of a language."""
        return CsvLocale.VI if language is Language.VI else CsvLocale.PLAIN


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The choices.

    ``meridian`` is the central meridian, in degrees, of the VN-2000 / TM-3 zone that the
    Shapefile is in. ``wkt`` adds the geometry to the CSV files, in EPSG:4326, (lon, lat).
    """

    language: Language = Language.VI
    meridian: float | None = None
    wkt: bool = False
    locale: CsvLocale = CsvLocale.PLAIN
