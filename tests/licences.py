"""Under what licences the dependencies stand: ``python -m tests.licences``.

Lists what is installed for ``requirements.txt`` and ``requirements-dev.txt``, down to what those
need in turn, and ends with 1 where a licence is not on the list below.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[1]
ALLOWED: Final = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)
"""Licences under which a program of MIT licence may use and pass on what it needs."""
LIBRARIES: Final = frozenset({"LGPL", "LGPL-3.0-only"})
"""Used as they come, not changed and not copied: replaceable by whoever installs."""
STATED_ELSEWHERE: Final = {
    "pypdfium2": ("BSD-3-Clause", "its metadata: BSD-3-Clause, Apache-2.0, those of PDFium"),
    "python-dateutil": ("BSD-3-Clause", "its metadata"),
    "resvg-py": ("MIT", "the LICENSE file in the package"),
    "streamlit-folium": ("MIT", "LICENSE of its repository"),
    "xstatic-leaflet": ("BSD-2-Clause", "its metadata: the same as Leaflet"),
}
"""Packages whose metadata name no licence, the licence, and where it is stated."""
PLANS: Final = {
    "XStatic-Leaflet": "no release since 2023: Leaflet 1.9.4 (BSD-2) can be kept in the repository "
    "as it was released, when folium asks for another version",
    "ttf-opensans": "no release since 2020: Open Sans (OFL) can be kept in the repository, or "
    "taken from matplotlib's DejaVu, which also writes Vietnamese",
}
"""What is abandoned, or stands under a licence that is not allowed, and what is to come of it."""
_SHORT: Final = (
    (r"^(new |3-clause |modified )?bsd( license)?$|\bbsd[- ]3|3-clause bsd", "BSD-3-Clause"),
    (r"bsd[- ]2", "BSD-2-Clause"),
    (r"^mit( license)?$", "MIT"),
    (r"apache", "Apache-2.0"),
    (r"lesser|lgpl", "LGPL"),
    (r"mozilla|mpl-2", "MPL-2.0"),
    (r"python software foundation|^psf", "PSF-2.0"),
    (r"^isc", "ISC"),
)
_LONGEST: Final = 60
"""A licence field that is longer holds the text itself."""


@dataclass(frozen=True, slots=True)
class Row:
    """A package, its version, its licence as an SPDX expression, and whether that may be."""

    name: str
    version: str
    licence: str

    @property
    def is_allowed(self) -> bool:
        """Whether one of its alternatives has only parts that are allowed."""
        for alternative in re.split(r"\s+OR\s+", self.licence):
            parts = re.split(r"\s+AND\s+", alternative.strip("() "))
            if all(part.strip("() ") in ALLOWED | LIBRARIES for part in parts):
                return True
        return False


def asked() -> list[Requirement]:
    """What the requirements files name."""
    lines = [
        line
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
    ]
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


def installed() -> Iterator[Row]:
    """Give a row for each package that the requirements lead to, on this system."""
    seen: set[str] = set()
    waiting = [(one.name, one.extras) for one in asked()]
    while waiting:
        name, extras = waiting.pop()
        key = canonicalize_name(name)
        if key in seen and not extras:
            continue
        try:
            found = distribution(name)
        except PackageNotFoundError:  # for another system, or an extra that nobody asked for
            continue
        if key not in seen:
            yield Row(found.metadata["Name"], found.version, licence_of(found))
        seen.add(key)
        waiting += [
            (need.name, need.extras)
            for need in map(Requirement, found.requires or ())
            if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in {"", *extras})
        ]


def licence_of(found: Distribution) -> str:
    """The licence that a package states, in one spelling; empty when it states none."""
    if stated := STATED_ELSEWHERE.get(canonicalize_name(found.metadata["Name"])):
        return stated[0]
    for expression in found.metadata.get_all("License-Expression") or ():
        return str(expression)
    classified = [
        line.rpartition("::")[2].strip()
        for line in found.metadata.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    field = " ".join(found.metadata.get_all("License") or ()).strip()
    written = [*classified, *([field] if len(field) < _LONGEST else [])]
    return next((short for text in written if (short := _short(text))), " ".join(written))


def _short(text: str) -> str:
    if all(part in ALLOWED for part in text.split(" AND ")):
        return text
    return next((short for form, short in _SHORT if re.search(form, text, re.I)), "")


def faults(rows: list[Row]) -> list[str]:
    """Packages under a licence that is not allowed, without a plan of what is to come of them."""
    return [
        f"{row.name} {row.version}: {row.licence or 'no licence stated'}"
        for row in rows
        if not row.is_allowed and row.name not in PLANS
    ]


def main() -> int:
    """Print the list; end with 1 where something is not allowed."""
    rows = sorted(installed(), key=lambda row: row.name.lower())
    for row in rows:
        print(f"{row.name:28} {row.version:16} {row.licence}")
    print()
    for name, plan in PLANS.items():
        print(f"{name}: {plan}.")
    for fault in found if (found := faults(rows)) else []:
        print(f"Not allowed: {fault}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
