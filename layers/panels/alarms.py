"""What is wrong with a project or a side, in words: what the sources say apart from what may be.

Only stated facts accuse. What rests on our reading of a source, or on want of news, says so; a
deadline from a text that nobody has signed never stands without its mark.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from layers.app.filters import FrameRow
from layers.markup import Markup, part
from layers.texts import Texts

_overdue = part("alarms.html", "overdue")


@dataclass(frozen=True, slots=True)
class Alarm:
    """Words for a heading; ``certain`` where stated facts stand behind them."""

    words: str
    certain: bool

    @property
    def kind(self) -> str:
        """Class of the style sheet."""
        return "gr-alarm" if self.certain else "gr-maybe"


def alarms(row: FrameRow, texts: Texts) -> Iterator[Alarm]:
    """Say what is wrong with a project, given its row of ``Linkage.projects``."""
    if row["mismatch"]:
        yield Alarm(texts("panel.lead.mismatch", steps=row["mismatch_steps"]), certain=True)
    elif row["possible_mismatch"]:
        yield Alarm(texts("panel.lead.possible", steps=row["possible_steps"]), certain=False)
    if not (row["missed_deadline"] or row["possibly_missed"]):
        return
    key = "panel.lead.missed" if row["missed_deadline"] else "panel.lead.possibly_missed"
    draft = f" ({texts('panel.draft')})" if row["overdue_draft"] else ""
    yield Alarm(texts(key) + draft, certain=bool(row["missed_deadline"]))


def overdue(side: FrameRow, texts: Texts) -> str:
    """Write after a side's deadline that it was missed, or may have been; empty where neither."""
    if side["missed"]:
        return texts("panel.deadline.missed")
    return texts("panel.deadline.possibly") if side["possibly_missed"] else ""


def overdue_mark(side: FrameRow, texts: Texts) -> Markup:
    """Write the same as HTML, behind the mark of a draft."""
    return _overdue(side, overdue(side, texts), texts)


def draft_words(side: FrameRow, texts: Texts) -> str:
    """Write the mark of a draft in front of a deadline in plain words."""
    return f"{texts('panel.draft')} " if side["deadline_draft"] else ""
