"""What is measured is what is drawn, and lines break between words."""

import unicodedata

from PIL import ImageFont

from layers.show.lettering import FONT_FILES, width_px, wrap

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def test_the_face_writes_every_vietnamese_letter() -> None:
    letters = {
        unicodedata.normalize("NFC", letter + tone)
        for letter in ALPHABET + ALPHABET.upper()
        for tone in ("", *TONES)
        if not tone or letter.lower() in "aăâeêioôơuưy"
    }
    assert len(letters) == 2 * (29 + 12 * 5)
    for path in FONT_FILES:
        face = ImageFont.truetype(str(path), 40)
        unknown = bytes(face.getmask("\uffff"))
        assert [c for c in letters if bytes(face.getmask(c)) == unknown] == []


def test_no_line_is_wider_than_allowed_and_no_word_is_lost() -> None:
    words = "Đường KCN Hữu Lũng, ĐT.245 – QL.31 – cảng Mỹ An, cách 2,8\u00a0km"
    for most in (60, 90, 140, 400):
        lines = wrap(words, 15, most)
        assert " ".join(lines).replace("  ", " ") == words
        assert all(
            width_px(line, 15) <= most + width_px(" –", 15) or " " not in line for line in lines
        )
        assert not any(line.startswith("–") for line in lines)
        assert any("2,8\u00a0km" in line for line in lines)


def test_an_empty_text_has_no_lines() -> None:
    assert wrap("", 15, 100) == []
