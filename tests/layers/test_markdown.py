"""Text is text: whatever Streamlit would read as Markdown is our own words or has gone through
``plain``.

A project's name in a label could else fetch a picture for every reader, or draw a link. The check
reads the source: each place where Streamlit reads Markdown takes what is written in the program,
what the catalogue says (with plain values in its places), or ``plain(…)``.
"""

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from geo.pipeline import trace
from geo.registry import Units, load_registry
from layers.app.filters import Choice, shown
from layers.markdown import plain
from layers.panels.listing import groups
from layers.panels.overview import (
    missed,
    out_of_step,
    outdated,
    possibly_out_of_step,
    unreported,
)
from layers.texts import Language, Texts
from tests.geo.traces import sketch
from tests.layers.hostile import hostile_boundaries, hostile_registry

DAY = dt.date(2024, 6, 1)

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "app.py", *sorted((ROOT / "layers").rglob("*.py"))]

READ_AS_MARKDOWN = {
    "badge": ("label",),
    "button": ("label", "help"),
    "caption": ("body", "help"),
    "checkbox": ("label", "help"),
    "date_input": ("label", "help"),
    "dialog": ("title",),
    "download_button": ("label", "help"),
    "error": ("body",),
    "expander": ("label",),
    "file_uploader": ("label", "help"),
    "form_submit_button": ("label", "help"),
    "header": ("body", "help"),
    "info": ("body",),
    "link_button": ("label", "help"),
    "markdown": ("body", "help"),
    "metric": ("label", "help"),
    "multiselect": ("label", "help"),
    "number_input": ("label", "help"),
    "pills": ("label", "help", "format_func"),
    "popover": ("label", "help"),
    "progress": ("text",),
    "radio": ("label", "help", "format_func"),
    "segmented_control": ("label", "help", "format_func"),
    "select_slider": ("label", "help"),
    "selectbox": ("label", "help"),
    "slider": ("label", "help"),
    "spinner": ("text",),
    "status": ("label",),
    "subheader": ("body", "help"),
    "success": ("body",),
    "tabs": ("tabs",),
    "text_area": ("label", "help"),
    "text_input": ("label", "help"),
    "title": ("body", "help"),
    "toast": ("body",),
    "toggle": ("label", "help"),
    "warning": ("body",),
    "write": ("args",),
}
"""Streamlit's elements and which of their parameters it reads as Markdown; the first by place."""
TAKES_NO_MARKDOWN = {
    "App",
    "cache_data",
    "cache_resource",
    "code",
    "columns",
    "container",
    "dataframe",
    "empty",
    "form",
    "fragment",
    "get_option",
    "html",
    "iframe",
    "image",
    "rerun",
    "set_page_config",
    "stop",
}
NO_ELEMENTS = {"Console(stderr=True)", "part"}
"""What has methods of the same names and is none of Streamlit's."""
BY_NAME_ALONE = {"progress": "text"}
"""Elements whose first parameter is no text."""
WRITES_NUMBERS = {"date", "km", "number"}
"""Methods of the catalogue whose answers hold digits and their marks."""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Each call of an element, of the page (``st.button(…)``) or of a column or container."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, name = ast.unparse(node.func.value), node.func.attr
            if owner == "st" or (name in READ_AS_MARKDOWN and owner not in NO_ELEMENTS):
                yield name, node


PARTS: dict[type[ast.expr], tuple[str, ...]] = {
    ast.Constant: (),
    ast.JoinedStr: ("values",),
    ast.FormattedValue: ("value",),
    ast.Lambda: ("body",),
    ast.IfExp: ("body", "orelse"),
    ast.BinOp: ("left", "right"),
    ast.BoolOp: ("values",),
    ast.List: ("elts",),
    ast.Tuple: ("elts",),
}
"""Expressions that are made of others alone, and where these stand."""


class Scope:
    """What names stand for within the functions around a place."""

    def __init__(self, tree: ast.AST) -> None:
        self.parents = {
            child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
        }

    def values(self, name: ast.Name) -> list[ast.expr]:
        around: ast.AST | None = name
        while around is not None and not isinstance(around, ast.FunctionDef | ast.Module):
            around = self.parents.get(around)
        assert around is not None
        return [
            node.value
            for node in ast.walk(around)
            if isinstance(node, ast.Assign)
            and any(isinstance(to, ast.Name) and to.id == name.id for to in node.targets)
        ]

    def is_plain(self, node: ast.expr | None, depth: int = 0) -> bool:
        """Whether an expression can give nothing but our own words and what is plain."""
        if node is None or depth > 4:
            return node is None
        if isinstance(node, ast.Name):
            return self._name_is_plain(node, depth)
        if isinstance(node, ast.Call):
            return self._call_is_plain(node, depth)
        fields = PARTS.get(type(node))
        parts = [getattr(node, field) for field in fields or ()]
        flat = [one for part in parts for one in (part if isinstance(part, list) else [part])]
        return fields is not None and all(self.is_plain(part, depth) for part in flat)

    def _name_is_plain(self, name: ast.Name, depth: int) -> bool:
        if name.id == "line":  # of a list: its words are checked below
            return True
        if values := self.values(name):
            return all(self.is_plain(value, depth + 1) for value in values)
        return self._gives_plain(name.id, depth)  # a function, such as a format_func

    def _gives_plain(self, name: str, depth: int) -> bool:
        made = [n for n in self.parents if isinstance(n, ast.FunctionDef) and n.name == name]
        answers = [n for one in made for n in ast.walk(one) if isinstance(n, ast.Return)]
        return bool(answers) and all(self.is_plain(one.value, depth + 1) for one in answers)

    def _call_is_plain(self, call: ast.Call, depth: int) -> bool:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if name in {"plain", "disc_of", "len", "int"} | WRITES_NUMBERS:
            return True
        is_catalogue = name in {"texts", "counted"} or isinstance(call.func, ast.Call)
        return is_catalogue and all(self.is_plain(value.value, depth) for value in call.keywords)


def faults(source: str) -> list[str]:
    tree = ast.parse(source)
    scope = Scope(tree)
    found = []
    for name, call in calls(tree):
        if name in TAKES_NO_MARKDOWN:
            continue
        if name not in READ_AS_MARKDOWN:
            found.append(f"{call.lineno}: st.{name} is in neither list of this test")
            continue
        given: dict[str | None, ast.expr] = {word.arg: word.value for word in call.keywords}
        if call.args and name not in BY_NAME_ALONE:
            given[READ_AS_MARKDOWN[name][0]] = call.args[0]
        found += [
            f"{call.lineno}: st.{name}({parameter}={ast.unparse(given[parameter])})"
            for parameter in READ_AS_MARKDOWN[name]
            if parameter in given and not scope.is_plain(given[parameter])
        ]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_but_our_own_words_is_read_as_markdown(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "st.markdown(name)",
        "st.button(label=texts.pick(project.name))",
        'st.info(f"**{name}**")',
        'st.success(texts("saved", file=said))',
        'st.radio("", rows, format_func=lambda row: row.name)',
        'st.radio("", rows, format_func=str)',
        "def f():\n    label = 'a'\n    label = name\n    st.subheader(label)",
        "st.new_element(name)",
        "column.markdown(name)",
    ],
)
def test_the_check_finds_what_is_not(source: str) -> None:
    assert len(faults(source)) == 1


HOSTILE = (
    "![x](http://127.0.0.1:1/a.png) **b** [l](http://e.vn) :red[c] $x$ <b> `d` ~e~ &amp; # h == "
    ":material/close: http://e.vn www.e.vn a@b.vn -- -> <- >= :smile: <!-- -->"
)


def rendered(markdown: str) -> set[str]:
    """The kinds of what a reader of Markdown makes of it, besides paragraphs of text."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    inside = [child for token in tokens for child in token.children or ()]
    plain_ones = {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    return {token.type for token in (*tokens, *inside)} - plain_ones


def test_plain_text_is_read_as_its_letters_and_no_more() -> None:
    assert {"image", "link_open", "strong_open", "code_inline"} <= rendered(HOSTILE)
    assert rendered(plain(HOSTILE)) == set()
    assert plain(HOSTILE).replace("\\", "").replace("\u2060", "") == HOSTILE
    assert plain("một\nhai\r\n# ba") == r"một hai \# ba"
    # What Streamlit looks for once more, in what is left as text.
    left = plain(HOSTILE).replace("\\", "")
    assert not re.search(r"https?://|www\.|@[a-z]|:material/|--|->|<-|>=", left)


def test_lines_of_lists_hold_no_markdown_of_the_data() -> None:
    """Names of projects and provinces, and reasons, in the lists of the map and the overview."""
    registry = hostile_registry(load_registry())
    made = trace(registry, hostile_boundaries(sketch())).at(DAY, Units.SIGNING)
    seen, texts = shown(made, Choice()), Texts(Language.EN)
    lines = [line for group in groups(seen, texts) for _, line in group.lines]
    for of in (out_of_step, possibly_out_of_step, missed, unreported, outdated):
        lines += [line for _, line in of(seen, texts)]
    assert len(lines) > 50
    ours = {"strong_open", "strong_close", "hardbreak"}
    assert set().union(*map(rendered, lines)) <= ours
    assert any("alert" in line for line in lines)
