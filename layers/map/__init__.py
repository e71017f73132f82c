"""The map: what is drawn on it, how, and the file that shows it."""
