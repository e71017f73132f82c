"""The catalogue of messages: every one in both languages, every one raised with its values."""

import ast
import datetime as dt
import pickle
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, NamedTuple

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from geo.errors import (
    CATALOGUE,
    PARTS,
    InputError,
    RegistryError,
    RuleError,
    Wording,
    Wordings,
    catalogue,
)
from geo.field_fault import field_fault
from geo.limits import LIMITS
from geo.model import Language, Mode, Text
from geo.osm.source import FetchError, NoConnectionError

ROOT = Path(__file__).resolve().parents[2]
ROOMS = sorted(file.stem for file in CATALOGUE.glob("*.toml"))
ERRORS = {"InputError", "FetchError", "NoConnectionError", "NotAllowedError", "StaleError"}
RAISED = ERRORS | {"RuleError", "Wording", "_fault"}
"""Names under which a message or phrase is made; a test below holds the errors' to the code."""
CHOSEN_BY_THE_PROGRAM = {
    "geo/data_files.py",
    "geo/field_fault.py",
    "geo/registry/registry.py",
    "geo/registry/rules.py",
    "layers/app/faults.py",
}
"""Where the key is no literal: kinds of fault as pydantic names them; what ``_fault`` was given;
what a reader of data files is told to say of one that is missing or no UTF-8."""
TOLD_TO_SAY = re.compile(r'\b(?:missing|encoded)(?:: str)? ?= ?"([a-z_]+\.[a-z_0-9]+)"')


class Use(NamedTuple):
    where: str
    keys: tuple[str, ...]
    values: frozenset[str]


def entries() -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """Key → part → language → text; a phrase is a message of one part without a name."""
    for room in ROOMS:
        for name, entry in catalogue(room).items():
            parts = {"": dict(entry)} if "vi" in entry or "en" in entry else dict(entry)
            yield (
                f"{room}.{name}",
                {
                    part: {"vi": text, "en": text} if isinstance(text, str) else text
                    for part, text in parts.items()
                },
            )


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def keys_in(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value,)
    if isinstance(node, ast.IfExp):
        return keys_in(node.body) + keys_in(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return tuple(f"{beginning}*" for beginning in keys_in(node.values[0]))
    return ()


def uses() -> Iterator[Use]:
    for path in [*ROOT.glob("geo/**/*.py"), *ROOT.glob("layers/**/*.py"), ROOT / "app.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            keys = keys_in(node.args[0])
            known = keys and all(key in dict(KEYS) for key in keys)
            if called in RAISED or known:
                given = {word.arg for word in node.keywords if word.arg} - {"where"}
                given |= {"label"} if called == "_fault" else set()
                yield Use(f"{path.relative_to(ROOT)}:{node.lineno}", keys, frozenset(given))


KEYS = tuple(entries())
USES = tuple(uses())


@pytest.mark.parametrize(("key", "entry"), KEYS, ids=[key for key, _ in KEYS])
def test_an_entry_says_it_in_both_languages(key: str, entry: dict[str, dict[str, str]]) -> None:
    assert set(entry) == {""} or {"what", "remedy"} <= set(entry) <= set(PARTS)
    for part, text in entry.items():
        assert set(text) == {"vi", "en"}, part
        assert all(said.strip() for said in text.values()), part
        assert all(unicodedata.is_normalized("NFC", said) for said in text.values()), part
        if "{said}" not in text["en"]:  # pydantic's own English, which vi says with its numbers
            assert places(text["vi"]) >= places(text["en"]), part


def test_every_message_that_is_raised_is_in_the_catalogue_with_its_values() -> None:
    found = dict(KEYS)
    by_program = set()
    for use in USES:
        if not use.keys:
            by_program.add(use.where.rpartition(":")[0])
        for key in use.keys:
            if key.endswith("*"):
                assert any(known.startswith(key[:-1]) for known in found), use
                continue
            assert key in found, use
            wanted = {
                place
                for text in found[key].values()
                for said in text.values()
                for place in places(said)
            }
            assert wanted == use.values or key.startswith("fields."), (use, wanted)
    assert by_program <= CHOSEN_BY_THE_PROGRAM


def test_every_entry_is_used() -> None:
    named = {key for use in USES for key in use.keys}
    for path in (ROOT / "geo").rglob("*.py"):
        named |= set(TOLD_TO_SAY.findall(path.read_text(encoding="utf-8")))
    begun = tuple(key[:-1] for key in named if key.endswith("*"))
    kinds = {f"fields.{kind}" for kind in faulty()}
    unused = {key for key, _ in KEYS if key not in named | kinds and not key.startswith(begun)}
    assert not unused


def test_every_error_for_people_is_looked_at() -> None:
    def below(kind: type[Exception]) -> set[str]:
        return {kind.__name__}.union(*(below(one) for one in kind.__subclasses__()))

    assert below(InputError) - {"RegistryError"} <= RAISED
    assert {FetchError.__name__, NoConnectionError.__name__} <= below(InputError)


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False)
    pattern: Annotated[str, Field(pattern=r"^\d\d$")] = "06"
    short: Annotated[str, Field(min_length=2)] = "ab"
    long: Annotated[str, Field(max_length=2)] = "ab"
    mode: Mode = Mode.ROAD
    yes: bool = True
    whole: Annotated[int, Field(gt=0, lt=9)] = 1
    share: Annotated[float, Field(ge=0, le=1)] = 0.5
    day: dt.date = dt.date(2025, 7, 1)
    fixed: Literal["a"] = "a"
    needed: int
    several: Annotated[tuple[int, ...], Field(min_length=1)] = (1,)
    listed: list[int] = []
    named: dict[str, int] = {}
    name: Text | None = None

    @model_validator(mode="after")
    def _rule(self) -> "Row":
        if self.short == "no":
            raise RuleError("registry.origin")
        return self


def faulty() -> dict[str, Wording]:
    """What is said of one fault of each kind that the models' fields can have."""
    wrong: tuple[dict[str, Any], ...] = (
        {"pattern": "6", "short": "a", "long": "abc", "mode": "lane", "yes": "perhaps"},
        {"whole": 0, "share": -1, "day": "2025-02-30", "several": [], "listed": 1, "named": 1},
        {"whole": 10, "share": 2, "day": "2025-02-20T12:00", "several": 1, "name": 1, "other": 1},
        {"whole": "x", "share": "x", "pattern": 6, "day": [], "yes": [], "fixed": "b"},
        {"whole": [], "share": [], "day": "2025-02-30T99:99", "needed": 1},
        {"short": "no", "needed": 1},
    )
    said: dict[str, Wording] = {}
    for row in wrong:
        try:
            Row.model_validate(row)
        except ValidationError as error:
            said |= {fault["type"]: field_fault(fault) for fault in error.errors()}
    return said


def test_each_kind_of_fault_of_a_field_is_said_in_vietnamese() -> None:
    said = faulty()
    unsaid = {kind for kind in said if kind != "value_error" and f"fields.{kind}" not in dict(KEYS)}
    assert not unsaid
    for phrase in said.values():
        assert phrase.vi
        assert phrase.en
    assert said["missing"].vi == "needed: thiếu trường này"
    assert said["enum"].vi.startswith("mode: phải là một trong 'road'")
    assert said["value_error"].vi.startswith("báo cáo tiến độ cần đúng một nguồn")


def test_a_message_is_told_in_one_line_where_what_allowed_remedy() -> None:
    error = InputError("osm.manifest_format", where="a.zip", found=9, read=1)
    assert str(error) == (
        "a.zip: it is written in format 9 — allowed: format 1 — "
        "fetch or pack the data again with this version"
    )
    assert error.told(Language.VI) == (
        "a.zip: dữ liệu ghi theo dạng 9 — cho phép: dạng 1 — hãy tải hoặc đóng gói lại bằng bản này"
    )
    assert error.sentences("vi") == [
        "Dữ liệu ghi theo dạng 9.",
        "Cho phép: dạng 1.",
        "Hãy tải hoặc đóng gói lại bằng bản này.",
    ]


def test_values_speak_the_language_of_the_message() -> None:
    below = InputError("osm.cache_file", where="x", why=Wording("osm.cache_checksum"))
    error = InputError("osm.pack", where="a.zip", why=Wording("osm.pack_part", part=7, why=below))
    assert error.said("vi").what.endswith("dữ liệu đã tải về bị hỏng (mã kiểm không khớp)")
    assert error.said("en").what == "part 7 is damaged (its checksum is wrong)"
    counted = LIMITS["members"].counted
    many = InputError("files.too_much", where="a.zip", found=2_500, counted=counted, most=2_000)
    assert "2.500 tệp trong một tệp nén" in many.told("vi")
    assert "2,500 files in an archive" in many.told("en")
    two = Wordings([Wording("provinces.left"), Wording("provinces.right")], between=", ")
    assert (two.vi, two.en) == ("trái, phải", "left, right")


def test_a_registry_error_lists_its_faults_in_one_language() -> None:
    fault = InputError("registry.no_file", where="data/a.yaml")
    error = RegistryError([fault, fault])
    assert error.told("vi").splitlines() == [
        "danh mục công trình có 2 lỗi; hãy sửa từng dòng dưới đây rồi chạy lại",
        *["  data/a.yaml: thiếu tệp này — hãy khôi phục tệp"] * 2,
    ]
    assert fault.elsewhere("b.yaml").told("en") == "b.yaml: the file is missing — restore it"


def test_an_error_crosses_processes_whole() -> None:
    for error in (
        InputError("files.exists", where="a", name="a"),
        NoConnectionError("osm.offline", where="host", host="host"),
        RegistryError([InputError("registry.no_file", where="data/a.yaml")]),
    ):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert (type(again), again.told("vi")) == (type(error), error.told("vi"))
