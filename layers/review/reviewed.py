"""One document under review: its findings, what the reader said of each, and what comes of it.

Whatever he does is in the journal before the page is drawn again.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from geo.agreements.bodies import known_bodies
from geo.agreements.coverage import Covered
from geo.agreements.document import Document
from geo.agreements.linking import Link, Linker
from geo.agreements.mention import MentionKind
from geo.agreements.pointing import find_words, mention_at
from geo.model import EntrySource, StatusReport
from geo.registry import Registry
from geo.registry.imported import Imported
from geo.registry.places import PlaceRow
from geo.store.entry import Draft, EntryKind
from geo.store.sides import side_keys
from layers.review import entry as entries
from layers.review import new_parties
from layers.review.entry import Form
from layers.review.findings import Finding, FindingSort, as_new, by_hand, findings
from layers.review.journal import Journal
from layers.texts import Texts


@dataclass(frozen=True)
class Reviewed:
    """A review as the journal has it now; the methods that change it write the journal."""

    key: str
    kept: dict[str, Any]
    journal: Journal
    findings: Sequence[Finding]
    covered: Sequence[Covered]
    registry: Registry
    agreement_form: Form
    text: str

    @property
    def opened(self) -> Finding | None:
        """The finding whose form is open."""
        wanted = self.kept.get("open")
        return next((one for one in self.findings if one.id == wanted), None)

    @property
    def agreement(self) -> dict[str, Any]:
        """The ``id`` and ``date`` (ISO) of the document, to cite it by."""
        known = self.registry.agreements.get(self.agreement_form["known"] or "")
        if known is not None:
            return {"id": known.id, "date": known.date.isoformat()}
        return {name: self.agreement_form[name] for name in ("id", "date")}

    @property
    def day(self) -> dt.date | None:
        """The document's day, as far as it is known."""
        said = self.agreement["date"]
        return dt.date.fromisoformat(said) if said else None

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Key → name of the units that the document speaks in: those of its day."""
        return self.registry.units.keys_on(self.day or dt.date.today())

    def unit_name(self, key: str) -> str:
        """What a unit is called, of whichever era it is."""
        units = self.registry.units
        return units.unit(key).name if units.is_known(key) else key

    def state(self, finding: Finding) -> str:
        """``accepted``, ``rejected``, ``saved``, ``held`` by the registry, or nothing yet."""
        said = str(self._item(finding).get("state", ""))
        return said or ("held" if finding.id in self._held else "")

    @cached_property
    def _held(self) -> frozenset[str]:
        """Reports that the registry has from this very document already."""
        key = self.agreement_form["known"]
        if key is None:
            return frozenset()
        title = self.registry.agreements[key].title.vi
        reports = [one for one in self.findings if one.sort is FindingSort.REPORT]
        return frozenset(
            one.id
            for one in reports
            if (made := self.entries(one)) and all(self._is_held(row, title) for row in made)
        )

    def _is_held(self, row: Mapping[str, Any], title: str) -> bool:
        line = int(row["cite"].rpartition(":")[2])
        said = [
            report
            for side in self.registry.projects[row["project"]].sides
            if side.province == row["province"]
            for report in side.reports
        ]
        return any(
            report.status == row["status"]
            and (str(report.cite) == row["cite"] or _is_entered(report, title, line))
            for report in said
        )

    def form(self, finding: Finding) -> Form:
        """What the draft says, and over it what the reader filled in."""
        begun = (
            entries.project_form(finding.draft, self.registry, self._party_ids)
            if finding.sort is FindingSort.PROJECT
            else entries.report_form(finding.draft, self.registry)
        )
        return _over(begun, self._item(finding).get("form", {}))

    @cached_property
    def _party_ids(self) -> Mapping[str, str]:
        """What a body is called in the text → the party that it is on the document's day."""
        bodies = known_bodies(self.text, self.registry.units, self.day).values()
        return {body.id: new_parties.party_id(body, self.registry) for body in bodies}

    def entries(self, finding: Finding) -> list[dict[str, Any]]:
        """What a finding becomes: one project, or a report for each province."""
        form = self.form(finding)
        if finding.sort is FindingSort.PROJECT:
            return [entries.project_entry(form, self.agreement)]
        return entries.report_entries(form, self.agreement) if form["project"] else []

    @cached_property
    def new_parties(self) -> dict[str, dict[str, Any]]:
        """Parties that the registry lacks and the new projects may name, by id."""
        forms = [self.form(one) for one in self.findings if one.sort is FindingSort.PROJECT]
        kept = self.kept.get("parties", {})
        return {
            key: new_parties.filled(entry, kept.get(key, {}))
            for key, entry in new_parties.offered(
                forms, self.text, self.registry, day=self.agreement["date"]
            ).items()
        }

    def accepted_parties(self) -> list[dict[str, Any]]:
        """Give the new parties that the projects of the file name."""
        made = self.kept_projects()
        named = dict.fromkeys(k for p in made for side in p["sides"] for k in side["responsible"])
        return [self.new_parties[key] for key in named if key in self.new_parties]

    def accepted_places(self) -> list[dict[str, Any]]:
        """Give the places that the reader added and the projects of the file name."""
        new = self.kept.get("places", {})
        named = dict.fromkeys(k for p in self.kept_projects() for s in p["route"] for k in s)
        return [new[key] for key in named if key in new]

    def add_place(self, row: PlaceRow) -> None:
        """Keep a place for the forms of this review; its key is not one of the registry's."""
        values = row.model_dump(mode="json", exclude_defaults=True)
        self.journal.change(self.key, "places", **{row.id: values})

    def faults(self, finding: Finding, texts: Texts) -> list[str]:
        """What keeps a finding from being accepted."""
        made = self.entries(finding)
        if finding.sort is FindingSort.PROJECT:
            found = entries.faults(made[0], self.registry, texts)
            return found + entries.party_faults(made[0], self.registry, self.new_parties, texts)
        if not self.form(finding)["project"]:
            return [texts("import.fault.project")]
        return entries.report_faults(made, self.agreement, texts)

    def accepted_projects(self) -> list[dict[str, Any]]:
        """Give the accepted new projects that are not saved yet."""
        return [made for one in self._accepted(FindingSort.PROJECT) for made in self.entries(one)]

    def kept_projects(self) -> list[dict[str, Any]]:
        """Give the projects of the document's file: those accepted, and those saved before."""
        kept = self._accepted(FindingSort.PROJECT, "accepted", "saved")
        return [made for one in kept for made in self.entries(one)]

    def accepted_reports(self) -> list[dict[str, Any]]:
        """Give the accepted status reports of existing projects."""
        return [made for one in self._accepted(FindingSort.REPORT) for made in self.entries(one)]

    def report_drafts(self) -> list[tuple[Finding, list[Draft]]]:
        """The accepted reports as entries of the register, each on the side it speaks of."""
        reports = self._accepted(FindingSort.REPORT)
        return [
            (one, [d for row in self.entries(one) for d in self._drafts(row)]) for one in reports
        ]

    def _drafts(self, row: Mapping[str, Any]) -> list[Draft]:
        known = self.registry.agreements.get(self.agreement["id"])
        form = self.agreement_form
        source = EntrySource(
            by="?",
            date=dt.date.fromisoformat(self.agreement["date"]),
            document=known.title.vi if known else form["title_vi"],
            number=(known.number if known else form["number"]) or None,
            line=int(row["cite"].rpartition(":")[2]),
        )
        bare = {name: row[name] for name in ("date", "status", "reading", "note")}
        report = StatusReport.model_validate(bare | {"source": source})
        project = self.registry.projects[row["project"]]
        return [
            Draft(kind=EntryKind.STATUS, project=project.id, side=key, payload=report)
            for side, key in zip(project.sides, side_keys(project), strict=True)
            if side.province == row["province"]
        ]

    def withdrawn_entries(self) -> list[str]:
        """Ids of the register's entries that no longer are what the review says."""
        return [
            entry
            for one in self.findings
            if self.state(one) != "saved"
            for entry in self._item(one).get("entries", ())
        ]

    def incomplete(self, texts: Texts) -> list[str]:
        """What is wrong with what was accepted, if it was changed since."""
        found = []
        ids = [made["id"] for made in self.kept_projects()]
        found += [texts("import.fault.taken", id=one) for one in ids if ids.count(one) > 1]
        for finding in (*self._accepted(FindingSort.PROJECT), *self._accepted(FindingSort.REPORT)):
            name = self.form(finding).get("name_vi") or finding.draft.get("project", "")
            found += [f"{name}: {fault}" for fault in self.faults(finding, texts)]
        return list(dict.fromkeys(found))

    def accept(self, finding: Finding, texts: Texts) -> None:
        """Accept a finding; one with faults is opened instead, to be corrected."""
        if self.faults(finding, texts):
            self.journal.change(self.key, open=finding.id)
            return
        self.set_state(finding, "accepted")

    def set_state(self, finding: Finding, state: str) -> None:
        """Say what the reader thinks of a finding; nothing takes his word back."""
        self.journal.change(self.key, "items", finding.id, state=state)
        if self.kept.get("open") == finding.id:
            self.journal.change(self.key, open=None)

    def turn(self, finding: Finding) -> None:
        """Open a finding's form, or close it."""
        self.journal.change(
            self.key, open=None if self.kept.get("open") == finding.id else finding.id
        )

    def make_new(self, finding: Finding) -> None:
        """Treat what was only named as a link of its own."""
        self.journal.change(self.key, "items", finding.id, as_new=True)
        self.journal.change(self.key, open=finding.id)

    def add(self, text: str, line: int, words: str, kind: MentionKind) -> None:
        """Add what the reader points at, and open it to be filled in.

        Raises
        ------
        InputError
            When the words do not stand in the text.
        """
        start, end = find_words(text, line, words)
        (links,) = Linker(self.registry).link_all([mention_at(text, start, end, kind)], text)
        known = next((link.entry for link in links if link.entry in self.registry.projects), None)
        added = {f"{start}-{end}": {"kind": kind.value, "project": known}}
        self.journal.change(self.key, "added", **added)
        self.journal.change(self.key, "items", f"added-{start}-{end}", state="")
        self.journal.change(self.key, open=f"added-{start}-{end}")

    def reopen(self, finding: Finding) -> None:
        """Correct what was saved: it is saved anew when the reader saves again."""
        self.journal.change(self.key, "items", finding.id, state="accepted")
        self.journal.change(self.key, open=finding.id)

    @property
    def imported(self) -> Imported | None:
        """The file of the data folder that came of this review."""
        kept = self.kept.get("imported")
        return Imported(kept["name"], kept["text"]) if kept else None

    @property
    def first_saved(self) -> dt.date | None:
        """The day on which that file was first written."""
        kept = self.kept.get("imported")
        return dt.date.fromisoformat(kept["day"]) if kept else None

    def mark_saved(self, written: Imported | None, day: dt.date | None = None) -> None:
        """Put the accepted projects away: they are in the data folder, in this file."""
        for finding in self._accepted(FindingSort.PROJECT):
            self.journal.change(self.key, "items", finding.id, state="saved")
        own: dict[str, Any] | None = None
        if written is not None:
            day = day or self.first_saved or dt.date.today()
            own = {"name": written.name, "text": written.text, "day": day.isoformat()}
            own["projects"] = [made["id"] for made in self.kept_projects()]
            own["parties"] = [made["id"] for made in self.accepted_parties()]
            own["places"] = [made["id"] for made in self.accepted_places()]
            own["agreements"] = [] if self.agreement_form["known"] else [self.agreement["id"]]
        self.journal.change(self.key, imported=own)

    def mark_entered(self, finding: Finding, entries_made: Sequence[str]) -> None:
        """Put accepted reports away: they are in the register, as these entries."""
        self.journal.change(
            self.key, "items", finding.id, state="saved", entries=list(entries_made)
        )

    def mark_withdrawn(self) -> None:
        """Forget entries that were withdrawn."""
        for finding in self.findings:
            if self.state(finding) != "saved" and self._item(finding).get("entries"):
                self.journal.change(self.key, "items", finding.id, entries=[])

    def _item(self, finding: Finding) -> dict[str, Any]:
        found: dict[str, Any] = self.kept.get("items", {}).get(finding.id, {})
        return found

    def _accepted(self, sort: FindingSort, *states: str) -> list[Finding]:
        wanted = states or ("accepted",)
        return [one for one in self.findings if one.sort is sort and self.state(one) in wanted]


def _is_entered(report: StatusReport, title: str, line: int) -> bool:
    source = report.source
    return isinstance(source, EntrySource) and (source.document, source.line) == (title, line)


_Held = TypeVar("_Held")


def without_own(registry: Registry, kept: Mapping[str, Any]) -> Registry:
    """The registry as it is without what a review has saved: that is the review's to change."""
    own = kept.get("imported") or {}

    def others(held: Mapping[str, _Held], what: str) -> Mapping[str, _Held]:
        return {key: one for key, one in held.items() if key not in own.get(what, ())}

    return replace(
        registry,
        projects=others(registry.projects, "projects"),
        agreements=others(registry.agreements, "agreements"),
        parties=others(registry.parties, "parties"),
        places=others(registry.places, "places"),
    )


def reviewed(
    key: str,
    journal: Journal,
    document: Document,
    covered: Sequence[Covered],
    registry: Registry,
) -> Reviewed:
    """Take a review up where the journal has it.

    Raises
    ------
    InputError
        When the journal cannot be read.
    """
    kept = journal.review(key)
    items = kept.get("items", {})
    registry = _with_places(without_own(registry, kept), kept.get("places", {}))
    named = {name for one in covered for name in one.mention.provinces}
    begun = entries.agreement_form(document.name, document.text, registry, named)
    form = _over(begun, kept.get("agreement", {}))
    known = registry.agreements.get(form["known"] or "")
    written = known.date if known else form["date"] and dt.date.fromisoformat(form["date"])
    covered = [replace(one, written=written or None) for one in covered]
    found = [
        as_new(one, covered, registry)
        if one.sort is FindingSort.NAMED and items.get(one.id, {}).get("as_new")
        else one
        for one in findings(covered, registry)
    ]
    pointed = _pointed_at(kept.get("added", {}), document, registry, written or None)
    found += [
        by_hand(number, (*covered, *pointed), registry)
        for number in range(len(covered), len(covered) + len(pointed))
    ]
    covered = [*covered, *pointed]
    found.sort(key=lambda one: covered[one.mentions[0]].mention.start)
    return Reviewed(key, kept, journal, found, covered, registry, form, document.text)


def _with_places(registry: Registry, rows: Mapping[str, Mapping[str, Any]]) -> Registry:
    """The registry with the places that the reader added, which are saved with the import."""
    new = {key: PlaceRow.model_validate(row).place for key, row in rows.items()}
    return replace(registry, places={**new, **registry.places}) if new else registry


def _pointed_at(
    added: Mapping[str, Mapping[str, Any]],
    document: Document,
    registry: Registry,
    written: dt.date | None,
) -> list[Covered]:
    """Read what the reader pointed at; what it is in the registry was found when he did."""
    pointed = []
    for place, one in added.items():
        start, end = map(int, place.split("-"))
        mention = mention_at(document.text, start, end, MentionKind(one["kind"]))
        known = [one["project"]] if one["project"] in registry.projects else []
        links = tuple(Link(entry, 1.0, "pointed at") for entry in known)
        pointed.append(Covered(document.name, mention, links, written))
    return pointed


def _over(begun: Form, kept: Form) -> Form:
    """Lay what was filled in over what was begun with, record by record."""
    merged = dict(begun)
    for name, value in kept.items():
        below = merged.get(name)
        merged[name] = (
            _over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
        )
    return merged
