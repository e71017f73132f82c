"""A linkage → files that other tools read."""
