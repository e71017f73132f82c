"""Views: what is told of a linkage, in facts and plain words."""
