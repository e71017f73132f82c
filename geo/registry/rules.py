"""Rules that a project keeps to by itself, whatever else is registered."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pydantic import BaseModel

from geo.errors import InputError
from geo.model import Citation, OutsideSource, Project, Side
from geo.modes import PROJECT_MODES
from geo.registry.rows import FieldPath, Row


def broken_rules(row: Row[Project], agreements: Container[str]) -> Iterator[InputError]:
    """Every rule that a project breaks, each with file, line and remedy.

    Parameters
    ----------
    row
        The project, and where it stands.
    agreements
        Ids of those that are registered; a citation of another is a fault of its own.
    """
    rules = _Rules(row)
    yield from rules.mode()
    yield from rules.cited(agreements)
    yield from rules.along_the_route()
    for number, side in enumerate(row.value.sides):
        yield from rules.order(side, ("sides", number))
    yield from rules.addresses(row.value, ())


@dataclass(frozen=True)
class _Rules:
    row: Row[Project]

    @property
    def project(self) -> Project:
        """The project itself."""
        return self.row.value

    def _fault(self, message: str, /, *location: str | int, **values: object) -> InputError:
        return InputError(message, where=self.row.where(*location), label=self.row.label, **values)

    def mode(self) -> Iterator[InputError]:
        """It is of a mode whose links are projects, and has a voltage where the mode has one."""
        mode = self.project.mode
        row = PROJECT_MODES.get(mode)
        if row is None:
            yield self._fault(
                "registry.context_mode", "mode", mode=mode.value, modes=", ".join(PROJECT_MODES)
            )
        elif row.has_voltage != (self.project.kv is not None):
            yield self._fault("registry.kv", "mode" if row.has_voltage else "kv", mode=mode.value)

    def cited(self, agreements: Container[str]) -> Iterator[InputError]:
        """A side's citations are among the project's, so that a list of these lacks none."""
        for location, cite in self._facts():
            if not isinstance(cite, Citation) or cite.agreement not in agreements:
                continue
            if cite not in self.project.cites:
                yield self._fault("registry.not_cited", *location, cite=cite)

    def _facts(self) -> Iterator[tuple[FieldPath, object]]:
        for i, length in enumerate(self.project.stated_lengths):
            yield ("stated_lengths", i, "cite"), length.cite
        for i, side in enumerate(self.project.sides):
            yield ("sides", i, "basis"), side.basis
            for n, report in enumerate(side.reports):
                yield ("sides", i, "reports", n, "cite"), report.cite
            if side.deadline:
                yield ("sides", i, "deadline", "cite"), side.deadline.cite

    def along_the_route(self) -> Iterator[InputError]:
        """Stretches and lengths run along one strand of the route, in its direction."""
        for location, span in self._spans():
            if span is None or not set(span) <= set(self.project.places):
                continue  # that a place is not on the route is said already
            if not any(_follow(*span, strand) for strand in self.project.route):
                yield self._fault("registry.against_route", *location, first=span[0], last=span[1])

    def _spans(self) -> Iterator[tuple[FieldPath, tuple[str, str] | None]]:
        for i, length in enumerate(self.project.stated_lengths):
            yield ("stated_lengths", i, "between"), length.between
        for i, side in enumerate(self.project.sides):
            yield ("sides", i, "stretch"), side.stretch

    def order(self, side: Side, location: FieldPath) -> Iterator[InputError]:
        """A side's reports stand in the order of their dates."""
        for n, (first, second) in enumerate(pairwise(side.reports)):
            if second.date < first.date:
                yield self._fault(
                    "registry.report_order",
                    *(*location, "reports", n + 1, "date"),
                    date=second.date,
                    before=first.date,
                )

    def addresses(self, value: object, location: FieldPath) -> Iterator[InputError]:
        """A publication is found at an address that nobody can change on the way."""
        if isinstance(value, OutsideSource):
            if not value.url.startswith("https://"):
                yield self._fault("registry.address", *location, "url", url=value.url)
        elif isinstance(value, BaseModel):
            for name in type(value).model_fields:
                yield from self.addresses(getattr(value, name), (*location, name))
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                yield from self.addresses(item, (*location, number))


def _follow(start: str, end: str, strand: tuple[str, ...]) -> bool:
    return start in strand and end in strand[strand.index(start) + 1 :]
