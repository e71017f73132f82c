"""Sources: what the reader gave, and what was fetched."""
