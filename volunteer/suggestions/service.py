"""What suits a member, and who suits a position: rows in, `volunteer.matching` asked, answers with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from volunteer import matching
from volunteer.kernel import clock
from volunteer.kernel.errors import Forbidden, NotVisible
from volunteer.matching.bands import needed_bands
from volunteer.matching.geo import haversine_km
from volunteer.organization.actor import Actor
from volunteer.organization.calendar import day_types
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within, visible
from volunteer.people.models import SERVING, Member
from volunteer.projects.models import Position, Project
from volunteer.suggestions.adapter import POLICY, Anchor, MemberRow, PositionRow, member_of, position_of
from volunteer.suggestions.candidate_filters import EVERYBODY, CandidateFilters
from volunteer.suggestions.candidate_rows import candidate_table
from volunteer.suggestions.member_rows import able, free_in, read_member, read_members, takes_part
from volunteer.suggestions.open_table import open_table
from volunteer.suggestions.position_rows import near, read_positions
from volunteer.web.api import LARGEST_ID

MOST = 20


class Silence(StrEnum):
    """Why somebody is suggested nothing at all."""

    OFF = "off"  # they turned recommendations off
    PAUSED = "paused"
    NO_PLACE = "no_place"  # neither home nor office nor registered site is known
    ENOUGH = "enough"  # as many open claims as they may have


@dataclass(frozen=True)
class Suggestion:
    """A member and a position that suit each other, and why."""

    member: MemberRow
    position: PositionRow
    score: int
    reasons: Mapping[str, int]
    distance_m: int
    measured_from: Anchor


@dataclass(frozen=True)
class Suggestions:
    """A list, best first; when it is empty on purpose, `silence` says why.

    `assumed_km`: the radius, while it and the free time are defaults that the member did not confirm (D24).
    `by_time`: for whoever turned recommendations off, what begins soonest and they may take.
    `total`: how many suit a position, where only the best are told.
    """

    items: tuple[Suggestion, ...]
    silence: Silence | None = None
    assumed_km: float | None = None
    by_time: tuple[PositionRow, ...] = ()
    total: int = 0


def recommend_for(actor: Actor, k: int = MOST) -> Suggestions:
    """The positions that suit the acting member best; Forbidden for whoever is not a member."""
    if actor.member_id is None:
        raise Forbidden
    now = clock.now()
    member, closed = read_member(actor.member_id, now)
    silence = silence_of(member, clock.local(now).date())
    table = open_table()
    if silence is not None:
        soonest = table.soonest(member, closed, now, k) if silence is Silence.OFF else ()
        return Suggestions((), silence, by_time=soonest)
    found = matching.top_positions(member_of(member), table.table, POLICY, k, closed=table.closed_to(closed, now))
    items = tuple(suggestion(member, table.rows[table.row_of[one.id]], one) for one in found)
    return Suggestions(items, assumed_km=member.radius_km if member.profile_assumed else None)


def candidates_for(
    actor: Actor, position_id: int, k: int = MOST, *, skip: int = 0, filters: CandidateFilters = EVERYBODY
) -> Suggestions:
    """The members within the leader's reach who suit a position best; none once it has begun or is full.

    `k` of those that meet the filters, after the first `skip`.
    """
    now = clock.now()
    position = position_seen(actor, position_id, now)
    if position.starts <= now:
        return Suggestions(())
    types = day_types_ahead(now)
    conditions = [
        unit_within(Member.unit_id, actor.reach(Permission.CLAIM_MANAGE)),
        near(position),
        free_in(needed_bands(position.starts, position.ends, types, POLICY.band_grace_minutes)),
        *takes_part(clock.local(now).date()),
    ]
    if position.skill is not None:
        conditions.append(able(position.skill, position.level, clock.local(now).date()))
    table = candidate_table(position, conditions, now, filters)
    asked = position_of(position, types)
    found = matching.top_members(asked, table, POLICY, skip + k)[skip:]
    rows = {row.id: row for row in read_members([Member.id.in_([one.id for one in found])], now)}
    items = tuple(suggestion(rows[one.id], position, one) for one in found)
    return Suggestions(items, total=matching.count_members(asked, table, POLICY))


def position_seen(actor: Actor, position_id: int, now: datetime) -> PositionRow:
    """A position of a project that the actor may see, or NotVisible."""
    if position_id > LARGEST_ID:
        raise NotVisible
    seen = visible(Project, actor, Permission.PROJECT_READ).with_only_columns(Project.id)
    rows = read_positions([Position.id == position_id, Position.project_id.in_(seen)], now)
    if not rows:
        raise NotVisible
    return rows[0]


def silence_of(member: MemberRow, today: date) -> Silence | None:
    """Why this member is suggested nothing at all, if so."""
    if not member.recommendations_on:
        return Silence.OFF
    if member.kind not in SERVING or (member.paused_until is not None and today <= member.paused_until):
        return Silence.PAUSED
    if not member.anchors:
        return Silence.NO_PLACE
    return Silence.ENOUGH if member.places_left <= 0 else None


def day_types_ahead(now: datetime) -> Mapping[date, int]:
    """The holidays and make-up days from today on."""
    return day_types(clock.local(now).date())


def suggestion(member: MemberRow, position: PositionRow, found: matching.Recommendation) -> Suggestion:
    """What matching found, with the rows it is about and the anchor that the distance is measured from."""
    nearest = nearest_anchor(member, position)
    return Suggestion(member, position, found.score, found.contributions, found.distance_m, nearest)


def nearest_anchor(member: MemberRow, position: PositionRow) -> Anchor:
    """What the distance between the two is measured from."""
    return min(member.anchors, key=lambda name: haversine_km(member.anchors[name], position.at))
