"""Whose data a linkage shows, and under which licence: in every view and every export."""

from geo.model import Grade, Text
from geo.pipeline import Linkage

OPENSTREETMAP = Text(
    vi="© Những người đóng góp OpenStreetMap, ODbL 1.0",
    en="© OpenStreetMap contributors, ODbL 1.0",
)
GEONAMES = Text(vi="Địa danh: GeoNames, CC BY 4.0", en="Place names: GeoNames, CC BY 4.0")


def credits_of(linkage: Linkage) -> list[Text]:
    """Credits that the linkage's data ask for, the boundaries' source first."""
    source = linkage.boundaries.source
    found = [Text(vi=f"Ranh giới: {source.vi}", en=f"Boundaries: {source.en}")]
    if linkage.projects["grade"].isin([Grade.A.value, Grade.B.value]).any():
        found.append(OPENSTREETMAP)
    if any(place.geonames_id for place in linkage.registry.places.values()):
        found.append(GEONAMES)
    return found


def _licences(linkage: Linkage) -> str:
    """Under what the parts of an export may be passed on."""
    found = credits_of(linkage)
    parts = ["facts, own places and sketched lines: MIT", "boundaries: as their source states"]
    if OPENSTREETMAP in found:
        parts.insert(0, "lines on OpenStreetMap: ODbL 1.0")
    if GEONAMES in found:
        parts.append("place names of GeoNames: CC BY 4.0")
    return "; ".join(parts)


def metadata_of(linkage: Linkage) -> dict[str, str]:
    """Source, licence, date and units, for the ``metadata`` of an exported file."""
    return {
        "generator": "Giáp Ranh",
        "as_of": linkage.as_of.isoformat(),
        "units": "63 units of before 2025-07-01"
        if linkage.units.value == "signing"
        else "34 units from 2025-07-01",
        "boundaries": linkage.boundaries.source.en,
        "licence": _licences(linkage),
        "credits": "; ".join(credit.en for credit in credits_of(linkage)),
        "lengths": "kilometres, geodesic on WGS 84",
        "grades": "A: OSM, own ways; B: OSM, partly other ways; C: sketch through known places; "
        "D: area only",
    }
