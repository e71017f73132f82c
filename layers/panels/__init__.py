"""Panels: what is told beside the map, and as tables."""
