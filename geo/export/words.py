"""The words that files say in the reader's language: statuses, modes, grades, units."""

from geo.export.signs import GRADES, STATUSES
from geo.model import Action, Text
from geo.modes import MODES, PROJECT_MODES
from geo.registry.units import Units

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
YES = Text(vi="có", en="yes")
NO = Text(vi="không", en="no")
