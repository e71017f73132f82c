"""Everything that is drawn: map, legend, panels, and the words they use."""
