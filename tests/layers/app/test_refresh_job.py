"""One refresh at a time, watched and stopped from outside its thread."""

import threading
import time
from collections.abc import Callable

import pytest
from markupsafe import escape

from geo.errors import InputError
from geo.model import Grade, Text
from geo.osm.source import NoConnectionError, Progress
from layers.app.refresh_job import Phase, RefreshJob, State
from layers.pages.data_refresh import outcome
from layers.texts import Language, Texts

TILE = Text(vi="ô", en="tile")


def wait(job: RefreshJob, test: Callable[[State], bool]) -> State:
    until = time.monotonic() + 10
    while not test(job.state):
        assert time.monotonic() < until, job.state
        time.sleep(0.005)
    return job.state


def test_it_is_watched_stopped_and_begun_again() -> None:
    job, go_on = RefreshJob(), threading.Event()

    def work(progress: Progress) -> None:
        progress(0.25, TILE)
        assert go_on.wait(10)
        progress(0.5, TILE)

    assert job.start(work, {"a": Grade.C})
    assert wait(job, lambda state: state.share == 0.25).doing == TILE
    assert not job.start(work, {})  # one at a time
    job.cancel()
    assert phase_of(job) is Phase.STOPPING
    go_on.set()
    assert wait(job, lambda state: not state.at_work).phase is Phase.CANCELLED
    assert job.start(work, {"a": Grade.D})
    state = wait(job, lambda state: not state.at_work)
    assert (state.phase, state.before) == (Phase.DONE, {"a": Grade.C})  # of the first time
    job.cancel()
    assert phase_of(job) is Phase.DONE


def phase_of(job: RefreshJob) -> Phase:
    return job.state.phase


def test_a_failure_is_kept_and_said_in_the_readers_language() -> None:
    def fails(_: Progress) -> None:
        raise NoConnectionError("osm.offline", where="h.example", host="h.example")

    job = RefreshJob()
    job.start(fails, {})
    state = wait(job, lambda state: not state.at_work)
    assert state.phase is Phase.FAILED
    assert "Không kết nối được với máy chủ h.example" in outcome(state, 0, Texts(Language.VI))
    assert "No connection to the server h.example" in outcome(state, 0, Texts(Language.EN))
    cache = InputError("osm.cache_folder", where="/srv/cache", reason="<full>")
    said = outcome(State(Phase.FAILED, error=cache), 3, Texts(Language.EN))
    assert "&lt;full&gt;" in said
    assert "/srv" not in said


def test_a_fault_of_the_program_is_logged_and_leaves_nobody_waiting(
    english: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", logged.append)

    def broken(_: Progress) -> None:
        raise ZeroDivisionError

    job = RefreshJob()
    job.start(broken, {})
    state = wait(job, lambda state: not state.at_work)
    wait(job, lambda _: bool(logged))
    assert logged[0].exc_type is ZeroDivisionError
    assert (state.phase, state.error) == (Phase.FAILED, None)
    assert escape(english("refresh.fault")) in outcome(state, 0, english)
