"""Why nobody within a leader's reach suits a position, counted, and what would help."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from volunteer import matching
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.matching.gaps import unfilled
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within
from volunteer.people.models import Member
from volunteer.suggestions.adapter import POLICY, member_of, position_of
from volunteer.suggestions.gap_words import remedy_words, why_short
from volunteer.suggestions.member_rows import read_members, takes_part
from volunteer.suggestions.service import day_types_ahead, position_seen
from volunteer.web.speech import Later as _l

FEW = 2000  # so many are read within a moment; more are read only when the leader asks why
MOST_REMEDIES = 3
# The reasons of the matching contract, in the order they are looked at.
COUNTED = {
    "excluded": _l("已问过或不考虑"),
    "overlap": _l("那段时间另有安排"),
    "no_skill": _l("没有这项技能或级别不够"),
    "not_free": _l("那时没有空"),
    "too_far": _l("离得太远"),
}


@dataclass(frozen=True)
class Nobody:
    """How many were looked at, how many of them failed at what, in a sentence what that means, and what would help."""

    people: int
    counts: tuple[tuple[str, int], ...]
    why: str
    remedies: tuple[str, ...]


def is_quick(actor: Actor) -> bool:
    """Whether so few members are within reach that the reasons can be counted with the page."""
    within = unit_within(Member.unit_id, actor.reach(Permission.CLAIM_MANAGE))
    return (db.session.scalar(select(func.count()).select_from(Member).where(within)) or 0) <= FEW


def why_nobody(actor: Actor, position_id: int) -> Nobody | None:
    """Everybody within reach who takes part against one position; None where it lacks nobody."""
    now = clock.now()
    row = position_seen(actor, position_id, now)
    within = unit_within(Member.unit_id, actor.reach(Permission.CLAIM_MANAGE))
    people = [one for one in read_members([within, *takes_part(clock.local(now).date())], now) if one.anchors]
    problem = matching.Problem(
        members=tuple(member_of(one) for one in people),
        positions=(position_of(row, day_types_ahead(now)),),
        policy=POLICY,
    )
    found = next(iter(unfilled(matching.Snapshot.of(problem), not_before=now)), None)
    if found is None:
        return None
    counts = ((str(words), found.reasons.get(code, 0)) for code, words in COUNTED.items())
    return Nobody(
        people=len(people),
        counts=tuple((words, count) for words, count in counts if count),
        why=why_short(found.reasons, row.skill, row.level, planned=False),
        remedies=tuple(remedy_words(asdict(remedy)) for remedy in found.remedies[:MOST_REMEDIES]),
    )
