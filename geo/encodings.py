"""The encodings that Vietnamese offices write in: UTF-8, Windows-1258, TCVN3 (the "ABC" fonts)."""

from collections.abc import Callable

UTF8 = "UTF-8"
TCVN3 = dict(
    zip(
        bytes.fromhex(
            "a1a2a3a4a5a6a7a8a9aaabacadae"
            "b5b6b7b8b9bbbcbdbec6c7c8c9cacb"
            "cccecfd0d1d2d3d4d5d6d7d8dcddde"
            "dfe1e2e3e4e5e6e7e8e9eaebecedee"
            "eff1f2f3f4f5f6f7f8f9fafbfcfdfe"
        ),
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
"""Bytes of TCVN 5712:1993 VN3; capitals with a tone have none, fonts draw them from these."""


def _tcvn3(raw: bytes) -> str:
    return "".join(TCVN3.get(byte, chr(byte)) for byte in raw)


def by_codec(name: str) -> Callable[[bytes], str]:
    """How bytes are read by one of Python's codecs; what it does not know becomes U+FFFD."""
    return lambda raw: raw.decode(name, errors="replace")


READINGS: dict[str, Callable[[bytes], str]] = {
    UTF8: by_codec("utf-8"),
    "Windows-1258": by_codec("cp1258"),
    "TCVN3": _tcvn3,
}
"""Encoding → how it is read, in the order that decides between equals."""
