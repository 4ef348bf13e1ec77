"""What people are told of their roles, and leaders of units that lack one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import exists, select

from volunteer.happenings.accounts import GrantEnded, GrantGiven, GrantHandedOver, ResetAgreed, ResetOnHost
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.models import Grant, Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission, Role

LEADERS = (Role.TEAM_LEADER, Role.SQUAD_LEADER)


def role_given(happening: GrantGiven, work: Work) -> Iterable[Row]:
    """Somebody has a role from now on, in full or as a deputy."""
    kind = "grant.deputy_given" if happening.details.get("deputy") else "grant.given"
    yield tell(work, happening.account_id, kind, "/home", role=happening.role)


def role_ended(happening: GrantEnded, work: Work) -> Iterable[Row]:
    """Somebody's role has ended; if it was the last to lead a unit, those above learn that the unit is theirs."""
    yield tell(work, happening.account_id, "grant.ended", "/home", role=happening.role)
    unit = _without_leader(happening, work)
    if unit is not None:
        for account_id in nearest_holders(unit.parent_id, Permission.UNIT_MANAGE, work.now):
            yield tell(work, account_id, "unit.without_leader", f"/units/{unit.id}/leaders", unit=unit.name)


def role_handed_over(happening: GrantHandedOver, work: Work) -> Iterable[Row]:
    """Both are told, and those above a unit that has another leader."""
    since = happening.since.isoformat()
    for account_id, kind in (
        (happening.from_account_id, "grant.handed_over"),
        (happening.to_account_id, "grant.taken_over"),
    ):
        yield tell(work, account_id, kind, "/roles", role=happening.role, since=since)
    unit = db.session.get(Unit, happening.unit_id) if happening.role in LEADERS and happening.unit_id else None
    if unit is None:
        return
    concerned = {happening.from_account_id, happening.to_account_id}
    for account_id in nearest_holders(unit.parent_id, Permission.UNIT_MANAGE, work.now):
        if account_id not in concerned:
            yield tell(work, account_id, "unit.leader_changed", f"/units/{unit.id}/leaders", unit=unit.name)


def second_factor_off(happening: ResetAgreed | ResetOnHost, work: Work) -> Iterable[Row]:
    """The owner learns that others took the second factor off, whoever asked for it."""
    yield tell(work, happening.subject_id, "account.second_factor_off", "/account/two-factors")


def _without_leader(happening: GrantEnded, work: Work) -> Unit | None:
    """The unit whose last leader this was."""
    if happening.role not in LEADERS or happening.unit_id is None:
        return None
    led = exists().where(
        Grant.unit_id == Unit.id,
        Grant.role.in_(LEADERS),
        Grant.id != happening.subject_id,
        Grant.not_over(work.now),
    )
    return db.session.scalar(
        select(Unit).where(
            Unit.id == happening.unit_id,
            Unit.status == UnitStatus.ACTIVE,
            Unit.tier.in_((Tier.TEAM, Tier.SQUAD)),
            ~led,
        )
    )
