"""Honours: those that stand, those on public notice, for whom they show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from volunteer.backfills.public_notice import NoticeRow, networks_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.honoured import Honoured
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import place_within, scoped, under, unit_within
from volunteer.records.fetching import one_of
from volunteer.records.models import Honour, HonourObjection
from volunteer.records.states import HonourKind, HonourStatus, ObjectionStatus
from volunteer.records.words import HONOURS
from volunteer.web.humanize import masked_name

SHOWN = 10
GIVERS = (Permission.RECORD_KEEP, Permission.DEMAND_ASK)


@scoped(Honour)
def _honours(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """One's own, those of units and members in reach, those that units or sites in reach gave."""
    return or_(
        Honour.member_id == actor.member_id,
        unit_within(Honour.unit_id, reach),
        unit_within(Honour.by_unit_id, reach),
        place_within(Honour.by_place_id, reach),
    )


def honours(actor: Actor, *, withdrawn: bool = False) -> Select[Honour]:
    """What concerns the actor, the latest first; whoever keeps records or asks for a site has a list."""
    seen = or_(*(_honours(actor, actor.reach(permission)) for permission in GIVERS))
    status = HonourStatus.WITHDRAWN if withdrawn else HonourStatus.GIVEN
    statement = _whole(select(Honour)).where(seen, Honour.status == status)
    return statement.order_by(Honour.given_on.desc(), Honour.id.desc())


def honour(actor: Actor, honour_id: int, *, lock: bool = False) -> Honour:
    """One of them, or one on notice in the actor's network; NotVisible otherwise."""
    permissions = (*GIVERS, Permission.MEMBER_READ)
    within = (_honours(actor, actor.reach(permission)) for permission in permissions)
    seen = select(Honour).where(or_(*within, _on_notice(actor)))
    return one_of(Honour, honour_id, seen, _whole(seen), lock=lock)


def objection_to(honour_id: int) -> HonourObjection | None:
    """The latest objection to a commendation."""
    statement = select(HonourObjection).where(HonourObjection.honour_id == honour_id)
    return db.session.scalars(statement.order_by(HonourObjection.id.desc()).limit(1)).first()


def counting_for(member_id: int) -> Sequence[Honour]:
    """What stands in a member's record, the latest first."""
    statement = _whole(select(Honour)).where(Honour.member_id == member_id, counting(clock.today()))
    return db.session.scalars(statement.order_by(Honour.given_on.desc(), Honour.id.desc())).all()


def of_unit(unit_id: int) -> Sequence[Honoured]:
    """What a unit as a whole was thanked or commended for, the latest first (organization/honoured)."""
    mine = Honour.unit_id == unit_id, Honour.member_id.is_(None), counting(clock.today())
    statement = _whole(select(Honour)).where(*mine).order_by(Honour.given_on.desc(), Honour.id.desc()).limit(SHOWN)
    return [
        Honoured(
            kind=str(HONOURS[one.kind]),
            title=one.title,
            giver=one.giver,
            on=one.given_on,
            url=url_for("honours.show", honour_id=one.id),
        )
        for one in db.session.scalars(statement)
    ]


def counting(today: date) -> ColumnElement[bool]:
    """Thanks at once; a commendation once its notice is over and nobody waits for an answer."""
    return and_(
        Honour.status == HonourStatus.GIVEN,
        or_(Honour.kind == HonourKind.THANKS, and_(Honour.notice_until < today, ~_objected())),
    )


def on_notice(actor: Actor, today: date) -> Sequence[NoticeRow]:
    """The commendations on public notice in the actor's networks (ledger/public_notice)."""
    statement = (
        _whole(select(Honour))
        .add_columns(_objected())
        .where(_on_notice(actor), or_(Honour.notice_until >= today, _objected()))
        .order_by(Honour.notice_until, Honour.id)
    )
    return [_row(honour, objected) for honour, objected in db.session.execute(statement)]


def _row(honour: Honour, objected: bool) -> NoticeRow:
    return NoticeRow(
        kind="honour",
        id=honour.id,
        unit=honour.unit.name,
        person=masked_name(honour.member.name) if honour.member else honour.unit.name,
        what=str(_("拟表彰：%(title)s", title=honour.title)),
        until=honour.notice_until or honour.given_on,
        objection_url=url_for("honours.show", honour_id=honour.id),
        basis=honour.text,
        stopped=objected,
    )


def _on_notice(actor: Actor) -> ColumnElement[bool]:
    """A commendation not taken back, in a network that the actor belongs to, while anyone may still object."""
    tops = select(Unit.id).where(under(Unit.path, networks_of(actor)))
    running = or_(Honour.notice_until >= clock.today(), _objected())
    return and_(Honour.status == HonourStatus.GIVEN, running, Honour.unit_id.in_(tops))


def _objected() -> ColumnElement[bool]:
    return exists().where(HonourObjection.honour_id == Honour.id, HonourObjection.status == ObjectionStatus.OPEN)


def _whole(statement: Select[Honour]) -> Select[Honour]:
    return statement.options(
        joinedload(Honour.member), joinedload(Honour.unit), joinedload(Honour.by_unit), joinedload(Honour.by_place)
    )
