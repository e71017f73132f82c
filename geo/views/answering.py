"""The sides that answer, by name: a stretch may be of one that answers on another's ground."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from geo.model import Text
from geo.pipeline import Linkage


@lru_cache(maxsize=8)
def side_names(linkage: Linkage) -> Mapping[tuple[str, int], Text]:
    """Name the province of each side, in the linkage's units: (project_id, side) → name."""
    names = ("project_id", "side", "province_name", "province_name_en")
    rows = zip(*(linkage.sides[name] for name in names), strict=True)
    return MappingProxyType({(key, int(side)): Text(vi=vi, en=en) for key, side, vi, en in rows})
