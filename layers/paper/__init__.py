"""The map on paper: drawn by matplotlib, with no browser, for pictures and for slides."""
