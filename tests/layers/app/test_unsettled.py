"""A click before the page has settled: what is always chosen comes empty, and stays as it was."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from layers.pages import PAGES

APP = Path(__file__).parents[3] / "app.py"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr("sys.argv", ["app.py"])
    found = AppTest.from_file(str(APP), default_timeout=120)
    found.query_params.update({"lang": "en", "units": "today", "page": "table"})
    return found.run()


def test_every_control_of_which_the_browser_has_not_heard_keeps_what_was_chosen(
    app: AppTest,
) -> None:
    assert not app.exception
    known = {str(control.key): control.value for control in app.button_group}
    assert {"language", "page", "units", "table"} <= set(known)
    assert known["page"] in PAGES
    for key in known:
        app.button_group(key=key).set_value(None).run()
        assert not app.exception, key
        assert {control.key: control.value for control in app.button_group} == known


def test_so_does_the_day(app: AppTest) -> None:
    day = app.date_input(key="as_of").value
    app.date_input(key="as_of").set_value(None).run()
    assert not app.exception
    assert app.date_input(key="as_of").value == day
