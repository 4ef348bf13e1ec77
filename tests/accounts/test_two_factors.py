"""The second factor: set up, asked for, counted once, lost, required."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.accounts.conftest import PASSWORD, app_of, code_for, fresh, shown, with_password
from tests.support.world import Browser, World, text_of
from volunteer.access import service as access
from volunteer.accounts import devices, service, two_factors
from volunteer.accounts.admitting import Admitted, SecondStep
from volunteer.accounts.jobs import forget_expired
from volunteer.accounts.models import Account
from volunteer.accounts.sign_in_models import AccountTotp, Device, RecoveryCode, WaitingSignIn
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.actor import NOBODY
from volunteer.organization.holding_back import Conditions, networks_of

WRONG = "000000"
CONDITIONS = "role_conditions"


def _password(browser: Browser, name: str = "member", target: str = "") -> str | None:
    return browser.post("/sign-in", {"username": name, "password": PASSWORD, "next": target}).location


def _step(browser: Browser, code: str) -> str | None:
    fresh(browser, "/sign-in/second-step")
    return browser.post("/sign-in/second-step", {"code": code}).location


def _is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


@pytest.fixture
def required(world: World) -> Iterator[World]:
    """Strong roles need a second factor, as in production."""
    before = world.app.extensions[CONDITIONS]
    world.app.extensions[CONDITIONS] = Conditions(True, ())
    yield world
    world.app.extensions[CONDITIONS] = before


def test_set_up_shows_codes_once_and_changes_the_key_of_the_browser(world: World, member: Account) -> None:
    here, there, api = world.browser("member"), world.browser("member"), world.api("member")
    before = here.client.get_cookie("session")
    assert here.post("/account/two-factors/begin").location == "/account/two-factors"
    page = here.get("/account/two-factors").text
    found = re.search(r"two-factor-secret\">([A-Z2-7 ]+)<", page)
    assert found
    assert "<svg" in page
    secret = found[1].replace(" ", "")
    assert here.post("/account/two-factors/confirm", {"code": WRONG}).status_code == 422
    sheet = here.post("/account/two-factors/confirm", {"code": shown(secret)})
    codes = re.findall(r"<li>([2-9A-Z]{4} [2-9A-Z]{4} [2-9A-Z]{4})</li>", sheet.text)
    assert len(set(codes)) == 10
    assert _is_in(here)
    assert not _is_in(there)
    assert api.get("/me").status_code == 401
    later = here.get("/account/two-factors").text
    assert secret not in later.replace(" ", "")
    assert codes[0] not in later
    thief = world.browser(None)
    assert before is not None
    thief.client.set_cookie("session", before.value)
    assert not _is_in(thief)
    assert secret not in str(db.session.scalar(text("SELECT secret FROM account_totp")))
    stored = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert all(code.replace(" ", "").encode() not in stored for code in codes)
    other = world.browser(None)
    assert _password(other) == "/sign-in/second-step"
    assert _step(other, codes[3].lower()) == "/home"
    again = world.browser(None)
    _password(again)
    assert _step(again, codes[3]) is None
    assert not _is_in(again)


def test_the_password_alone_opens_nothing(world: World, member: Account) -> None:
    app_of(world, "member")
    browser = world.browser(None)
    assert _password(browser, target="/schedule") == "/sign-in/second-step"
    assert not _is_in(browser)
    assert browser.get("/api/v1/me").status_code == 401
    assert db.session.scalars(select(Device)).all() == []


def test_a_code_lets_in_once_and_leads_on(world: World, member: Account) -> None:
    secret = app_of(world, "member")
    first, second = world.browser(None), world.browser(None)
    _password(first, target="/schedule")
    _password(second)
    code = shown(secret)
    assert _step(first, f"{code[:3]} {code[3:]}") == "/schedule"
    assert _step(second, code) is None
    assert _step(second, shown(secret, -1)) is None
    assert _step(second, shown(secret, 1)) == "/home"
    assert all(device.second_factor for device in db.session.scalars(select(Device)))


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(world: World, member: Account, steps: int, taken: bool) -> None:
    secret = app_of(world, "member")
    now = clock.now().replace(second=10)
    with clock.travel(now):
        browser = world.browser(None)
        _password(browser)
        assert (_step(browser, shown(secret, steps)) == "/home") is taken


def test_five_wrong_codes_lock_and_the_password_does_not_renew_them(world: World, member: Account) -> None:
    secret = app_of(world, "member")
    for _time in range(4):
        browser = world.browser(None)
        assert _password(browser) == "/sign-in/second-step"
        assert _step(browser, WRONG) is None
    assert _step(browser, WRONG) is None
    assert _step(browser, shown(secret)) is None
    assert _password(world.browser(None)) is None
    with clock.travel(clock.now() + timedelta(minutes=16)):
        later = world.browser(None)
        assert _password(later) == "/sign-in/second-step"
        assert _step(later, shown(secret)) == "/home"


def test_the_second_step_ends_with_time_and_with_the_account(world: World, member: Account) -> None:
    secret = app_of(world, "member")
    browser = world.browser(None)
    _password(browser)
    with clock.travel(clock.now() + timedelta(minutes=11)):
        assert browser.get("/sign-in/second-step").location == "/sign-in"
    fresh(browser, "/sign-in/second-step")
    member.sign_in_epoch += 1
    db.session.commit()
    assert browser.post("/sign-in/second-step", {"code": shown(secret)}).location == "/sign-in"
    assert not _is_in(browser)


def _changes_password(world: World) -> None:
    changed = service.change_password(world.actor("member"), PASSWORD, "a new long one")
    assert isinstance(changed, Admitted)


def _is_suspended(world: World) -> None:
    account_id = world.accounts["member"].id
    access.disable(world.actor("admin"), account_id)
    access.enable(world.actor("admin"), account_id)
    world.accounts["member"].status = "active"
    db.session.commit()


ENDINGS: dict[str, Callable[[World], object]] = {
    "another password": _changes_password,
    "suspended for a while": _is_suspended,
    "signed out everywhere": lambda world: service.sign_out_everywhere(world.actor("member")),
    "signed out elsewhere": lambda world: devices.end_others(world.actor("member"), None),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_ends_sign_ins_ends_the_waiting(world: World, member: Account, ending: str) -> None:
    secret = app_of(world, "member")
    browser = world.browser(None)
    _password(browser)
    fresh(browser, "/sign-in/second-step")
    ENDINGS[ending](world)
    assert browser.post("/sign-in/second-step", {"code": shown(secret)}).location == "/sign-in"
    assert not _is_in(browser)
    with clock.travel(clock.now() + timedelta(hours=1)):
        forget_expired(Work(None, clock.now()))
    assert db.session.scalars(select(WaitingSignIn)).all() == []


def test_a_step_serves_once(world: World, member: Account) -> None:
    secret = app_of(world, "member")
    browser = world.browser(None)
    _password(browser)
    fresh(browser, "/sign-in/second-step")
    before = browser.client.get_cookie("session")
    assert before is not None
    assert browser.post("/sign-in/second-step", {"code": shown(secret)}).location == "/home"
    browser.client.set_cookie("session", before.value)
    assert browser.post("/sign-in/second-step", {"code": shown(secret, 1)}).location == "/sign-in"
    assert not _is_in(browser)


def test_a_printed_code_stands_for_the_password_only(world: World, member: Account) -> None:
    app_of(world, "member")
    browser = world.browser(None)
    form = {"code": code_for(member).code, "password": "a new long one", "consent": "y"}
    assert browser.post("/activate", form).location == "/sign-in/second-step"
    assert not _is_in(browser)


def test_tokens_ask_for_the_code_as_well(world: World, member: Account) -> None:
    secret = app_of(world, "member")

    def token(**more: Any) -> tuple[int, str | None]:
        body = {"username": "member", "password": PASSWORD, **more}
        answer = world.app.test_client().post("/api/v1/tokens", json=body)
        return answer.status_code, answer.get_json().get("reason")

    code = shown(secret)
    assert token() == (401, "otp_needed")
    assert token(password="wrong one", otp=code) == (401, "sign_in_wrong")
    assert token(otp=WRONG) == (401, "otp_wrong")
    assert token(otp=code) == (201, None)
    assert token(otp=code) == (401, "otp_wrong")
    with_codes = [token(otp=WRONG) for _ in range(4)]
    assert with_codes[-1] == (409, "locked")


def test_strong_roles_land_on_the_set_up_until_it_is_done(required: World) -> None:
    with_password(required, "committee")
    browser, api = required.browser("committee"), required.api("committee")
    for path in ("/home", "/demands", "/grants"):
        assert browser.get(path).location == "/account/two-factors", path
    assert api.get("/demands").get_json()["reason"] == "two_factors_needed"
    assert browser.client.get("/api/v1/demands").status_code == 403
    assert "你的职责需要两步验证" in text_of(browser.get("/account/two-factors"))
    browser.post("/account/two-factors/begin")
    account_id = required.accounts["committee"].id
    secret = two_factors.secret_to_set_up(account_id)
    assert secret
    assert browser.post("/account/two-factors/confirm", {"code": shown(secret)}).status_code == 200
    assert browser.get("/home").status_code == 200
    assert browser.get("/grants").status_code == 200
    fresh(browser, "/account/two-factors")
    browser.post("/account/two-factors/off", {"code": shown(secret, 1)})
    assert two_factors.confirmed_totp(account_id) is not None


def test_other_roles_do_without(required: World) -> None:
    assert required.browser("team").get("/home").status_code == 200
    assert required.api("member").get("/me").status_code == 200


def test_what_is_held_back_is_not_there_on_public_pages_either(required: World) -> None:
    position = required.project(status="draft", published_at=None).positions[0]
    seen = required.browser("committee").get(f"/positions/{position.id}")
    assert seen.status_code == required.browser(None).get(f"/positions/{position.id}").status_code


def test_administrators_work_from_their_networks_only(world: World) -> None:
    before = world.app.extensions[CONDITIONS]
    world.app.extensions[CONDITIONS] = Conditions(False, networks_of("10.1.0.0/16, 2001:db8::/32"))
    try:
        outside, api = world.browser("admin"), world.api("admin")
        for path in ("/home", "/grants", "/accounts"):
            page = outside.get(path)
            assert page.status_code == 403, path
            assert "规定的办公网络" in text_of(page)
        assert outside.get("/account").status_code == 200
        assert api.get("/audit-events").get_json()["reason"] == "admin_network"
        for address in ("10.1.2.3", "::ffff:10.1.2.3", "2001:db8::7"):
            inside = outside.client.get("/grants", environ_base={"REMOTE_ADDR": address})
            assert inside.status_code == 200, address
        forged = outside.client.get("/grants", headers={"X-Forwarded-For": "10.1.2.3"})
        assert forged.status_code == 403
        assert world.browser("committee").get("/home").status_code == 200
    finally:
        world.app.extensions[CONDITIONS] = before


def test_turning_it_off_needs_a_code(world: World, member: Account) -> None:
    secret = app_of(world, "member")
    browser = world.browser("member")
    assert browser.post("/account/two-factors/off", {"code": WRONG}).status_code == 422
    assert browser.post("/account/two-factors/off", {"code": shown(secret)}).location == "/account/two-factors"
    assert db.session.scalars(select(AccountTotp)).all() == []
    assert "account.two_factors_off" in set(db.session.scalars(select(AuditEvent.action)))


def test_new_codes_void_the_old(world: World, member: Account) -> None:
    secret = app_of(world, "member")
    first = two_factors.renew_codes(world.actor("member"), shown(secret))
    second = two_factors.renew_codes(world.actor("member"), shown(secret, 1))
    assert isinstance(first, list)
    assert isinstance(second, list)
    step = service.sign_in(NOBODY, "member", PASSWORD)
    assert isinstance(step, SecondStep)
    for code, opens in ((first[0], False), (second[0], True)):
        verdict = two_factors.second_step(NOBODY, step.key, code)
        assert isinstance(verdict, Admitted) is opens
