"""Online backgrounds. None is used, and no other host asked, unless the reader chooses it."""

from layers.map.draw import Background
from layers.markup import part

_osm, _carto = part("parts.html", "osm_credit"), part("parts.html", "carto_credit")

ONLINE: dict[str, Background] = {
    "osm": Background(
        url="https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        attribution=_osm(),
        max_zoom=19,
    ),
    "carto": Background(
        url="https://{s}.basemaps.cartocdn.com/light_all/{z}/{x}/{y}{r}.png",
        attribution=_carto(),
        max_zoom=20,
    ),
}
