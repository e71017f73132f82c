"""The footnotes of a text, and where they are called."""

import re
import unicodedata

_RAISED = "\u00b9\u00b2\u00b3\u2070-\u2079"


class Footnotes:
    """Where the footnotes of a text are called, by the number that they begin with."""

    _CALL = re.compile(rf"[{_RAISED}<](?:(?<!<)[{_RAISED}]{{0,2}}|(?<=<)sup>\d{{1,3}}</sup>)")
    _BEGINS = re.compile(rf"\s*(?=[{_RAISED}<])")

    def __init__(self, text: str) -> None:
        self._text = text
        self._calls: dict[str, int] | None = None

    def call_of(self, start: int) -> int | None:
        """Where the footnote whose paragraph begins at ``start`` is called, if it is one."""
        line = self._text.rfind("\n", max(0, start - 16), start) + 1
        begins = self._BEGINS.match(self._text, line or max(0, start - 16), start + 16)
        if begins is None:
            return None
        if self._calls is None:
            self._calls = {}
            for call in self._CALL.finditer(self._text):
                before = self._text[call.start() - 1 : call.start()]
                if before.isalpha() or before == ")":
                    self._calls.setdefault(_digits(call), call.start())
        number = self._CALL.match(self._text, begins.end())
        return None if number is None else self._calls.get(_digits(number))


def _digits(number: re.Match[str]) -> str:
    return "".join(filter(str.isdigit, unicodedata.normalize("NFKC", number[0])))
