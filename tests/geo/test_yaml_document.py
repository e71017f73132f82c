"""What a YAML text means, and what is refused with its line."""

import pytest

from geo.errors import InputError
from geo.yaml_document import yaml_document


def read(text: str) -> object:
    return yaml_document(text, where="x.yaml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("~", None), ("", None), ("null", None), ("nil", "nil")),
        *(("true", True), ("FALSE", False), ("yes", "yes"), ("no", "no"), ("'true'", "true")),
        *(("12", 12), ("-3", -3), ("012", 12), ("0o17", 15), ("0x1F", 31), ("1_000", "1_000")),
        *((".5", 0.5), ("2.", 2.0), ("1e3", 1000.0), ("-.inf", float("-inf")), ("1:30", "1:30")),
        *(("2008-02-30", "2008-02-30"), ("=", "="), ("!!str 12", "12"), ("! 12", "12")),
        *(("!!int '12'", 12), ("!!float 1", 1.0), ("|\n a\n b", "a\nb"), (">\n a\n b", "a b")),
    ],
)
def test_a_plain_value_is_what_the_core_schema_says(written: str, value: object) -> None:
    found = read(f"x: {written}")
    assert found == {"x": value}
    assert isinstance(found, dict)
    assert type(found["x"]) is type(value)


def test_every_field_and_item_knows_its_line() -> None:
    document = yaml_document("# note\na: 1\nb:\n- x\n\n- c: [p,\n    q]\n", where="x.yaml")
    assert (document.line, document.key_lines) == (2, {"a": 2, "b": 3})
    items = document["b"]
    assert (items.line, items.item_lines) == (4, [4, 6])
    assert items[1]["c"].item_lines == [6, 7]


def test_an_empty_text_says_nothing() -> None:
    assert read("") is None
    assert read("# only a note\n") is None


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb: *x\n", 2, "an alias (*), which is not read here"),
        ("a:\n  b: 1\n  b: 2\n", 3, 'found duplicate key "b"'),
        ("a: 1\n---\nb: 2\n", 2, "but found another document"),
        ("a: 1\n? [b]\n: 2\n", 2, "a field whose name is a list or a block"),
        ("a: 1\nb: !x 2\n", 2, "a value with the tag !x, which it does not fit"),
        ("a: !!int x\n", 1, "a value with the tag tag:yaml.org,2002:int, which it does not fit"),
        ("a: !!map [1]\n", 1, "a value with the tag tag:yaml.org,2002:map, which it does not fit"),
        ("a: [1\n", 2, "did not find expected ',' or ']'"),
        ("a: 1\n\tb: 2\n", 2, "a tab"),
        ("a: " + "[" * 500, 1, "nested too deep"),
        ("a: " + "[" * 100_000, 1, "nest"),
        ("a: " + "9" * 5_000, None, "ValueError: Exceeds the limit"),
        ("a: \x00", None, "control characters are not allowed"),
    ],
)
def test_what_is_no_data_is_refused_with_its_line(
    text: str, line: int | None, problem: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert caught.value.where == ("x.yaml" if line is None else f"x.yaml:{line}")
    assert problem in str(caught.value)


@pytest.mark.parametrize(("levels", "is_read"), [(40, True), (41, False)])
def test_forty_levels_are_read_and_no_more(levels: int, is_read: bool) -> None:
    text = "x: " + "[" * levels + "1" + "]" * levels
    if is_read:
        assert read(text)
    else:
        with pytest.raises(InputError, match="nested too deep"):
            read(text)
