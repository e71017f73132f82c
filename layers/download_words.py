"""What Streamlit says in English when a file could not be made, in the reader's language.

A file that is made on the click is made outside the page, which therefore cannot say why it
failed; the cause stands in the server's log. As in :mod:`layers.uploader_words` the words are
replaced in the style sheet.
"""

from layers.texts import Texts
from layers.uploader_words import quoted

_FAILED = '[data-testid="stDownloadButtonError"]'


def download_words(texts: Texts) -> str:
    """Write a style element that puts the words in."""
    rules = {
        f"{_FAILED}": "font-size:0;line-height:0",
        f"{_FAILED}::after": f"content:{quoted(texts('download.failed'))};"
        "font-size:.95rem;line-height:1.4;font-weight:600;color:var(--gr-alarm)",
    }
    return "<style>" + "".join(f"{where}{{{what}}}" for where, what in rules.items()) + "</style>"
