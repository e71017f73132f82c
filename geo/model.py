"""What an agreement, a project, a side and a status report are.

The words are those that README explains. Every fact carries the place it was read from:
a :class:`Citation` (document and line) or an :class:`OutsideSource` (publisher and date).
All objects are immutable.
"""

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from geo.errors import RuleError

PlaceKey = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
ProvinceCode = Annotated[str, Field(pattern=r"^\d{2}$")]
"""Two-digit unit code of the General Statistics Office, for example ``"24"``, Bắc Giang."""
UnitKey = Annotated[str, Field(pattern=r"^(\d{4}(-\d{2}-\d{2})?:)?\d{2}$")]
"""A provincial unit: ``"24"`` or ``"2008:24"`` is Bắc Giang, ``"2025:24"`` Bắc Ninh of today.

In a file a code without an era is of the era of the document's date; once read, of 2008.
"""


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Language(StrEnum):
    """The two languages; Vietnamese comes first everywhere."""

    VI = "vi"
    EN = "en"


class Text(_Fact):
    """One text in both languages; Vietnamese is the original."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def pick(self, language: Language) -> str:
        """One language's half."""
        return self.vi if language is Language.VI else self.en


class Mode(StrEnum):
    """What is built; :mod:`geo.modes` has a row for each."""

    ROAD = "road"
    BRIDGE = "bridge"
    RAIL = "rail"
    POWER = "power"
    WATERWAY = "waterway"
    PORT = "port"
    BUS = "bus"
    DIKE = "dike"
    IRRIGATION = "irrigation"


class Action(StrEnum):
    """What is to be done with the link."""

    BUILD = "build"
    UPGRADE = "upgrade"
    WIDEN = "widen"
    RESTORE = "restore"
    RENEW = "renew"
    COMPLETE = "complete"


class Status(StrEnum):
    """How far a side is, from a wish to traffic; the last two stand outside the order."""

    PROPOSED = "proposed"
    STUDY = "study"
    PLANNED = "planned"
    APPROVED = "approved"
    CONSTRUCTION = "construction"
    COMPLETED = "completed"
    OPERATING = "operating"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"

    @property
    def step(self) -> int | None:
        """Position in the order, 0 (proposed) to 6 (operating); None outside it."""
        return _STEPS.get(self)

    @property
    def is_done(self) -> bool:
        """True when the work is finished, which is what a deadline asks for."""
        return self in (Status.COMPLETED, Status.OPERATING)


_STEPS = {
    status: step
    for step, status in enumerate(s for s in Status if s not in ("suspended", "unknown"))
}


class News(StrEnum):
    """What there is to know of a side: nothing, something old, something of the last year."""

    NONE = "none"
    OLD = "old"
    RECENT = "recent"


class Grade(StrEnum):
    """How well a line's position is known.

    A: on OSM, at least 95 % of it own ways; OWN: as a department's document has it; B: on OSM,
    less so; C: a sketch through known places; D: an area only.
    """

    A = "A"
    OWN = "HS"
    """For *theo hồ sơ*."""
    B = "B"
    C = "C"
    D = "D"


class AgreementKind(StrEnum):
    """What sort of document an agreement is."""

    MEMORANDUM = "memorandum"
    CONCLUSION = "conclusion"
    REPORT = "report"
    NEWS = "news"
    DRAFT = "draft"


class Citation(_Fact):
    """A place in an agreement; written ``kl352:50`` (document, line) in the registry."""

    agreement: Slug
    line: int = Field(ge=1)

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        match = re.fullmatch(r"([a-z0-9-]+):([0-9]{1,9})", value.strip())
        if match is None:
            raise RuleError("registry.citation", value=value)
        return {"agreement": match[1], "line": int(match[2])}

    def __str__(self) -> str:
        return f"{self.agreement}:{self.line}"


class OutsideSource(_Fact):
    """A publication that is not one of the agreements, such as a newspaper or a notice.

    ``title`` is as printed, in Vietnamese; ``url`` is where a reader finds it. A date that the
    page does not print is derived from what it says, and the note of the fact says how.
    """

    publisher: str = Field(min_length=1)
    date: dt.date
    title: str = Field(min_length=1)
    url: str = Field(pattern=r"^https?://\S+$")


class Reading(StrEnum):
    """How a fact stands in its source: said there of this very side, or gathered by us."""

    STATED = "stated"
    INFERRED = "inferred"


class EntrySource(_Fact):
    """What a person's entry in the register rests on: a document, or the side's own word.

    ``by`` is who wrote the entry. Without a ``document`` it is the side's own report.
    """

    by: str = Field(min_length=1, max_length=200)
    date: dt.date
    document: str | None = Field(default=None, min_length=1, max_length=500)
    number: str | None = Field(default=None, min_length=1, max_length=100)
    line: int | None = Field(default=None, ge=1)

    @property
    def url(self) -> None:
        """No address: it is found in the change log."""

    def __str__(self) -> str:
        paper = self.number or self.document
        return ", ".join(filter(None, (self.by, paper, self.date.isoformat())))


def _sort_of_origin(value: object) -> str:
    """Which of the origins it is; in brackets, as no field of a file is named."""
    if isinstance(value, EntrySource) or (isinstance(value, dict) and "by" in value):
        return "(entry)"
    is_source = isinstance(value, dict) and "agreement" not in value
    return "(source)" if is_source or isinstance(value, OutsideSource) else "(cite)"


_Cite = Annotated[Citation, Tag("(cite)")]
_Outside = Annotated[OutsideSource, Tag("(source)")]
_Entered = Annotated[EntrySource, Tag("(entry)")]
Basis = Annotated[_Cite | _Outside | _Entered, Discriminator(_sort_of_origin)]
"""Where it is said who does a part: a line of an agreement, a publication, or an entry."""
Cited = Annotated[_Cite | _Entered, Discriminator(_sort_of_origin)]
"""A line of an agreement, or an entry."""
Published = Annotated[_Outside | _Entered, Discriminator(_sort_of_origin)]
"""An origin that is no agreement: a publication, or an entry."""


class Validity(_Fact):
    """The period an agreement speaks for, in whole years; an open end is None."""

    first_year: int = Field(ge=1990, le=2100)
    last_year: int | None = Field(default=None, ge=1990, le=2100)
    note: Text | None = None


class Agreement(_Fact):
    """A signed or draft document between provinces, or a report on one."""

    id: Slug
    kind: AgreementKind
    number: str | None = None
    title: Text
    date: dt.date
    parties: tuple[UnitKey, ...] = Field(min_length=1)
    validity: Validity | None = None
    about: Slug | None = None
    """The agreement that this one reports on, when that one is registered too."""
    note: Text | None = None
    discrepancies: tuple["Discrepancy", ...] = ()

    @property
    def is_draft(self) -> bool:
        """True for a text that nobody has signed."""
        return self.kind is AgreementKind.DRAFT


class PartyKind(StrEnum):
    """Which sort of body answers for a part."""

    PROVINCE = "province"
    MINISTRY = "ministry"
    CORPORATION = "corporation"


class Successor(_Fact):
    """The body that took a party's duties over, since when and by which act."""

    name: Text
    since: dt.date
    basis: Text


class Party(_Fact):
    """A body that answers for a side's part.

    A province's successor follows from the table of units; another body's is stated here.
    """

    id: Slug
    kind: PartyKind
    name: Text
    province: UnitKey | None = None
    """Which province, for a party of kind ``province``."""
    successor: Successor | None = None

    @model_validator(mode="after")
    def _province_has_code(self) -> Self:
        if (self.kind is PartyKind.PROVINCE) != (self.province is not None):
            raise RuleError("registry.party_code", id=self.id)
        return self


class StatusReport(_Fact):
    """What one document said, on one date, about how far a side is.

    ``reading`` is ``stated`` only where the source says the status of this side; an inferred
    status accuses nobody. ``antecedent`` names the line that says what the cited one means by
    "the project", where it does not repeat the name.
    """

    date: dt.date
    status: Status
    reading: Reading = Reading.STATED
    cite: Citation | None = None
    antecedent: Citation | None = None
    source: Published | None = None
    note: Text

    @property
    def is_stated(self) -> bool:
        """Whether the source says it of this side."""
        return self.reading is Reading.STATED

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if (self.cite is None) == (self.source is None):
            raise RuleError("registry.origin")
        return self


class Deadline(_Fact):
    """The last day on which the part should be complete, and how the document put it.

    An inferred one is a term that the document puts behind another work or under a condition.
    """

    by: dt.date
    said: Text
    cite: Cited
    reading: Reading = Reading.STATED


class Side(_Fact):
    """One province's part of a project, with its own party, deadline and reports.

    ``stretch`` names two places of the project's route between which this side answers,
    whatever ground the line lies on; without it the side answers for what lies in its
    province and no other stretch claims. ``basis`` is where it is said who does this side's
    part; without one the part is divided at the border, the text does not say. ``same_works``
    names the project that tells of the same works on this ground: its kilometres are those that
    count.
    """

    province: UnitKey
    part: Text
    responsible: tuple[Slug, ...] = Field(min_length=1)
    basis: Basis | None = None
    same_works: Slug | None = None
    stretch: tuple[PlaceKey, PlaceKey] | None = None
    deadline: Deadline | None = None
    reports: tuple[StatusReport, ...] = ()


class StatedLength(_Fact):
    """A length that a document states, and what it measures.

    ``between`` names the two places of the route it runs between; ``province`` restricts it
    to what lies in that province. With neither it is shown but not measured against.
    """

    km: float = Field(gt=0)
    of: Text
    cite: Cited
    province: UnitKey | None = None
    between: tuple[PlaceKey, PlaceKey] | None = None


class Discrepancy(_Fact):
    """Where documents disagree with each other, with themselves, or look misread."""

    text: Text
    cites: tuple[Citation, ...] = Field(min_length=1)
    sources: tuple[OutsideSource, ...] = ()


Strand = Annotated[tuple[PlaceKey, ...], Field(min_length=1)]
"""Place keys in order along one unbroken line: first end, via places, last end."""


def _one_strand_or_many(value: object) -> object:
    """Let a simple route be written as one list of places."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return [value]
    return value


Route = Annotated[tuple[Strand, ...], BeforeValidator(_one_strand_or_many)]


class Located(StrEnum):
    """What shape a project's position has."""

    LINE = "line"
    POINT = "point"
    AREA = "area"


class Named(_Fact):
    """What projects and context rows share."""

    id: Slug
    name: Text
    mode: Mode
    refs: tuple[str, ...] = ()
    route: Route = ()
    located: Located = Located.LINE
    cites: tuple[Citation, ...] = Field(min_length=1)
    note: Text | None = None
    sources: tuple[OutsideSource, ...] = ()
    """Publications that the note speaks of."""
    discrepancies: tuple[Discrepancy, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Every place key that the route uses, in order, once each."""
        return tuple(dict.fromkeys(key for strand in self.route for key in strand))


class Project(Named):
    """One named link that provinces agreed on; it may stand in several agreements."""

    action: Action
    kv: int | None = Field(default=None, gt=0)
    """Voltage in kilovolts, for power projects."""
    osm_names: tuple[str, ...] = ()
    """Names by which OpenStreetMap knows the link, when they differ from ours."""
    sides: tuple[Side, ...] = Field(min_length=1)
    stated_lengths: tuple[StatedLength, ...] = ()
    pair: Slug | None = None
    """The project that is the other side of this one, where a document splits a link in two."""

    @model_validator(mode="after")
    def _route_is_long_enough(self) -> Self:
        enough = {Located.LINE: 2, Located.POINT: 1, Located.AREA: 1}[self.located]
        if not self.route or any(len(strand) < enough for strand in self.route):
            raise RuleError("registry.short_route", located=self.located.value, least=enough)
        return self


Degrees = Annotated[float, Field(ge=-180, le=180)]


class River(_Fact):
    """A river, for orientation: a hand sketch like the bundled outlines, never a survey.

    Attributes
    ----------
    course
        Down the stream, [longitude, latitude], degrees in EPSG:4326.
    """

    id: Slug
    name: Text
    course: tuple[tuple[Degrees, Degrees], ...] = Field(min_length=2)


class ContextItem(Named):
    """Something the agreements name that is not a link to build; drawn only on request."""

    what: Text
    provinces: tuple[UnitKey, ...] = Field(min_length=1)
    km_posts: str | None = None
