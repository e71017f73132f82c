"""What a file says of itself, in its own language: source, licence, dates, units, grades."""

from geo.export import words
from geo.model import Language, Text
from geo.pipeline import Linkage
from geo.sentence import listed
from geo.views.credits import GEONAMES, credits_of, dated_text, uses_openstreetmap

_KEYS = {
    "generator": Text(vi="Phần mềm", en="Generator"),
    "as_of": Text(vi="Tình hình đến ngày", en="As known on"),
    "known_at": Text(vi="Theo sổ đến lúc", en="Entries up to"),
    "units": Text(vi="Đơn vị hành chính", en="Units"),
    "boundaries": Text(vi="Ranh giới", en="Boundaries"),
    "openstreetmap": Text(vi="OpenStreetMap", en="OpenStreetMap"),
    "licence": Text(vi="Giấy phép", en="Licence"),
    "credits": Text(vi="Ghi công", en="Credits"),
    "lengths": Text(vi="Chiều dài", en="Lengths"),
    "grades": Text(vi="Độ tin cậy vị trí", en="Position grades"),
}
_UNUSED = Text(vi="không dùng, mọi tuyến là bản phác", en="not used, every line is a sketch")
_LENGTHS = Text(
    vi="km trắc địa trên WGS 84; ≈: phỏng chừng, đo trên tuyến phác",
    en="kilometres, geodesic on WGS 84; ≈: approximate, measured on a sketch",
)
_OWN = Text(
    vi="thông tin, địa danh tự lập và tuyến phác: MIT",
    en="facts, own places and sketched lines: MIT",
)
_BOUNDARIES = Text(
    vi="ranh giới: theo nguồn của ranh giới", en="boundaries: as their source states"
)
_LINES = Text(vi="tuyến theo OpenStreetMap: ODbL 1.0", en="lines on OpenStreetMap: ODbL 1.0")
_DOCUMENTS = Text(
    vi="tuyến theo hồ sơ: theo đơn vị lập hồ sơ", en="lines by document: as their author states"
)
_PLACES = Text(vi="địa danh của GeoNames: CC BY 4.0", en="place names of GeoNames: CC BY 4.0")


def metadata_of(linkage: Linkage, language: Language) -> dict[str, str]:
    """Source, licence, dates and units, under keys that are the same in every language.

    Parameters
    ----------
    language
        That of the values.
    """
    said = {
        "generator": Text(vi="Giáp Ranh", en="Giáp Ranh"),
        "units": words.UNITS[linkage.units],
        "boundaries": linkage.boundaries.source,
        "openstreetmap": _openstreetmap(linkage),
        "licence": listed(_licences(linkage), separator="; "),
        "credits": listed(credits_of(linkage), separator="; "),
        "lengths": _LENGTHS,
        "grades": listed(
            [Text(vi=f"{one}: {t.vi}", en=f"{one}: {t.en}") for one, t in words.GRADE.items()],
            separator="; ",
        ),
    }
    values = {key: text.pick(language) for key, text in said.items()}
    values["as_of"] = linkage.as_of.isoformat()
    if linkage.known_at is not None:
        values["known_at"] = linkage.known_at.isoformat(timespec="minutes")
    return {key: values[key] for key in _KEYS if key in values}


def titled_metadata(linkage: Linkage, language: Language) -> dict[str, str]:
    """The same under titles in the file's language, for files that people read."""
    found = metadata_of(linkage, language)
    return {_KEYS[key].pick(language): value for key, value in found.items()}


def _openstreetmap(linkage: Linkage) -> Text:
    osm = linkage.osm
    if osm is None or not uses_openstreetmap(linkage):
        return _UNUSED
    day = dated_text(osm)
    return Text(vi=f"{osm.source.vi}, {day.vi}", en=f"{osm.source.en}, {day.en}")


def _licences(linkage: Linkage) -> list[Text]:
    """Under what the parts of an export may be passed on."""
    found = [_OWN, _BOUNDARIES]
    if any(at.document for at in linkage.locations.values()):
        found.append(_DOCUMENTS)
    if uses_openstreetmap(linkage):
        found.insert(0, _LINES)
    if GEONAMES in credits_of(linkage):
        found.append(_PLACES)
    return found
