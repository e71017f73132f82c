"""The button on the map that fetches: how it ended is told, however quickly it ends."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from layers.app.refresh_job import RefreshJob
from layers.pages.data_refresh import refresh_job
from layers.texts import Language, Texts

NOBODY = "http://127.0.0.1:9/api"
"""Port 9 (discard): nobody listens there."""
PAGE = """
from pathlib import Path
from types import SimpleNamespace
from layers.app.work import WorkOptions
from layers.pages.map_fetch import fetch_offer
from layers.texts import Language, Texts

fetch_offer(SimpleNamespace(texts=Texts(Language.EN), options=WorkOptions(Path("data"))))
"""


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AppTest]:
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path))
    monkeypatch.setenv("GIAPRANH_OVERPASS_URL", NOBODY)
    monkeypatch.setenv("GIAPRANH_BOUNDARIES_URL", f"{NOBODY}/communes.zip")
    monkeypatch.setenv("GIAPRANH_OVERPASS_RATE_LIMIT", "no")
    monkeypatch.setattr("layers.app.who.st.get_option", {"server.address": "127.0.0.1"}.get)
    refresh_job.clear()
    yield AppTest.from_string(PAGE).run(timeout=60)
    refresh_job.clear()


def said(page: AppTest) -> str:
    return " ".join(html.proto.body for html in page.get("html"))


def test_a_failure_is_told_that_came_before_the_page(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was ever seen at work: where nobody answers, it ends with the click."""
    start = RefreshJob.start

    def started_and_ended(job: RefreshJob, *given: Any) -> bool:
        begun = start(job, *given)
        while job.state.at_work:
            time.sleep(0.01)
        return begun

    monkeypatch.setattr(RefreshJob, "start", started_and_ended)
    texts = Texts(Language.EN)
    assert texts("fetch.still") not in said(page)
    page.button(key="fetch-start").click().run(timeout=60)
    assert not page.exception
    assert "No connection to the server 127.0.0.1:9" in said(page)
    assert texts("fetch.still") in said(page)
