"""The tokens by which services know for whom they work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.clock import SystemClock
from shared.http import auth
from shared.http.auth import LIFETIME, SERVICE_USER, sign, verify
from shared.kernel.errors import Unauthenticated
from tests.support.orders import SECRET, USER


def test_a_token_names_its_user_however_often_it_is_shown() -> None:
    token = sign(SECRET, USER, now=SystemClock().now())

    assert [verify(SECRET, token) for _ in range(3)] == [USER] * 3


def test_a_token_known_to_be_good_is_refused_once_it_is_too_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = SystemClock().now()
    token = sign(SECRET, USER, now=now)
    assert verify(SECRET, token) == USER
    monkeypatch.setattr(auth, "time", (now + LIFETIME).timestamp)
    with pytest.raises(Unauthenticated):
        verify(SECRET, token)


def test_what_is_forged_or_signed_too_long_ago_is_refused() -> None:
    now = SystemClock().now()
    forged = sign("another secret, which is also long enough", SERVICE_USER, now=now)
    old = sign(SECRET, USER, now=now - LIFETIME - timedelta(seconds=1))
    for token in (forged, old, "", "no token"):
        with pytest.raises(Unauthenticated):
            verify(SECRET, token)
