"""Why places stay empty, counted over everybody who takes part: as soon as it gets old, and when somebody asks for it.

Each top brigade's places are met with its own members only: neither people nor reports cross it (D2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from volunteer import matching
from volunteer.gaps.models import GapReason, GapReport
from volunteer.gaps.places import FREE
from volunteer.gaps.report import FITTING
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.people.models import Member, MemberSkill
from volunteer.people.qualifications import waits
from volunteer.suggestions.adapter import HORIZON
from volunteer.suggestions.market import members_below, organized_below, read_market
from volunteer.taxonomy.models import Skill

OLD = timedelta(minutes=30)
SOON_ENOUGH = timedelta(minutes=1)  # counting anew within it would only say the same


@use_case
def recount(work: Work, actor: Actor) -> bool:
    """Count the brigades within the reader's reach anew; False where all of them were counted a moment ago."""
    roots = {ids_of(path)[0] for path in actor.reach(Permission.REPORT_READ).unit_paths}
    return _count_each(_brigades(work.now - SOON_ENOUGH).where(Unit.id.in_(roots)), work.now) > 0


def count_old(work: Work) -> int:
    """Count every top brigade whose count is old or was never made; how many there were."""
    return _count_each(_brigades(work.now - OLD), work.now)


def _brigades(not_since: datetime) -> Select[Unit]:
    return (
        select(Unit)
        .outerjoin(GapReport, GapReport.unit_id == Unit.id)
        .where(Unit.parent_id.is_(None), Unit.status == UnitStatus.ACTIVE)
        .where(or_(GapReport.made_at.is_(None), GapReport.made_at <= not_since))
        .order_by(Unit.id)
    )


def _count_each(brigades: Select[Unit], now: datetime) -> int:
    roots = db.session.scalars(brigades).all()
    for root in roots:
        _count(root, now)
    return len(roots)


def _count(root: Unit, now: datetime) -> None:
    """The header is written first: its row is what two counts of one brigade wait for each other at."""
    today = clock.local(now).date()
    window = Span(today, today + HORIZON)
    market = read_market([members_below(root.path)], [organized_below(root.path), FREE > 0], window, now)
    assumed = {row.id for row in market.members.values() if row.profile_assumed}
    reasons = _reasons(root, market.problem, assumed, now)
    header = {"made_at": now, "members": len(market.members), "assumed": len(assumed)}
    statement = upsert(GapReport).values(unit_id=root.id, **header)
    db.session.execute(statement.on_conflict_do_update(index_elements=[GapReport.unit_id], set_=header))
    positions = [row["position_id"] for row in reasons]
    db.session.execute(delete(GapReason).where(or_(GapReason.unit_id == root.id, GapReason.position_id.in_(positions))))
    if reasons:
        db.session.execute(insert(GapReason), reasons)


def _reasons(root: Unit, problem: matching.Problem, assumed: set[int], now: datetime) -> list[dict[str, Any]]:
    by_default = _counts([member for member in problem.members if member.id in assumed], problem)
    approvable = _approvable(root, problem, clock.local(now).date())
    return [
        {
            "position_id": one.position,
            "unit_id": root.id,
            "missing": one.missing,
            "reasons": dict(one.reasons),
            "assumed": dict(by_default[one.position]),
            "remedies": [*_approve(one, approvable[one.position]), *map(_stored, one.remedies)],
        }
        for one in _unfilled(problem, now)
    ]


def _approvable(root: Unit, problem: matching.Problem, today: date) -> dict[int, int]:
    """For each position, how many would fit once somebody looks at the certificate they handed in."""
    waiting: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for member_id, skill, level in db.session.execute(_handed_in(root, today)):
        waiting[member_id][skill] = level
    now = [member for member in problem.members if member.id in waiting]
    then = [replace(member, skills={**member.skills, **waiting[member.id]}) for member in now]
    before, after = _counts(now, problem), _counts(then, problem)
    return {position: after[position][FITTING] - before[position][FITTING] for position in before}


def _handed_in(root: Unit, today: date) -> Select[int, str, int]:
    return (
        select(MemberSkill.member_id, MemberSkill.skill, MemberSkill.level)
        .join(Skill, Skill.code == MemberSkill.skill)
        .join(Member, Member.id == MemberSkill.member_id)
        .where(
            members_below(root.path),
            waits(),
            or_(MemberSkill.expires_on.is_(None), MemberSkill.expires_on >= today),
        )
    )


def _approve(short: matching.Unfilled, people: int) -> list[dict[str, Any]]:
    return [{"kind": "approve", "heads": min(people, short.missing), "people": people}] if people else []


def _counts(members: Iterable[matching.Member], problem: matching.Problem) -> dict[int, Mapping[str, int]]:
    """The reasons among some of the members only, by position."""
    return {one.position: one.reasons for one in _unfilled(replace(problem, members=tuple(members)))}


def _unfilled(problem: matching.Problem, now: datetime | None = None) -> tuple[matching.Unfilled, ...]:
    return matching.unfilled(matching.Snapshot.of(problem), not_before=now)


def _stored(remedy: matching.Remedy) -> dict[str, Any]:
    """A remedy as JSON. Who lives nearest is nobody's business in a report; how near is."""
    values = asdict(remedy)
    if "nearest" in values:
        values["nearest"] = [{"distance_m": near["distance_m"]} for near in values["nearest"]]
    return values
