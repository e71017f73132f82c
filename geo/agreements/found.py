"""What is named at one place, while it is being read."""

from dataclasses import dataclass

from geo.agreements.ends import Ends
from geo.agreements.mention import MentionKind


@dataclass(slots=True)
class NameFound:
    """One mention in the making; positions are those of the working text."""

    start: int
    end: int
    kind: MentionKind
    refs: tuple[str, ...] = ()
    name: str | None = None
    also: tuple[str, ...] = ()
    ends: Ends | None = None
    kv: int | None = None
    parent: "NameFound | None" = None
    is_link: bool = False
    """Named by nothing but its ends."""
    is_end: bool = False
    """Named only as where something else begins or ends."""
    section_of: "NameFound | None" = None
    """The line that this is a section of: it has no name of its own."""
    behind_section: bool = False
    """Named behind a section, as what that is of: "đoạn A - B của QL.6"."""
