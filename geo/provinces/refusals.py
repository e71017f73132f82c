"""What is said of a file whose coordinates cannot be placed, by everything that reads one."""

from pathlib import Path

import geopandas as gpd

from geo.errors import InputError


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
    return InputError(
        f"coordinates do not fit the stated system {stated!r}",
        where=str(path),
        remedy="set the CRS the coordinates were really made in and export again",
        vi=f"Tọa độ không hợp với hệ đã nêu ({stated}). Hãy đặt đúng hệ tọa độ của dữ liệu rồi "
        "xuất lại.",
    )
