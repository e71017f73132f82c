"""A linkage of some projects only: what a reader's filters leave."""

from collections.abc import Collection
from dataclasses import replace

from geo.pipeline import Linkage


def only(linkage: Linkage, project_ids: Collection[str]) -> Linkage:
    """The same linkage with these projects' rows; provinces, date and units stay.

    Examples
    --------
    >>> from datetime import date
    >>> from geo.pipeline import build
    >>> from geo.sources.inputs import bundled_outlines
    >>> from geo.registry import load_registry
    >>> registry = load_registry()
    >>> outlines = bundled_outlines(registry)
    >>> one = only(build(registry, outlines, as_of=date(2024, 6, 1)), {"cau-hoa-son"})
    >>> list(one.projects["project_id"])
    ['cau-hoa-son']
    """
    kept = set(project_ids)
    frames = ("pieces", "crossings", "projects", "sides", "meetings", "stated", "communes")
    chosen = {
        name: frame[frame["project_id"].isin(kept)].reset_index(drop=True)
        for name in frames
        for frame in (getattr(linkage, name),)
    }
    return replace(linkage, **chosen)
