"""The words that files say in the reader's language: statuses, modes, grades, units."""

from geo.model import Action, Grade, Mode, Status, Text
from geo.registry.units import Units

STATUS: dict[Status, Text] = {
    Status.PROPOSED: Text(vi="kiến nghị", en="proposed"),
    Status.STUDY: Text(vi="nghiên cứu", en="study"),
    Status.PLANNED: Text(vi="trong quy hoạch", en="planned"),
    Status.APPROVED: Text(vi="đã phê duyệt", en="approved"),
    Status.CONSTRUCTION: Text(vi="đang thi công", en="construction"),
    Status.COMPLETED: Text(vi="(cơ bản) hoàn thành", en="substantially complete"),
    Status.OPERATING: Text(vi="đang khai thác", en="operating"),
    Status.SUSPENDED: Text(vi="tạm dừng", en="suspended"),
    Status.UNKNOWN: Text(vi="chưa rõ", en="unknown"),
}
MODE: dict[Mode, Text] = {
    Mode.ROAD: Text(vi="Đường bộ", en="Road"),
    Mode.BRIDGE: Text(vi="Cầu", en="Bridge"),
    Mode.RAIL: Text(vi="Đường sắt", en="Railway"),
    Mode.POWER: Text(vi="Đường dây, trạm điện", en="Power"),
}
ACTION: dict[Action, Text] = {
    Action.BUILD: Text(vi="xây mới", en="build"),
    Action.UPGRADE: Text(vi="nâng cấp", en="upgrade"),
    Action.WIDEN: Text(vi="mở rộng", en="widen"),
    Action.RESTORE: Text(vi="khôi phục", en="restore"),
    Action.RENEW: Text(vi="cải tạo", en="renew"),
    Action.COMPLETE: Text(vi="hoàn thiện", en="complete"),
}
GRADE: dict[Grade, Text] = {
    Grade.A: Text(vi="OSM, đúng tuyến", en="OSM, own ways"),
    Grade.B: Text(vi="OSM, lẫn tuyến khác", en="OSM, partly other ways"),
    Grade.C: Text(vi="phác qua địa danh", en="sketch through places"),
    Grade.D: Text(vi="chỉ biết khu vực", en="area only"),
}
UNITS: dict[Units, Text] = {
    Units.SIGNING: Text(vi="63 tỉnh, trước 01/7/2025", en="63 units of before 2025-07-01"),
    Units.TODAY: Text(vi="34 tỉnh, từ 01/7/2025", en="34 units from 2025-07-01"),
}
YES = Text(vi="có", en="yes")
NO = Text(vi="không", en="no")
