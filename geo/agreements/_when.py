"""Deadlines and lengths in a sentence."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from geo.agreements.mention import Length, MentionedDeadline

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_POSITION = r"(?P<position>trước|trong|vào|đến|tới|cuối|hết|giữa|đầu|sau)?"
_DATE = re.compile(
    rf"(?<!\w){_POSITION}(?: (?:cuối|hết|ngày|thời điểm))? ?"
    r"(?:(?:ngày )?(?P<day>[0-3]?\d)[/-](?P<month>[01]?\d)[/-](?P<year>20\d\d)(?!\d)"
    r"|tháng (?P<month2>[01]?\d)(?:[/-]| năm )(?P<year2>20\d\d)(?!\d)"
    r"|quý (?P<quarter>iv|i{1,3}|[1-4])(?:[/-]|,? |,? năm )(?:năm )?(?P<year3>20\d\d)(?!\d)"
    r"|(?:6|sáu) tháng (?P<half>đầu|cuối) năm (?P<year4>20\d\d)(?!\d)"
    r"|giai đoạn (?:từ )?(?:năm )?20\d\d ?(?:-|đến) ?(?:năm )?(?P<year5>20\d\d)(?!\d)"
    r"|năm (?P<year6>20\d\d)(?!\d| ?-))"
)
_DUE = re.compile(
    r"(?P<past>đã (?:\w+ ){0,2})?(?:hoàn thành|hoàn thiện|xong|thông xe|thông tuyến|đưa vào"
    r"|khánh thành|hợp long|thời hạn|bàn giao công trình|đóng điện|vận hành|khai thác"
    r"|kết thúc|triển khai thực hiện|tiến độ|thời gian thực hiện|giai đoạn trước|thực hiện vào)"
)
_REACH = 60
_LENGTH = re.compile(
    r"(?<![\w.,/+])(?P<number>\d{1,4}(?:[.,]\d{1,3})?) ?(?P<unit>km|m|mét|ki-?lô-?mét|cây số)"
    r"(?![\w/]|\d)"
)
_LONG = re.compile(r"dài|đoạn|quãng|toàn tuyến|tổng số|còn lại|thêm|qua|khoảng|gồm|được")
_OF_A_LINE = re.compile(r" (?:đường|tuyến|quốc lộ|tỉnh lộ|cao tốc|ql|đt|đh)(?!\w)")
_MEASURING = frozenset(["có", "tổng", "chiều", "dài", "khoảng", "gần", "hơn", "trên", "là"])
_BRACKET = re.compile(r" ?(\([^()\n]{0,160}\))")
_MEASURES = re.compile(
    r"rộng|cao|sâu|cách|bán kính|mặt cắt|mặt đường|nền đường|nhịp|tĩnh không|vận tốc"
)


def deadlines(lower: str, start: int, end: int) -> Iterator[tuple[int, MentionedDeadline]]:
    """Yield the last days by which a sentence wants something done, with their position."""
    if lower.find("20", start, end) < 0:  # every date has its year
        return
    for found in _DATE.finditer(lower, start, end):
        before = lower[max(start, found.start() - _REACH) : found.start()]
        due = max(_DUE.finditer(before), key=re.Match.start, default=None)
        period = found["year5"] and found["position"] is None
        if (due is None or due["past"]) and not period:
            continue
        last = _last_day(found)
        if last is not None:
            yield found.start(), MentionedDeadline(last, " ".join(found[0].split()))


def _last_day(found: re.Match[str]) -> dt.date | None:
    year = int(next(found[name] for name in _YEARS if found[name]))
    before = found["position"] == "trước"
    month, day = 12, None
    if found["day"]:
        month, day = int(found["month"]), int(found["day"])
    elif found["month2"]:
        month = int(found["month2"]) - before
    elif found["quarter"]:
        month = 3 * (_QUARTERS[found["quarter"]] - before)
    elif found["half"]:
        month = 6 if found["half"] == "đầu" else 12
    elif before and not found["year5"]:
        year -= 1
    if month == 0:
        year, month = year - 1, 12
    if not 1 <= month <= 12:
        return None
    days = calendar.monthrange(year, month)[1]
    return dt.date(year, month, day or days) if 1 <= (day or days) <= days else None


_YEARS = ("year", "year2", "year3", "year4", "year5", "year6")


def lengths(plain: str, lower: str, start: int, end: int) -> Iterator[tuple[int, Length]]:
    """Yield the lengths that a sentence states, with their position."""
    for found in _LENGTH.finditer(lower, start, end):
        before = lower[max(start, found.start() - 40) : found.start()]
        metres = found["unit"] in {"m", "mét"}
        if _MEASURES.search(before[-22:]) or (metres and "dài" not in before):
            continue
        behind = lower[found.end() : found.end() + 12]
        told = _LONG.search(before) or behind[:4] == " đầu" or _OF_A_LINE.match(behind)
        if not metres and not told:
            continue
        km = _number(found["number"]) / (1000 if metres else 1)
        if km > 0:
            yield found.start(), Length(km, _of_what(plain, start, found.start(), found.end(), end))


def _number(text: str) -> float:
    whole, _, rest = text.replace(",", ".").partition(".")
    thousands = len(rest) == 3 and "." in text and whole != "0"
    return float(whole + rest) if thousands else float(f"{whole}.{rest or 0}")


def _of_what(plain: str, first: int, start: int, behind: int, last: int) -> str:
    """The words before the length, back to the last comma, and a bracket right behind it."""
    floor = max(first, start - 90)
    cut = max(plain.rfind(sign, floor, start) for sign in ",;:(")
    words = plain[max(floor, cut + 1) : start].split()
    while words and words[-1] in _MEASURING:
        words.pop()
    before = " ".join(words)
    bracket = _BRACKET.match(plain, behind, min(last, behind + 170))
    return " ".join(part for part in (before, bracket[1] if bracket else "") if part)
