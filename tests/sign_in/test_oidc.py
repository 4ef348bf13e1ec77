"""Signing in with a real OpenID provider: who is recognized, who has to link, and what is not taken."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from tests.accounts.conftest import HASH, PASSWORD, with_password
from tests.sign_in.issuer import log_in
from tests.support.world import Browser, World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.sign_in.models import AccountIdentity, SignInAttempt

START = "/sign-in/with/oidc"


def came_back(browser: Browser, person: str, start: str = START) -> str:
    """Through the provider's own forms and back: the path that the browser is sent to."""
    sent = browser.get(start)
    assert sent.status_code == 302
    back = urlsplit(log_in(sent.location, person))
    return browser.get(f"{back.path}?{back.query}").location


def who(browser: Browser) -> str | None:
    """Whose name the account page shows, if anybody is signed in."""
    page = browser.get("/account")
    return text_of(page) if page.status_code == 200 else None


def answer(browser: Browser, said: str) -> str | None:
    """Press a button of the page that asks whose the identity is; signing in has changed the token of forms."""
    page = browser.get("/sign-in/link").text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    token = {"csrf_token": found[1]} if found else {}
    return browser.post("/sign-in/link", {"answer": said, **token}).location


def links(world: World) -> list[tuple[int, str, str]]:
    """Everything that is linked."""
    db.session.expire_all()
    rows = db.session.scalars(select(AccountIdentity).order_by(AccountIdentity.id))
    return [(row.account_id, row.subject, row.linked_by) for row in rows]


@pytest.mark.parametrize(("person", "by"), [("by-number", "number"), ("by-phone", "phone")])
def test_a_verified_number_or_phone_recognizes_the_member(city: World, person: str, by: str) -> None:
    browser = city.browser(None)
    assert came_back(browser, person, f"{START}?next=/schedule") == "/schedule"
    assert "member账号" in (who(browser) or "")
    assert links(city) == [(city.accounts["member"].id, person, by)]
    assert {"account.identity_linked", "account.signed_in"} <= set(db.session.scalars(select(AuditEvent.action)))
    again = city.browser(None)
    assert came_back(again, person) == "/home"
    assert len(links(city)) == 1


@pytest.mark.parametrize("person", ["unverified", "two-minds", "shared-phone", "namesake", "pending", "nobody"])
def test_who_is_not_known_beyond_doubt_signs_in_once_and_links(city: World, person: str) -> None:
    browser = city.browser(None)
    assert came_back(browser, person) == "/sign-in"
    assert who(browser) is None
    assert "请用密码登录一次" in text_of(browser.get("/sign-in"))
    assert links(city) == []
    with_password(city, "member_2")
    signed_in = browser.post("/sign-in", {"username": "member_2", "password": PASSWORD})
    assert signed_in.location == "/sign-in/link"
    assert person in text_of(browser.get("/sign-in/link"))
    assert answer(browser, "yes") == "/home"
    assert links(city) == [(city.accounts["member_2"].id, person, "owner")]
    other = city.browser(None)
    assert came_back(other, person) == "/home"
    assert "member_2账号" in (who(other) or "")


def test_who_says_no_is_not_linked(city: World) -> None:
    browser = city.browser(None)
    came_back(browser, "nobody")
    with_password(city, "member_2")
    browser.post("/sign-in", {"username": "member_2", "password": PASSWORD})
    assert answer(browser, "no") == "/home"
    answer(browser, "yes")
    assert links(city) == []


def test_one_person_never_has_two_accounts_nor_an_identity_two_owners(city: World) -> None:
    came_back(city.browser(None), "by-number")
    stranger = city.browser("member_2")
    assert came_back(stranger, "by-number", "/account/identities/oidc/link") == "/account/identities"
    assert "已绑定其他账号" in text_of(stranger.get("/account/identities"))
    assert "member_2账号" in (who(stranger) or "")
    # the same phone, another subject: the account has its identity already
    assert came_back(city.browser(None), "by-phone") == "/sign-in"
    assert [owner for owner, _, _ in links(city)] == [city.accounts["member"].id]


def test_linking_from_the_account_and_undoing_it(city: World) -> None:
    browser = city.browser("member_2")
    account = with_password(city, "member_2")
    assert came_back(browser, "nobody", "/account/identities/oidc/link").startswith("/sign-in/link")
    assert links(city) == []
    browser.post("/sign-in/link", {"answer": "yes"})
    [identity] = db.session.scalars(select(AccountIdentity))
    page = browser.get("/account/identities")
    assert "nobody" in text_of(page)
    assert city.browser("member").post(f"/account/identities/{identity.id}/unlink").status_code == 404
    account.password_hash = None
    db.session.commit()
    browser.post(f"/account/identities/{identity.id}/unlink")
    assert len(links(city)) == 1
    account.password_hash = HASH
    db.session.commit()
    browser.post(f"/account/identities/{identity.id}/unlink")
    assert links(city) == []


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(city: World) -> None:
    browser, thief = city.browser(None), city.browser(None)
    back = urlsplit(log_in(browser.get(START).location, "by-number"))
    path = f"{back.path}?{back.query}"
    assert thief.get(path).location == "/sign-in"
    assert who(thief) is None
    other = city.browser(None)
    other.get(START)
    assert other.get(path).location == "/sign-in"
    assert who(other) is None
    assert browser.get(path).location == "/home"
    later = city.browser(None)
    assert later.get(path).location == "/sign-in"
    assert who(later) is None


def test_a_cookie_kept_from_before_does_not_bring_an_answer_back(city: World) -> None:
    browser, copy = city.browser(None), city.browser(None)
    back = urlsplit(log_in(browser.get(START).location, "by-number"))
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    path = f"{back.path}?{back.query}"
    assert browser.get(path).location == "/home"
    copy.client.set_cookie("session", cookie.value)
    assert copy.get(path).location == "/sign-in"
    assert who(copy) is None


def test_a_changed_code_or_answer_of_another_issuer_is_refused(city: World) -> None:
    for change in ({"code": "made-up"}, {"iss": "http://evil.example"}, {"iss": ""}):
        browser = city.browser(None)
        back = urlsplit(log_in(browser.get(START).location, "by-number"))
        query = {name: values[0] for name, values in parse_qs(back.query).items()} | change
        came = browser.client.get(back.path, query_string={name: value for name, value in query.items() if value})
        assert came.location == "/sign-in", change
        assert who(browser) is None


def test_nothing_of_the_way_there_is_stored_in_the_clear(city: World) -> None:
    sent = parse_qs(urlsplit(city.browser(None).get(START).location).query)
    assert sent["code_challenge_method"] == ["S256"]
    [attempt] = db.session.scalars(select(SignInAttempt))
    assert sent["state"][0].encode() not in attempt.state_hash
    assert attempt.nonce == sent["nonce"][0]
    assert sent["redirect_uri"] == ["http://localhost/sign-in/with/oidc/back"]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_other_sites_are_never_a_target(city: World, target: str) -> None:
    browser = city.browser(None)
    sent = browser.client.get(START, query_string={"next": target})
    back = urlsplit(log_in(sent.location, "by-number"))
    assert browser.get(f"{back.path}?{back.query}").location == "/home"


def test_what_is_not_set_up_is_not_there(world: World) -> None:
    assert world.browser(None).get(START).status_code == 404
    assert "其他登录方式" not in world.browser(None).get("/sign-in").text
