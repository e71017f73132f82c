"""Words that Streamlit says in English only, in the reader's language.

They are replaced in the style sheet, by the names that Streamlit's parts have for tests. Should a
later Streamlit name them otherwise, the English words show again; nothing else breaks.
"""

from collections.abc import Mapping

from geo.limits import LIMITS
from layers.markup import Markup, part, raw
from layers.texts import Texts

_element = part("parts.html", "style")
_ZONE = '[data-testid="stFileUploaderDropzone"]'
_BUTTON = f'{_ZONE} [data-testid="stBaseButton-secondary"] [data-testid="stMarkdownContainer"]'
_LIMIT = f'{_ZONE} [data-testid="stFileUploaderDropzoneInstructions"] > div'
_FAILED = '[data-testid="stDownloadButtonError"]'
_OPEN = '[data-testid="stExpandSidebarButton"]'
_REFUSED = f'{_ZONE}:has([aria-invalid="true"])'


def uploader_words(texts: Texts, megabytes: int) -> Markup:
    """Write a style element with the words of the file uploader.

    Parameters
    ----------
    megabytes
        How large a file may be.
    """
    limit = texts("upload.limit", size=texts.number(megabytes))
    together = texts.number(LIMITS["uploads_held"].most / 1e6)
    refused = texts("upload.refused", limit=limit, together=together)
    rules = {
        f"{_BUTTON} > p": "font-size:0;line-height:0",  # unseen, yet the button keeps a name
        f"{_BUTTON}::after": f"content:{quoted(texts('upload.choose'))}",
        f"{_LIMIT} > span": "display:none",
        f"{_LIMIT}::after": f"content:{quoted(limit)}",
        f"{_ZONE} [role=alert]": "display:none",
        f"{_REFUSED}": "flex-wrap:wrap",
        f"{_REFUSED}::after": f"content:{quoted(refused)};color:var(--gr-alarm);flex-basis:100%",
    }
    return _style(rules)


def download_words(texts: Texts) -> Markup:
    """Write a style element with what is said when a file could not be made.

    A file that is made on the click is made outside the page, which therefore cannot say why it
    failed; the cause stands in the server's log.
    """
    rules = {
        _FAILED: "font-size:0;line-height:0",
        f"{_FAILED}::after": f"content:{quoted(texts('download.failed'))};"
        "font-size:.95rem;line-height:1.4;font-weight:600;color:var(--gr-alarm)",
    }
    return _style(rules)


def filter_words(texts: Texts, count: int) -> Markup:
    """Write a style element that names the button of the sidebar, and how many filters are on."""
    name = texts("filter.button", count=count) if count else texts("filter.button.none")
    return _style({f"{_OPEN}::after": f"content:{quoted(name)}"})


def select_words(texts: Texts) -> Markup:
    """Write a style element with the words of select boxes."""
    said = {
        '[role="listbox"][data-empty="true"] [role="option"] > span': "select.nothing",
        '[role="option"][data-key="__select_all__"] > div': "select.all",
        '[role="option"][data-key="__select_matches__"] > div': "select.matches",
    }
    rules = dict.fromkeys(said, "font-size:0")
    rules |= {
        f"{where}::after": f"content:{quoted(texts(key))};font-size:1rem"
        for where, key in said.items()
    }
    return _style(rules)


def _style(rules: Mapping[str, str]) -> Markup:
    return _element(raw("".join(f"{where}{{{what}}}" for where, what in rules.items()), "style"))


def quoted(text: str) -> str:
    r"""Write a text as a CSS string, in which only harmless letters stand as they are.

    Examples
    --------
    >>> quoted('a "b" </style>')
    '"a \\22 b\\22  \\3c /style\\3e "'
    """
    return '"' + "".join(f"\\{ord(c):x} " if c in '"\\<>&\n' else c for c in text) + '"'
