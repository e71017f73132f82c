"""Leaflet from our own server, so that a map needs no other host.

streamlit-folium loads in the browser whatever links the map's elements name; folium's name
public hosts, for Leaflet and for five more libraries that nothing here uses. This map names
only Leaflet, in the very version folium expects, from the XStatic-Leaflet package, which
Streamlit serves as the files of a component.
"""

import folium
import streamlit.components.v1 as components

from layers.map.leaflet_files import FILES

_served = components.declare_component("leaflet_files", path=str(FILES))

_BESIDE = f"../{_served.name}/"
"""Seen from streamlit-folium's frame, itself a component: works under any base path."""


class OfflineMap(folium.Map):
    """A folium map without tiles that loads Leaflet, and nothing else, from beside the app."""

    def __init__(self) -> None:
        super().__init__(location=(21.4, 106.5), zoom_start=9, tiles=None, zoom_snap=0.25)
        self.default_js = [("leaflet", f"{_BESIDE}leaflet.js")]
        self.default_css = [("leaflet_css", f"{_BESIDE}leaflet.css")]
