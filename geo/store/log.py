"""The register: an append-only log of entries, and who may add to it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, select

from geo.errors import InputError, Wording
from geo.model import EntrySource
from geo.registry import Registry
from geo.store import roles
from geo.store.attachments import Files, Upload
from geo.store.causality import FACTS, fact_of, heads, in_order, living, without_collector
from geo.store.database import Database
from geo.store.entry import (
    Attachment,
    Draft,
    Entry,
    EntryKind,
    Withdrawal,
    new_id,
    payload_json,
    written_moment,
)
from geo.store.folding import misfit
from geo.store.ownership import check_owner, own
from geo.store.people import Deed, Person, Subject, Visitor, may
from geo.store.tables import ENTRIES, SELF

_COLUMNS: Final = tuple(ENTRIES.c[name] for name in Entry._fields)


class NotAllowedError(InputError):
    """Somebody may not do what he asked for."""


class StaleError(InputError):
    """Somebody was about to write over what he had not seen: ``newer`` came in the meantime."""

    newer: tuple[Entry, ...] = ()


def _stale(newer: Sequence[Entry]) -> StaleError:
    who = ", ".join(sorted({entry.author for entry in newer}))
    about = "/".join(filter(None, (newer[0].project, newer[0].side)))
    error = StaleError("store.stale", where=about, who=who)
    error.newer = tuple(newer)
    return error


class Register:
    """A log of entries in a database, and its attachments.

    Every write names a visitor: what he may do is looked up here, in the same transaction, and
    asked of :func:`geo.store.people.may`. Whoever calls cannot write around it.

    Parameters
    ----------
    database
        Where it lies.
    files
        Where its attachments lie.
    registry
        What entries are about: one that does not fit it is refused.

    Raises
    ------
    InputError
        From every method, when the database or the folder cannot be used; at once, when it is
        the register of another registry.
    """

    def __init__(self, database: Database, files: Files, registry: Registry) -> None:
        self.database = database
        self.files = files
        self.registry = registry
        self.id = self._own_id()

    def person(self, visitor: Visitor) -> Person:
        """What a visitor is to the register."""
        with self.database.reading() as connection:
            return roles.person_of(connection, visitor, self.registry.units)

    def people(self) -> list[Person]:
        """Everybody who has a role, by name."""
        with self.database.reading() as connection:
            return roles.all_people(connection, self.registry.units)

    def put_person(self, visitor: Visitor, person: Person) -> None:
        """Give a person a role, or another one.

        Raises
        ------
        NotAllowedError
            When the visitor may not.
        InputError
            When the address or province cannot be used.
        """
        with self._allowed(visitor, Deed.MANAGE) as (connection, by):
            at = written_moment(_now())
            roles.put_person(connection, person, self.registry.units, by=by.name, at=at)

    def drop_person(self, visitor: Visitor, email: str) -> None:
        """Take a person's role away; what he wrote stays.

        Raises
        ------
        NotAllowedError
            When the visitor may not.
        InputError
            When nobody has the address.
        """
        with self._allowed(visitor, Deed.MANAGE) as (connection, _):
            roles.drop_person(connection, email)

    def entries(self) -> list[Entry]:
        """All entries, in the order of folding."""
        with self.database.reading() as connection, without_collector():
            return _read(connection, select(*_COLUMNS).order_by(ENTRIES.c.at, ENTRIES.c.id))

    def count(self) -> int:
        """How many entries there are."""
        with self.database.reading() as connection:
            return connection.execute(select(func.count()).select_from(ENTRIES)).scalar_one()

    def version(self) -> str:
        """The id of the entry that came last, or nothing: equal ids, equal entries.

        A number would not do: a backup that was put back counts on from where it was made.
        """
        last = select(ENTRIES.c.id).order_by(ENTRIES.c.number.desc()).limit(1)
        with self.database.reading() as connection:
            return connection.execute(last).scalar() or ""

    def newest(self, project: str | None, side: str | None, kind: EntryKind) -> list[Entry]:
        """The newest entries of a kind on a side: what a :class:`Draft` names as ``seen``."""
        with self.database.reading() as connection:
            found = heads(_about(connection, project, side))
        return list(found.get((project, side, kind.value), {}).values())

    def append(
        self, visitor: Visitor, drafts: Sequence[Draft], uploads: Sequence[Upload] = ()
    ) -> list[Entry]:
        """Add entries, all or none; uploads go with the first one.

        Raises
        ------
        NotAllowedError
            When the visitor may not write one of them.
        StaleError
            When somebody wrote what the visitor had not seen.
        InputError
            When an entry does not fit the registry or its target, or an upload cannot be taken.
        """
        described = [upload.described for upload in uploads]
        with self.database.writing() as connection:
            own(connection, self.registry, self.database.name)
            author = roles.person_of(connection, visitor, self.registry.units)
            entries = [self._add(connection, author, draft) for draft in drafts]
            for file in described:
                entries.append(self._add(connection, author, _attached(entries[0], file)))
            for upload in uploads:
                self.files.keep(upload.content)
        return entries

    def drafted(self, visitor: Visitor, drafts: Sequence[Draft]) -> list[Entry]:
        """The entries as :meth:`append` would write them; nothing is written."""
        author = self.person(visitor)
        return [self._entry(author, draft) for draft in drafts]

    def withdraw(self, visitor: Visitor, entry_id: str, reason: str = "") -> Entry:
        """Let an entry count no longer, by an entry; withdrawing that one brings it back.

        Raises
        ------
        NotAllowedError
            When the visitor may not write on that side.
        InputError
            When there is no such entry, or it counts no longer.
        """
        with self.database.reading() as connection:
            target = _by_id(connection, entry_id)
        draft = Draft(
            kind=EntryKind.WITHDRAWAL,
            project=target.project,
            side=target.side,
            payload=Withdrawal(reason=reason),
            withdraws=target.id,
        )
        return self.append(visitor, [draft])[0]

    def take_in(
        self, visitor: Visitor, entries: Iterable[Entry], files: Mapping[str, bytes]
    ) -> int:
        """Add the entries of another log as they are, and their files; gives how many were new.

        Raises
        ------
        NotAllowedError
            When the visitor may not.
        InputError
            When an entry that is here already says something else there.
        """
        with self._allowed(visitor, Deed.EXCHANGE) as (connection, _):
            own(connection, self.registry, self.database.name)
            here = {entry.id: entry for entry in _read(connection, select(*_COLUMNS))}
            received = written_moment(_now())
            new = []
            for entry in sorted(entries, key=in_order):
                known = here.get(entry.id)
                if known is None:
                    new.append(_row(entry._replace(received=received)))
                elif known._replace(received="") != entry._replace(received=""):
                    raise _altered(entry)
            for content in files.values():
                self.files.keep(content)
            if new:
                connection.execute(insert(ENTRIES), new)
            return len(new)

    def _own_id(self) -> str:
        wanted = select(SELF.c.value).where(SELF.c.name == "id")
        with self.database.reading() as connection:
            check_owner(connection, self.registry, self.database.name)
            if (found := connection.execute(wanted).scalar()) is not None:
                return str(found)
        with self.database.writing() as connection:
            if (found := connection.execute(wanted).scalar()) is None:
                found = new_id()
                connection.execute(insert(SELF).values(name="id", value=found))
        return str(found)

    @contextmanager
    def _allowed(self, visitor: Visitor, action: Deed) -> Iterator[tuple[Connection, Person]]:
        """A writing connection for somebody who may do this."""
        with self.database.writing() as connection:
            person = roles.person_of(connection, visitor, self.registry.units)
            if not may(person, action):
                raise _refused(person)
            yield connection, person

    def _add(self, connection: Connection, author: Person, draft: Draft) -> Entry:
        if not may(author, Deed.WRITE, Subject(draft.kind, draft.side)):
            raise _refused(author, draft.side)
        if not author.name:
            raise InputError("store.nameless", where="register")
        target = draft.withdraws or draft.replaces
        contradicts = target is not None or draft.kind in FACTS
        others = _about(connection, draft.project, draft.side) if contradicts else []
        if target is not None:
            _check_target(draft, others, _by_id(connection, target))
        entry = self._entry(author, draft)
        if (reason := misfit(self.registry, entry)) is not None:
            where = "/".join(filter(None, (draft.project, draft.side))) or "register"
            raise InputError("store.misfit", where=where, reason=reason)
        fact = fact_of(entry, {one.id: one for one in others})
        newest = heads(others).get(fact, {}) if fact else {}
        if draft.seen is not None and (unseen := set(newest) - draft.seen):
            raise _stale([newest[one] for one in sorted(unseen)])
        entry = _after(entry, newest, [one for one in others if one.id == target])
        connection.execute(insert(ENTRIES).values(_row(entry)))
        return entry

    def _entry(self, author: Person, draft: Draft) -> Entry:
        now = written_moment(_now())
        return Entry(
            id=new_id(),
            kind=draft.kind,
            project=draft.project,
            side=draft.side,
            body=payload_json(_signed(draft.payload, author)),
            author=author.name,
            email=author.email,
            log=self.id,
            at=now,
            withdraws=draft.withdraws,
            replaces=draft.replaces,
            received=now,
        )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _signed(payload: Any, author: Person) -> Any:
    """The payload with its author's name where it says who says so: nobody signs for another."""
    return payload.model_copy(
        update={
            name: value.model_copy(update={"by": author.name or "?"})
            for name in ("source", "cite")
            if isinstance(value := getattr(payload, name, None), EntrySource)
        }
    )


def _after(entry: Entry, newest: Mapping[str, Entry], target: Sequence[Entry]) -> Entry:
    """The entry, later than all it knows of, whatever the clocks of those who wrote them said."""
    latest = max((one.at for one in (*newest.values(), *target)), default="")
    at = entry.at
    if latest >= at:
        after = dt.datetime.fromisoformat(latest) + dt.timedelta(microseconds=1)
        at = written_moment(after)
    return entry._replace(at=at, after=tuple(sorted(newest)))


def _attached(entry: Entry, file: Attachment) -> Draft:
    return Draft(
        kind=EntryKind.ATTACHMENT,
        project=entry.project,
        side=entry.side,
        payload=file.model_copy(update={"of": entry.id}),
    )


def _check_target(draft: Draft, others: Sequence[Entry], target: Entry) -> None:
    """Refuse to withdraw or replace what is another side's, another kind or counts no longer."""
    same = (target.project, target.side) == (draft.project, draft.side)
    if not same or (draft.replaces and target.kind != draft.kind):
        raise InputError("store.target", where=target.id)
    counted, _ = living(others)
    if target not in counted:
        raise InputError("store.gone", where=target.id)


def _about(connection: Connection, project: str | None, side: str | None) -> list[Entry]:
    """What is on one side of a project, in the order of folding."""
    return _read(
        connection,
        select(*_COLUMNS)
        .where(
            ENTRIES.c.project.is_not_distinct_from(project),
            ENTRIES.c.side.is_not_distinct_from(side),
        )
        .order_by(ENTRIES.c.at, ENTRIES.c.id),
    )


def _by_id(connection: Connection, entry_id: str) -> Entry:
    found = _read(connection, select(*_COLUMNS).where(ENTRIES.c.id == entry_id))
    if not found:
        raise InputError("store.no_entry", where="register", entry=entry_id)
    return found[0]


def _read(connection: Connection, query: Select[Any]) -> list[Entry]:
    rows = connection.execute(query).all()
    return [
        Entry._make((*row[:-2], tuple(row[-2].split()) if row[-2] else (), row[-1])) for row in rows
    ]


def _row(entry: Entry) -> dict[str, Any]:
    return entry._asdict() | {"after": " ".join(entry.after), "kind": str(entry.kind)}


def _refused(person: Person, side: str | None = None) -> NotAllowedError:
    return NotAllowedError(
        "store.refused",
        where=side or "register",
        name=person.name or Wording("store.reader"),
        role=roles.role_name(person.role),
    )


def _altered(entry: Entry) -> InputError:
    return InputError("store.altered", where="entries", entry=entry.id)
