"""What a meeting's papers say, gathered once: who met, how things stood, what was concluded."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.export import words
from geo.export.change_log import unit_name
from geo.export.tables import APPROXIMATE
from geo.export.wording import NO_LENGTH, is_missing, number_text
from geo.model import Language, Status, Text
from geo.pipeline import Linkage
from geo.registry.citations import date_text
from geo.store.conclusions import Conclusion
from geo.store.entry import Conference, Entry
from geo.views.changes import Difference


@dataclass(frozen=True)
class Record:
    """A meeting and all that its papers are made of.

    Attributes
    ----------
    conference
        What it is called, who comes, what is on its agenda.
    linkage
        How things stood on the day of its data, as known then.
    concluded
        What it concluded, in the order of the agenda.
    tasks
        What earlier meetings left to be done.
    changed
        What became different since the meeting before.
    """

    conference: Conference
    linkage: Linkage
    concluded: Sequence[Conclusion] = ()
    tasks: Sequence[Conclusion] = ()
    changed: Sequence[Difference] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """project_id → its map as PNG."""

    @property
    def agenda(self) -> tuple[str, ...]:
        """The projects of the agenda that the registry has."""
        return tuple(key for key in self.conference.agenda if key in self.linkage.registry.projects)

    @property
    def units(self) -> list[str]:
        """The names of the provinces that meet."""
        registry = self.linkage.registry
        return [unit_name(unit, registry) or unit for unit in self.conference.parties]

    def status_rows(self, language: Language) -> Iterator[tuple[str, ...]]:
        """A row a side of every project of the agenda, as both sides discussed them."""
        projects = self.linkage.projects.set_index("project_id").to_dict("index")
        sides = self.linkage.sides.to_dict("records")
        for number, project_id in enumerate(self.agenda, start=1):
            own = [row for row in sides if row["project_id"] == project_id]
            for place, side in enumerate(own):
                first = place == 0
                yield (
                    str(number) if first else "",
                    self.name(project_id, language) if first else "",
                    *side_cells(side, language),
                    apart_words(projects[project_id], language) if first else "",
                )

    def name(self, project_id: str | None, language: Language) -> str:
        """A project's name; its id where the registry has none of this id."""
        project = self.linkage.registry.projects.get(project_id or "")
        return project.name.pick(language) if project else project_id or NO_LENGTH

    def side(self, entry: Entry) -> str:
        """The unit of the side that an entry is about."""
        return unit_name(entry.side, self.linkage.registry) or NO_LENGTH

    def who(self, one: Conclusion, language: Language) -> str:
        """Who is to do what was concluded."""
        parties = self.linkage.registry.parties
        named = [parties[p].name.pick(language) for p in one.said.responsible if p in parties]
        return "; ".join(filter(None, [*named, one.said.who])) or NO_LENGTH


def side_cells(side: Mapping[Any, Any], language: Language) -> tuple[str, str, str, str, str]:
    """A side in words: unit, kilometres, who answers, status with its day, deadline."""
    told = words.STATUS[Status(side["status"])].pick(language)
    day = side["status_date"]
    if is_missing(day):
        status = told
    else:
        notes = [date_text(day).pick(language)]
        notes += [] if side["stated"] else [_INFERRED.pick(language)]
        status = f"{told} ({', '.join(notes)})"
    about = f"{APPROXIMATE} " if side["about"] else ""
    length = side["length_km"]
    return (
        side["unit_name"],
        f"{about}{number_text(length, language)}" if length > 0 else NO_LENGTH,
        side["responsible"] if language is Language.VI else side["responsible_en"],
        status,
        _due(side, language),
    )


_INFERRED = Text(vi="suy ra", en="inferred")
_DRAFT = Text(vi="DỰ THẢO", en="DRAFT")
_MISSED = Text(vi="quá hạn", en="past due")
_MAYBE = Text(vi="có thể quá hạn", en="possibly past due")


def _due(side: Mapping[Any, Any], language: Language) -> str:
    deadline = side["deadline"]
    if is_missing(deadline):
        return NO_LENGTH
    assert isinstance(deadline, dt.date)
    draft = f"{_DRAFT.pick(language)} " if side["deadline_draft"] else ""
    late = _MISSED if side["missed"] else _MAYBE if side["possibly_missed"] else None
    mark = f" ({late.pick(language)})" if late else ""
    return f"{draft}{date_text(deadline).pick(language)}{mark}"


def apart_words(project: Mapping[Any, Any], language: Language) -> str:
    """How far a project's sides are apart; empty where they are not."""
    if project["mismatch"]:
        steps = project["mismatch_steps"]
        return Text(vi=f"{steps} bước", en=f"{steps} steps").pick(language)
    if project["possible_mismatch"]:
        steps = project["possible_steps"]
        return Text(vi=f"có thể {steps} bước", en=f"possibly {steps} steps").pick(language)
    return ""
