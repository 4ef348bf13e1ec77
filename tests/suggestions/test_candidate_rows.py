"""The quick way to the candidates of a position gives what the contract gives on everything known of everybody."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy.dialects.postgresql import Range

from tests.support.world import World, coming
from volunteer import matching
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.calendar import day_types
from volunteer.organization.models import Organ, WorkingTimeRule
from volunteer.people.models import (
    Absence,
    Member,
    MemberInterest,
    MemberKind,
    Registration,
    RegistrationKind,
    RegistrationStatus,
)
from volunteer.projects.models import Position
from volunteer.suggestions.adapter import POLICY, member_of, position_of
from volunteer.suggestions.member_rows import read_members, takes_part
from volunteer.suggestions.service import candidates_for, position_seen

SQUADS = ("squad_a1", "squad_a2", "squad_b1")
SITES = ("site_1", "site_2", "site_3")
REGISTERED = (RegistrationStatus.RECEIVED, RegistrationStatus.REQUESTED)


@pytest.fixture
def crowd(world: World) -> World:
    """Forty members of every sort; the same each time."""
    dice = random.Random(7)
    for n in range(40):
        known = dice.random() < 0.7
        member = world.add_member(
            f"m{n}",
            dice.choice(SQUADS),
            home_lon=113.7 + dice.random() / 3 if known else None,
            home_lat=22.9 + dice.random() / 5 if known else None,
            availability=dice.choice([(1 << 28) - 1, dice.getrandbits(28) | 0xF0F0F0]),
            radius_km=dice.choice([3.0, 8.0, 25.0]),
            kind=dice.choice([MemberKind.ACTIVE, MemberKind.ACTIVE, MemberKind.RETIRED, MemberKind.LEFT]),
            paused_until=clock.today() if dice.random() < 0.1 else None,
        )
        _extras(world, f"m{n}", member, dice)
    organ = db.session.query(Organ).filter_by(short_name="乙").one()
    organ.working_time, organ.lon = WorkingTimeRule.APPROVAL, None
    db.session.commit()
    return world


def _extras(world: World, name: str, member: Member, dice: random.Random) -> None:
    starts = coming(days=dice.choice([6, 7, 8]), hour=dice.choice([8, 10, 11]))
    for kind, site in zip(RegistrationKind, dice.sample(SITES, dice.choice([0, 1, 2])), strict=False):
        drawn = dice.random()
        ended = drawn < 0.2
        db.session.add(
            Registration(
                member_id=member.id,
                place_id=world.places[site].id,
                kind=kind,
                status=RegistrationStatus.ENDED if ended else REGISTERED[drawn < 0.3],
                since=date(2026, 1, 1),
                until=clock.today() if ended else None,
            )
        )
    if dice.random() < 0.4:
        db.session.add(MemberInterest(member_id=member.id, category="care"))
    if dice.random() < 0.3:
        db.session.add(Absence(member_id=member.id, period=Range(starts, starts + timedelta(hours=1))))
    if dice.random() < 0.5:
        world.give_skill(name, dice.choice(["nursing", "law"]), dice.choice([1, 3]))


def _expected(position: Position, world: World) -> list[tuple[int, int, int]]:
    """By the contract: everybody is read whole, and nothing is left out beforehand."""
    now = clock.now()
    asked = position_seen(world.actor("committee"), position.id, now)
    rows = [row for row in read_members(takes_part(clock.today()), now) if row.anchors]
    if not asked.off_hours:
        rows = [row for row in rows if not row.off_hours_only]
    exact = position_of(asked, day_types(clock.today()))
    found = matching.top_members(exact, [member_of(row) for row in rows], POLICY, 50)
    return [(one.id, one.score, one.distance_m) for one in found]


@pytest.mark.parametrize("skill", [None, "nursing", "law"])
@pytest.mark.parametrize("off_hours", [True, False])
def test_the_same_members_with_the_same_scores(crowd: World, skill: str | None, off_hours: bool) -> None:
    position = crowd.project(skill=skill, level=1, headcount=5).positions[0]
    position.session.off_hours = off_hours
    db.session.commit()
    crowd.claim("m1", position)
    crowd.claim("m2", crowd.project(starts=position.session.starts + timedelta(minutes=30)).positions[0])
    found = candidates_for(crowd.actor("committee"), position.id, 50)
    told = [(one.member.id, one.score, one.distance_m) for one in found.items]
    assert told == _expected(position, crowd)
    assert len(told) >= 2
