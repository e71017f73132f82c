"""Where a name ends in a title all in capitals."""

import re

from geo.agreements.heads import Head, is_all_capitals
from geo.agreements.working_text import WorkingText

_ENDS = frozenset(
    (
        *("và", "với", "của", "trên", "tại", "nối", "qua", "từ", "đến", "trong", "đã", "đang"),
        *("sẽ", "được", "cho", "vào", "là", "có", "ở", "hoàn", "thông", "khởi", "dài", "để"),
        *("do", "khi", "sau", "trước", "giai", "đoạn", "năm", "chính", "thức", "sắp", "kết"),
        *("bắc", "vượt", "thành", "về", "theo", "như", "đi", "gặp", "cần", "chưa", "không"),
        *("hợp", "khánh", "đầu", "tư", "xây", "dựng", "nâng", "cấp", "tỉnh", "huyện", "đường"),
        *("cầu", "tuyến", "quốc"),
    )
)
"""Words that go on behind a name, and before which it ends."""


def end_in_capitals(text: WorkingText, head: Head, start: int, end: int) -> int:
    """Where a name ends in a title whose words all are capitals."""
    if not is_all_capitals(text, head.start, head.end):
        return end
    position = start
    for word in re.finditer(r"\S+", text.lower[start:end]):
        if word[0].strip(",.:;") in _ENDS:
            break
        position = start + word.end()
    return position
