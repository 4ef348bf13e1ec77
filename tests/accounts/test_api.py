"""Bearer tokens over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.accounts.conftest import PASSWORD
from tests.support.world import ApiClient, World
from volunteer.accounts.models import Account
from volunteer.kernel import clock

CREDENTIALS = {"username": "member", "password": PASSWORD}


def _tokens(world: World, **credentials: object) -> tuple[int, dict[str, str]]:
    response = world.app.test_client().post("/api/v1/tokens", json={**CREDENTIALS, **credentials})
    return response.status_code, response.get_json()


def _signed_in(world: World, member: Account) -> ApiClient:
    status, body = _tokens(world)
    assert status == 201
    return ApiClient(world.app.test_client(), body["token"])


def test_a_token_opens_the_api_until_it_is_given_back(world: World, member: Account) -> None:
    api = _signed_in(world, member)
    assert api.call("DELETE", "/tokens/current").status_code == 204
    assert api.call("DELETE", "/tokens/current").status_code == 401


def test_a_token_ends_after_twelve_hours(world: World, member: Account) -> None:
    api = _signed_in(world, member)
    with clock.travel(clock.now() + timedelta(hours=12, seconds=1)):
        assert api.call("DELETE", "/tokens/current").status_code == 401


def test_the_answer_says_when_the_token_ends(world: World, member: Account) -> None:
    _, body = _tokens(world)
    left = datetime.fromisoformat(body["expires_at"]) - clock.now()
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)


def test_wrong_credentials_are_named(world: World, member: Account) -> None:
    for credentials in ({"password": "something else"}, {"username": "nobody"}):
        status, body = _tokens(world, **credentials)
        assert (status, body["reason"]) == (401, "sign_in_wrong")


def test_a_locked_account_is_named(world: World, member: Account) -> None:
    answers = [_tokens(world, password="something else") for _ in range(5)]
    assert [status for status, _ in answers] == [401, 401, 401, 401, 409]
    assert answers[-1][1]["reason"] == "locked"


@pytest.mark.parametrize(
    "bad", [{"username": 7}, {"username": ""}, {"password": "x" * 200}, {"extra": 1}, {"username": "a\x00b"}]
)
def test_malformed_credentials_are_refused_by_field(world: World, bad: dict[str, object]) -> None:
    status, body = _tokens(world, **bad)
    assert status == 422
    assert next(iter(bad)) in body["errors"]["json"]  # type: ignore[index]  # errors are a mapping


def test_a_browser_session_has_no_current_token(world: World, member: Account) -> None:
    browser = world.browser("member")
    page = browser.client.delete("/api/v1/tokens/current", headers={"X-CSRFToken": browser._csrf})
    assert page.status_code == 404
