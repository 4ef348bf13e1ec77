"""The units that should take a demand, with reasons: the site's partner, its people who registered there, its offers.

Read for all demands of a page in a fixed number of statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, hypot, radians

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import BigInteger, String, and_, column, func, lateral, or_, select, true, values
from sqlalchemy.orm import aliased, joinedload

from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.organization.models import Organ, Place, Tier, Unit, UnitStatus
from volunteer.people.models import SERVING, Member, MemberSkill, Registration, RegistrationStatus
from volunteer.people.queries import skill_counts
from volunteer.resources.models import Resource
from volunteer.resources.states import ResourceStatus
from volunteer.taxonomy.models import Skill
from volunteer.taxonomy.naming import skill_name
from volunteer.web.humanize import distance

MOST = 3
PAIRED, EACH_MEMBER, MOST_MEMBERS, OFFERS, OFFERS_CATEGORY, NEAR, LOADED = 4.0, 0.3, 10, 2.5, 1.0, 1.0, 0.02
NEAR_KM, KM_PER_DEGREE = 3.0, 111.195
MOST_COUNTED = 100
Offer = tuple[str, bool]  # its title, and whether it is by the skill that is asked for
ANSWERED = (DemandStatus.SUBMITTED, DemandStatus.ACCEPTED)


@dataclass(frozen=True)
class Facts:
    """What speaks for a unit, and how much it has to do already."""

    unit: Unit
    paired: bool = False
    members: int = 0
    offer: str | None = None
    offer_has_skill: bool = False
    km: float | None = None
    load: int = 0

    @property
    def score(self) -> float:
        """The more the better; only for comparing the units of one demand."""
        found = PAIRED if self.paired else 0.0
        found += EACH_MEMBER * min(self.members, MOST_MEMBERS)
        if self.offer is not None:
            found += OFFERS if self.offer_has_skill else OFFERS_CATEGORY
        found += max(0.0, 1 - self.km / NEAR_KM) * NEAR if self.km is not None else 0
        return found - LOADED * self.load


@dataclass(frozen=True)
class Proposal:
    """A unit, and why it should take the demand."""

    unit: Unit
    reasons: tuple[str, ...]


def proposals(demands: Sequence[Demand], today: date) -> dict[int, list[Proposal]]:
    """Up to three units for each of some demands, the most suitable first."""
    if not demands:
        return {}
    members, offers = _members(demands, today), _offers(demands)
    wanted = {unit_id for found in members.values() for unit_id in found}
    wanted |= {unit_id for found in offers.values() for unit_id in found}
    wanted |= {demand.site.paired_unit_id for demand in demands if demand.site.paired_unit_id}
    units, load = _units(wanted), _load(wanted)
    proposed: dict[int, list[Proposal]] = {}
    for demand in demands:
        near = {*members[demand.id], *offers[demand.id], demand.site.paired_unit_id} & units.keys()
        facts = [_facts(demand, units[n], members[demand.id], offers[demand.id], load) for n in near if n]
        best = sorted(facts, key=lambda one: (-one.score, one.unit.id))[:MOST]
        proposed[demand.id] = [Proposal(one.unit, tuple(_reasons(demand, one))) for one in best]
    return proposed


def _facts(
    demand: Demand,
    unit: Unit,
    members: Mapping[int, int],
    offers: Mapping[int, Offer],
    load: Mapping[int, int],
) -> Facts:
    offer, has_skill = offers.get(unit.id, (None, False))
    return Facts(
        unit=unit,
        paired=demand.site.paired_unit_id == unit.id,
        members=members.get(unit.id, 0),
        offer=offer,
        offer_has_skill=has_skill,
        km=_km(unit.organ, demand.site),
        load=load.get(unit.id, 0),
    )


def _reasons(demand: Demand, facts: Facts) -> Iterable[str]:
    if facts.paired:
        yield _("与这个社区结对")
    if facts.members and demand.skill:
        can = skill_name(demand.skill)
        yield ngettext("报到的有 %(num)s 人会%(skill)s", "报到的有 %(num)s 人会%(skill)s", facts.members, skill=can)
    elif facts.members:
        yield ngettext("在社区报到 %(num)s 人", "在社区报到 %(num)s 人", facts.members)
    if facts.offer:
        yield _("可提供“%(offer)s”", offer=facts.offer)
    if facts.km is not None:
        yield _("相距 %(distance)s", distance=distance(facts.km * 1000))
    if facts.load >= MOST_COUNTED:
        yield _("手上有 %(num)s 件以上", num=MOST_COUNTED)
    else:
        yield ngettext("手上有 %(num)s 件", "手上有 %(num)s 件", facts.load)


def _members(demands: Sequence[Demand], today: date) -> dict[int, dict[int, int]]:
    """By demand and team: the members registered with the site whose skill counts; all of them where none is asked."""
    team = aliased(Unit)
    asked = values(column("id", BigInteger), column("site_id", BigInteger), column("skill", String), name="asked").data(
        [(demand.id, demand.site_id, demand.skill or "") for demand in demands]
    )
    can = (
        select(MemberSkill.member_id)
        .join(Skill, Skill.code == MemberSkill.skill)
        .where(MemberSkill.member_id == Member.id, MemberSkill.skill == asked.c.skill, skill_counts(today))
        .exists()
    )
    statement = (
        select(asked.c.id, team.id, func.count(Member.id.distinct()))
        .select_from(asked)
        .join(
            Registration,
            and_(Registration.place_id == asked.c.site_id, Registration.status == RegistrationStatus.RECEIVED),
        )
        .join(Member, and_(Member.id == Registration.member_id, Member.kind.in_(SERVING)))
        .join(Unit, Unit.id == Member.unit_id)
        .join(team, team.id == Unit.parent_id)
        .where(team.tier == Tier.TEAM, or_(asked.c.skill == "", can))
        .group_by(asked.c.id, team.id)
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for demand_id, unit_id, number in db.session.execute(statement):
        found[demand_id][unit_id] = number
    return found


def _offers(demands: Sequence[Demand]) -> dict[int, dict[int, Offer]]:
    """By demand and unit: what it offers in the town that fits, and whether that is by the skill that is asked for."""
    categories, skills = {one.category for one in demands}, {one.skill for one in demands if one.skill}
    columns = (Resource.unit_id, Resource.title, Resource.category, Resource.skill, Resource.town_ids)
    fits = or_(Resource.category.in_(categories), Resource.skill.in_(skills))
    statement = select(*columns).where(Resource.status == ResourceStatus.PUBLISHED, fits).order_by(Resource.id)
    rows = db.session.execute(statement).all()
    found: dict[int, dict[int, Offer]] = defaultdict(dict)
    for demand in demands:
        for unit_id, title, category, skill, towns in rows:
            if towns and demand.site.parent_id not in towns:
                continue
            has_skill = skill is not None and skill == demand.skill
            if has_skill or (category == demand.category and unit_id not in found[demand.id]):
                found[demand.id][unit_id] = (title, has_skill)
    return found


def _units(ids: set[int]) -> dict[int, Unit]:
    statement = select(Unit).where(Unit.id.in_(ids), Unit.status == UnitStatus.ACTIVE).options(joinedload(Unit.organ))
    return {unit.id: unit for unit in db.session.scalars(statement)}


def _load(ids: set[int]) -> dict[int, int]:
    """How many demands each unit has to answer or to arrange; counted no further than anybody cares."""
    asked = values(column("id", BigInteger), name="asked").data([(unit_id,) for unit_id in sorted(ids)])
    some = (
        select(Demand.id)
        .where(Demand.responsible_unit_id == asked.c.id, Demand.status.in_(ANSWERED))
        .limit(MOST_COUNTED)
    )
    each = lateral(some)
    statement = select(asked.c.id, func.count()).select_from(asked).join(each, true()).group_by(asked.c.id)
    return dict(db.session.execute(statement).all()) if ids else {}


def _km(organ: Organ | None, site: Place) -> float | None:
    if organ is None or organ.lon is None or organ.lat is None:
        return None
    east = (organ.lon - site.lon) * cos(radians(site.lat))
    return hypot(east, organ.lat - site.lat) * KM_PER_DEGREE
