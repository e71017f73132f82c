"""The review of what was read from a document: accepted, corrected, rejected, saved."""
