"""Cut: lines at the borders of provinces, into pieces and crossings."""
