"""A line that a department brings in a file: read, placed, joined and held to its project."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import streamlit as st

from geo.confined import confined
from geo.files import scratch
from geo.locate.alignment import Alignment, aligned, chosen_layers, system_of
from geo.locate.drawing import Drawing, read_drawing
from geo.locate.drawn_system import (
    NEAR_M,
    DrawnSystem,
    SystemFit,
    asked_system,
    beyond_m,
    fitting,
    stated_system,
)
from geo.model import Project
from geo.provinces.meridians import read_meridians
from geo.registry import DATA_DIR, Registry


@st.cache_resource(show_spinner=False, max_entries=4)
def drawing_in(name: str, digest: str, _content: bytes) -> Drawing:  # noqa: ARG001 - of content
    """Read an uploaded drawing, once a content.

    Raises
    ------
    InputError
        When it cannot be read as lines.
    """
    with scratch() as folder:
        path = folder / f"drawing{Path(name).suffix.lower()}"
        path.write_bytes(_content)
        return confined(read_drawing, path, where=name)


@dataclass(frozen=True)
class Brought:
    """A drawing on its way to a project; ``where`` is its file's name, for messages."""

    drawing: Drawing
    project: Project
    registry: Registry
    where: str

    def of_layers(self, layers: list[str]) -> "Brought":
        """The same, with some layers alone.

        Raises
        ------
        InputError
            When there is no such layer, or several and none was chosen.
        """
        kept = chosen_layers(self.drawing, layers, where=self.where)
        return Brought(kept, self.project, self.registry, self.where)

    @property
    def stated(self) -> DrawnSystem | None:
        """The system that the file states, where the drawing then lies at its project."""
        found = stated_system(self.drawing.system) if self.drawing.system else None
        if found is None or self._beyond_m(found) > NEAR_M:
            return None
        return found

    def _beyond_m(self, system: DrawnSystem) -> float:
        return beyond_m(self.drawing, system, self.project, self.registry.places)

    @property
    def fits(self) -> list[SystemFit]:
        """The systems in which the drawing lies at its project, the best first."""
        return fitting(self.drawing, self.project, self.registry.places, _meridians())

    def joined(self, key: str | None) -> Alignment:
        """The line, read in a system that a reader chose, or in the one that is stated.

        Raises
        ------
        InputError
            When it lies elsewhere, or is no one line of the project.
        """
        places = self.registry.places
        system = system_of(
            self.drawing,
            asked_system(key) if key else None,
            self.project,
            places,
            _meridians(),
            others=self.registry.projects,
            where=self.where,
        )
        return aligned(self.drawing, system, self.project, places, where=self.where)


def _meridians() -> list[float]:
    table = read_meridians(DATA_DIR / "provinces")
    return list(chain(table.signing.values(), *table.reported.values()))
