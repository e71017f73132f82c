"""A meeting in the app: its agenda, its show, its conclusions, its papers."""
