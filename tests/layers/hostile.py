"""A registry in which every text is what would do harm if it were read as HTML or a template."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pydantic import BaseModel

from geo.provinces import Boundaries
from geo.registry import Registry, UnitTable

HARM = """<script>alert("1")</script>'"><b {{ 1 // 0 }} {% raw %} &amp; $title"""
_TEXTS = frozenset({"vi", "en", "publisher", "number", "title", "km_posts"})
_LISTS = frozenset({"refs"})


def hostile(node: Any) -> Any:
    """Copy a part of a registry with harm behind each of its texts."""
    if isinstance(node, BaseModel):
        names = type(node).model_fields
        return node.model_copy(update={name: _field(name, getattr(node, name)) for name in names})
    if isinstance(node, UnitTable):
        return replace(node, signing=_names(node.signing), today=_names(node.today))
    if is_dataclass(node) and not isinstance(node, type):
        held = {field.name: getattr(node, field.name) for field in fields(node)}
        return replace(node, **{name: _field(name, value) for name, value in held.items()})
    if isinstance(node, Mapping):
        return {key: hostile(value) for key, value in node.items()}
    return tuple(map(hostile, node)) if isinstance(node, tuple) else node


def _field(name: str, value: Any) -> Any:
    if name in _TEXTS and isinstance(value, str):
        return f"{value} {HARM}"
    if name in _LISTS:
        return tuple(f"{text} {HARM}" for text in value)
    return hostile(value)


def _names(names: Mapping[str, str]) -> dict[str, str]:
    return {code: f"{name} {HARM}" for code, name in names.items()}


def hostile_registry(registry: Registry) -> Registry:
    made = hostile(registry)
    assert isinstance(made, Registry)
    return made


def hostile_boundaries(boundaries: Boundaries) -> Boundaries:
    frame = boundaries.frame
    frame = frame.assign(province_name=[f"{name} {HARM}" for name in frame["province_name"]])
    return replace(boundaries, frame=frame, source=hostile(boundaries.source))
