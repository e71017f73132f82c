"""Cut a network part by part, here or on a cluster, into a folder that a stopped run goes on in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd

from geo.cut.network import Ground, NoLinesError, cut_network
from geo.errors import InputError
from geo.export.network_folder import NetworkFolder
from geo.sources.network_parts import NetworkPart

if TYPE_CHECKING:
    from distributed import Client

TellParts = Callable[[int, int], None]
"""Takes how many parts are done, and of how many."""


@dataclass(frozen=True, eq=False)
class Job:
    """What is the same for every part; compared by identity, so that a process readies it once."""

    provinces: gpd.GeoDataFrame
    folder: NetworkFolder
    by: tuple[str, ...]
    min_piece_m: float


class Done(NamedTuple):
    """What became of a part."""

    rows: int
    left_out: int
    pieces: int
    borders: int


@lru_cache(maxsize=1)
def _ground(job: Job) -> Ground:
    return Ground.of(job.provinces)


def cut_part(job: Job, number: int, part: NetworkPart) -> Done:
    """Read a part, cut it and keep what came of it.

    Raises
    ------
    InputError
        When it cannot be read, cut or written.
    """
    try:
        cut = cut_network(
            part.read(), _ground(job), min_piece_m=job.min_piece_m, first_row=part.first_row
        )
        job.folder.keep(number, cut, job.by)
    except NoLinesError as error:
        raise InputError(
            "export.cut_where", where=f"row {part.first_row}", why=str(error)
        ) from None
    except KeyError as error:
        raise InputError("export.cut_by", where="--by", names=str(error.args[0])) from None
    return Done(part.rows, len(cut.left_out), len(cut.pieces), len(cut.borders))


def cut_here(job: Job, parts: Sequence[tuple[int, NetworkPart]], tell: TellParts) -> None:
    """Cut the parts one after the other in this process.

    Raises
    ------
    InputError
        As :func:`cut_part`.
    """
    for done, (number, part) in enumerate(parts):
        tell(done, len(parts))
        cut_part(job, number, part)
    tell(len(parts), len(parts))


def cut_on(
    client: "Client", job: Job, parts: Sequence[tuple[int, NetworkPart]], tell: TellParts
) -> None:
    """Cut the parts on a Dask cluster, whose workers see the same folders as this process.

    The provinces are sent to every worker once, and each lays its index of borders once. A part
    whose worker is lost is cut by another.

    Raises
    ------
    InputError
        As :func:`cut_part`.
    """
    from distributed import as_completed  # noqa: PLC0415 # an extra that most never install

    everywhere = client.scatter(job, broadcast=True, hash=False)
    futures = [
        client.submit(cut_part, everywhere, number, part, pure=False, retries=2)
        for number, part in parts
    ]
    for done, future in enumerate(as_completed(futures)):
        tell(done, len(parts))
        future.result()
        future.release()
    tell(len(parts), len(parts))
