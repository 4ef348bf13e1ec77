"""Who may hand out codes and lock out whom, and the slip that is printed."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from volunteer.access import service
from volunteer.accounts import codes
from volunteer.accounts.models import OneTimeCode
from volunteer.accounts.states import AccountStatus, CodePurpose
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused
from volunteer.organization.actor import NOBODY
from volunteer.organization.permissions import Role


def _issue(world: World, by: str, to: str) -> codes.PrintedCode:
    return service.issue_code(world.actor(by), world.accounts[to].id)


@pytest.mark.parametrize(
    ("by", "to"), [("team", "member"), ("team", "squad"), ("admin", "site"), ("committee", "team")]
)
def test_codes_are_handed_out_within_reach(world: World, by: str, to: str) -> None:
    printed = _issue(world, by, to)
    assert printed.purpose == CodePurpose.RESET
    row = db.session.scalars(select(OneTimeCode)).one()
    assert (row.account_id, row.issued_by) == (world.accounts[to].id, world.accounts[by].id)
    codes.use_code(NOBODY, printed.code, "four plums in June")


@pytest.mark.parametrize(
    ("by", "to"), [("team", "member_b"), ("team", "site"), ("team", "committee"), ("squad", "member")]
)
def test_nobody_beyond_reach_is_even_seen(world: World, by: str, to: str) -> None:
    with pytest.raises(NotVisible):
        _issue(world, by, to)


def test_a_leader_cannot_become_an_administrator_through_a_member(world: World) -> None:
    world._grant("member", Role.ADMIN, unit="brigade")
    db.session.commit()
    with pytest.raises(Forbidden):
        _issue(world, "team", "member")


def test_handing_out_is_audited_in_the_members_unit(world: World) -> None:
    _issue(world, "team", "member")
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.action, event.account_id) == ("account.code_issued", world.accounts["team"].id)
    assert event.unit_id == world.units["squad_a1"].id


def test_the_slip_shows_the_code_once_with_its_qr(world: World) -> None:
    browser = world.browser("team")
    path = f"/accounts/{world.accounts['member'].id}"
    assert "打印激活码" in text_of(browser.get(path))
    slip = browser.post(f"{path}/code")
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", text_of(slip))
    assert slip.status_code == 200
    assert code
    assert "<svg" in slip.text
    assert slip.headers["Cache-Control"] == "no-store"
    assert code.group() not in browser.get(path).text
    codes.use_code(NOBODY, code.group(), "four plums in June")


def test_locking_out_ends_sign_ins_and_letting_in_needs_a_new_code(world: World) -> None:
    member, team = world.browser("member"), world.browser("team")
    path = f"/accounts/{world.accounts['member'].id}"
    team.post(f"{path}/disable")
    assert member.get("/account").location.startswith("/sign-in")
    with pytest.raises(Refused, match="account_disabled"):
        _issue(world, "team", "member")
    team.post(f"{path}/enable")
    db.session.expire_all()
    assert world.accounts["member"].status == AccountStatus.PENDING
    assert _issue(world, "team", "member").purpose == CodePurpose.ACTIVATION


def test_nobody_locks_oneself_out(world: World) -> None:
    with pytest.raises(Refused, match="own_account"):
        service.disable(world.actor("admin"), world.accounts["admin"].id)


def test_an_unknown_account_is_not_found(world: World) -> None:
    for account_id in (999_999, 2**63):
        assert world.browser("admin").get(f"/accounts/{account_id}").status_code == 404
