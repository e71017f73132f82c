"""The forms of the import: each field is in the journal as soon as it is left."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from geo.agreements.document import Document
from geo.agreements.mention import MentionKind
from geo.collation import sort_key
from geo.errors import InputError
from geo.model import Action, AgreementKind, Located, PartyKind, Status
from geo.modes import PROJECT_MODES
from geo.names import fold
from geo.registry.places import Place
from layers.app.view import View
from layers.markdown import plain
from layers.pages.place_form import place_form
from layers.panels.boundaries_panel import refused
from layers.panels.data_panel import note
from layers.review.entry import Form, route_of, side_form
from layers.review.findings import Finding
from layers.review.reviewed import Reviewed
from layers.review.sketch_map import sketch_map
from layers.texts import Texts


@dataclass(frozen=True)
class _Fields:
    """The fields of one record of the journal, under ``steps``."""

    review: Reviewed
    steps: tuple[str, ...]
    form: Form
    texts: Texts

    def text(self, field: str, label: str, **how: Any) -> None:
        """Ask for a text."""
        value = self.form.get(field) or ""
        st.text_input(self.texts(label), value, **self._kept(field, str), **how)

    def lines(self, field: str, label: str, **how: Any) -> None:
        """Ask for a text of several lines."""
        value = self.form.get(field) or ""
        st.text_area(self.texts(label), value, height=68, **self._kept(field, str), **how)

    def number(self, field: str, label: str) -> None:
        """Ask for a whole number above zero, or nothing."""
        kept = self._kept(field, lambda value: value)
        value = self.form.get(field)
        st.number_input(self.texts(label), 1, 1500, value, step=1, **kept)

    def day(self, field: str, label: str) -> None:
        """Ask for a day, or nothing."""
        value = self.form.get(field)
        st.date_input(
            self.texts(label),
            dt.date.fromisoformat(value) if value else None,
            min_value=dt.date(1990, 1, 1),
            max_value=dt.date(2100, 12, 31),
            format="DD/MM/YYYY",
            **self._kept(field, lambda day: day.isoformat() if day else None),
        )

    def one(
        self, field: str, label: str, options: Sequence[str], written: Callable[[str], str]
    ) -> None:
        """Ask for one of several values, or none."""
        value = self.form.get(field)
        st.selectbox(
            self.texts(label),
            options,
            index=options.index(value) if value in options else None,
            format_func=written,
            placeholder=self.texts("import.choose"),
            **self._kept(field, lambda chosen: chosen),
        )

    def several(
        self, field: str, label: str, options: Sequence[str], written: Callable[[str], str]
    ) -> None:
        """Ask for any number of values."""
        st.multiselect(
            self.texts(label),
            options,
            [one for one in self.form.get(field) or () if one in options],
            format_func=written,
            placeholder=self.texts("import.choose"),
            **self._kept(field, list),
        )

    def _kept(self, field: str, plain: Callable[[Any], Any]) -> dict[str, Any]:
        """Bind a widget to its field: what happens when it is left.

        What it begins with is given with it each time: one that is told its value apart from
        itself, and once, comes empty where a click broke off the run that told it, and what it
        held was then taken for deleted.
        """
        # A list whose words change with the language would lose its choice, and write that down.
        own = (self.texts.language.value, self.review.key[:8], *self.steps, field)
        key = "-".join(("import", *own))

        def keep() -> None:
            self.review.journal.change(
                self.review.key, *self.steps, **{field: plain(st.session_state[key])}
            )

        return {"key": key, "on_change": keep}


def add_fields(document: Document, review: Reviewed, texts: Texts) -> None:
    """Ask for what the reader of the text missed: its line, its words and its kind."""
    said = st.session_state.pop("import_add_refused", None)
    if said is not None:
        st.html(refused(said, texts, key="import.add.refused"))
    with st.form("import-add", border=False, enter_to_submit=False):
        st.html(note(texts("import.add.help")))
        left, right = st.columns([1, 2])
        with left:
            last = document.text.count("\n") + 1
            st.number_input(texts("import.add.line"), 1, last, key="import-add-line")
        with right:
            kinds = [mode.value for mode in PROJECT_MODES]
            st.selectbox(
                texts("filter.mode"), kinds, format_func=_mode(texts), key="import-add-kind"
            )
        st.text_input(
            texts("import.add.words"), help=texts("import.add.words.help"), key="import-add-words"
        )
        st.form_submit_button(texts("import.add.do"), on_click=_add, args=(document, review))


def _mode(texts: Texts) -> Callable[[str], str]:
    return lambda mode: texts(f"mode.{mode}")


def _add(document: Document, review: Reviewed) -> None:
    asked = st.session_state
    line, words = int(asked["import-add-line"]), str(asked["import-add-words"])
    try:
        review.add(document.text, line, words, MentionKind(asked["import-add-kind"]))
    except InputError as fault:
        asked["import_add_refused"] = fault
        return
    asked["import_list"], asked["import-add-words"], asked["import-rows-open"] = "open", "", 0


def agreement_fields(review: Reviewed, texts: Texts) -> None:
    """Ask what the document itself is."""
    fields = _Fields(review, ("agreement",), review.agreement_form, texts)
    known = review.registry.agreements
    st.html(note(texts("import.document.help")))
    fields.one("known", "import.known", list(known), lambda key: texts.pick(known[key].title))
    if review.agreement_form["known"]:
        return
    left, right = st.columns(2)
    with left:
        fields.text("id", "import.id", help=texts("import.id.help"))
        kinds = [kind.value for kind in AgreementKind]
        fields.one("kind", "import.kind", kinds, lambda kind: texts(f"agreement.{kind}"))
        fields.text("title_vi", "import.title_vi")
    with right:
        fields.text("number", "import.number")
        fields.day("date", "import.date")
        fields.text("title_en", "import.title_en", help=texts("import.en.help"))
    _units(fields, "parties", "import.parties")


def project_fields(finding: Finding, review: Reviewed, view: View) -> None:
    """Ask for all of a new project, and show its sketch."""
    texts, form = view.texts, review.form(finding)
    fields = _Fields(review, ("items", finding.id, "form"), form, texts)
    left, right = st.columns(2)
    with left:
        fields.text("name_vi", "import.name_vi")
        modes = [mode.value for mode in PROJECT_MODES]
        fields.one("mode", "filter.mode", modes, lambda mode: texts(f"mode.{mode}"))
        fields.text("refs", "import.refs")
    with right:
        fields.text("name_en", "import.name_en", help=texts("import.en.help"))
        actions = [action.value for action in Action]
        fields.one("action", "import.action", actions, lambda action: texts(f"action.{action}"))
        fields.text("id", "import.id", help=texts("import.id.help"))
    if form["mode"] == "power":
        fields.number("kv", "import.kv")
    _place_on_map(fields, view)
    fields.lines("lengths", "import.lengths", help=texts("import.lengths.help"))
    _units(fields, "provinces", "import.provinces")
    for code in form["provinces"]:
        _side_fields(fields, code, review.unit_name(code))
    new = review.new_parties
    answering = [side_form(form, code).get("responsible", ()) for code in form["provinces"]]
    for key in dict.fromkeys(key for keys in answering for key in keys):
        if key in new and "province" not in new[key]:
            _party_fields(review, key, texts)


def _place_on_map(fields: _Fields, view: View) -> None:
    """Ask for the places of the route; the sketch shows them at once."""
    texts, form = fields.texts, fields.form
    places = fields.review.registry.places
    st.markdown(f"**{texts('import.place')}**")
    sorts = [located.value for located in Located]
    fields.one("located", "import.located", sorts, lambda sort: texts(f"import.located.{sort}"))
    is_point = form["located"] == Located.POINT.value
    keys = sorted(places, key=lambda key: sort_key(places[key].name.vi))
    written = _places_searchable(places, fields.review.unit_name, texts)
    left, right = st.columns(2)
    with left:
        fields.one("from", "import.at" if is_point else "import.from", keys, written)
    if not is_point:
        with right:
            fields.one("to", "import.to", keys, written)
        fields.several("via", "import.via", keys, written)
    place_form(fields.review, fields.steps[1], form["provinces"], view)
    route = [key for key in route_of(form) if key in places]
    if route:
        outlines = view.linkage.boundaries.frame
        st.html(sketch_map(route, form["located"] or "line", places, outlines, texts))


def _side_fields(fields: _Fields, code: str, name: str) -> None:
    texts = fields.texts
    names = {key: texts.pick(one.name) for key, one in fields.review.registry.parties.items()}
    new = fields.review.new_parties
    for key, one in new.items():
        names[key] = texts("import.party.new", name=one["name"][texts.language.value])
    form = side_form(fields.form, code)
    side = _Fields(fields.review, (*fields.steps, "sides", code), form, texts)
    st.markdown(f"**{plain(name)}**")
    side.several(
        "responsible",
        "responsible",
        list(names),
        _searchable(names),
    )
    left, right = st.columns(2)
    with left:
        statuses = [status.value for status in Status]
        side.one("status", "panel.status", statuses, lambda status: texts(f"status.{status}"))
        side.text("part_vi", "import.part_vi", placeholder=texts("import.part.default"))
    with right:
        side.day("by", "panel.deadline")
        side.text("part_en", "import.part_en", help=texts("import.en.help"))


def _party_fields(review: Reviewed, key: str, texts: Texts) -> None:
    """Ask what a party is that the registry does not hold."""
    party = review.new_parties[key]
    form = {"name_vi": party["name"]["vi"], "name_en": party["name"]["en"], "kind": party["kind"]}
    fields = _Fields(review, ("parties", key), form, texts)
    said = texts("import.party.check", name=party["name"][texts.language.value])
    st.html(note(said))
    left, middle, right = st.columns(3)
    with left:
        fields.text("name_vi", "import.party.name_vi")
    with middle:
        fields.text("name_en", "import.party.name_en", help=texts("import.en.help"))
    with right:
        kinds = [PartyKind.MINISTRY.value, PartyKind.CORPORATION.value]
        fields.one("kind", "import.party.kind", kinds, lambda kind: texts(f"import.party.{kind}"))


def report_fields(finding: Finding, review: Reviewed, view: View) -> None:
    """Ask for all of a status report of a project that the registry has."""
    texts, form = view.texts, review.form(finding)
    fields = _Fields(review, ("items", finding.id, "form"), form, texts)
    projects = review.registry.projects
    fields.one(
        "project",
        "import.project",
        list(projects),
        lambda key: _with_bare(texts.pick(projects[key].name)),
    )
    sides = [side.province for side in projects[form["project"]].sides] if form["project"] else []
    names = {key: review.unit_name(key) for key in sides}
    fields.several("provinces", "import.provinces", list(names), _searchable(names))
    for code in form["provinces"]:
        _reported_side(fields, code, review.unit_name(code))
    left, right = st.columns(2)
    with left:
        fields.text("note_vi", "import.note_vi")
    with right:
        fields.day("date", "import.report.date")
        fields.text("note_en", "import.note_en", help=texts("import.en.help"))


def _reported_side(fields: _Fields, code: str, name: str) -> None:
    """Ask how far one side is: each has a row of its own."""
    form = {"status": fields.form["status"]} | fields.form["sides"].get(code, {})
    side = _Fields(fields.review, (*fields.steps, "sides", code), form, fields.texts)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        st.markdown(f"**{plain(name)}**")
    with right:
        statuses = [status.value for status in Status]
        side.one(
            "status", "panel.status", statuses, lambda status: fields.texts(f"status.{status}")
        )


def _units(fields: _Fields, field: str, label: str) -> None:
    """Ask for units of the document's day, or of before where it speaks of those."""
    review = fields.review
    named = {key: review.unit_name(key) for key in fields.form.get(field) or ()}
    units = {**review.units, **named}
    fields.several(field, label, list(units), _searchable(units))


def _searchable(names: Any) -> Callable[[str], str]:
    return lambda key: _with_bare(names.get(key, key))


def _places_searchable(
    places: Any, unit_name: Callable[[str], str], texts: Texts
) -> Callable[[str], str]:
    def written(key: str) -> str:
        place: Place = places[key]
        where = "/".join(map(unit_name, place.provinces))
        return _with_bare(f"{texts.pick(place.name)} ({where})")

    return written


def _with_bare(name: str) -> str:
    """Add the name without diacritics, so that who types without them finds it."""
    bare = fold(name)
    return name if bare == name.lower() else f"{name} · {bare}"
