"""The words by which an agreement is read: the files of ``data/vocabulary``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from geo import settings
from geo.agreements.mention import MentionKind
from geo.data_files import own_or_bundled
from geo.errors import InputError, RegistryError
from geo.model import PartyKind, Slug, Status
from geo.registry.rows import Broken, read_rows
from geo.settings import DATA_DIR

Words = tuple[Annotated[str, Field(min_length=1)], ...]
WordsOf = TypeVar("WordsOf", bound=BaseModel)


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class LinkWords(_Words):
    """How the name of one sort of link begins (links.yaml)."""

    id: Slug
    kind: MentionKind
    words: Words = Field(min_length=1)
    modifiers: Words = ()
    named_by: frozenset[Literal["name", "chain", "ends", "object"]] = Field(min_length=1)
    voltage: Literal["required", "allowed"] | None = None
    before_name: Words = ()
    not_after: Words = ()
    not_names: Words = ()


class ReferenceWords(_Words):
    """What stands before a road's number (references.yaml)."""

    id: str = Field(pattern=r"^[A-ZĐ]{2}$")
    words: Words = ()
    short: Words = ()
    any_case: Words = ()
    digits: tuple[int, int]


class PlaceWords(_Words):
    """Words around the places at a link's ends (places.yaml)."""

    id: Literal[
        "sorts",
        "units",
        "lies-in",
        "from",
        "to",
        "via",
        "paired",
        "stops",
        "stops-before-names",
        "no-names",
        "no-names-alone",
        "inside",
        "is-end",
        "compass",
        "dashed",
    ]
    words: Words = Field(min_length=1)


class StatusPhrases(_Words):
    """Phrases that tell how far a link is (statuses.yaml)."""

    id: Slug
    status: Status
    stands: Literal["before", "after", "anywhere", "beside"]
    weak: bool = False
    phrases: Words = Field(min_length=1)


class ActionPhrases(_Words):
    """Verbs that tell what is to be done (actions.yaml)."""

    id: Slug
    action: str
    phrases: Words = Field(min_length=1)


class BodyNames(_Words):
    """How a body that answers for links is called (bodies.yaml); the id is the party's."""

    id: Slug
    kind: PartyKind
    names: Words = Field(min_length=1)


@dataclass(frozen=True)
class Vocabulary:
    """All words, in the order of their files."""

    links: tuple[LinkWords, ...]
    references: tuple[ReferenceWords, ...]
    places: dict[str, Words]
    statuses: tuple[StatusPhrases, ...]
    cancelling: Words
    acting: Words
    actions: tuple[ActionPhrases, ...]
    bodies: tuple[BodyNames, ...]


def load_vocabulary(data: Path = DATA_DIR) -> Vocabulary:
    """Read and validate the vocabulary.

    Parameters
    ----------
    data
        A registry's folder: of the files that its ``vocabulary`` does not bring, those are read
        that come with the program.

    Raises
    ------
    RegistryError
        With every fault found in any file, each with file, line and remedy.
    """
    faults: list[InputError] = []

    def rows(name: str, model: type[WordsOf]) -> tuple[WordsOf, ...]:
        broken: Broken = set()
        path = own_or_bundled(data, f"vocabulary/{name}.yaml")
        read = read_rows(path, name, model, faults, broken)
        return tuple(row.value for row in read)

    statuses = rows("statuses", StatusPhrases)
    found = Vocabulary(
        links=rows("links", LinkWords),
        references=rows("references", ReferenceWords),
        places={row.id: row.words for row in rows("places", PlaceWords)},
        statuses=tuple(row for row in statuses if row.id not in {"cancelling", "acting"}),
        cancelling=tuple(w for row in statuses if row.id == "cancelling" for w in row.phrases),
        acting=tuple(w for row in statuses if row.id == "acting" for w in row.phrases),
        actions=rows("actions", ActionPhrases),
        bodies=rows("bodies", BodyNames),
    )
    if faults:
        raise RegistryError(faults)
    return found


def vocabulary_in_use() -> Vocabulary:
    """The vocabulary of the registry in use, read once."""
    return vocabulary_of(settings.current().data)


vocabulary_of = cache(load_vocabulary)
"""The vocabulary of a registry's folder, read once."""
