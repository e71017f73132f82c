"""Deadlines and lengths in a sentence."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

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
    r"|năm (?P<year6>20\d\d)(?!\d| ?-)"
    r"|(?<=cuối )(?P<year7>20\d\d)(?!\d| ?-|/)"
    r"|(?<=đến )(?P<year8>20\d\d)(?= (?:mới|sẽ|phải|cơ bản) ))"
)
_DUE = re.compile(
    r"(?:hoàn thành|hoàn thiện|xong|thông xe|thông tuyến|đưa vào|đi vào"
    r"|khánh thành|hợp long|thời hạn|bàn giao công trình|đóng điện|vận hành|khai thác"
    r"|kết thúc|triển khai thực hiện|(?<!nhanh )(?<!mạnh )tiến độ|thời gian thực hiện"
    r"|giai đoạn trước|thực hiện vào)"
)
_OF_A_PAPER = re.compile(
    r" (?:các |công tác |việc |xong |dứt điểm )*(?:thủ tục|hồ sơ|báo cáo|thẩm định|phê duyệt"
    r"|phương án|lập |chuẩn bị|thiết kế|quy hoạch|lựa chọn|điều kiện)"
)
"""Behind "hoàn thành": a paper that has its day, and not the works."""
_BEGINS = re.compile(
    r"(?<!\w)(?:khởi công|động thổ|khởi động|bắt đầu|kỳ họp|(?<!công )trình)(?!\w)"
)
"""Between what is to be done and a day: the day is that of something else."""
_GOAL = re.compile(r"mục tiêu (?:đạt |có |hoàn thành )?(?:khoảng |trên )?\d[\d.,]* ?km")
"""Of a whole country's roads."""
_NUMBER_OF_A_PAPER = re.compile(r"\d/[a-zđ]{2,}(?:-[a-zđ]+)* $")
"""Before a year: that of a document."""
_DUE_BEHIND = re.compile(
    r",? (?:sẽ |phải |cơ bản |phấn đấu |thì |mới |được )*(?:hoàn thành|hoàn tất|thông xe"
    r"|thông tuyến|khánh thành|đưa vào|đưa được vào|xong)(?!\w)"
)
_AIM = re.compile(
    r"(?<!\w)(?:dự kiến|phấn đấu|sẽ|kế hoạch|mục tiêu|yêu cầu|chậm nhất|cam kết|để|nhằm|bảo đảm"
    r"|đảm bảo|phải|quyết tâm|thời hạn|thời gian|tiến độ|cần|sớm|tập trung|đề nghị|hứa|giao|kịp"
    r"|qui hoạch|quy hoạch|có thể|bàn giao|đặt ra)(?!\w)"
)
"""Before a day: it is yet to come, or was when the text was written."""
_DONE = re.compile(r"(?<!\w)(?:đã|vừa|từng|chính thức|kể từ khi|trước đây)(?!\w)")
_JUST_DONE = re.compile(
    r"(?<!\w)(?:đã|vừa)(?: [^\W\d]+){0,3} (?:hoàn thành|thông xe|khánh thành|đưa vào|xong)[^,]*$"
)
"""Before a comma: what follows goes on about it ("đã khánh thành, đưa vào khai thác năm …")."""
_DAY_OF_OPENING = re.compile(
    r"(?<!\w)(?:từ|đến|kể từ|từ khi|lúc)(?: ngày| lễ| khi)? (?:khánh thành|thông xe|hợp long)"
    r"(?: [^\W\d]+){0,5} ?\($"
)
"""Before a day in a bracket: it tells when that was, "từ ngày khánh thành cầu (tháng 4-2010)"."""
_DENIED = re.compile(
    r"(?<!\w)(?:không thể|khó|lỡ hẹn|lỗi hẹn|lẽ ra|đáng lẽ|ban đầu|thay vì|không kịp"
    r"|chưa thể)(?!\w)"
)
"""Before a day that was meant once and no longer is."""
_MOVED = re.compile(r" (?:thành|sang|lùi|chuyển)(?: [^\W\d]+){0,3} (?:\d{1,2}[/-])*20\d\d(?!\d)")
_USED = re.compile(r"đưa vào|đi vào|khánh thành|thông xe|khai thác|vận hành|đóng điện")
_CLAUSE = re.compile(r";|[.](?= )|, (?=(?:nhưng|song|còn|đến nay) )")
_REACH = 150
_NEAR = 60
_LENGTH = re.compile(
    r"(?P<number>\d(?<![\w.,/+]\d)\d{0,3}(?:[.,]\d{1,3})?) ?(?P<unit>km|m|mét|ki-?lô-?mét|cây số)"
    r"(?![\w/]|\d)"
)
_LONG = re.compile(r"dài|làm|đoạn|quãng|toàn tuyến|tổng số|còn lại|thêm|qua|khoảng|gồm|được")
_OF_A_LINE = re.compile(r" (?:đường|tuyến|quốc lộ|tỉnh lộ|cao tốc|ql|đt|đh)(?!\w)")
_MEASURING = frozenset(["có", "tổng", "chiều", "dài", "khoảng", "gần", "hơn", "trên", "là"])
_BRACKET = re.compile(r" ?(\([^()\n]{0,160}\))")
_MEASURES = re.compile(
    r"rộng|cao|sâu|cách|bán kính|mặt cắt|mặt đường|nền đường|nhịp|tĩnh không|vận tốc"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a sentence sets or tells, at its place in the working text."""

    start: int
    deadline: MentionedDeadline
    is_past: bool
    """It tells when something was done; nothing is due."""


def days(lower: str, start: int, end: int, written: dt.date | None) -> Iterator[Day]:
    """Yield the days by which a sentence wants something done, or on which it was done.

    A programme's years, as in "cao tốc A - B giai đoạn 2021-2025", set no day where another
    day follows them.

    Parameters
    ----------
    written
        The document's own day, which every other is read against; None where it is not known.
    """
    if lower.find("20", start, end) < 0:  # every date has its year
        return
    told = list(_days(lower, start, end, written))
    for number, (day, period) in enumerate(told):
        if not (period and any(not later for _, later in told[number + 1 :])):
            yield day


def _days(lower: str, start: int, end: int, written: dt.date | None) -> Iterator[tuple[Day, bool]]:
    """Yield every day, and whether it ends a period of years."""
    for found in _DATE.finditer(lower, start, end):
        before = lower[max(start, found.start() - _REACH) : found.start()]
        clause = before[max((cut.end() for cut in _CLAUSE.finditer(before)), default=0) :]
        reach = _REACH if _AIM.search(clause) else _NEAR
        due = _last_due(clause[-reach:])
        since = clause.rstrip().endswith(" từ")
        behind = None if since else _DUE_BEHIND.match(lower, found.end(), end)
        period = found["year5"] and found["position"] is None
        named = due is not None or behind is not None or period
        if not named or _is_no_day(lower, found, since, before):
            continue
        last = _last_day(found)
        if last is None or _DENIED.search(clause):
            continue
        opened = _DAY_OF_OPENING.search(clause) is not None
        past = opened or (not period and _is_past(found, clause, due, last, written))
        if past or written is None or last.year >= written.year:
            deadline = MentionedDeadline(last, " ".join(found[0].split()))
            yield Day(found.start(), deadline, past), bool(period)


def _last_due(clause: str) -> re.Match[str] | None:
    """What a clause wants done last, if it is works and nothing begins behind it."""
    for due in reversed(list(_DUE.finditer(clause))):
        if _BEGINS.search(clause, due.end()) or _GOAL.search(clause, due.end()):
            return None
        if not _OF_A_PAPER.match(clause, due.end()):
            return due
    return None


def _is_no_day(lower: str, found: re.Match[str], since: bool, before: str) -> bool:
    """Whether a day is open, a paper's, or given up for another: "từ năm 2020 thành năm 2026"."""
    if found["position"] == "sau" or _NUMBER_OF_A_PAPER.search(before):
        return True
    return since and _MOVED.match(lower, found.end()) is not None


def _is_past(
    found: re.Match[str],
    clause: str,
    due: re.Match[str] | None,
    last: dt.date,
    written: dt.date | None,
) -> bool:
    if written is not None and last > written and not _is_guess(written):
        return False
    aimed = max((m.start() for m in _AIM.finditer(clause)), default=-1)
    done = max((m.start() for m in _DONE.finditer(clause)), default=-1)
    comma = clause.rfind(", ")
    if done < comma and not _JUST_DONE.search(clause[:comma]):
        done = -1
    if aimed != done:
        return done > aimed
    if found["position"] == "trước":
        return False
    if clause.rstrip().endswith(" từ"):
        return True
    if written is not None and last <= written:
        return True
    return bool(found["day"] and due and _USED.match(due[0]))


def _is_guess(written: dt.date) -> bool:
    """Whether all that is known is a year before which the text was not written."""
    return (written.month, written.day) == (1, 1)


_SIGNED = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (20\d\d)(?!\d)")
_OF_A_MONTH = re.compile(r"(?:ngày \d{1,2}[-/]\d{1,2}|tháng \d{1,2})$")
# A year is looked for before the day in front of it: days and months stand in every sentence.
_HAPPENED = re.compile(
    r"[-/](20\d\d)(?!\d),? (?:[^\W\d]+ ){0,6}"
    r"(?:đã|vừa|có văn bản|ban hành|ký|tổ chức|phê duyệt|tham gia|cho biết)(?!\w)"
)
_UP_TO = re.compile(r"tính đến (?:[^\W\d]+ ){0,3}(?:[\d/.-]{1,6} ?)?(?:năm )?(20\d\d)(?!\d)")
"""Up to when a text knows how things are."""
_LONGEST_MONTH = len("ngày 31/12")
_HEAD, _FOOT = 3_000, 1_500
"""Characters at either end of a document that its own day stands in."""


def written_on(lower: str) -> dt.date | None:
    """The day that a document bears: the first written out in its head, else in its foot.

    Without one, the first day of the last year in which it tells that something happened.
    """
    for part in (lower[:_HEAD], lower[-_FOOT:]):
        for day, month, year in _SIGNED.findall(part):
            try:
                return dt.date(int(year), int(month), int(day))
            except ValueError:
                continue
    happened = (
        found[1]
        for found in _HAPPENED.finditer(lower)
        if _OF_A_MONTH.search(lower, max(0, found.start() - _LONGEST_MONTH), found.start())
    )
    years = [int(year) for year in (*happened, *_UP_TO.findall(lower))]
    return dt.date(max(years), 1, 1) if years else None


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


_YEARS = ("year", "year2", "year3", "year4", "year5", "year6", "year7", "year8")


def lengths(plain: str, lower: str, start: int, end: int) -> Iterator[tuple[int, Length]]:
    """Yield the lengths that a sentence states, with their position."""
    for found in _LENGTH.finditer(lower, start, end):
        before = lower[max(start, found.start() - 40) : found.start()]
        metres = found["unit"] in {"m", "mét"}
        if _MEASURES.search(before[-22:]) or (metres and "dài" not in before):
            continue
        behind = lower[found.end() : found.end() + 12]
        alone = before.endswith("(") and behind.startswith(")")
        told = alone or _LONG.search(before) or behind[:4] == " đầu" or _OF_A_LINE.match(behind)
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
