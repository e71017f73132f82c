"""Only who sits at the server writes; everybody else is told so."""

import tomllib
from pathlib import Path

import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from layers.app.writing import is_of_this_machine
from layers.texts import Language, Texts

ROOT = Path(__file__).parents[3]
HERE = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


def test_the_server_listens_to_its_own_machine_alone_unless_told_otherwise() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
@pytest.mark.parametrize("headers", [HERE, {"Host": "127.0.0.1:8501"}, {"Host": "[::1]:8501"}, {}])
def test_at_the_server(address: str, headers: dict[str, str]) -> None:
    assert is_of_this_machine(address, headers)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "10.0.0.5", "giapranh.vn"])  # noqa: S104
def test_a_port_that_others_reach(address: str | None) -> None:
    assert not is_of_this_machine(address, HERE)


@pytest.mark.parametrize(
    "headers",
    [
        HERE | {"X-Forwarded-For": "10.0.0.7"},
        HERE | {"X-Real-Ip": "10.0.0.7"},
        HERE | {"Forwarded": "for=10.0.0.7"},
        HERE | {"Origin": "https://giapranh.vn"},
        {"Host": "giapranh.vn"},
        {"Host": "localhost.evil.vn"},
        {"Host": "[::1"},
    ],
)
def test_a_server_in_front(headers: dict[str, str]) -> None:
    assert not is_of_this_machine("127.0.0.1", headers)


PARTS = """
from pathlib import Path
from types import SimpleNamespace
from layers.app.work import WorkOptions
from layers.pages.data_pack import pack_part
from layers.pages.data_refresh import refresh_part
from layers.texts import Language, Texts

view = SimpleNamespace(texts=Texts(Language.EN), options=WorkOptions(Path("data")))
refresh_part(view)
pack_part(view)
"""
"""A page with the parts that write."""


@pytest.mark.parametrize(("address", "may"), [("127.0.0.1", True), ("0.0.0.0", False)])  # noqa: S104
def test_the_page_offers_or_says_why_not(
    address: str, may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"server.address": address}
    monkeypatch.setattr("layers.app.who.st.get_option", options.get)
    app = AppTest.from_string(PARTS).run(timeout=60)
    assert not app.exception
    said = escape(Texts(Language.EN)("writing.closed"))
    notes = [element.proto.body for element in app.get("html") if said in element.proto.body]
    assert len(notes) == (0 if may else 2)
    assert ("refresh-start" in {button.key for button in app.button}) is may
