"""Which look a row calls for: decided here once, drawn elsewhere."""

from dataclasses import dataclass
from enum import StrEnum

from geo.model import Grade, Mode, Status
from layers.app.filters import FrameRow, Shown


class Emphasis(StrEnum):
    """How much a thing should stand out just now."""

    CHOSEN = "chosen"
    PLAIN = "plain"
    FADED = "faded"


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that decides how a piece is drawn."""

    status: Status
    grade: Grade
    mode: Mode
    kv: int | None
    emphasis: Emphasis


def emphasis_of(project_id: str, *, chosen: str | None, answers: bool = True) -> Emphasis:
    """Fade what was not asked for; lift what was chosen."""
    if chosen is not None:
        return Emphasis.CHOSEN if project_id == chosen else Emphasis.FADED
    return Emphasis.PLAIN if answers else Emphasis.FADED


def look_of(piece: FrameRow, shown: Shown, *, chosen: str | None) -> Look:
    """Classify a piece by its own side's status and its project's grade, mode and voltage."""
    project = shown.linkage.registry.projects[piece["project_id"]]
    return Look(
        status=Status(piece["status"]),
        grade=Grade(piece["grade"]),
        mode=project.mode,
        kv=project.kv,
        emphasis=emphasis_of(project.id, chosen=chosen, answers=piece["piece_id"] in shown.meets),
    )
