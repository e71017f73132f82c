"""What the datum check says to people, Vietnamese and English."""

import math
from collections.abc import Sequence

from geo.model import Text
from geo.provinces._shift import ShiftEstimate

_ROUGHLY_M = 1_500.0
"""The sketch is drawn at 0.01°, about 1.1 km: a shift well beyond that shows even against it."""
_ROWS_NAMED = 8


def ok(source: Text, estimate: ShiftEstimate) -> Text:
    """No shift beyond what two sources differ by."""
    vi, en = _shift_words(estimate)
    return Text(
        vi=f"Ranh giới khớp với {source.vi}: {vi}, không quá mức hai nguồn vẫn khác nhau.",
        en=f"The borders fit {source.en}: {en}, no more than two sources differ anyway.",
    )


def vn2000_labelled_wgs84(source: Text, estimate: ShiftEstimate) -> Text:
    """VN-2000 coordinates that claim to be WGS 84."""
    vi, en = _shift_words(estimate)
    return Text(
        vi=f"Tọa độ trong tệp là VN-2000 nhưng ghi nhãn WGS 84 (hoặc chưa được chuyển hệ): ranh "
        f"giới {vi} so với {source.vi}, đúng bằng độ lệch giữa hai hệ tại đây.",
        en=f"The coordinates are VN-2000 but labelled WGS 84 (or were never converted): the "
        f"borders are {en} against {source.en}, just what the two systems differ by here.",
    )


def wgs84_labelled_vn2000(source: Text, estimate: ShiftEstimate) -> Text:
    """WGS 84 coordinates that claim to be VN-2000, or were converted twice."""
    vi, en = _shift_words(estimate)
    return Text(
        vi=f"Tọa độ trong tệp là WGS 84 nhưng ghi nhãn VN-2000 (hoặc bị chuyển hệ hai lần): ranh "
        f"giới {vi} so với {source.vi}, đúng bằng độ lệch giữa hai hệ tại đây.",
        en=f"The coordinates are WGS 84 but labelled VN-2000 (or were converted twice): the "
        f"borders are {en} against {source.en}, just what the two systems differ by here.",
    )


def other_shift(source: Text, estimate: ShiftEstimate) -> Text:
    """A shift that is neither nothing nor a datum's."""
    vi, en = _shift_words(estimate)
    return Text(
        vi=f"Ranh giới {vi} so với {source.vi}; đó không phải độ lệch giữa VN-2000 và WGS 84. "
        "Hãy hỏi nơi cấp tệp về hệ tọa độ, kinh tuyến trục và múi chiếu.",
        en=f"The borders are {en} against {source.en}; that is not what VN-2000 and WGS 84 "
        "differ by. Ask the file's maker for its datum, central meridian and zone width.",
    )


LEANS_OK = Text(
    vi="Theo bản phác, nhiều khả năng hệ tọa độ đúng",
    en="By the sketch the datum is more probably right",
)
LEANS_VN2000 = Text(
    vi="Theo bản phác, nhiều khả năng đây là tọa độ VN-2000 ghi nhãn WGS 84",
    en="By the sketch these are more probably VN-2000 coordinates labelled WGS 84",
)
LEANS_WGS84 = Text(
    vi="Theo bản phác, nhiều khả năng đây là tọa độ WGS 84 ghi nhãn VN-2000",
    en="By the sketch these are more probably WGS 84 coordinates labelled VN-2000",
)


def only_a_sketch(source: Text, estimate: ShiftEstimate | None, leaning: Text | None) -> Text:
    """Nothing but the bundled outlines to compare with."""
    vi = f"Chỉ có bản phác thảo để so sánh ({source.vi}), không đủ chính xác để biết hệ tọa độ."
    en = f"There is only a sketch to compare with ({source.en}), too coarse to tell the datum."
    if estimate and _is_far(estimate):
        direction_vi, direction_en = _direction(estimate, nearest=500)
        vi += f" Tuy vậy ranh giới dường như lệch khoảng {direction_vi}; nên kiểm tra."
        en += f" Even so the borders seem to lie about {direction_en}; this should be looked into."
    if leaning and estimate:
        shift_vi, shift_en = _shift_words(estimate)
        vi, en = f"{vi} {leaning.vi}: {shift_vi}.", f"{en} {leaning.en}: {shift_en}."
    return Text(vi=vi, en=en)


def too_little(source: Text) -> Text:
    """The borders have no counterpart to speak of."""
    return Text(
        vi=f"Quá ít ranh giới trong tệp có đường tương ứng trong vòng 6 km ở {source.vi}: khác "
        "vùng, khác loại đơn vị, hoặc lệch xa hơn.",
        en=f"Too few of the file's borders have a counterpart within 6 km in {source.en}: "
        "another area, another kind of unit, or shifted further than that.",
    )


def too_uncertain(source: Text, estimate: ShiftEstimate) -> Text:
    """The two differ too unevenly for one shift to be believed."""
    # An infinite uncertainty stands for too few stretches of border to draw from.
    radius = estimate.uncertainty_m
    known = f"±{radius:.0f} m" if math.isfinite(radius) else "± ?"
    return Text(
        vi=f"So với {source.vi}, ranh giới khác nhau không đều (còn lại {estimate.residual_m:.0f} "
        f"m, độ lệch chung chỉ biết tới {known}): chưa thể kết luận.",
        en=f"Against {source.en} the borders differ too unevenly ({estimate.residual_m:.0f} m "
        f"remain, a common shift is known to {known} only) for a conclusion.",
    )


def mixed(source: Text, rows: Sequence[int], of: int) -> Text:
    """Some areas lie by one datum and some by another."""
    return Text(
        vi=f"Tệp lẫn hai hệ tọa độ: so với {source.vi}, {len(rows)} trong {of} vùng lệch theo hệ "
        f"khác các vùng còn lại ({_rows_vi(rows)}). Hãy tách ra và kiểm tra riêng.",
        en=f"The file mixes two datums: against {source.en}, {len(rows)} of {of} areas lie by "
        f"another one than the rest ({_rows_en(rows)}). Split it and check the parts.",
    )


def with_strays(text: Text, rows: Sequence[int]) -> Text:
    """A verdict's text, and the few rows it does not hold for."""
    if not rows:
        return text
    return Text(
        vi=f"{text.vi} Riêng {len(rows)} vùng theo hệ khác ({_rows_vi(rows)}).",
        en=f"{text.en} But {len(rows)} area(s) lie by another datum ({_rows_en(rows)}).",
    )


def _is_far(estimate: ShiftEstimate) -> bool:
    distance = math.hypot(estimate.east_m, estimate.north_m)
    return estimate.stands_out and distance - estimate.uncertainty_m > _ROUGHLY_M


def _shift_words(estimate: ShiftEstimate) -> tuple[str, str]:
    vi, en = _direction(estimate, nearest=1)
    certain = f"±{estimate.uncertainty_m:.0f} m"
    rest = f"{estimate.residual_m:.0f} m"
    return f"lệch {vi} ({certain}; còn lại {rest})", f"off by {en} ({certain}; {rest} remain)"


def _direction(estimate: ShiftEstimate, *, nearest: int) -> tuple[str, str]:
    """Metres and direction of a shift in both languages."""
    east = round(estimate.east_m / nearest) * nearest
    north = round(estimate.north_m / nearest) * nearest
    vi, en = [], []
    if east:
        vi.append(f"{abs(east)} m về phía {'đông' if east > 0 else 'tây'}")
        en.append(f"{abs(east)} m {'east' if east > 0 else 'west'}")
    if north:
        vi.append(f"{abs(north)} m về phía {'bắc' if north > 0 else 'nam'}")
        en.append(f"{abs(north)} m {'north' if north > 0 else 'south'}")
    return " và ".join(vi) or "0 m", " and ".join(en) or "0 m"


def _rows_vi(rows: Sequence[int]) -> str:
    return f"hàng {_listed(rows)}"


def _rows_en(rows: Sequence[int]) -> str:
    return f"row(s) {_listed(rows)}"


def _listed(rows: Sequence[int]) -> str:
    """Row numbers as a person counts them, from 1; the first few of many."""
    named = ", ".join(str(row + 1) for row in rows[:_ROWS_NAMED])
    return f"{named}, …" if len(rows) > _ROWS_NAMED else named
