"""One catalogue: complete, used, and the only place where the interface's words stand."""

import ast
import re
import string
import unicodedata
from pathlib import Path

import pytest

import layers
from geo.agreements.mention import MentionKind
from geo.model import Action, AgreementKind, Grade, Located, PartyKind, Status
from geo.modes import PROJECT_MODES
from geo.osm.tags import MODE_TAGS
from geo.provinces.datum import Verdict
from geo.registry import Units
from geo.sources.inputs import Origin
from geo.store.people import Role
from layers.app.filters import SWITCHES
from layers.map import background
from layers.pages import PAGES
from layers.pages.place_form import KINDS
from layers.panels.entry_preview import FACTS
from layers.panels.log_table import COLUMNS
from layers.review.entry import _FIELDS, _OF_SIDES
from layers.review.findings import FindingSort
from layers.texts import Language, Texts, catalogue

FOLDER = Path(layers.__file__).parent
SOURCES = [*sorted(FOLDER.rglob("*.py")), FOLDER.parent / "app.py"]
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
FAMILIES = {
    "role": [role.value for role in Role],
    "entry.fact": list(FACTS),
    "log": list(COLUMNS),
    "status": [status.value for status in Status],
    "help.grade": [grade.value for grade in Grade],
    "tour": ["1", "2", "3", "title", "next", "done", "skip"],
    "map": ["region", "full", "which"],
    "grade": [grade.value for grade in Grade],
    "mode": [mode.value for mode in PROJECT_MODES],
    "action": [action.value for action in Action],
    "party": [kind.value for kind in PartyKind],
    "count": ["projects", "km", "crossings", "mismatches", "possible", "missed", "possibly_missed"],
    "agreement": [kind.value for kind in AgreementKind],
    "units": [units.value for units in Units],
    "files": ["png", "svg"],
    "picture.units": [units.value for units in Units],
    "language": [language.value for language in Language],
    "background": ["none", *background.ONLINE],
    "page": PAGES,
    "meeting": [
        *("title", "date", "as_of", "since", "place", "host", "number", "chair", "secretary"),
    ],
    "meeting.tab": ["agenda", "show", "tasks", "papers"],
    "meeting.papers": ["minutes", "notice", "powerpoint", "slides"],
    **{stem: list(SWITCHES) for stem in ("filter", "overview.figure")},
    "overview.list": [*SWITCHES, "possibly_missed", "uneven"],
    "strip.units": [units.value for units in Units],
    "verdict": [verdict.value for verdict in Verdict],
    "own.todo": [verdict.value for verdict in Verdict],
    "origin": [origin.value for origin in Origin],
    "data.count": [*(mode.value for mode in MODE_TAGS), "bridge", "provinces", "communes"],
    "grades.refresh": ["before", "now"],
    "grades.pack": ["before", "now"],
    "kind": [kind.value for kind in MentionKind],
    "kind.letter": [kind.value for kind in MentionKind],
    "import": ["accept", "reject", "correct", "close", "undo", "as_new", "withdraw"],
    "import.list": ["open", "accepted", "saved", "rejected", "named"],
    "import.state": ["accepted", "rejected", "saved", "held"],
    "import.sort": [sort.value for sort in FindingSort],
    "import.located": [located.value for located in Located],
    "import.fault": [*_FIELDS, "other"],
    "import.fault.side": list(_OF_SIDES),
    "import.party": ["province", "city", "ministry", "corporation"],
    "panel.stated": ["of", "said", "measured"],
    "place.kind": list(KINDS),
}
"""Keys put together from a stem and a value."""


def literals(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def in_templates(pattern: str) -> set[str]:
    """Every key that a template names."""
    found = (re.findall(pattern, path.read_text(encoding="utf-8")) for path in TEMPLATES)
    return set().union(*found)


def used_keys() -> set[str]:
    written = set().union(*(literals(path) for path in SOURCES)) | in_templates(
        r"""["']([\w.]+)["']"""
    )
    families = {f"{stem}.{value}" for stem, values in FAMILIES.items() for value in values}
    used = (written & set(catalogue())) | families
    return used | ({f"{key}.one" for key in used} & set(catalogue()))  # see Texts.counted


def asked_keys() -> set[str]:
    """Every literal that is handed to ``texts(…)``, in Python or in a template."""
    asked = in_templates(r"""\btexts\(["']([\w.]+)["'][,)]""")
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = ast.unparse(node.func)
            first = node.args[0]
            if re.search(r"\b(texts|Texts\(.*\))$", called) and isinstance(first, ast.Constant):
                asked.add(str(first.value))
    return asked


def test_every_key_asked_for_exists() -> None:
    asked = asked_keys()
    assert len(asked) > 40
    assert asked - set(catalogue()) == set()
    assert used_keys() - set(catalogue()) == set()


def test_no_key_is_unused() -> None:
    assert set(catalogue()) - used_keys() == set()


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_languages_say_it(key: str) -> None:
    both = catalogue()[key]
    assert set(both) == {"vi", "en"}
    assert all(text.strip() == text and text for text in both.values())
    assert all(unicodedata.is_normalized("NFC", text) for text in both.values())
    assert placeholders(both["vi"]) == placeholders(both["en"])


def test_no_vietnamese_stands_in_code() -> None:
    def vietnamese(text: str) -> bool:
        bare = unicodedata.normalize("NFD", text)
        return "đ" in text.lower() or any(unicodedata.category(c) == "Mn" for c in bare)

    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            ast.get_docstring(node, clean=False)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        }
        found = {text for text in literals(path) - docstrings if vietnamese(text)}
        assert not found, (path.name, found)


def test_unknown_key_is_refused() -> None:
    with pytest.raises(KeyError, match=r"no\.such\.key"):
        Texts(Language.VI)("no.such.key")


@pytest.mark.parametrize(
    ("language", "written"), [(Language.VI, "12.345,7 km"), (Language.EN, "12,345.7 km")]
)
def test_lengths_are_written_as_the_language_does(language: Language, written: str) -> None:
    assert Texts(language).km(12345.67) == written
