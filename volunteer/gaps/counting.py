"""Why places stay empty, counted over everybody who takes part: every half hour, and when somebody asks for it.

Each top brigade's places are met with its own members only: neither people nor reports cross it (D2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from volunteer import matching
from volunteer.gaps.models import GapReason, GapReport
from volunteer.gaps.places import FREE
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.matching.gaps import Unfilled, unfilled
from volunteer.matching.remedies import Remedy
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.suggestions.adapter import HORIZON
from volunteer.suggestions.market import Market, members_below, organized_below, read_market


class _Laid(NamedTuple):
    members: matching.MemberTable
    positions: matching.PositionTable
    policy: matching.Policy


SOON_ENOUGH = timedelta(minutes=1)  # counting anew within it would only say the same


@use_case
def recount(work: Work, actor: Actor) -> bool:
    """Count the brigades within the reader's reach anew; False where all of them were counted a moment ago."""
    roots = {ids_of(path)[0] for path in actor.reach(Permission.REPORT_READ).unit_paths}
    fresh = select(GapReport.unit_id).where(GapReport.unit_id.in_(roots), GapReport.made_at > work.now - SOON_ENOUGH)
    due = roots - set(db.session.scalars(fresh))
    for root in _brigades(due):
        _count(root, work.now)
    return bool(due)


def count_all(work: Work) -> int:
    """Count every top brigade; how many there are."""
    roots = _brigades()
    for root in roots:
        _count(root, work.now)
    return len(roots)


def _brigades(ids: Iterable[int] | None = None) -> Sequence[Unit]:
    statement = select(Unit).where(Unit.parent_id.is_(None), Unit.status == UnitStatus.ACTIVE).order_by(Unit.id)
    return db.session.scalars(statement if ids is None else statement.where(Unit.id.in_(ids))).all()


def _count(root: Unit, now: datetime) -> None:
    """The header is written first: its row is what two counts of one brigade wait for each other at."""
    today = clock.local(now).date()
    window = Span(today, today + HORIZON)
    market = read_market([members_below(root.path)], [organized_below(root.path), FREE > 0], window, now)
    assumed = {row.id for row in market.members.values() if row.profile_assumed}
    reasons = _reasons(root.id, market, assumed, now)
    header = {"made_at": now, "members": len(market.members), "assumed": len(assumed)}
    statement = upsert(GapReport).values(unit_id=root.id, **header)
    db.session.execute(statement.on_conflict_do_update(index_elements=[GapReport.unit_id], set_=header))
    positions = [row["position_id"] for row in reasons]
    db.session.execute(delete(GapReason).where(or_(GapReason.unit_id == root.id, GapReason.position_id.in_(positions))))
    if reasons:
        db.session.execute(insert(GapReason), reasons)


def _reasons(root_id: int, market: Market, assumed: set[int], now: datetime) -> list[dict[str, Any]]:
    problem = market.problem
    guessed = replace(problem, members=tuple(member for member in problem.members if member.id in assumed))
    by_default = {one.position: one.reasons for one in _unfilled(guessed, now)}
    return [
        {
            "position_id": one.position,
            "unit_id": root_id,
            "reasons": dict(one.reasons),
            "assumed": dict(by_default[one.position]),
            "remedies": [_stored(remedy) for remedy in one.remedies],
        }
        for one in _unfilled(problem, now)
    ]


def _unfilled(problem: matching.Problem, now: datetime) -> tuple[Unfilled, ...]:
    grace = problem.policy.band_grace_minutes
    members = matching.MemberTable.of(problem.members)
    return unfilled(_Laid(members, matching.PositionTable.of(problem.positions, grace), problem.policy), not_before=now)


def _stored(remedy: Remedy) -> dict[str, Any]:
    """A remedy as JSON. Who lives nearest is nobody's business in a report; how near is."""
    values = asdict(remedy)
    if "nearest" in values:
        values["nearest"] = [{"distance_m": near["distance_m"]} for near in values["nearest"]]
    return values
