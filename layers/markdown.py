"""Text that Streamlit shows as it is: it reads most labels as Markdown.

A name from a file or an agreement could else draw a link, or a picture that every reader's browser
fetches. Whatever is not our own words goes through :func:`plain`; `tests/layers/test_markdown.py`
finds what does not.
"""

import re
from typing import Final

_MARKS: Final = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>$:~&^=\"']")
_JOINED: Final = re.compile(r"(?<=:)(?=//|material/)|(?<=www)(?=\.)|(?<=@)|(?<=[-<>~])(?=[-=>])")
"""Where addresses, icons and arrows begin to show: Streamlit looks for them once more in what
Markdown has left as text, where no backslash helps."""
_JOINER: Final = "\u2060"
"""A word joiner: no letter, no width, no break."""


def plain(value: object) -> str:
    r"""Write a value so that it is read as nothing but its letters, on one line.

    Examples
    --------
    >>> print(plain("*Cầu* [x](y)"))
    \*Cầu\* \[x\]\(y\)
    """
    line = _JOINED.sub(_JOINER, " ".join(str(value).split()))
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", line)
