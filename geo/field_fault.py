"""What pydantic finds wrong with one field, in both languages."""

from collections.abc import Mapping
from typing import Final

from pydantic_core import ErrorDetails

from geo.errors import RuleError, Wording, has_wording

_REMEDIES: Final[Mapping[str, Wording]] = {
    "missing": Wording("fields.add"),
    "extra_forbidden": Wording("fields.spelling"),
    "enum": Wording("fields.word"),
    "string_pattern_mismatch": Wording("fields.id"),
    "string_type": Wording("fields.text"),
}


def field_fault(fault: ErrorDetails) -> Wording:
    """Say what is wrong: the field, the fault, and what stands there where it is short.

    Examples
    --------
    >>> from pydantic import TypeAdapter, ValidationError
    >>> try:
    ...     TypeAdapter(list[int]).validate_python([1, "two"])
    ... except ValidationError as error:
    ...     said = field_fault(error.errors()[0])
    >>> said.vi
    "1: phải là số nguyên, đã ghi 'two'"
    """
    said, got = _said(fault), fault["input"]
    if isinstance(got, str | int | float):
        said = Wording("fields.got", fault=said, got=got)
    # what stands in brackets is the sort of an origin, not a field
    field = ".".join(step for step in map(str, fault["loc"]) if not step.startswith("("))
    return Wording("fields.at", field=field, fault=said) if field else said


def field_remedy(fault: ErrorDetails) -> Wording:
    """What to do about it."""
    return _REMEDIES.get(fault["type"], Wording("fields.value"))


def _said(fault: ErrorDetails) -> Wording:
    context = fault.get("ctx", {})
    if isinstance(rule := context.get("error"), RuleError):
        return Wording("fields.rule", rule=rule)
    key = f"fields.{fault['type']}"
    return Wording(key if has_wording(key) else "fields.other", said=fault["msg"], **context)
