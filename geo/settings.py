"""Everything that can be set from outside: one table of name, unit, default and help.

A setting is an environment variable. :func:`current` reads all of them at once, so that one
run works with one set of values.
"""

import locale
import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import platformdirs

from geo.errors import InputError, Wording
from geo.model import Language, Text

DATA_DIR: Final = Path(__file__).resolve().parents[1] / "data"
"""What comes with the program: its register, and its tables of words, units and meridians."""
COMMUNES_COMMIT: Final = "cd58063299585146ded3981f2272946ef19ced54"
"""The state of thanglequoc/vietnamese-provinces-database that the id below belongs to."""
_COMMUNES: Final = (
    f"https://github.com/thanglequoc/vietnamese-provinces-database/raw/{COMMUNES_COMMIT}"
    "/json/vn_provinces_wards_geojson_2026-07-25__20_54_43.zip"
)
_COMMUNES_BLOB: Final = "6588541d9ca5426c9c3bbd24ac8eeb2b562bf4f4"
"""The archive's id in git at that commit: its SHA-1 with git's head before it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    name: str
    unit: str
    default: str
    help: Text


_ROWS: Final = (
    Setting(
        "GIAPRANH_DATA",
        "folder",
        str(DATA_DIR),
        Text(
            vi="Thư mục dữ liệu: văn bản, công trình, địa danh, đơn vị, bản phác ranh giới",
            en="The register: agreements, projects, places, units, sketch of the borders",
        ),
    ),
    Setting(
        "GIAPRANH_CACHE",
        "folder",
        platformdirs.user_cache_dir("giapranh"),
        Text(vi="Nơi lưu dữ liệu đã tải về", en="Where fetched data are kept"),
    ),
    Setting(
        "GIAPRANH_DATABASE",
        "file or URL",
        "",
        Text(
            vi="Nơi lưu sổ theo dõi: một tệp SQLite, hoặc postgresql://… của cơ quan "
            "(mặc định: thư mục dữ liệu của người dùng)",
            en="Where the register is kept: an SQLite file, or an office's postgresql://… "
            "(by default in the user's data folder)",
        ),
    ),
    Setting(
        "GIAPRANH_ATTACHMENTS",
        "folder",
        "",
        Text(
            vi="Thư mục tệp đính kèm (mặc định: bên cạnh sổ theo dõi)",
            en="Folder of attachments (by default beside the register)",
        ),
    ),
    Setting(
        "GIAPRANH_SESSION_HOURS",
        "hours",
        "12",
        Text(
            vi="Sau chừng ấy giờ phải đăng nhập lại để ghi vào sổ theo dõi",
            en="After so many hours one signs in again to write into the register",
        ),
    ),
    Setting(
        "GIAPRANH_AGREEMENTS",
        "folder",
        "",
        Text(
            vi="Thư mục chứa toàn văn các văn bản, mỗi văn bản một tệp <id>.txt",
            en="Folder with the agreements' texts, one file <id>.txt each",
        ),
    ),
    Setting(
        "GIAPRANH_OVERPASS_URL",
        "URL",
        "https://overpass-api.de/api",
        Text(
            vi="Máy chủ Overpass, không kèm /interpreter",
            en="Overpass server, without /interpreter",
        ),
    ),
    Setting(
        "GIAPRANH_OVERPASS_RATE_LIMIT",
        "yes/no",
        "yes",
        Text(
            vi="Hỏi /status của máy chủ xem khi nào được gửi tiếp; máy chủ riêng có thể đặt no",
            en="Ask the server's /status when it is our turn; a server of one's own may say no",
        ),
    ),
    Setting(
        "GIAPRANH_OVERPASS_TIMEOUT",
        "seconds",
        "90",
        Text(vi="Chờ một câu trả lời tối đa", en="How long one answer may take"),
    ),
    Setting(
        "GIAPRANH_OVERPASS_TRIES",
        "times",
        "5",
        Text(
            vi="Số lần thử khi máy chủ bận hoặc câu trả lời hỏng",
            en="How often to try when the server is busy or an answer is damaged",
        ),
    ),
    Setting(
        "GIAPRANH_OVERPASS_PAUSE",
        "seconds",
        "15",
        Text(
            vi="Nghỉ trước lần thử thứ hai; mỗi lần sau gấp đôi",
            en="Pause before the second try; doubled before each further one",
        ),
    ),
    Setting(
        "GIAPRANH_CONTACT",
        "text",
        "",
        Text(
            vi="Địa chỉ liên hệ gửi kèm mỗi yêu cầu, chẳng hạn thư điện tử của phòng",
            en="Contact sent with each request, for example the department's e-mail",
        ),
    ),
    Setting(
        "GIAPRANH_BOUNDARIES_URL",
        "URL",
        _COMMUNES,
        Text(
            vi="Tệp nén ranh giới xã, phường: mỗi tỉnh một thư mục, mỗi xã một tệp GeoJSON",
            en="Archive of commune boundaries: a folder a province, a GeoJSON file a commune",
        ),
    ),
    Setting(
        "GIAPRANH_BOUNDARIES_BLOB",
        "hexadecimal",
        _COMMUNES_BLOB,
        Text(
            vi="Mã của tệp ấy trong git (git hash-object)",
            en="That file's id in git (git hash-object)",
        ),
    ),
    Setting(
        "GIAPRANH_CHROMIUM",
        "program",
        "",
        Text(
            vi="Chromium hoặc Chrome dùng để in PDF, nếu không tự tìm thấy",
            en="Chromium or Chrome that prints PDF, where it is not found by itself",
        ),
    ),
    Setting(
        "GIAPRANH_LANGUAGE",
        "vi/en",
        "",
        Text(
            vi="Ngôn ngữ của thông báo lỗi ở dòng lệnh; không đặt thì theo hệ điều hành",
            en="Language of the command line's messages; where unset, the system's",
        ),
    ),
)

SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType({row.name: row for row in _ROWS})
"""The table, by name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The values one run works with."""

    data: Path
    cache: Path
    database: str
    attachments: Path | None
    session_s: float
    agreements: Path | None
    overpass_url: str
    overpass_rate_limit: bool
    overpass_timeout_s: float
    overpass_tries: int
    overpass_pause_s: float
    contact: str
    boundaries_url: str
    boundaries_blob: str
    chromium: str
    language: Language | None
    """Of the command line's messages; None: the system's."""


_Reader: TypeAlias = Callable[[str], str]


def current(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Parameters
    ----------
    environment
        Where to read them; the process's environment when None.

    Raises
    ------
    InputError
        When a value cannot be used, with the variable's name.

    Examples
    --------
    >>> current({"GIAPRANH_OVERPASS_PAUSE": "2"}).overpass_pause_s
    2.0
    """
    given = os.environ if environment is None else environment

    def text(name: str) -> str:
        return _text(name, given)

    return Settings(
        data=data_folder(given),
        cache=Path(text("GIAPRANH_CACHE")).expanduser(),
        database=text("GIAPRANH_DATABASE"),
        session_s=3600 * _number("GIAPRANH_SESSION_HOURS", text, least=0),
        attachments=_folder(text("GIAPRANH_ATTACHMENTS")),
        agreements=_folder(text("GIAPRANH_AGREEMENTS")),
        overpass_url=_url("GIAPRANH_OVERPASS_URL", text("GIAPRANH_OVERPASS_URL")).rstrip("/"),
        overpass_rate_limit=_yes("GIAPRANH_OVERPASS_RATE_LIMIT", text),
        overpass_timeout_s=_number("GIAPRANH_OVERPASS_TIMEOUT", text, least=1),
        overpass_tries=int(_number("GIAPRANH_OVERPASS_TRIES", text, least=1)),
        overpass_pause_s=_number("GIAPRANH_OVERPASS_PAUSE", text, least=0),
        contact=text("GIAPRANH_CONTACT"),
        boundaries_url=_url("GIAPRANH_BOUNDARIES_URL", text("GIAPRANH_BOUNDARIES_URL")),
        boundaries_blob=_blob_id("GIAPRANH_BOUNDARIES_BLOB", text).lower(),
        chromium=text("GIAPRANH_CHROMIUM"),
        language=_language(text("GIAPRANH_LANGUAGE")),
    )


def data_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The registry's folder alone, for what is asked many times a second."""
    given = os.environ if environment is None else environment
    return Path(_text("GIAPRANH_DATA", given)).expanduser()


def _text(name: str, given: Mapping[str, str]) -> str:
    return given.get(name, "").strip() or SETTINGS[name].default


def language(environment: Mapping[str, str] | None = None) -> Language:
    """Language of the command line's messages: what is set, else what the system speaks.

    A value that cannot be used counts as unset: this is asked when a message must be shown.

    Examples
    --------
    >>> language({"GIAPRANH_LANGUAGE": "vi", "LANG": "en_GB.UTF-8"}).value
    'vi'
    >>> language({"LANG": "vi_VN.UTF-8"}).value
    'vi'
    """
    given = os.environ if environment is None else environment
    if (asked := given.get("GIAPRANH_LANGUAGE", "").strip().lower()) in {*Language}:
        return Language(asked)
    named = (given[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if given.get(name))
    spoken = next(named, None) or locale.getlocale()[0] or ""  # Windows sets no variable
    return Language.VI if spoken.lower().startswith("vi") else Language.EN


def _folder(value: str) -> Path | None:
    return Path(value).expanduser() if value else None


def _language(value: str) -> Language | None:
    if value and value.lower() not in {*Language}:
        raise _wrong("GIAPRANH_LANGUAGE", value, Wording("settings.language"))
    return Language(value.lower()) if value else None


def _url(name: str, value: str) -> str:
    if not value.startswith(("http://", "https://")) or not _leads_somewhere(value):
        raise _wrong(name, value, Wording("settings.url"))
    return value


def _leads_somewhere(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0 and not re.search(r"[\s\x00-\x1f]", url)
    except ValueError:  # brackets without an address, a port that no machine has
        return False


def _yes(name: str, text: _Reader) -> bool:
    value = text(name).casefold()
    if value not in ("yes", "no"):
        raise _wrong(name, value, Wording("settings.yes_no"))
    return value == "yes"


def _number(name: str, text: _Reader, *, least: float) -> float:
    value = text(name)
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not least <= number < math.inf:
        raise _wrong(
            name, value, Wording("settings.number", unit=SETTINGS[name].unit, least=f"{least:g}")
        )
    return number


def _blob_id(name: str, text: _Reader) -> str:
    value = text(name)
    if len(value) != 40 or not set(value.lower()) <= set("0123456789abcdef"):
        raise _wrong(name, value, Wording("settings.blob"))
    return value


def _wrong(name: str, value: str, allowed: Wording) -> InputError:
    return InputError(
        "settings.value",
        where=name,
        value=value,
        allowed=allowed,
        default=SETTINGS[name].default or Wording("settings.none"),
    )
