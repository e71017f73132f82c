"""A file that could not be made: Streamlit's English words give way to ours."""

from layers.app.streamlit_words import download_words
from layers.texts import Texts


def test_the_words_are_the_readers(texts: Texts) -> None:
    sheet = download_words(texts)
    assert sheet.startswith("<style>")
    assert texts("download.failed") in sheet
    assert '[data-testid="stDownloadButtonError"]::after' in sheet
