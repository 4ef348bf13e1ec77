"""Suggestions from the database: the same answers as the pure package, the same filters as the decisions say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.dialects.postgresql import Range

from tests.support.statements import counted_statements
from tests.support.world import World, coming
from volunteer import matching
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible
from volunteer.organization.models import Holiday, Organ, WorkingTimeRule
from volunteer.people.models import Absence, Member, MemberInterest, MemberKind, Registration
from volunteer.projects.models import Position, Project
from volunteer.suggestions.adapter import POLICY, Anchor
from volunteer.suggestions.service import Silence, Suggestions, candidates_for, recommend_for

EVENINGS = sum(1 << (weekday * 4 + 3) for weekday in range(5))


def on(weekday: int, hour: int = 9) -> datetime:
    """The next such weekday at least three days from now, at this hour in Shanghai."""
    ahead = (weekday - clock.today().weekday() - 3) % 7 + 3
    return coming(days=ahead, hour=hour)


def position_of(project: Project) -> Position:
    return project.positions[0]


def suggested(found: Suggestions) -> list[int]:
    return [item.position.id for item in found.items]


def proposed(found: Suggestions) -> list[int]:
    return [item.member.id for item in found.items]


def test_the_database_says_what_the_pure_package_says(world: World) -> None:
    world.give_skill("member", "nursing", 2)
    member = world.members["member"]
    site = world.places["site_1"]
    db.session.add(Registration(member_id=member.id, place_id=site.id, since=date(2026, 1, 1)))
    db.session.add(MemberInterest(member_id=member.id, category="legal"))
    db.session.commit()
    with_skill = world.project(skill="nursing", level=2, headcount=4)
    plain = world.project(category="legal", site_id=world.places["site_2"].id, headcount=3)
    world.claim("member_2", position_of(plain))
    found = recommend_for(world.actor("member"))

    pure = matching.Member(
        id=member.id,
        anchors=((113.80, 23.03), (113.75, 23.02)),
        skills={"nursing": 2},
        availability=member.availability,
        radius_km=20.0,
        interests=frozenset({"legal"}),
        registered_sites=frozenset({site.id}),
        max_positions=8,
    )
    rows = [
        _pure(position_of(with_skill), (113.79, 23.03), site.id, "care", "nursing", 2, 0),
        _pure(position_of(plain), (113.81, 23.00), world.places["site_2"].id, "legal", None, 1, 1),
    ]
    expected = matching.top_positions(pure, rows, POLICY)
    assert [(item.position.id, item.score, item.reasons, item.distance_m) for item in found.items] == [
        (one.id, one.score, one.contributions, one.distance_m) for one in expected
    ]
    assert found.items[0].reasons["registered"] == 150
    assert found.items[0].measured_from is Anchor.HOME


def _pure(
    position: Position, at: tuple[float, float], site: int, category: str, skill: str | None, level: int, taken: int
) -> matching.Position:
    session = position.session
    return matching.Position(
        id=position.id,
        session=session.id,
        site=site,
        at=at,
        starts=session.starts,
        ends=session.ends,
        category=category,
        skill=skill,
        level=level,
        headcount=position.headcount,
        taken=taken,
    )


def test_skills_that_do_not_count_and_missing_ones_keep_a_position_away(world: World) -> None:
    world.project(skill="law")
    assert suggested(recommend_for(world.actor("member"))) == []
    world.give_skill("member", "law", approved=False)
    assert suggested(recommend_for(world.actor("member"))) == []


@pytest.mark.parametrize(
    "status",
    [ClaimStatus.CONFIRMED, ClaimStatus.WAITLISTED, ClaimStatus.OFFERED, ClaimStatus.DECLINED, ClaimStatus.REFUSED],
)
def test_what_one_holds_waits_for_or_said_no_to_is_not_suggested_again(world: World, status: ClaimStatus) -> None:
    position = position_of(world.project(headcount=5))
    world.claim("member", position, status)
    assert suggested(recommend_for(world.actor("member"))) == []
    assert world.members["member"].id not in proposed(candidates_for(world.actor("team"), position.id))
    assert suggested(recommend_for(world.actor("member_2"))) == [position.id]


def test_a_lapsed_offer_excludes_nobody(world: World) -> None:
    position = position_of(world.project(headcount=5))
    claim = world.claim("member", position, ClaimStatus.INVITED)
    claim.respond_by = clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert suggested(recommend_for(world.actor("member"))) == [position.id]


def test_claims_and_absences_are_busy(world: World) -> None:
    first, second = world.project(headcount=5), world.project(headcount=5)
    world.claim("member", position_of(first))
    assert suggested(recommend_for(world.actor("member"))) == []
    db.session.add(Absence(member_id=world.members["member_2"].id, period=Range(clock.now(), None)))
    db.session.commit()
    assert suggested(recommend_for(world.actor("member_2"))) == []
    assert proposed(candidates_for(world.actor("team"), position_of(second).id)) == [world.members["member_a2"].id]


def test_full_past_far_ahead_and_unpublished_positions_are_left_out(world: World) -> None:
    world.claim("member_2", position_of(world.project(headcount=1)))
    world.project(starts=coming(days=60))
    world.project(starts=clock.now() - timedelta(hours=1))
    world.project(status="draft", published_at=None)
    assert suggested(recommend_for(world.actor("member"))) == []


def test_a_session_may_reach_an_hour_into_an_unpainted_band_but_no_further(world: World) -> None:
    world.add_member("evening", "squad_a1", availability=EVENINGS)
    short = position_of(world.project(starts=on(2, 17), hours=3))
    world.project(starts=on(2, 16), hours=4)
    assert suggested(recommend_for(world.actor("evening"))) == [short.id]


def test_a_holiday_counts_as_the_day_the_table_says(world: World) -> None:
    world.add_member("sunday", "squad_a1", availability=0b1111 << 24)
    starts = on(2)
    position = position_of(world.project(starts=starts))
    assert suggested(recommend_for(world.actor("sunday"))) == []
    db.session.add(Holiday(day=clock.local(starts).date(), name="测试假日", weekday=6))
    db.session.commit()
    assert suggested(recommend_for(world.actor("sunday"))) == [position.id]


@pytest.mark.parametrize("rule", [WorkingTimeRule.HIDDEN, WorkingTimeRule.APPROVAL])
def test_an_organ_keeps_suggestions_out_of_its_working_time(world: World, rule: WorkingTimeRule) -> None:
    position = position_of(world.project(headcount=5))
    position.session.off_hours = False
    organ = db.session.get_one(Organ, world.units["team_a"].organ_id)
    organ.working_time = rule
    world.units["squad_a1"].organ_id = None
    world.add_member("retired", "squad_a1", kind=MemberKind.RETIRED)
    assert suggested(recommend_for(world.actor("member"))) == []
    assert suggested(recommend_for(world.actor("retired"))) == [position.id]
    assert proposed(candidates_for(world.actor("team"), position.id)) == [world.members["retired"].id]


def test_silence_says_why(world: World) -> None:
    world.project()
    for name, values, silence in (
        ("off", {"recommendations_on": False}, Silence.OFF),
        ("paused", {"paused_until": clock.today()}, Silence.PAUSED),
        ("left", {"kind": MemberKind.LEFT}, Silence.PAUSED),
        ("enough", {"max_positions": 0}, Silence.ENOUGH),
    ):
        world.add_member(name, "squad_a1", **values)
        found = recommend_for(world.actor(name))
        assert (found.items, found.silence) == ((), silence)
    world.units["squad_b1"].organ_id = world.units["team_b"].organ_id = None
    world.add_member("nowhere", "squad_b1", home_lon=None, home_lat=None)
    assert recommend_for(world.actor("nowhere")).silence is Silence.NO_PLACE


def test_without_a_home_the_registered_site_is_an_anchor(world: World) -> None:
    member = world.add_member("new", "squad_a1", home_lon=None, home_lat=None, radius_km=3.0, profile_assumed=True)
    db.session.add(Registration(member_id=member.id, place_id=world.places["site_3"].id, since=date(2026, 1, 1)))
    db.session.commit()
    position = position_of(world.project(site_id=world.places["site_3"].id))
    found = recommend_for(world.actor("new"))
    assert suggested(found) == [position.id]
    assert found.items[0].measured_from is Anchor.REGISTERED
    assert found.assumed_km == 3.0
    assert proposed(candidates_for(world.actor("committee"), position.id)) == [member.id]


def test_candidates_are_members_within_reach(world: World) -> None:
    position = position_of(world.project(headcount=9))
    own = {world.members[name].id for name in ("member", "member_2")}
    assert set(proposed(candidates_for(world.actor("squad"), position.id))) == own
    assert world.members["member_b"].id in proposed(candidates_for(world.actor("team_b"), position.id))
    assert proposed(candidates_for(world.actor("team"), position_of(world.project(skill="law")).id)) == []


def test_candidates_of_what_one_may_not_see_are_not_told(world: World) -> None:
    draft = position_of(world.project(status="draft", published_at=None))
    with pytest.raises(NotVisible):
        candidates_for(world.actor("team_b"), draft.id)
    with pytest.raises(NotVisible):
        candidates_for(world.actor("team"), 2**63)


def test_only_members_are_recommended_to(world: World) -> None:
    with pytest.raises(Forbidden):
        recommend_for(world.actor("site"))


def test_statements_do_not_grow_with_rows(world: World) -> None:
    for n in range(5):
        world.project(starts=coming(days=3 + n), headcount=5)
        world.add_member(f"extra{n}", "squad_a1")
    actor, leader = world.actor("member"), world.actor("team")
    position = db.session.query(Position.id).first()
    assert position is not None
    for _warming in range(2):  # what is kept in memory is loaded on first use
        recommend_for(actor)
        candidates_for(leader, position.id)
    with world.app.test_request_context(), counted_statements() as statements:
        recommend_for(actor)
    assert len(statements) <= 2
    with world.app.test_request_context(), counted_statements() as statements:
        candidates_for(leader, position.id)
    assert len(statements) <= 4
    assert db.session.get(Member, actor.member_id) is not None
