"""Where the files of Leaflet lie, in the very version that folium expects."""

from pathlib import Path

from xstatic.pkg import leaflet as xstatic_leaflet

FILES = Path(xstatic_leaflet.BASE_DIR)
"""Folder of leaflet.js, leaflet.css and images/."""
