"""Sessions that somebody else got hold of, or prepared: what they are worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.conftest import PASSWORD, code_for
from tests.support.world import Browser, World, text_of
from volunteer.accounts import rules, service
from volunteer.accounts.admitting import failed
from volunteer.accounts.devices import KEPT, called, summarised
from volunteer.accounts.jobs import forget_expired
from volunteer.accounts.models import Account
from volunteer.accounts.sign_in_models import Device, NameGuess
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import NOBODY

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50"


def _sign_in(browser: Browser) -> None:
    browser.client.post(
        "/sign-in",
        data={"username": "member", "password": PASSWORD, "csrf_token": browser._csrf},
        headers={"User-Agent": PHONE},
    )


def _is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def _copied(world: World, browser: Browser) -> Browser:
    """Somebody else's browser with the same cookie."""
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    thief = world.browser(None)
    thief.client.set_cookie("session", cookie.value)
    return thief


def test_a_cookie_is_worth_nothing_after_signing_out(world: World, member: Account) -> None:
    browser = world.browser("member")
    thief = _copied(world, browser)
    assert _is_in(thief)
    browser.post("/sign-out")
    assert not _is_in(thief)


def test_a_session_prepared_by_somebody_else_is_not_signed_in(world: World, member: Account) -> None:
    victim = world.browser(None)
    attacker = _copied(world, victim)
    with victim.client.session_transaction() as stored:
        stored["_user_id"] = planted = rules.new_token()
    _sign_in(victim)
    assert _is_in(victim)
    assert not _is_in(attacker)
    with victim.client.session_transaction() as stored:
        assert stored["_user_id"] != planted


def test_each_sign_in_has_a_key_of_its_own_which_is_not_stored(world: World, member: Account) -> None:
    keys = set()
    for _time in range(2):
        browser = world.browser(None)
        _sign_in(browser)
        with browser.client.session_transaction() as stored:
            keys.add(stored["_user_id"])
    hashes = set(db.session.scalars(select(Device.key_hash)))
    assert hashes == {rules.digest(key) for key in keys}
    assert len(hashes) == 2


@pytest.mark.parametrize("held", ["1:0", "", "x" * 5000, "0"])
def test_what_was_never_given_out_opens_nothing(world: World, member: Account, held: str) -> None:
    browser = world.browser(None)
    with browser.client.session_transaction() as stored:
        stored["_user_id"] = held
    assert not _is_in(browser)


def test_the_list_shows_what_one_knows_and_ends_one_or_all_others(world: World, member: Account) -> None:
    here, phone, old = world.browser("member"), world.browser(None), world.browser("member")
    _sign_in(phone)
    page = text_of(here.get("/account/devices"))
    assert "iPhone 微信" in page
    assert "127.0.0.1" in page
    known = db.session.scalars(select(Device).where(Device.agent != "")).one()
    assert world.browser("member_2").post(f"/account/devices/{known.id}/end").status_code == 404
    assert _is_in(phone)
    here.post(f"/account/devices/{known.id}/end")
    assert not _is_in(phone)
    assert _is_in(old)
    here.post("/account/devices/end-others")
    assert not _is_in(old)
    assert _is_in(here)
    assert {"account.device_ended", "account.other_devices_ended"} <= set(db.session.scalars(select(AuditEvent.action)))


def test_a_reset_password_ends_every_session(world: World, member: Account) -> None:
    thief = world.browser("member")
    owner = world.browser(None)
    owner.post("/activate", {"code": code_for(member).code, "password": "a new long one", "consent": "y"})
    assert _is_in(owner)
    assert not _is_in(thief)


def test_a_stolen_token_ends_with_signing_out_everywhere(world: World, member: Account) -> None:
    stolen = world.api("member")
    assert stolen.get("/me").status_code == 200
    world.browser("member").post("/account/sign-out-everywhere")
    assert stolen.get("/me").status_code == 401


def test_when_a_browser_was_last_seen_is_noted_now_and_then(world: World, member: Account) -> None:
    browser = world.browser("member")
    made = db.session.scalars(select(Device.seen_at)).one()
    with clock.travel(clock.now() + timedelta(minutes=4)):
        browser.get("/account")
        assert db.session.scalars(select(Device.seen_at)).one() == made
    with clock.travel(clock.now() + timedelta(minutes=6)):
        browser.get("/account")
        db.session.expire_all()
        assert db.session.scalars(select(Device.seen_at)).one() > made


def test_a_lock_does_not_tell_whether_there_is_an_account(world: World, member: Account) -> None:
    told = [
        [service.sign_in(NOBODY, name, "five plums in July") for _time in range(6)]
        for name in ("member", "nobody", "team")
    ]
    assert told[0] == told[1] == told[2]
    with clock.travel(clock.now() + timedelta(minutes=16)):
        again = [service.sign_in(NOBODY, name, "five plums in July") for name in ("member", "nobody")]
        assert again[0] == again[1] == told[0][0]


def test_old_sign_ins_and_guesses_are_forgotten(world: World, member: Account) -> None:
    world.browser("member")
    service.sign_in(NOBODY, "nobody", PASSWORD)
    with clock.travel(clock.now() + timedelta(days=181)), transaction(None) as work:
        forget_expired(work)
    assert db.session.scalars(select(Device)).all() == []
    assert db.session.scalars(select(NameGuess)).all() == []


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "iPhone 微信"),
        ("Mozilla/5.0 (Linux; Android 14) wxwork/4.1 MicroMessenger/7.0.1", "安卓 企业微信"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Windows Edge"),
        ("curl/8", ""),
    ],
)
def test_browsers_are_called_what_people_call_them(app: Flask, agent: str, words: str) -> None:
    with app.test_request_context():
        assert called(summarised(agent)) == words


def test_the_owner_sees_which_sign_ins_failed_and_nobody_else_does(world: World, member: Account) -> None:
    stranger, owner = world.browser(None), world.browser("member")
    assert "没有登录失败" in text_of(owner.get("/account/devices"))
    for name in ("member", "nobody-has-this-name"):
        answer = stranger.post("/sign-in", {"username": name, "password": "wrong"})
        assert answer.status_code == 422
    with clock.travel(clock.now() - KEPT), transaction(NOBODY) as work:
        failed(work, member, "otp_wrong", "oidc")
    page = text_of(owner.get("/account/devices"))
    assert page.count("密码不对") == 1
    assert "最近 1 次" in page
    assert "动态码不对" not in page  # forgotten with the sign-ins of its time
    with transaction(NOBODY) as work:
        failed(work, member, "otp_wrong", "oidc")
    assert "动态码不对" in text_of(owner.get("/account/devices"))
    assert "密码不对" not in text_of(world.browser("member_2").get("/account/devices"))


def test_a_failure_leaves_the_same_whether_or_not_somebody_has_the_name(world: World, member: Account) -> None:
    stranger = world.browser(None)
    for name in ("member", "nobody-has-this-name"):
        stranger.post("/sign-in", {"username": name, "password": "wrong"})
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "account.sign_in_failed")).all()
    assert [event.subject_id for event in events] == [member.id, 0]
