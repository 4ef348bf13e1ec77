"""Whom somebody may thank, as something to pick: those they lead, and those who served for them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager

from volunteer.kernel.database import db
from volunteer.kernel.prefix import as_typed, begins_with
from volunteer.ledger.models import HoursProposal
from volunteer.organization.actor import Actor
from volunteer.organization.choices import unit_choices
from volunteer.organization.finding import units_called
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import place_within, unit_within
from volunteer.people.models import SERVING, Member
from volunteer.projects.models import Project, ServiceSession
from volunteer.web.humanize import masked_name
from volunteer.web.picking import Choice, Source


def thanked_member_source() -> Source:
    """Members by the beginning of their name: led by the actor, or who served at their site or in their project."""

    def find(actor: Actor, q: str, most: int) -> list[Choice]:
        typed = as_typed(q.replace("\x00", ""))
        if not typed:
            return []
        columns = (Member.name, Member.pinyin, Member.initials) if typed.isascii() else (Member.name,)
        called = or_(*(begins_with(column, typed) for column in columns), Member.number == q.strip().upper())
        return _choices(_thankable(actor).where(called).order_by(Member.pinyin, Member.id).limit(most))

    def known(actor: Actor, member_id: int) -> Choice | None:
        found = _choices(_thankable(actor).where(Member.id == member_id))
        return found[0] if found else None

    return Source(find, known)


def thanked_unit_source() -> Source:
    """Every active unit, for whoever may thank at all."""

    def find(actor: Actor, q: str, most: int) -> list[Choice]:
        return unit_choices(db.session.scalars(units_called(None, q).limit(most))) if _thanks(actor) else []

    def known(actor: Actor, unit_id: int) -> Choice | None:
        wanted = select(Unit).where(Unit.id == unit_id, Unit.status == UnitStatus.ACTIVE)
        unit = db.session.scalar(wanted) if _thanks(actor) else None
        return unit_choices([unit])[0] if unit else None

    return Source(find, known)


def may_thank(actor: Actor, member_id: int) -> bool:
    """Whether the member served for the actor, or is led by them."""
    return db.session.scalar(_thankable(actor).with_only_columns(Member.id).where(Member.id == member_id)) is not None


def _thanks(actor: Actor) -> bool:
    return actor.may(Permission.RECORD_KEEP) or actor.may(Permission.DEMAND_ASK)


def _thankable(actor: Actor) -> Select[Member]:
    keeping = actor.reach(Permission.RECORD_KEEP)
    here: ColumnElement[bool] = or_(
        place_within(ServiceSession.site_id, actor.reach(Permission.DEMAND_ASK)),
        unit_within(Project.unit_id, keeping),
    )
    came = (
        select(HoursProposal.member_id)
        .join(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .join(Project, Project.id == ServiceSession.project_id)
        .where(here)
    )
    return (
        select(Member)
        .join(Member.unit)
        .options(contains_eager(Member.unit))
        .where(Member.kind.in_(SERVING), or_(unit_within(Member.unit_id, keeping), Member.id.in_(came)))
    )


def _choices(statement: Select[Member]) -> list[Choice]:
    members = db.session.scalars(statement)
    return [Choice(one.id, f"{masked_name(one.name)} · {one.number}", one.unit.name) for one in members]
