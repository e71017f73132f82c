"""The words that files say in the reader's language: statuses, modes, grades, units, changes."""

from geo.export.signs import GRADES, STATUSES
from geo.model import Action, Text
from geo.modes import MODES, PROJECT_MODES
from geo.registry.units import Units
from geo.views.change_kind import ChangeKind

STATUS = {status: row.words for status, row in STATUSES.items()}
GRADE = {grade: row.words for grade, row in GRADES.items()}
MODE = {mode: MODES[mode].words for mode in PROJECT_MODES}
ACTION: dict[Action, Text] = {
    Action.BUILD: Text(vi="xây mới", en="build"),
    Action.UPGRADE: Text(vi="nâng cấp", en="upgrade"),
    Action.WIDEN: Text(vi="mở rộng", en="widen"),
    Action.RESTORE: Text(vi="khôi phục", en="restore"),
    Action.RENEW: Text(vi="cải tạo", en="renew"),
    Action.COMPLETE: Text(vi="hoàn thiện", en="complete"),
}
UNITS: dict[Units, Text] = {
    Units.SIGNING: Text(vi="63 tỉnh, trước 01/7/2025", en="63 units of before 2025-07-01"),
    Units.TODAY: Text(vi="34 tỉnh, từ 01/7/2025", en="34 units from 2025-07-01"),
}
CHANGE: dict[ChangeKind, Text] = {
    ChangeKind.PROJECT: Text(vi="công trình mới", en="new project"),
    ChangeKind.MISMATCH_AROSE: Text(vi="phát sinh lệch tiến độ", en="now out of step"),
    ChangeKind.MISMATCH_CLOSED: Text(vi="hết lệch tiến độ", en="in step again"),
    ChangeKind.FORWARD: Text(vi="tiến độ tiến", en="forward"),
    ChangeKind.BACK: Text(vi="tiến độ lùi", en="back"),
    ChangeKind.STATUS: Text(vi="đổi tiến độ", en="status"),
    ChangeKind.REPORTED: Text(vi="báo cáo mới", en="newer report"),
    ChangeKind.DEADLINE_MISSED: Text(vi="quá hạn", en="past its deadline"),
    ChangeKind.DEADLINE_MET: Text(vi="hoàn thành việc có hạn", en="deadline met"),
    ChangeKind.DEADLINE: Text(vi="thời hạn", en="deadline"),
    ChangeKind.PARTY: Text(vi="bên chịu trách nhiệm", en="responsible party"),
    ChangeKind.LINE: Text(vi="vị trí tuyến", en="position of the line"),
}
POSSIBLE_CHANGE: dict[ChangeKind, Text] = {
    ChangeKind.MISMATCH_AROSE: Text(vi="có thể lệch tiến độ", en="possibly out of step"),
    ChangeKind.MISMATCH_CLOSED: Text(vi="hết khả năng lệch", en="no longer possibly so"),
    ChangeKind.DEADLINE_MISSED: Text(vi="có thể quá hạn", en="possibly overdue"),
}
"""What these are called where they rest on our reading of a source."""
YES = Text(vi="có", en="yes")
NO = Text(vi="không", en="no")
