"""Agreements: a document's text → mentions → draft projects."""

from geo.agreements.mention import Kind, Mention
from geo.agreements.reading import read_mentions

__all__ = ["Kind", "Mention", "read_mentions"]
