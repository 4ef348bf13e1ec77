"""Sign-in, activation and one's own account in a browser without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.accounts.conftest import PASSWORD, code_for, with_password
from tests.support.world import Browser, World, text_of
from volunteer.accounts.models import Account
from volunteer.kernel import clock

NEW = "a new long one"


def _sign_in(browser: Browser, name: str = "member", password: str = PASSWORD, target: str = "") -> str | None:
    answer = browser.post("/sign-in", {"username": name, "password": password, "next": target})
    return answer.location if answer.status_code == 303 else None


def _is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def _activation(code: str) -> dict[str, str]:
    return {"code": code, "password": NEW, "consent": "y"}


def test_signing_in_leads_to_where_the_visitor_was_heading(world: World, member: Account) -> None:
    browser = world.browser(None)
    turned_away = browser.get("/account")
    assert turned_away.location == "/sign-in?next=/account"
    assert 'value="/account"' in browser.get(turned_away.location).text
    assert _sign_in(browser, target="/account") == "/account"
    assert _is_signed_in(browser.client)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\n/evil.example"]
)
def test_other_sites_are_never_a_target(world: World, member: Account, target: str) -> None:
    browser = world.browser(None)
    assert _sign_in(browser, target=target) == "/home"
    assert browser.client.get("/sign-in", query_string={"next": target}).location == "/home"
    assert browser.client.get("/locale/en", query_string={"next": target}).location == "/"


def test_a_form_without_its_token_is_refused(world: World, member: Account) -> None:
    client = world.app.test_client()
    answer = client.post("/sign-in", data={"username": "member", "password": PASSWORD})
    assert answer.status_code == 400
    assert not _is_signed_in(client)


def test_what_was_typed_stays_except_the_password(world: World, member: Account) -> None:
    page = world.browser(None).post("/sign-in", {"username": "member", "password": "wrong one", "next": "/account"})
    assert page.status_code == 422
    assert "用户名或密码不对" in text_of(page)
    assert 'value="member"' in page.text
    assert "wrong one" not in page.text
    assert 'value="/account"' in page.text


def test_signing_in_starts_a_new_session(world: World, member: Account) -> None:
    browser = world.browser(None)
    with browser.client.session_transaction() as stored:
        stored["planted"] = "by somebody else"
        token = stored["csrf_token"]
    _sign_in(browser)
    with browser.client.session_transaction() as stored:
        assert "planted" not in stored
        assert stored.get("csrf_token") != token


def test_signing_out(world: World, member: Account) -> None:
    browser = world.browser("member")
    assert browser.post("/sign-out").location == "/"
    assert not _is_signed_in(browser.client)


@pytest.mark.parametrize(
    ("name", "away", "still"),
    [
        ("member", timedelta(days=29), True),
        ("member", timedelta(days=31), False),
        ("squad", timedelta(minutes=29), True),
        ("squad", timedelta(minutes=31), False),
    ],
)
def test_sessions_idle_out_by_role(world: World, name: str, away: timedelta, still: bool) -> None:
    browser = world.browser(name)
    with clock.travel(clock.now() + away):
        assert _is_signed_in(browser.client) is still


def test_activity_keeps_a_staff_session(world: World) -> None:
    browser = world.browser("squad")
    for minutes in (20, 40, 60):
        with clock.travel(clock.now() + timedelta(minutes=minutes)):
            assert _is_signed_in(browser.client)


@pytest.mark.parametrize(
    ("name", "step", "longest"), [("squad", timedelta(minutes=25), 16 / 24), ("member", timedelta(days=29), 180)]
)
def test_a_session_ends_however_busy_it_is(world: World, name: str, step: timedelta, longest: float) -> None:
    browser, begun = world.browser(name), clock.now()
    for count in range(1, int(timedelta(days=longest) / step) + 1):
        with clock.travel(begun + count * step):
            assert _is_signed_in(browser.client)
    with clock.travel(begun + timedelta(days=longest, minutes=1)):
        assert not _is_signed_in(browser.client)


def test_activation_sets_the_password_and_signs_in(world: World, member: Account) -> None:
    browser = world.browser(None)
    printed = code_for(member)
    assert f'value="{printed.code}"' in browser.get(f"/activate?code={printed.code}").text
    assert browser.post("/activate", _activation(printed.code)).location == "/home"
    assert _is_signed_in(browser.client)
    assert "激活码不对" in text_of(world.browser(None).post("/activate", _activation(printed.code)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "short"}, "密码至少 8 个字符"),
        ({"consent": ""}, "需要同意后才能启用账号"),
        ({"code": "AAAA2222"}, "激活码不对"),
    ],
)
def test_activation_says_beside_the_field_what_is_wrong(
    world: World, member: Account, change: dict[str, str], words: str
) -> None:
    page = world.browser(None).post("/activate", {**_activation(code_for(member).code), **change})
    assert page.status_code == 422
    assert words in text_of(page)


def test_a_code_that_cannot_be_used_is_said_before_a_password_is_chosen(world: World, member: Account) -> None:
    browser = world.browser(None)
    printed = code_for(member)
    useless = "请向所在队的负责人重新领取"
    fresh = browser.get(f"/activate?code={printed.code}")
    assert useless not in text_of(fresh)
    assert "用户名：member" in text_of(fresh)
    assert re.search(r'value="member" autocomplete="username"', fresh.text)
    with clock.travel(printed.expires_at):
        assert useless in text_of(browser.get(f"/activate?code={printed.code}"))
    browser.post("/activate", _activation(printed.code))
    used = world.browser(None).get(f"/activate?code={printed.code}")
    assert useless in text_of(used)
    assert "用户名" not in text_of(used)
    assert useless not in text_of(world.browser(None).get("/activate"))


def test_activation_tells_the_user_name_and_goes_on_where_the_visitor_was_heading(
    world: World, member: Account
) -> None:
    browser = world.browser(None)
    page = browser.get("/sign-in?next=/schedule").text
    assert 'href="/activate?next=/schedule"' in page
    assert 'value="/schedule"' in browser.get("/activate?next=/schedule").text
    answer = browser.post("/activate", {**_activation(code_for(member).code), "next": "/schedule"})
    assert answer.location == "/schedule"
    assert "下次用“member”登录" in text_of(browser.get("/schedule"))
    other = world.browser(None)
    assert other.post("/activate", {**_activation(code_for(member).code), "next": "//evil.example"}).location == "/home"


def test_a_new_password_keeps_this_browser_and_ends_the_others(world: World, member: Account) -> None:
    here, there = world.browser("member"), world.browser("member")
    answer = here.post("/account/password", {"current": PASSWORD, "password": NEW, "repeated": NEW})
    assert answer.status_code == 303
    assert "密码已修改" in text_of(here.get("/account"))
    assert not _is_signed_in(there.client)


def test_a_wrong_current_password_is_said_beside_the_field(world: World, member: Account) -> None:
    page = world.browser("member").post("/account/password", {"current": "x", "password": NEW, "repeated": NEW})
    assert page.status_code == 422
    assert "现在的密码不对" in text_of(page)


def test_signing_out_everywhere(world: World, member: Account) -> None:
    here, there, api = world.browser("member"), world.browser("member"), world.api("member")
    assert here.post("/account/sign-out-everywhere").location == "/sign-in"
    assert not _is_signed_in(here.client)
    assert not _is_signed_in(there.client)
    assert api.call("DELETE", "/tokens/current").status_code == 401


def test_the_language_is_kept_on_the_device_and_with_the_account(world: World) -> None:
    with_password(world, "member")
    visitor = world.browser(None)
    assert visitor.get("/locale/en?next=/sign-in").location == "/sign-in"
    assert '<html lang="en"' in visitor.get("/sign-in").text
    assert visitor.get("/locale/xx").status_code == 404
    world.browser("member").post("/account/locale", {"locale": "en"})
    elsewhere = world.browser(None)
    _sign_in(elsewhere)
    assert '<html lang="en"' in elsewhere.get("/account").text
