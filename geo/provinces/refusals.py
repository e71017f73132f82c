"""What is said of a file whose coordinates cannot be placed, by everything that reads one."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np

from geo.errors import InputError
from geo.registry.places import AROUND_VIET_NAM


def no_crs(path: Path) -> InputError:
    """The file does not say what its coordinates mean."""
    return InputError(
        "the file states no coordinate system",
        where=str(path),
        allowed="any CRS, stated in the file (for a Shapefile in its .prj)",
        remedy="set the layer's CRS in QGIS and export it again",
        vi="Tệp không nêu hệ tọa độ (Shapefile: thiếu .prj). Hãy đặt hệ tọa độ cho lớp trong "
        "QGIS rồi xuất lại.",
    )


def wrong_crs(frame: gpd.GeoDataFrame, path: Path) -> InputError:
    """The file says something that its coordinates contradict."""
    stated = frame.crs.name if frame.crs is not None else ""
    if _has_swapped_axes(frame):
        return InputError(
            f"latitude stands before longitude: the coordinates do not fit {stated!r}",
            where=str(path),
            remedy="swap the two axes (QGIS: Swap X and Y coordinates) and export again",
            vi="Vĩ độ đứng trước kinh độ. Hãy đổi chỗ hai trục (QGIS: Swap X and Y coordinates) "
            "rồi xuất lại.",
        )
    return InputError(
        f"coordinates do not fit the stated system {stated!r}",
        where=str(path),
        remedy="set the CRS the coordinates were really made in and export again",
        vi=f"Tọa độ không hợp với hệ đã nêu ({stated}). Hãy đặt đúng hệ tọa độ của dữ liệu rồi "
        "xuất lại.",
    )


def _has_swapped_axes(frame: gpd.GeoDataFrame) -> bool:
    """Whether the numbers lie in Viet Nam when read as latitude, longitude."""
    low, high = np.reshape(frame.total_bounds, (2, 2))
    return bool(
        (AROUND_VIET_NAM[:2] <= low[::-1]).all() and (high[::-1] <= AROUND_VIET_NAM[2:]).all()
    )


def poor(like: float, path: Path) -> InputError:
    """The provinces are the right ones, but drawn kilometres off."""
    return InputError(
        f"the borders lie kilometres off: the provinces cover those of the bundled outlines to "
        f"{like:.0%} only, good files to 90% and more",
        where=str(path),
        allowed="borders drawn to some hundred metres",
        remedy="use a better file, fetch boundaries (python -m geo refresh --boundaries), or say "
        "--accept-poor to use this one all the same",
        vi=f"Ranh giới trong tệp lệch hàng ki-lô-mét: các tỉnh chỉ trùng {like:.0%} với bản phác "
        "kèm theo, tệp tốt trùng trên 90%. Hãy dùng tệp tốt hơn hoặc tải ranh giới về.",
    )


def elsewhere(labels: Mapping[str, float], path: Path) -> InputError:
    """Provinces are named, but not one has its ground under it; kilometres off by name."""
    far = max(labels.values())
    count = len(labels)
    return InputError(
        f"{count} word(s) in the file name provinces, but their areas lie elsewhere (up to "
        f"{far:,.0f} km off) or are of another size",
        where=str(path),
        allowed="areas that are the provinces they are named after",
        remedy="check the axes, the central meridian and the zone of the file; wards, towns or "
        "districts named like a province are none",
        vi=f"Có {count} tên tỉnh trong tệp nhưng vùng mang tên ấy nằm ở chỗ khác (lệch tới "
        f"{far:.0f} km) hoặc khác hẳn diện tích. Hãy kiểm tra thứ tự trục, kinh tuyến trục, múi "
        "chiếu; phường, thị xã hay huyện trùng tên tỉnh thì không phải là tỉnh.",
    )
