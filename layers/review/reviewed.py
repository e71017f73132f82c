"""One document under review: its findings, what the reader said of each, and what comes of it.

Whatever he does is in the journal before the page is drawn again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from geo.agreements.coverage import Covered
from geo.agreements.document import Document
from geo.agreements.linking import Link, Linker
from geo.agreements.mention import MentionKind
from geo.agreements.pointing import find_words, mention_at
from geo.registry import Registry
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

    def state(self, finding: Finding) -> str:
        """``accepted``, ``rejected``, ``saved``, or nothing yet."""
        return str(self._item(finding).get("state", ""))

    def form(self, finding: Finding) -> Form:
        """What the draft says, and over it what the reader filled in."""
        begin = entries.project_form if finding.sort is FindingSort.PROJECT else entries.report_form
        return _over(begin(finding.draft, self.registry), self._item(finding).get("form", {}))

    def entries(self, finding: Finding) -> list[dict[str, Any]]:
        """What a finding becomes: one project, or a report for each province."""
        form = self.form(finding)
        if finding.sort is FindingSort.PROJECT:
            return [entries.project_entry(form, self.agreement)]
        return entries.report_entries(form, self.agreement)

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
        """Give the new parties that the accepted projects name."""
        made = self.accepted_projects()
        named = dict.fromkeys(k for p in made for side in p["sides"] for k in side["responsible"])
        return [self.new_parties[key] for key in named if key in self.new_parties]

    def faults(self, finding: Finding, texts: Texts) -> list[str]:
        """What keeps a finding from being accepted."""
        made = self.entries(finding)
        if finding.sort is FindingSort.PROJECT:
            found = entries.faults(made[0], self.registry, texts)
            return found + entries.party_faults(made[0], self.registry, self.new_parties, texts)
        return entries.report_faults(made, self.agreement, texts)

    def accepted_projects(self) -> list[dict[str, Any]]:
        """Give the accepted new projects that are not saved yet."""
        return [made for one in self._accepted(FindingSort.PROJECT) for made in self.entries(one)]

    def accepted_reports(self) -> list[dict[str, Any]]:
        """Give the accepted status reports of existing projects."""
        return [made for one in self._accepted(FindingSort.REPORT) for made in self.entries(one)]

    def incomplete(self, texts: Texts) -> list[str]:
        """What is wrong with what was accepted, if it was changed since."""
        found = []
        ids = [made["id"] for made in self.accepted_projects()]
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
        links = Linker(self.registry).links(mention_at(text, start, end, kind))
        known = next((link.entry for link in links if link.entry in self.registry.projects), None)
        added = {f"{start}-{end}": {"kind": kind.value, "project": known}}
        self.journal.change(self.key, "added", **added)
        self.journal.change(self.key, "items", f"added-{start}-{end}", state="")
        self.journal.change(self.key, open=f"added-{start}-{end}")

    def mark_saved(self) -> None:
        """Put the accepted projects away: they are in the data folder."""
        for finding in self._accepted(FindingSort.PROJECT):
            self.journal.change(self.key, "items", finding.id, state="saved")
        self.journal.change(self.key, "agreement", known=self.agreement["id"])

    def _item(self, finding: Finding) -> dict[str, Any]:
        found: dict[str, Any] = self.kept.get("items", {}).get(finding.id, {})
        return found

    def _accepted(self, sort: FindingSort) -> list[Finding]:
        return [one for one in self.findings if one.sort is sort and self.state(one) == "accepted"]


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
    found = [
        as_new(one, covered, registry)
        if one.sort is FindingSort.NAMED and items.get(one.id, {}).get("as_new")
        else one
        for one in findings(covered, registry)
    ]
    pointed = _pointed_at(kept.get("added", {}), document, registry)
    found += [
        by_hand(number, (*covered, *pointed), registry)
        for number in range(len(covered), len(covered) + len(pointed))
    ]
    covered = [*covered, *pointed]
    found.sort(key=lambda one: covered[one.mentions[0]].mention.start)
    named = {name for one in covered for name in one.mention.provinces}
    begun = entries.agreement_form(document.name, document.text, registry, named)
    form = _over(begun, kept.get("agreement", {}))
    return Reviewed(key, kept, journal, found, covered, registry, form, document.text)


def _pointed_at(
    added: Mapping[str, Mapping[str, Any]], document: Document, registry: Registry
) -> list[Covered]:
    """Read what the reader pointed at; what it is in the registry was found when he did."""
    pointed = []
    for place, one in added.items():
        start, end = map(int, place.split("-"))
        mention = mention_at(document.text, start, end, MentionKind(one["kind"]))
        known = [one["project"]] if one["project"] in registry.projects else []
        links = tuple(Link(entry, 1.0, "pointed at") for entry in known)
        pointed.append(Covered(document.name, mention, links))
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
