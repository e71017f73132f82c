"""Streamlit's file uploader speaks English only: its words, in the reader's language.

They are replaced in the style sheet, by the names the uploader's parts have for tests. Should a
later Streamlit name them otherwise, the English words show again; nothing else breaks.
"""

from layers.texts import Texts

_ZONE = '[data-testid="stFileUploaderDropzone"]'
_BUTTON = f'{_ZONE} [data-testid="stBaseButton-secondary"] [data-testid="stMarkdownContainer"]'
_LIMIT = f'{_ZONE} [data-testid="stFileUploaderDropzoneInstructions"] > div'
_REFUSED = f'{_ZONE}:has([aria-invalid="true"])'


def uploader_words(texts: Texts, megabytes: int) -> str:
    """Write a style element that puts the words in.

    Parameters
    ----------
    megabytes
        How large a file may be.
    """
    limit = texts("upload.limit", size=texts.number(megabytes))
    rules = {
        f"{_BUTTON} > p": "font-size:0;line-height:0",  # unseen, yet the button keeps a name
        f"{_BUTTON}::after": f"content:{quoted(texts('upload.choose'))}",
        f"{_LIMIT} > span": "display:none",
        f"{_LIMIT}::after": f"content:{quoted(limit)}",
        f"{_ZONE} [role=alert]": "display:none",
        f"{_REFUSED}": "flex-wrap:wrap",
        f"{_REFUSED}::after": f"content:{quoted(texts('upload.refused', limit=limit))};"
        "color:var(--gr-alarm);flex-basis:100%",
    }
    return "<style>" + "".join(f"{where}{{{what}}}" for where, what in rules.items()) + "</style>"


def quoted(text: str) -> str:
    r"""Write a text as a CSS string, in which only harmless letters stand as they are.

    Examples
    --------
    >>> quoted('a "b" </style>')
    '"a \\22 b\\22  \\3c /style\\3e "'
    """
    return '"' + "".join(f"\\{ord(c):x} " if c in '"\\<>&\n' else c for c in text) + '"'
