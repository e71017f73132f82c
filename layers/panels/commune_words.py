"""Kilometres by commune in words, as panel and strip write them."""

from collections.abc import Iterable

from geo.views.by_commune import InCommune
from layers.texts import Texts

BETWEEN = " · "


def commune_words(communes: Iterable[InCommune], texts: Texts) -> str:
    """Name communes in order along the line, each with its kilometres."""
    return BETWEEN.join(_one(stretch, texts) for stretch in communes)


def _one(stretch: InCommune, texts: Texts) -> str:
    name = texts.pick(stretch.name) if stretch.name else texts("commune.unknown")
    length = texts.km(stretch.length_km, about=stretch.is_about).replace(" ", "\u00a0")
    return f"{name} {length}"
