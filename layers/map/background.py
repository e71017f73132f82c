"""Online backgrounds. None is used, and no other host asked, unless the reader chooses it."""

from layers.map.draw import Background

_OSM = '<a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> (ODbL)'
_CARTO = '<a href="https://carto.com/attributions">CARTO</a>'

ONLINE: dict[str, Background] = {
    "osm": Background(
        url="https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        attribution=f"© {_OSM}",
        max_zoom=19,
    ),
    "carto": Background(
        url="https://{s}.basemaps.cartocdn.com/light_all/{z}/{x}/{y}{r}.png",
        attribution=f"© {_OSM}, © {_CARTO}",
        max_zoom=20,
    ),
}
