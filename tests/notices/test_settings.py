"""通知设置: an address is confirmed by a code, choices hold, the page says what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.notices.post_offices import MailOffice, mail_office
from tests.notices.reaching import drain, messages, pass_on, reachable, say, settings
from tests.notices.test_mail import NOON, parts
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices import contacts
from volunteer.notices.command import wecom_command
from volunteer.notices.models import Contact, MailCode, NoticePreference
from volunteer.notices.states import ContactKind

PAGE = "/notices/settings"
FORM = {"quiet_from": "22:00", "quiet_until": "07:30", "digest": "at_once"}


@pytest.fixture
def office(world: World) -> Iterator[MailOffice]:
    with mail_office() as post, settings(world, MAIL_URL=post.url, MAIL_FROM="a@example.org"), clock.travel(NOON):
        yield post


def code_sent(office: MailOffice) -> str:
    """The number in the last mail."""
    found = re.search(r"\d{6}", parts(office.taken[-1])["text/plain"])
    assert found is not None
    return found[0]


def address_of(world: World, name: str) -> str | None:
    db.session.rollback()
    contact = contacts.contact_of(world.accounts[name].id, ContactKind.MAIL)
    return contact.address if contact else None


def test_an_address_counts_once_its_code_came_back(world: World, office: MailOffice) -> None:
    browser = world.browser("member")
    assert "先填一个邮箱" in text_of(browser.get(PAGE))
    assert browser.post(f"{PAGE}/mail", {"address": "me@example.org"}).status_code == 303
    drain()
    assert office.taken[0]["To"] == "me@example.org"
    code = code_sent(office)
    assert code not in str([one.payload for one in messages()])
    assert browser.post(f"{PAGE}/mail/confirm", {"code": "000000" if code != "000000" else "1"}).status_code == 422
    assert address_of(world, "member") is None
    assert browser.post(f"{PAGE}/mail/confirm", {"code": code}).status_code == 303
    assert address_of(world, "member") == "me@example.org"
    assert browser.post(f"{PAGE}/mail/remove").status_code == 303
    assert address_of(world, "member") is None


def test_guessing_and_waiting_make_a_code_void(world: World, office: MailOffice) -> None:
    browser = world.browser("member")
    browser.post(f"{PAGE}/mail", {"address": "me@example.org"})
    drain()
    code = code_sent(office)
    for _ in range(contacts.MOST_TRIES):
        browser.post(f"{PAGE}/mail/confirm", {"code": "x"})
    assert browser.post(f"{PAGE}/mail/confirm", {"code": code}).status_code == 422
    with clock.travel(NOON + timedelta(minutes=2)):
        browser.post(f"{PAGE}/mail", {"address": "me@example.org"})
        drain()
    with clock.travel(NOON + timedelta(minutes=40)):
        assert browser.post(f"{PAGE}/mail/confirm", {"code": code_sent(office)}).status_code == 422


def test_codes_come_a_minute_apart_and_only_to_addresses(world: World, office: MailOffice) -> None:
    browser = world.browser("member")
    assert browser.post(f"{PAGE}/mail", {"address": "me@example.org\nBcc: all@example.org"}).status_code == 422
    assert browser.post(f"{PAGE}/mail", {"address": "me@example.org"}).status_code == 303
    assert "一分钟后再试" in text_of(browser.post(f"{PAGE}/mail", {"address": "you@example.org"}))
    assert db.session.query(MailCode).one().address == "me@example.org"


def test_choices_hold_from_then_on(world: World, office: MailOffice) -> None:
    reachable(world, "member")
    browser = world.browser("member")
    assert browser.get(PAGE).text.count("checked") >= 7
    assert browser.post(PAGE, {**FORM, "hours-mail": "1", "digest": "daily"}).status_code == 303
    say(world, "member", "month.frozen", unit="一队", month="2026-10")
    say(world, "member", "hours.confirmed", minutes=60)
    pass_on()
    (message,) = messages()
    assert "digest_at" in message.payload
    assert clock.local(message.due_at).hour == 18


def test_an_address_set_later_follows_the_defaults(world: World, office: MailOffice) -> None:
    browser = world.browser("member")
    browser.post(PAGE, FORM)
    db.session.add(Contact(account_id=world.accounts["member"].id, kind="mail", address="a@b.cn", since=NOON))
    db.session.commit()
    say(world, "member")
    pass_on()
    assert [one.channel for one in messages()] == ["mail"]


def test_a_time_that_is_none_is_refused(world: World) -> None:
    assert world.browser("member").post(PAGE, {**FORM, "quiet_from": "25:00"}).status_code == 422
    assert db.session.query(NoticePreference).count() == 0


def test_the_administrator_says_who_is_who_in_wecom(world: World) -> None:
    admin = world.browser("admin")
    page = f"/accounts/{world.accounts['member'].id}/contacts"
    assert admin.post(page, {"user_id": "zhang.san"}).status_code == 303
    other = f"/accounts/{world.accounts['member_2'].id}/contacts"
    assert "已登记给另一个人" in text_of(admin.post(other, {"user_id": "zhang.san"}))
    assert "zhang.san" in admin.get(page).text
    assert admin.post(page, {"user_id": ""}).status_code == 303
    assert db.session.query(Contact).count() == 0
    assert world.browser("squad").get(page).status_code == 403


def test_a_list_of_wecom_ids_is_read_in_and_reading_it_again_changes_nothing(world: World, tmp_path: Path) -> None:
    file = tmp_path / "wecom.csv"
    number = world.members["member"].number
    file.write_text(f"\ufeff{number},zhang.san\nteam,li.si\nnobody,x\nsquad,zhang.san\nsquad,你好\nonly\n", "utf-8")
    runner = world.app.test_cli_runner()
    for _ in range(2):
        said = runner.invoke(wecom_command, [str(file)]).output
        assert said.endswith("kept: 2, not kept: 4\n")
    kept = {contact.account_id: contact.address for contact in db.session.query(Contact)}
    assert kept == {world.accounts["member"].id: "zhang.san", world.accounts["team"].id: "li.si"}
    assert db.session.query(AuditEvent).filter_by(action="account.contact_set").count() == 2
