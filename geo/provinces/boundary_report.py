"""What was found in a boundary file, and done to it, before anything is cut by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geo.model import Text
from geo.provinces.neighbours import Misfit, NeighbourMisfit
from geo.registry.units import Units
from geo.sentence import listed, sentence

_ONLY_TODAY = Text(
    vi="Tệp chứa các đơn vị hiện nay: dùng được ngay cho chế độ xem hiện nay; chế độ xem lúc ký "
    "cần ranh giới 63 tỉnh hoặc ranh giới xã, nên phần ranh giới cũ lấy từ nguồn tốt nhất đang có.",
    en="The file holds units of today: it serves the view of today as it is; the view of the "
    "signing needs the 63 or communes, and takes the former borders from the best at hand.",
)
_NAMED = 10
"""How many names a sentence lists before it says how many more there are."""


@dataclass(frozen=True)
class BoundaryReport:
    """A boundary file as it was understood.

    ``provinces`` maps the codes found to names, of the era of ``units``; ``missing`` names the
    units of that era that the file lacks. ``communes`` counts the rows that are communes, of
    which the provinces were made; ``parts`` are provinces of which the file holds less than
    half, each with the share. ``left_out`` are the values of rows that name no province, each with
    the province it may have meant, which was not used, or "". ``mended`` names the provinces
    whose outlines crossed themselves, ``misfits`` says where neighbours do not fit, areas taken
    in ``areas_in``. ``notes`` say what had to be understood (layer, coordinate system).
    """

    rows: int
    rows_used: int
    column: str
    encoding: str
    system: str
    units: Units
    communes: int
    provinces: dict[str, str]
    missing: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, float], ...]
    mended: tuple[str, ...]
    misfits: tuple[NeighbourMisfit, ...]
    areas_in: str
    notes: tuple[Text, ...]

    def total_km2(self, kind: Misfit) -> float:
        """Area of all gaps, or of all overlaps."""
        return sum(misfit.area_km2 for misfit in self.misfits if misfit.kind is kind)

    def as_json(self) -> dict[str, Any]:
        """What ``check-boundaries --json`` prints under ``file``; km² to 0.0001, metres to 1."""
        return {
            "rows": self.rows,
            "rows_used": self.rows_used,
            "column": self.column,
            "encoding": self.encoding,
            "crs": self.system,
            "units": self.units.value,
            "communes": self.communes,
            "parts": {name: round(share, 3) for name, share in self.parts},
            "provinces": self.provinces,
            "missing": list(self.missing),
            "left_out": [{"value": value, "meant": meant} for value, meant in self.left_out],
            "mended": list(self.mended),
            "areas_in": self.areas_in,
            "gap_km2": round(self.total_km2(Misfit.GAP), 4),
            "overlap_km2": round(self.total_km2(Misfit.OVERLAP), 4),
            "misfits": [_misfit_json(misfit) for misfit in self.misfits],
            "notes": [note.model_dump() for note in self.notes],
        }

    def sentences(self) -> tuple[Text, ...]:
        """The report in words, misfits in sum only."""
        found = [self._what_was_read(), *self.notes]
        if self.units is Units.TODAY:
            found.append(_ONLY_TODAY)
        if self.communes:
            found.append(self._what_was_made())
        if self.missing:
            found.append(self._what_is_missing())
        if self.parts:
            found.append(self._what_is_only_a_part())
        if self.left_out:
            found.append(self._what_was_left_out())
        if self.mended:
            found.append(
                sentence(
                    "Đã sửa đường biên tự cắt: {names}.",
                    "Outlines that crossed themselves were mended: {names}.",
                    names=_few(self.mended),
                )
            )
        return (*found, self._how_neighbours_fit())

    def misfit_words(self, misfit: NeighbourMisfit) -> Text:
        """One pair of neighbours in words."""
        vi, en = ("hở", "gap") if misfit.kind is Misfit.GAP else ("chồng", "overlap")
        first, second = self.provinces[misfit.first], self.provinces[misfit.second]
        return sentence(
            f"{first} | {second}: {vi} {{area}} km² ở {{count}} chỗ, dài nhất {{length}} m, "
            f"tại {misfit.lon:.4f}, {misfit.lat:.4f}",
            f"{first} | {second}: {en} of {{area}} km² in {{count}} place(s), "
            f"longest {{length}} m, at {misfit.lon:.4f}, {misfit.lat:.4f}",
            area=f"{misfit.area_km2:,.3f}",
            count=str(misfit.count),
            length=f"{misfit.longest_m:,.0f}",
        )

    def _what_was_read(self) -> Text:
        return sentence(
            "Dùng {used}/{rows} hàng, nhận ra {count} tỉnh theo cột “{column}”; hệ tọa độ {crs}; "
            "bảng mã {encoding}.",
            "{used} of {rows} row(s) used, {count} provinces found by column “{column}”; "
            "coordinate system {crs}; text encoding {encoding}.",
            used=str(self.rows_used),
            rows=str(self.rows),
            count=str(len(self.provinces)),
            column=_plain(self.column),
            crs=_plain(self.system),
            encoding=_plain(self.encoding),
        )

    def _what_was_made(self) -> Text:
        return sentence(
            "Tệp gồm {count} xã, phường; {provinces} tỉnh trước 01/7/2025 được ghép từ đó theo mã.",
            "The file holds {count} communes; {provinces} provinces of before 1 July 2025 were "
            "made of them by their codes.",
            count=f"{self.communes:,}",
            provinces=str(len(self.provinces)),
        )

    def _what_is_only_a_part(self) -> Text:
        shares = [
            sentence(
                "{name} ({share} %)",
                "{name} ({share}%)",
                name=_plain(name),
                share=f"{share:.0%}"[:-1],
            )
            for name, share in self.parts
        ]
        return sentence(
            "Chỉ có một phần diện tích: {names}; phần tuyến ở ngoài sẽ không thuộc tỉnh nào.",
            "Only part of the area is there: {names}; lines outside it will lie in no province.",
            names=_few_texts(shares),
        )

    def _what_is_missing(self) -> Text:
        return sentence(
            "Không có trong tệp: {count} tỉnh ({names}); phần tuyến ở đó sẽ không thuộc tỉnh nào.",
            "Not in the file: {count} provinces ({names}); lines there will lie in no province.",
            count=str(len(self.missing)),
            names=_few(self.missing),
        )

    def _what_was_left_out(self) -> Text:
        values = [_value(value, meant) for value, meant in self.left_out]
        return sentence(
            "{count} hàng không nêu tên tỉnh nào và bị bỏ ra: {names}.",
            "{count} row(s) name no province and are left out: {names}.",
            count=str(self.rows - self.rows_used),
            names=_few_texts(values),
        )

    def _how_neighbours_fit(self) -> Text:
        if not self.misfits:
            return Text(
                vi="Các tỉnh kề nhau khớp hoàn toàn: không hở, không chồng.",
                en="Neighbours fit exactly: no gap, no overlap.",
            )
        return sentence(
            "Các tỉnh kề nhau không khớp hẳn: hở {gap} km², chồng {overlap} km² ({areas}); "
            "ranh giới được giữ nguyên.",
            "Neighbours do not fit exactly: gaps of {gap} km², overlaps of {overlap} km² "
            "({areas}); the borders are left as they are.",
            gap=f"{self.total_km2(Misfit.GAP):,.3f}",
            overlap=f"{self.total_km2(Misfit.OVERLAP):,.3f}",
            areas=Text(
                vi=f"diện tích tính trong {self.areas_in}", en=f"areas taken in {self.areas_in}"
            ),
        )


def _misfit_json(misfit: NeighbourMisfit) -> dict[str, Any]:
    return {
        "kind": misfit.kind.value,
        "provinces": [misfit.first, misfit.second],
        "area_km2": round(misfit.area_km2, 4),
        "count": misfit.count,
        "longest_m": round(misfit.longest_m),
        "lon": round(misfit.lon, 5),
        "lat": round(misfit.lat, 5),
    }


def _plain(text: str) -> Text:
    """A text that is no number: its points and commas stay in both languages."""
    return Text(vi=text or "?", en=text or "?")


def _value(value: str, meant: str) -> Text:
    shown = f"“{value}”"
    if not value:
        return Text(vi="(trống)", en="(empty)")
    if not meant:
        return Text(vi=shown, en=shown)
    return Text(vi=f"{shown} (có phải {meant}?)", en=f"{shown} ({meant}?)")


def _few(names: Iterable[str]) -> Text:
    return _few_texts([Text(vi=name, en=name) for name in names])


def _few_texts(texts: list[Text]) -> Text:
    shown = listed(texts[:_NAMED])
    more = len(texts) - _NAMED
    if more <= 0:
        return shown
    return Text(vi=f"{shown.vi} và {more} nữa", en=f"{shown.en} and {more} more")
