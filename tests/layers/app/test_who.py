"""Who reads a page: what a provider says counts for a working day, and for verified addresses."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from geo.store.people import Identity
from layers.app import who

NOW = dt.datetime(2026, 5, 5, 12, tzinfo=dt.UTC)


def claims(**given: Any) -> dict[str, Any]:
    issued = dt.datetime.now(dt.UTC).timestamp() - 60
    return {"is_logged_in": True, "email": "an@x.vn", "name": "An", "iat": issued} | given


@pytest.mark.parametrize(
    ("age_h", "counts"), [(0, True), (11.9, True), (12.1, False), (24 * 29, False)]
)
def test_a_session_expires_after_a_working_day(age_h: float, counts: bool) -> None:
    issued = NOW.timestamp() - 3600 * age_h
    assert who.signed_in(claims(iat=issued), NOW) is counts


@pytest.mark.parametrize("change", [{"iat": None}, {"iat": "1"}, {"is_logged_in": False}])
def test_without_a_date_or_a_session_nobody_is_signed_in(change: dict[str, Any]) -> None:
    assert who.signed_in(claims(**change)) is False


@pytest.mark.parametrize(
    ("said", "options", "identity"),
    [
        (claims(), {}, Identity.SIGNED_IN),
        (claims(email_verified=True), {}, Identity.SIGNED_IN),
        (claims(email_verified=False), {}, Identity.NONE),
        (claims(email=None), {}, Identity.NONE),
        (claims(iat=0), {}, Identity.NONE),
        ({"is_logged_in": False}, {}, Identity.NONE),
        ({}, {"server.trustedUserHeaders": {"X-Mail": "email"}}, Identity.NONE),
        (
            {"email": "an@x.vn"},
            {"server.trustedUserHeaders": {"X-Mail": "email"}},
            Identity.SIGNED_IN,
        ),
        ({}, {"server.address": "0.0.0.0"}, Identity.NONE),  # noqa: S104
        ({"email": "an@x.vn"}, {"server.address": "0.0.0.0"}, Identity.NONE),  # noqa: S104
        ({}, {"server.address": "127.0.0.1"}, Identity.OWN_MACHINE),
    ],
)
def test_who_vouches(
    said: dict[str, Any],
    options: dict[str, Any],
    identity: Identity,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = SimpleNamespace(
        user=SimpleNamespace(to_dict=lambda: said),
        get_option=options.get,
        context=SimpleNamespace(headers={"Host": "localhost:8501"}),
        session_state={},
    )
    monkeypatch.setattr(who, "st", shown)
    assert who.visitor().identity is identity
