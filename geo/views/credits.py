"""Whose data a linkage shows, and under which licence: in every view and every export."""

from geo.model import Grade, Text
from geo.osm.source import CREDIT, OsmOrigin
from geo.pipeline import Linkage
from geo.registry.citations import date_text, entry_label

GEONAMES = Text(vi="Địa danh: GeoNames, CC BY 4.0", en="Place names: GeoNames, CC BY 4.0")


def credits_of(linkage: Linkage) -> list[Text]:
    """Credits that the linkage's data ask for, the boundaries' source first."""
    source = linkage.boundaries.source
    found = [Text(vi=f"Ranh giới: {source.vi}", en=f"Boundaries: {source.en}")]
    if linkage.osm is not None and uses_openstreetmap(linkage):
        day = dated_text(linkage.osm)
        found.append(Text(vi=f"{CREDIT.vi} ({day.vi})", en=f"{CREDIT.en} ({day.en})"))
    documents = {at.document for at in linkage.locations.values() if at.document is not None}
    found += [
        Text(vi=f"Tuyến theo hồ sơ: {label.vi}", en=f"Line by document: {label.en}")
        for label in map(entry_label, sorted(documents, key=str))
    ]
    if any(place.geonames_id for place in linkage.registry.places.values()):
        found.append(GEONAMES)
    return found


def dated_text(osm: OsmOrigin) -> Text:
    """Of which day the OpenStreetMap data are: as their source says, or unknown."""
    if osm.dated is None:
        return Text(vi="không rõ ngày của dữ liệu", en="date of the data unknown")
    day = date_text(osm.dated)
    return Text(vi=f"dữ liệu ngày {day.vi}", en=f"data of {day.en}")


def uses_openstreetmap(linkage: Linkage) -> bool:
    """Whether anything lies on OpenStreetMap ways, whose licence asks for the credit."""
    on_ways = linkage.projects["grade"].isin([Grade.A.value, Grade.B.value])
    return bool(linkage.osm is not None and on_ways.any())
