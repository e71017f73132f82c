"""Agreements: a document's text → mentions → draft projects."""

from geo.agreements.mention import Mention, MentionKind
from geo.agreements.reading import read_mentions

__all__ = ["Mention", "MentionKind", "read_mentions"]
