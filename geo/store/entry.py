"""What a person adds to the register: an entry, never changed, only followed by another.

An entry is about a project and one of its sides, or about one of them, or neither (a place). Its
payload is a class of the model wherever the model has one, so that folding it onto the registry
copies nothing.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    TypeAdapter,
    model_validator,
)
from uuid_utils.compat import uuid7

from geo.model import (
    Deadline,
    EntrySource,
    Language,
    PlaceKey,
    Slug,
    StatedLength,
    Status,
    StatusReport,
    Text,
)
from geo.registry.units import Units

EntryId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
"""A UUIDv7 in small letters: sorts as text in the order of its making."""
EntrySide = Annotated[str, Field(pattern=r"^\d{4}:\d{2}(@[a-z0-9-]+/[a-z0-9-]+)?$")]
"""Era and code, ``2008:24``; ``@`` and a stretch's ends where a project has two such sides."""
EraUnit = Annotated[str, Field(pattern=r"^\d{4}:\d{2}$")]
"""An administrative unit: the year its era came into force, and its code."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Longitude: TypeAlias = Annotated[float, Field(ge=102.0, le=118.0)]
Latitude: TypeAlias = Annotated[float, Field(ge=8.0, le=23.5)]
LonLatDegrees: TypeAlias = tuple[Longitude, Latitude]
"""(longitude, latitude) in EPSG:4326, in and around Viet Nam."""


class EntryKind(StrEnum):
    """What an entry says."""

    STATUS = "status"
    DEADLINE = "deadline"
    PARTY = "party"
    LENGTH = "length"
    NOTE = "note"
    PLACE = "place"
    LINE = "line"
    CUT = "cut"
    DECISION = "decision"
    ATTACHMENT = "attachment"
    WITHDRAWAL = "withdrawal"
    CONFERENCE = "conference"


GEOMETRIC: Final = frozenset({EntryKind.PLACE, EntryKind.LINE, EntryKind.CUT})
"""Kinds that move a line, a place or a cut: only these make a new trace."""


class _Said(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True
    )


class Responsibility(_Said):
    """Who answers for the side from now on."""

    responsible: tuple[Slug, ...] = Field(min_length=1, max_length=20)
    source: EntrySource


class Remark(_Said):
    """A note on the project, or on one of its sides."""

    text: Text
    source: EntrySource


class PlaceGiven(_Said):
    """A place of the gazetteer, new or moved; degrees in EPSG:4326, precision in metres."""

    key: PlaceKey
    name: Text
    lon: Longitude
    lat: Latitude
    sort: str = Field(min_length=1, max_length=40)
    provinces: tuple[EraUnit, ...] = Field(min_length=1, max_length=2)
    districts: tuple[str, ...] = ()
    precision_m: int = Field(gt=0, le=50_000)
    source: EntrySource


class OwnLine(_Said):
    """The project's line as a department's document has it: strands of (lon, lat) in degrees.

    It takes a sketch's place; where OSM has the whole line, only when it is ``before_osm``.
    """

    strands: tuple[Annotated[tuple[LonLatDegrees, ...], Field(min_length=2)], ...] = Field(
        min_length=1
    )
    before_osm: bool = False
    drawn_zoom: float | None = Field(default=None, ge=0, le=24)
    """At which zoom of the map it was drawn by hand, the least of its points; None of a file's."""
    source: EntrySource

    @model_validator(mode="after")
    def _has_length(self) -> "OwnLine":
        if any(len(set(strand)) < 2 for strand in self.strands):
            raise ValueError("a strand has no length")
        return self


class Cut(_Said):
    """The stretch for which the side answers, between two places of the project's route."""

    stretch: tuple[PlaceKey, PlaceKey]
    source: EntrySource


class Decision(_Said):
    """A conclusion on a project or one of its sides: what is to be done, by whom, by when.

    ``responsible`` are parties of the registry, ``who`` anybody else; ``conference`` is the one
    that concluded it. It is closed by a report of the side that is at least as far as
    ``reached_by``, or by hand, on the day ``closed``; ``closing`` says how.
    """

    text: Text
    responsible: tuple[Slug, ...] = Field(default=(), max_length=20)
    who: str = Field(default="", max_length=200)
    by: dt.date | None = None
    conference: EntryId | None = None
    reached_by: Status | None = None
    closed: dt.date | None = None
    closing: str = Field(default="", max_length=500)
    source: EntrySource


class Conference(_Said):
    """A meeting of provinces: what it is called, who comes, what is on its agenda.

    ``as_of`` is the day of the data, ``since`` the day to which they are compared: that of the
    meeting before. ``agenda`` are projects in the order in which they are shown.
    """

    title: str = Field(min_length=1, max_length=200)
    date: dt.date
    place: str = Field(default="", max_length=200)
    host: str = Field(default="", max_length=200)
    """The body that calls the meeting: its name stands over the minutes."""
    number: str = Field(default="", max_length=100)
    """Number and sign of the minutes, ``12/BB-UBND``."""
    parties: tuple[EraUnit, ...] = Field(default=(), max_length=20)
    present: tuple[Annotated[str, Field(min_length=1, max_length=300)], ...] = Field(
        default=(), max_length=200
    )
    """Who takes part, a line each."""
    chair: str = Field(default="", max_length=200)
    secretary: str = Field(default="", max_length=200)
    agenda: tuple[Slug, ...] = Field(default=(), max_length=500)
    language: Language = Language.VI
    as_of: dt.date
    since: dt.date | None = None
    units: Units = Units.SIGNING


class Attachment(_Said):
    """A file that goes with another entry (``of``); it lies under its SHA-256."""

    sha256: Sha256
    name: str = Field(min_length=1, max_length=200)
    media_type: str = Field(min_length=3, max_length=100)
    size_bytes: int = Field(gt=0)
    of: EntryId | None = None


class Withdrawal(_Said):
    """Why another entry no longer counts."""

    reason: str = Field(default="", max_length=500)


Payload: TypeAlias = (
    StatusReport
    | Deadline
    | Responsibility
    | StatedLength
    | Remark
    | PlaceGiven
    | OwnLine
    | Cut
    | Decision
    | Attachment
    | Withdrawal
    | Conference
)
PAYLOADS: Final[Mapping[EntryKind, type[Any]]] = MappingProxyType(
    {
        EntryKind.STATUS: StatusReport,
        EntryKind.DEADLINE: Deadline,
        EntryKind.PARTY: Responsibility,
        EntryKind.LENGTH: StatedLength,
        EntryKind.NOTE: Remark,
        EntryKind.PLACE: PlaceGiven,
        EntryKind.LINE: OwnLine,
        EntryKind.CUT: Cut,
        EntryKind.DECISION: Decision,
        EntryKind.ATTACHMENT: Attachment,
        EntryKind.WITHDRAWAL: Withdrawal,
        EntryKind.CONFERENCE: Conference,
    }
)
"""The class of each kind's payload."""


class Reported(StatusReport):
    """A status report of the register: its origin is an entry, which need not be found out."""

    source: EntrySource


REPORTS: Final = TypeAdapter(list[Reported])
"""Many reports read at once."""


def written_moment(at: dt.datetime) -> str:
    """A moment in UTC as text of one length, so that texts sort as moments do.

    Examples
    --------
    >>> written_moment(dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    '2026-05-01T00:00:00.000000Z'
    """
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def new_id() -> str:
    """A new id, later than all that this process made before."""
    return str(uuid7())


class Entry(NamedTuple):
    """An entry as the log holds it; its payload is read when it is asked for.

    A plain tuple, since a hundred thousand of them are read at once.

    Attributes
    ----------
    id, log
        The entry's own id, and the id of the log (installation) it was written in.
    project, side
        What it is about, where it is about one.
    body
        The payload as JSON.
    author, email
        Who wrote it.
    at
        When it was written, UTC, as :func:`written_moment` writes it.
    withdraws, replaces
        The entry that no longer counts because of this one.
    after
        The newest entries on the same fact that its author's log held: what he knew.
    received
        When this log took it in; no part of what is exchanged.
    """

    id: str
    kind: EntryKind
    project: str | None
    side: str | None
    body: str
    author: str
    email: str | None
    log: str
    at: str
    withdraws: str | None = None
    replaces: str | None = None
    after: tuple[str, ...] = ()
    received: str = ""

    @property
    def payload(self) -> Any:
        """What it says, as the class of its kind."""
        return PAYLOADS[self.kind].model_validate_json(self.body)

    @property
    def target(self) -> str | None:
        """The entry that no longer counts because of this one."""
        return self.withdraws or self.replaces

    @property
    def known_since(self) -> str:
        """Since when this log holds it."""
        return self.received or self.at

    @property
    def written(self) -> dt.datetime:
        """When it was written, UTC."""
        return dt.datetime.fromisoformat(self.at)


class Draft(_Said):
    """What a person wants to add; the store adds who, when and the rest.

    ``seen`` holds the newest entries on the fact that the person was shown: what came since
    makes the store refuse, so that nobody writes over what he has not seen.
    """

    kind: EntryKind
    project: Slug | None = None
    side: EntrySide | None = None
    payload: Any
    withdraws: EntryId | None = None
    replaces: EntryId | None = None
    seen: frozenset[str] | None = None

    @model_validator(mode="after")
    def _payload_is_of_its_kind(self) -> "Draft":
        payload = PAYLOADS[self.kind]
        if not isinstance(self.payload, payload):
            raise ValueError(  # noqa: TRY004 - pydantic gathers ValueError
                f"an entry of kind {self.kind.value} holds a {payload.__name__}"
            )
        if (self.kind is EntryKind.WITHDRAWAL) != (self.withdraws is not None):
            raise ValueError("give 'withdraws' exactly when the kind is withdrawal")
        return self


_Moment = Annotated[AwareDatetime, PlainSerializer(written_moment, return_type=str)]


class _Envelope(_Said):
    """An entry as it is written in a file that goes from one installation to another."""

    id: EntryId
    kind: EntryKind
    project: Slug | None = None
    side: EntrySide | None = None
    payload: dict[str, Any]
    author: str = Field(min_length=1, max_length=200)
    email: str | None = None
    log: EntryId
    at: _Moment
    withdraws: EntryId | None = None
    replaces: EntryId | None = None
    after: tuple[EntryId, ...] = ()


def entry_line(entry: Entry) -> str:
    """One entry as a line of JSON, the same wherever it was written."""
    fields = {
        name: getattr(entry, name)
        for name in _Envelope.model_fields
        if name != "payload" and getattr(entry, name)
    }
    return json.dumps(fields | {"payload": json.loads(entry.body)}, ensure_ascii=False)


def read_entry(line: str | bytes) -> Entry:
    """Read one line of JSON.

    Raises
    ------
    ValueError
        When it is no entry of a kind that this version knows.
    """
    said = _Envelope.model_validate_json(line)
    payload = PAYLOADS[said.kind].model_validate(said.payload, strict=False)
    plain = said.model_dump(exclude={"payload", "at"})
    return Entry(**plain, at=written_moment(said.at), body=payload_json(payload))


def payload_json(payload: BaseModel) -> str:
    """A payload as JSON in Unicode NFC, without what it leaves open."""
    return unicodedata.normalize("NFC", payload.model_dump_json(exclude_none=True))
