"""A lost second factor is taken off by two, neither of them its owner."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.accounts.conftest import app_of
from tests.support.world import World, text_of
from volunteer.access import second_factors
from volunteer.accounts.admitting import confirmed_totp
from volunteer.accounts.sign_in_models import TwoFactorReset
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused


def test_two_people_take_it_off_and_every_sign_in_ends(world: World) -> None:
    app_of(world, "member")
    member, path = world.browser("member"), f"/accounts/{world.accounts['member'].id}"
    first, second = world.browser("team"), world.browser("committee")
    first.post(f"{path}/second-factor/ask")
    assert "同意解除" not in first.get(path).text
    first.post(f"{path}/second-factor/agree")
    assert confirmed_totp(world.accounts["member"].id) is not None
    assert "同意解除" in text_of(second.get(path))
    assert second.post(f"{path}/second-factor/agree").location == path
    assert confirmed_totp(world.accounts["member"].id) is None
    assert member.get("/account").status_code == 302
    assert {"account.reset_asked", "account.reset_agreed"} <= set(db.session.scalars(select(AuditEvent.action)))


def test_who_may_not_or_is_the_owner_takes_no_part(world: World) -> None:
    app_of(world, "member")
    app_of(world, "team")
    member, team = world.accounts["member"].id, world.accounts["team"].id
    with pytest.raises(NotVisible):
        second_factors.ask(world.actor("team_b"), member)
    with pytest.raises(Refused, match="own_account"):
        second_factors.ask(world.actor("team"), team)
    second_factors.ask(world.actor("committee"), team)
    with pytest.raises(Refused, match="own_account"):
        second_factors.agree(world.actor("team"), team)
    with pytest.raises(Refused, match="second_person"):
        second_factors.agree(world.actor("committee"), team)
    with pytest.raises(Refused, match="reset_asked_already"):
        second_factors.ask(world.actor("admin"), team)
    second_factors.drop(world.actor("admin"), team)
    with pytest.raises(Refused, match="not_in_this_state"):
        second_factors.agree(world.actor("admin"), team)
    assert confirmed_totp(team) is not None


def test_the_database_holds_it_too(world: World) -> None:
    member, team = world.accounts["member"].id, world.accounts["team"].id
    db.session.add(
        TwoFactorReset(account_id=member, asked_by=team, asked_at=clock.now(), agreed_by=team, ended_at=clock.now())
    )
    with pytest.raises(IntegrityError) as broken:
        db.session.commit()
    assert isinstance(broken.value.orig, psycopg.errors.CheckViolation)
    db.session.rollback()


def test_the_host_takes_it_off_where_no_two_people_can(world: World) -> None:
    app_of(world, "member")
    world.members["member"].number = "P-1001"
    db.session.commit()
    member, browser = world.accounts["member"].id, world.browser("member")
    second_factors.ask(world.actor("team"), member)
    run = world.app.test_cli_runner()
    command = ["accounts", "reset-second-factor"]
    for arguments, told in (
        (["P-1001"], "--reason"),
        (["P-1001", "--reason", " x "], "characters"),
        (["nobody", "--reason", "手机丢了，当面核对过身份证"], "nobody"),
        (["team", "--reason", "手机丢了，当面核对过身份证"], "no second factor"),
    ):
        refused = run.invoke(args=[*command, *arguments])
        assert refused.exit_code != 0
        assert told in refused.output
    assert confirmed_totp(member) is not None
    done = run.invoke(args=[*command, "P-1001", "--reason", "手机丢了，当面核对过身份证"])
    assert done.exit_code == 0, done.output
    db.session.expire_all()
    assert confirmed_totp(member) is None
    assert second_factors.open_reset(member) is None
    assert browser.get("/account").status_code == 302
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "account.reset_on_host")).one()
    assert (event.account_id, event.subject_id) == (None, member)
    assert event.unit_id == world.members["member"].unit_id
    assert event.reason == "手机丢了，当面核对过身份证"
    assert "你的两步验证已解除" in text_of(world.browser("member").get("/notices"))


def test_a_name_that_means_two_accounts_means_none(world: World) -> None:
    app_of(world, "member")
    world.members["member"].number = "team"
    db.session.commit()
    refused = world.app.test_cli_runner().invoke(
        args=["accounts", "reset-second-factor", "team", "--reason", "手机丢了，当面核对过"]
    )
    assert (refused.exit_code, "two accounts" in refused.output) == (1, True)
