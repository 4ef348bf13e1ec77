"""How much waits behind each entry of the navigation: one statement for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, DateTime, Select, bindparam, func, literal_column, not_, or_, select

from volunteer.backfills.queries import for_second
from volunteer.claims.models import Claim
from volunteer.claims.queries import lapsed
from volunteer.claims.rules import ASKED
from volunteer.claims.states import ClaimStatus
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.home.ways import COUNTERSIGN, DEMANDS, HOURS, NOTICES, PROJECTS, SCHEDULE
from volunteer.kernel.database import DIALECT, db
from volunteer.ledger.models import HoursProposal, HoursSource, ProposalStatus
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.scope import answered_within, place_within, unit_within
from volunteer.people.identity import asked_along
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import ProjectStatus
from volunteer.web.nav import MOST_COUNTED

# Whose turn it is to answer; the committee and the supervisors watch over what these do.
ANSWERING = frozenset({Role.TEAM_LEADER, Role.SQUAD_LEADER, Role.SITE_OPERATOR})
ACCOUNT = bindparam("account", type_=BigInteger)
MEMBER = bindparam("member", type_=BigInteger)
NOW = bindparam("now", type_=DateTime(timezone=True))
UnreadNotices = Callable[[ColumnElement[int]], Select[Any]]
ALONG, OWN = "waiting", (NOTICES, SCHEDULE)

FOR_THE_SITE = (DemandStatus.RETURNED, DemandStatus.AWAITING_RATING)


def awaiting(actor: Actor, unread: UnreadNotices, urls: Iterable[str], now: datetime) -> dict[str, int]:
    """How much waits behind these addresses, counted up to what is shown.

    `unread` selects the notices of an account that wait to be read.
    """
    wanted, known = frozenset(urls), asked_along(ALONG)
    counts = dict(zip(OWN, known, strict=True)) if known is not None else {}
    waiting = {} if counts else _for_oneself(unread, ACCOUNT, MEMBER, NOW)
    if any(grant.role in ANSWERING for grant in actor.grants):
        waiting |= for_the_role(actor)
    asked = tuple(url for url in waiting if url in wanted)
    if asked:
        statement = select(*(_capped(waiting[url]) for url in asked))
        values = {"account": actor.account_id, "member": actor.member_id, "now": now}
        counts.update(zip(asked, db.session.execute(statement, values).one(), strict=True))
    return {url: count for url, count in counts.items() if url in wanted}


def along(unread: UnreadNotices) -> dict[str, str]:
    """What waits for oneself, for the statement that finds the actor (people/identity): every page shows it."""
    rows = _for_oneself(unread, literal_column("a.id"), literal_column("m.id"), literal_column(":now"))
    compiled = (_capped(rows[url]).compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}) for url in OWN)
    return {ALONG: f"ARRAY[{', '.join(f'({one})' for one in compiled)}]"}


def _for_oneself(
    unread: UnreadNotices, account: ColumnElement[int], member: ColumnElement[int], now: ColumnElement[datetime]
) -> dict[str, Select[Any]]:
    return {NOTICES: unread(account), SCHEDULE: _to_answer(member, now)}


def _capped(rows: Select[Any]) -> Any:
    few = rows.with_only_columns(literal_column("1")).order_by(None).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def _to_answer(member: ColumnElement[int], now: ColumnElement[datetime]) -> Select[Any]:
    """Offers, invitations and changed sessions that wait for the member's word."""
    return select(Claim.id).where(
        Claim.member_id == member,
        Claim.status.in_((*ASKED, ClaimStatus.RECONFIRM)),
        not_(lapsed(now)),
        func.upper(Claim.period) > now,
    )


def for_the_role(actor: Actor) -> dict[str, Select[Any]]:
    """What waits for the actor's decision, by the address of the list."""
    answering = replace(actor, grants=tuple(grant for grant in actor.grants if grant.role in ANSWERING))
    decisions = {
        DEMANDS: (Permission.DEMAND_HANDLE, Permission.DEMAND_ASK),
        PROJECTS: (Permission.PROJECT_APPROVE,),
        HOURS: (Permission.HOURS_CONFIRM,),
        COUNTERSIGN: (Permission.HOURS_COUNTERSIGN,),
    }
    rows = {DEMANDS: _demands, PROJECTS: _projects, HOURS: _hours, COUNTERSIGN: _countersigns}
    return {url: rows[url](answering) for url, held in decisions.items() if any(map(answering.may, held))}


def _demands(actor: Actor) -> Select[Any]:
    handled = unit_within(Demand.responsible_unit_id, actor.reach(Permission.DEMAND_HANDLE))
    asked = place_within(Demand.site_id, actor.reach(Permission.DEMAND_ASK))
    return select(Demand.id).where(
        or_(
            (Demand.status == DemandStatus.SUBMITTED) & handled,
            Demand.status.in_(FOR_THE_SITE) & asked,
        )
    )


def _projects(actor: Actor) -> Select[Any]:
    within = unit_within(Project.unit_id, actor.reach(Permission.PROJECT_APPROVE))
    return select(Project.id).where(Project.status == ProjectStatus.IN_REVIEW, within)


def _hours(actor: Actor) -> Select[Any]:
    """Pending hours of others; nobody confirms their own (D19). Backfilled ones wait for a second person."""
    return select(HoursProposal.id).where(
        HoursProposal.status == ProposalStatus.PENDING,
        or_(HoursProposal.source != HoursSource.BACKFILLED, for_second(actor)),
        HoursProposal.member_id.is_distinct_from(actor.member_id),
        answered_within(HoursProposal.unit_id, actor.reach(Permission.HOURS_CONFIRM)),
    )


def _countersigns(actor: Actor) -> Select[Any]:
    at_the_site = place_within(ServiceSession.site_id, actor.reach(Permission.HOURS_COUNTERSIGN))
    return select(HoursProposal.id).where(
        HoursProposal.status == ProposalStatus.PENDING,
        HoursProposal.ticked,
        HoursProposal.countersigned_by.is_(None),
        HoursProposal.session_id.in_(select(ServiceSession.id).where(at_the_site)),
    )
