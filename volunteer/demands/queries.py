"""Reading demands: the asker's own, those of one's sites, those one's units answer for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from volunteer.accounts.models import Account
from volunteer.demands.models import Demand, DemandStep, Rating
from volunteer.demands.pressing import PRESSING_FIRST
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.demands.states import DemandStatus
from volunteer.kernel.clock import SHANGHAI, local
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.models import Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.scope import get_visible, place_within, scoped, unit_within, visible
from volunteer.web.api import LARGEST_ID
from volunteer.web.humanize import masked_name

LOADED = (
    joinedload(Demand.site).joinedload(Place.parent),
    joinedload(Demand.responsible_unit),
    joinedload(Demand.asked_by_unit),
)

# Whoever waits for an answer comes before drafts and finished ones.
NEAREST_FIRST = (Demand.status.not_in(ANSWER_AWAITED), *PRESSING_FIRST)
LIST_ORDERS = {
    "deadline": NEAREST_FIRST,
    "starts": Demand.starts,
    "site": Place.name,
    "headcount": Demand.headcount,
    "status": Demand.status,
}
AT_RISK_WITHIN = timedelta(days=1)


@scoped(Demand)
def _demands(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """Drafts are seen on the asking side only."""
    asking = or_(
        Demand.asker_id == actor.account_id,
        place_within(Demand.site_id, reach),
        unit_within(Demand.asked_by_unit_id, reach),
    )
    answering = and_(unit_within(Demand.responsible_unit_id, reach), Demand.status != DemandStatus.DRAFT)
    return or_(asking, answering)


@scoped(Rating)
def _ratings(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    return Rating.demand_id.in_(select(Demand.id).where(_demands(actor, reach)))


@dataclass(frozen=True)
class DemandFilters:
    """What a list is narrowed by; None where it is not. `since` and `until` are days of submission, both included."""

    status: str | None = None
    site_id: int | None = None
    town: str | None = None
    category: str | None = None
    overdue: bool | None = None
    at_risk: bool = False
    since: date | None = None
    until: date | None = None
    q: str | None = None


def demand_list(actor: Actor, filters: DemandFilters, now: datetime) -> Select[Demand]:
    """The demands in sight, the most pressing first unless LIST_ORDERS are asked for."""
    town = aliased(Place)
    statement = (
        visible(Demand, actor, Permission.DEMAND_READ)
        .join(Place, Place.id == Demand.site_id)
        .join(town, town.id == Place.parent_id)
        .options(*LOADED)
        .order_by(*NEAREST_FIRST, Demand.id)
    )
    if filters.status:
        statement = statement.where(Demand.status == filters.status)
    if filters.site_id:
        statement = statement.where(Demand.site_id == filters.site_id)
    if filters.town:
        statement = statement.where(or_(town.code == filters.town, town.name == filters.town))
    if filters.category:
        statement = statement.where(Demand.category == filters.category)
    if filters.overdue is not None:
        late = and_(Demand.status.in_(ANSWER_AWAITED), Demand.deadline < now)
        statement = statement.where(late if filters.overdue else ~late)
    if filters.at_risk:
        statement = statement.where(at_risk(now))
    if filters.since:
        statement = statement.where(Demand.submitted_at >= datetime.combine(filters.since, time(), SHANGHAI))
    if filters.until:
        ends = datetime.combine(filters.until + timedelta(days=1), time(), SHANGHAI)
        statement = statement.where(Demand.submitted_at < ends)
    if filters.q:
        wanted = filters.q
        statement = statement.where(
            or_(
                Demand.title.icontains(wanted, autoescape=True),
                Demand.text.icontains(wanted, autoescape=True),
                Demand.number == wanted,
                Place.name.icontains(wanted, autoescape=True),
            )
        )
    return statement


def at_risk(now: datetime) -> ColumnElement[bool]:
    """An answer is awaited, and its deadline has passed or comes within a day."""
    return and_(Demand.status.in_(ANSWER_AWAITED), Demand.deadline <= now + AT_RISK_WITHIN)


def one_demand(actor: Actor, demand_id: int, *, lock: bool = False) -> Demand:
    """A demand in sight, or NotVisible."""
    if demand_id > LARGEST_ID:
        raise NotVisible
    return get_visible(Demand, actor, Permission.DEMAND_READ, demand_id, lock=lock)


@dataclass(frozen=True)
class TimelineEntry:
    """One step as the asker sees it: `by` is a unit's name, or None for the platform itself."""

    step: str
    at: datetime
    by: str | None
    reason: str | None


def timelines(demand_ids: Sequence[int]) -> dict[int, list[TimelineEntry]]:
    """The steps of several demands, oldest first. Persons are told by the unit or site they act for, never by name."""
    statement = (
        select(DemandStep, Unit.short_name, Account.name)
        .outerjoin(Unit, Unit.id == DemandStep.unit_id)
        .outerjoin(Account, Account.id == DemandStep.by)
        .where(DemandStep.demand_id.in_(demand_ids))
        .order_by(DemandStep.at, DemandStep.id)
    )
    found: dict[int, list[TimelineEntry]] = {demand_id: [] for demand_id in demand_ids}
    for step, unit, name in db.session.execute(statement):
        by = unit or (masked_name(name) if name else None)
        found[step.demand_id].append(TimelineEntry(step.step, step.at, by, step.reason))
    return found


def board_groups(now: datetime) -> dict[str, ColumnElement[bool]]:
    """What a site's board counts and lists, each demand once: 待补充, 办理中, 本周服务, 待评价."""
    start, end = week_of(local(now).date())
    coming = (DemandStatus.PUBLISHED, DemandStatus.IN_SERVICE)
    underway = (DemandStatus.SUBMITTED, DemandStatus.ACCEPTED, DemandStatus.MERGED, *coming)
    this_week = and_(Demand.status.in_(coming), Demand.starts >= start, Demand.starts < end)
    return {
        "returned": Demand.status.in_((DemandStatus.RETURNED, DemandStatus.DRAFT)),
        "underway": and_(Demand.status.in_(underway), not_(this_week)),
        "this_week": this_week,
        "to_rate": Demand.status == DemandStatus.AWAITING_RATING,
    }


@dataclass(frozen=True)
class BoardNumbers:
    """The four numbers of a board, and how far its sites have come: whether one ever posted, and was ever served."""

    groups: dict[str, int]
    posted: bool
    served: bool


def board_numbers(actor: Actor, now: datetime, site_id: int | None = None) -> BoardNumbers:
    """The numbers of a site's board, of all sites in sight unless one is named."""
    groups = board_groups(now)
    served = Demand.status.in_((DemandStatus.IN_SERVICE, DemandStatus.AWAITING_RATING, DemandStatus.CLOSED))
    conditions = (*groups.values(), Demand.status != DemandStatus.DRAFT, served)
    statement = visible(Demand, actor, Permission.DEMAND_READ)
    if site_id is not None:
        statement = statement.where(Demand.site_id == site_id)
    counted = statement.with_only_columns(*(func.count().filter(condition) for condition in conditions))
    *numbers, posted, was_served = db.session.execute(counted).one()
    return BoardNumbers(dict(zip(groups, numbers, strict=True)), posted > 0, was_served > 0)


def week_of(day: date) -> tuple[datetime, datetime]:
    """Monday 00:00 to the next Monday 00:00 in Shanghai."""
    monday = datetime.combine(day - timedelta(days=day.weekday()), time(0), SHANGHAI)
    return monday, monday + timedelta(days=7)


def own_sites(actor: Actor) -> Sequence[Place]:
    """The sites for which the actor may post, own sites of an operator first; at most 700 for a committee."""
    statement = select(Place).where(asked_for_by(actor)).options(joinedload(Place.parent))
    return db.session.scalars(statement.order_by(Place.path)).all()


def asked_for_by(actor: Actor) -> ColumnElement[bool]:
    """In a select of places: a site for which the actor may post."""
    reach = actor.reach(Permission.DEMAND_ASK)
    within = true() if reach.unit_paths else place_within(Place.id, reach)
    return and_(Place.kind == PlaceKind.SITE, within)


def single_site(actor: Actor) -> int | None:
    """The site a site operator works for, when there is exactly one."""
    nodes = {grant.node_id for grant in actor.grants if grant.role == Role.SITE_OPERATOR and grant.tree == "place"}
    return nodes.pop() if len(nodes) == 1 else None


def ratings_of(demand_id: int) -> Sequence[Rating]:
    """All ratings of a demand, oldest first."""
    return db.session.scalars(select(Rating).where(Rating.demand_id == demand_id).order_by(Rating.at)).all()


def served_at(demand_id: int) -> datetime | None:
    """When the demand's last service was finished."""
    finished = select(func.max(DemandStep.at)).where(DemandStep.demand_id == demand_id, DemandStep.step == "finish")
    return db.session.scalar(finished)
