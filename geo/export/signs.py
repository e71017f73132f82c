"""One row a status and one row a grade: what it is called and how it is drawn, on screen and file.

Colour is never the only channel. Every status also carries a mark (the digits 1 to 7 in the
order of progress, a bar and a question mark outside it), which stands in the legend, on the
map and in the panel alike, so that a grey print reads as well as the screen. The seven ordered
colours grow darker with progress.

The colours were searched for under three conditions, which the tests recompute: at least 3 : 1
against the paper (WCAG 2.1, 1.4.11), lightness falling from step to step, and the nearest two
of the nine as far apart as possible in Oklab for normal, deuteranope and protanope sight
(matrices of Machado, Oliveira and Fernandes, 2009).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from geo.model import Grade, Status, Text

_DARK: Final = "#000000"
_LIGHT: Final = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One status; ``mark`` is what is written on its disc, in ``mark_colour``."""

    words: Text
    colour: str
    mark: str
    mark_colour: str = _LIGHT


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One grade; ``dash`` are pixels of dash and gap, nothing for a solid line."""

    words: Text
    dash: tuple[int, ...]


STATUSES: Final[Mapping[Status, StatusRow]] = MappingProxyType(
    {
        # Dark marks on the three light colours: those before anything was approved.
        Status.PROPOSED: StatusRow(Text(vi="kiến nghị", en="proposed"), "#CF700D", "1", _DARK),
        Status.STUDY: StatusRow(Text(vi="nghiên cứu", en="study"), "#D24995", "2", _DARK),
        Status.PLANNED: StatusRow(Text(vi="trong quy hoạch", en="planned"), "#8461DF", "3", _DARK),
        Status.APPROVED: StatusRow(Text(vi="đã phê duyệt", en="approved"), "#4F2EAE", "4"),
        Status.CONSTRUCTION: StatusRow(Text(vi="đang thi công", en="construction"), "#014468", "5"),
        Status.COMPLETED: StatusRow(
            Text(vi="(cơ bản) hoàn thành", en="substantially complete"), "#004701", "6"
        ),
        Status.OPERATING: StatusRow(Text(vi="đang khai thác", en="operating"), "#351124", "7"),
        Status.SUSPENDED: StatusRow(Text(vi="tạm dừng", en="suspended"), "#010000", "‖"),
        Status.UNKNOWN: StatusRow(Text(vi="chưa rõ", en="unknown"), "#706146", "?"),
    }
)
"""Every status, in the order of progress, then those outside it."""

GRADES: Final[Mapping[Grade, GradeRow]] = MappingProxyType(
    {
        Grade.A: GradeRow(Text(vi="OSM, đúng tuyến", en="OSM, own ways"), ()),
        Grade.OWN: GradeRow(Text(vi="theo hồ sơ", en="as documented by the department"), ()),
        Grade.B: GradeRow(Text(vi="OSM, lẫn tuyến khác", en="OSM, partly other ways"), (14, 4)),
        Grade.C: GradeRow(Text(vi="phác qua địa danh", en="sketch through places"), (6, 4)),
        Grade.D: GradeRow(Text(vi="chỉ biết khu vực", en="area only"), (2, 4)),
    }
)
"""Every grade, the best known first."""
