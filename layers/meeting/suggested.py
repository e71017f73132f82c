"""What belongs on a meeting's agenda: proposed, for people to choose from."""

from collections.abc import Collection, Iterable

from geo.pipeline import Linkage
from geo.store.conclusions import Conclusion
from geo.views.changes import Difference
from layers.app.filters import FrameRow, all_rows


def suggested(
    linkage: Linkage,
    parties: Collection[str],
    changed: Iterable[Difference],
    tasks: Iterable[Conclusion],
) -> list[str]:
    """Projects for the agenda: out of step, overdue, with open conclusions, changed; in this order.

    Parameters
    ----------
    linkage
        How things stand.
    parties
        Codes of the provinces that meet, in the linkage's units; where there are two or more,
        only projects of at least two of them are proposed.
    changed, tasks
        What became different since the meeting before, and what is still to be done.
    """
    shared = _shared(linkage, frozenset(parties))
    rows = all_rows(linkage).projects
    open_ones = {one.entry.project for one in tasks if one.is_open}
    moved = {one.project_id for one in changed}
    ranked = sorted(
        (
            (rank, row["project_id"])
            for row in rows
            if row["project_id"] in shared
            and (rank := _rank(row, row["project_id"] in open_ones, row["project_id"] in moved))
        ),
        key=lambda pair: pair[0],
    )
    return [project_id for _, project_id in ranked]


def _rank(row: FrameRow, has_task: bool, has_moved: bool) -> int:
    """Which reason comes first; 0 for none."""
    reasons = (
        row["mismatch"],
        row["missed_deadline"],
        has_task,
        row["possible_mismatch"] or row["possibly_missed"],
        has_moved,
    )
    return next((rank for rank, holds in enumerate(reasons, start=1) if holds), 0)


def _shared(linkage: Linkage, parties: frozenset[str]) -> set[str]:
    least = min(len(parties), 2)
    sides: dict[str, set[str]] = {}
    for side in all_rows(linkage).sides:
        sides.setdefault(side["project_id"], set()).add(side["province_code"])
    return {
        project_id
        for project_id, codes in sides.items()
        if not parties or len(codes & parties) >= least
    }
