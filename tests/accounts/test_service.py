"""Signing in, the lock, printed codes: what is stored and what ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.conftest import PASSWORD, code_for
from tests.support.world import World
from volunteer.accounts import codes, rules, service
from volunteer.accounts.admitting import NO_ACCOUNT, Admitted, Rejected
from volunteer.accounts.kept_codes import PRINTED, kept
from volunteer.accounts.models import Account, ApiToken, OneTimeCode
from volunteer.accounts.service import NewToken
from volunteer.accounts.states import AccountStatus
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.organization.actor import NOBODY

WRONG = "five plums in July"


def _actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def _fail(times: int) -> Rejected | Admitted:
    return [service.sign_in(NOBODY, "member", WRONG) for _ in range(times)][-1]


def test_the_right_password_admits_under_any_spelling_of_the_name(member: Account) -> None:
    assert service.sign_in(NOBODY, " MEMBER ", PASSWORD) == Admitted(member.id, 0, "zh")
    assert _actions() == ["account.signed_in"]


def test_unknown_names_and_wrong_passwords_are_answered_alike_and_audited(member: Account) -> None:
    assert service.sign_in(NOBODY, "nobody", PASSWORD) == service.sign_in(NOBODY, "member", WRONG)
    subjects = list(db.session.scalars(select(AuditEvent.subject_id).order_by(AuditEvent.id)))
    assert subjects == [NO_ACCOUNT, member.id]


def test_five_failures_lock_for_fifteen_minutes_and_the_lock_ends_by_itself(member: Account) -> None:
    assert _fail(4) == Rejected("sign_in_wrong")
    assert _fail(1) == Rejected("locked")
    assert service.sign_in(NOBODY, "member", PASSWORD) == Rejected("locked")
    assert _actions().count("account.locked") == 1
    with clock.travel(clock.now() + timedelta(minutes=14)):
        assert service.sign_in(NOBODY, "member", PASSWORD) == Rejected("locked")
    with clock.travel(clock.now() + timedelta(minutes=16)):
        assert _fail(4) == Rejected("sign_in_wrong")
        assert isinstance(service.sign_in(NOBODY, "member", PASSWORD), Admitted)


def test_a_success_forgets_earlier_failures(member: Account) -> None:
    _fail(4)
    service.sign_in(NOBODY, "member", PASSWORD)
    assert _fail(4) == Rejected("sign_in_wrong")


def test_guesses_at_the_same_instant_are_counted_each(app: Flask, member: Account) -> None:
    def guess(_: int) -> Rejected | Admitted:
        with app.app_context():
            return service.sign_in(NOBODY, "member", WRONG)

    db.session.rollback()
    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(guess, range(8)))
    assert verdicts.count(Rejected("sign_in_wrong")) == 4
    assert verdicts.count(Rejected("locked")) == 4


@pytest.mark.parametrize("status", [AccountStatus.PENDING, AccountStatus.DISABLED])
def test_only_active_accounts_sign_in(member: Account, status: AccountStatus) -> None:
    member.status = status
    db.session.commit()
    assert service.sign_in(NOBODY, "member", PASSWORD) == Rejected("sign_in_wrong")


def test_tokens_are_stored_as_digests_and_live_twelve_hours(member: Account) -> None:
    told = service.issue_token(NOBODY, "member", PASSWORD)
    assert isinstance(told, NewToken)
    row = db.session.scalars(select(ApiToken)).one()
    assert row.token_hash == rules.digest(told.token)
    assert row.expires_at - row.created_at == timedelta(hours=12)


def test_a_code_activates_once_and_ends_what_was_signed_in(world: World, member: Account) -> None:
    token = service.issue_token(NOBODY, "member", PASSWORD)
    assert isinstance(token, NewToken)
    printed = code_for(member)
    admitted = codes.use_code(NOBODY, printed.code.lower(), WRONG)
    assert admitted == Admitted(member.id, 1, "zh")
    assert db.session.scalars(select(ApiToken)).one().revoked_at is not None
    assert member.consent_version == rules.CONSENT_VERSION
    assert isinstance(service.sign_in(NOBODY, "member", WRONG), Admitted)
    with pytest.raises(Refused, match="code_wrong"):
        codes.use_code(NOBODY, printed.code, PASSWORD)


def test_a_pending_account_becomes_active(world: World) -> None:
    account = world.accounts["member_2"]
    account.status = AccountStatus.PENDING
    db.session.commit()
    codes.use_code(NOBODY, code_for(account).code, PASSWORD)
    assert account.status == AccountStatus.ACTIVE
    assert "account.activated" in _actions()


def test_a_code_ends_after_seven_days(member: Account) -> None:
    printed = code_for(member)
    with clock.travel(clock.now() + timedelta(days=7, seconds=1)), pytest.raises(Refused, match="code_wrong"):
        codes.use_code(NOBODY, printed.code, PASSWORD)


def test_a_new_code_makes_the_earlier_one_void(member: Account) -> None:
    first, second = code_for(member), code_for(member)
    with pytest.raises(Refused, match="code_wrong"):
        codes.use_code(NOBODY, first.code, PASSWORD)
    codes.use_code(NOBODY, second.code, PASSWORD)


def test_a_password_that_is_the_name_leaves_the_code_usable(member: Account) -> None:
    printed = code_for(member)
    member.name = "ouyang nana"
    db.session.commit()
    with pytest.raises(Invalid):
        codes.use_code(NOBODY, printed.code, "Ouyang Nana")
    codes.use_code(NOBODY, printed.code, PASSWORD)


def test_the_code_itself_is_not_stored(member: Account) -> None:
    printed = code_for(member)
    stored = db.session.scalars(select(OneTimeCode.code_hash)).one()
    assert stored == kept(PRINTED, rules.grouped(printed.code).lower())
    assert printed.code.encode() not in stored
    guesses = (printed.code, rules.grouped(printed.code))
    assert stored not in {rules.digest(guess) for guess in guesses}  # nobody tries guesses without the key


def test_a_new_password_ends_every_other_sign_in(world: World, member: Account) -> None:
    actor = world.actor("member")
    assert service.change_password(actor, WRONG, "a new long one") == Rejected("sign_in_wrong")
    assert service.change_password(actor, PASSWORD, "a new long one") == Admitted(member.id, 1, "zh")
    assert isinstance(service.sign_in(NOBODY, "member", "a new long one"), Admitted)
