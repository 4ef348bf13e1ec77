"""What is missing by town, skill and band, why, and what would help."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.gaps.city import EVENINGS, count, county, everybody_works_by_day, next_weekday
from tests.support.world import World, coming
from volunteer.claims import answering
from volunteer.claims.states import ClaimStatus
from volunteer.gaps import counting, report, words
from volunteer.gaps.bands import Band
from volunteer.gaps.counting import count_old
from volunteer.gaps.models import GapReason, GapReport
from volunteer.gaps.places import ANY_SKILL, Wanted
from volunteer.gaps.report import Gap
from volunteer.home import gap_queries
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.models import Holiday
from volunteer.organization.permissions import Permission
from volunteer.people.models import MemberSkill
from volunteer.projects.states import ProjectStatus


def gaps(world: World, name: str = "committee", wanted: Wanted | None = None, band: Band | None = None) -> list[Gap]:
    return report.gaps(world.actor(name).reach(Permission.REPORT_READ), wanted or Wanted(), clock.now(), band)


def said(gap: Gap) -> tuple[str, list[str]]:
    return words.why_words(gap), words.remedies_said(gap)


def test_gaps_are_told_by_town_skill_level_and_band(world: World) -> None:
    saturday, wednesday = next_weekday(5), next_weekday(2, hour=19)
    world.project(starts=saturday, hours=3, headcount=4, skill="nursing", level=2)
    world.project(starts=saturday + timedelta(hours=1), hours=3, headcount=1, skill="nursing", level=2)
    world.project(starts=saturday, hours=1, headcount=2, skill="nursing", level=1)
    world.project(starts=wednesday, headcount=2, site_id=world.places["site_3"].id)
    found = gaps(world)
    assert [(one.town, one.skill, one.level, one.band, one.missing, one.missing_minutes) for one in found] == [
        ("town_1 社区", "nursing", 2, Band.REST_MORNING, 5, 900),
        ("town_2 社区", None, 0, Band.WORKDAY_EVENING, 2, 240),
        ("town_1 社区", "nursing", 1, Band.REST_MORNING, 2, 120),
    ]
    assert len(found[0].positions) == 2
    assert found[0].soonest == saturday


def test_a_holiday_is_a_day_of_rest_and_a_make_up_day_is_not(world: World) -> None:
    wednesday, saturday = next_weekday(2), next_weekday(5)
    db.session.add(Holiday(day=wednesday.date(), name="节日", weekday=6))
    db.session.add(Holiday(day=saturday.date(), name="补班", weekday=2))
    db.session.commit()
    world.project(starts=wednesday, headcount=1, hours=1)
    world.project(starts=saturday, headcount=1, hours=2)
    assert [one.band for one in gaps(world)] == [Band.WORKDAY_MORNING, Band.REST_MORNING]


def test_what_is_missing_equals_the_overview_and_is_never_old(world: World) -> None:
    short = world.project(starts=coming(days=3), headcount=4, skill="nursing", level=2)
    world.project(starts=coming(days=13, hour=20), headcount=3)
    world.project(starts=coming(days=14), headcount=50)
    count()
    world.claim("member", short.positions[0])
    reach, now = world.actor("committee").reach(Permission.REPORT_READ), clock.now()
    need = gap_queries.need_by_place(reach, now)
    found = gaps(world)
    assert sum(gap.missing for gap in found) == need.missing == 6
    assert sum(gap.missing_minutes for gap in found) == sum(place.missing_minutes for place in need.places)
    sums = gap_queries.sums(reach, Wanted(), now)
    assert sums.positions == sum(len(gap.positions) for gap in found)


def test_those_who_fit_and_were_not_asked_are_counted(world: World) -> None:
    world.project(starts=next_weekday(5), headcount=2)
    count()
    (gap,) = gaps(world)
    everybody = len(world.members)
    assert gap.reasons["assigned_elsewhere"] == everybody
    assert gap.askable
    assert said(gap) == (f"{everybody} 人合适，还没有邀约", ["直接邀请"])


def test_too_few_who_have_the_skill(world: World) -> None:
    world.give_skill("member", "nursing", level=2)
    world.give_skill("member_2", "nursing", level=1)
    world.members["member_a2"].availability = EVENINGS
    db.session.commit()
    world.give_skill("member_a2", "nursing", level=3)
    world.project(starts=next_weekday(5), headcount=3, skill="nursing", level=2)
    count()
    (gap,) = gaps(world)
    assert (gap.reasons["assigned_elsewhere"], gap.reasons["not_free"]) == (1, 1)
    assert not gap.askable
    why, remedies = said(gap)
    assert why == "会护理 2 级的 2 人：1 人没空，1 人合适，还没有邀约"
    assert len(remedies) == 2
    assert "邀请" in remedies[0]


def test_nobody_who_has_the_skill(world: World) -> None:
    world.project(starts=next_weekday(5), headcount=1, skill="law", level=3)
    world.give_skill("member", "law", approved=False)
    count()
    (gap,) = gaps(world)
    assert said(gap)[0] == "没有人会法律咨询 3 级"
    assert gap.reasons["no_skill"] == len(world.members)


def given_back(world: World, member: str) -> None:
    """The leader returned what was handed in: now it waits for the member."""
    held = db.session.scalars(select(MemberSkill).where(MemberSkill.member_id == world.members[member].id)).one()
    held.returned_at, held.returned_reason = clock.now(), "看不清"
    db.session.commit()


def test_certificates_that_wait_for_a_look_come_before_training(world: World) -> None:
    for name in ("member", "member_2"):
        world.give_skill(name, "law", level=2, approved=False)
    world.members["member_2"].availability = EVENINGS
    db.session.commit()
    world.project(starts=next_weekday(5), headcount=1, skill="law", level=2)
    count()
    (gap,) = gaps(world)
    assert gap.remedies[0].best == {"kind": "approve", "heads": 1, "people": 1}
    assert said(gap) == ("没有人会法律咨询 2 级", ["先审核 1 份资质"])
    given_back(world, "member")
    count()
    (gap,) = gaps(world)
    assert [remedy.best["kind"] for remedy in gap.remedies if remedy.best["kind"] == "approve"] == []


def test_several_places_are_told_by_their_mean(world: World) -> None:
    saturday = next_weekday(5)
    world.project(starts=saturday, headcount=1)
    asked = world.project(starts=saturday, headcount=2)
    world.claim("member", asked.positions[0], ClaimStatus.DECLINED)
    world.claim("member_2", asked.positions[0], ClaimStatus.DECLINED)
    count()
    (gap,) = gaps(world)
    everybody = len(world.members)
    assert gap.counted == 2
    assert gap.reasons["assigned_elsewhere"] == everybody - 1
    assert gap.reasons["excluded"] == 1
    assert said(gap)[0] == f"平均每个岗位：{everybody - 1} 人合适，还没有邀约"


def test_remedies_are_told_until_they_suffice(world: World) -> None:
    everybody_works_by_day(world)
    world.project(starts=next_weekday(5), headcount=1)
    count()
    (gap,) = gaps(world)
    assert said(gap)[0] == "那时没有人有空"
    assert [one.best["kind"] for one in gap.enough] == ["move"]
    assert gap.remedies[0].heads == 1
    assert "晚上" in said(gap)[1][0]


def test_a_place_given_back_since_does_not_change_what_would_help(world: World) -> None:
    project = world.project(starts=next_weekday(5), headcount=2)
    claim = world.claim("member", project.positions[0])
    count()
    answering.release(world.actor("member"), claim.id)
    world.project(starts=next_weekday(5), headcount=9)  # not counted yet
    (gap,) = gaps(world)
    assert (gap.missing, gap.was_missing, gap.counted) == (11, 1, 1)
    assert said(gap) == (f"{len(world.members) - 1} 人合适，还没有邀约", ["直接邀请"])


def test_profiles_by_default_are_marked(world: World) -> None:
    world.project(starts=next_weekday(5), headcount=1)
    for name in ("member", "member_2"):
        world.members[name].profile_assumed = True
    db.session.commit()
    count()
    (gap,) = gaps(world)
    assert gap.assumed["assigned_elsewhere"] == 2
    assert words.assumed_words(gap) == "其中 2 人按默认时间和地点估计"
    everybody_works_by_day(world)
    count()
    (gap,) = gaps(world)
    assert words.assumed_words(gap) == "没空的人里 2 人按默认时间估计"
    told = report.counted(world.actor("committee").reach(Permission.REPORT_READ))
    assert told is not None
    assert (told.members, told.assumed) == (len(world.members), 2)


def test_what_was_not_counted_yet_says_so(world: World) -> None:
    world.project(starts=next_weekday(5), headcount=1)
    reach = world.actor("committee").reach(Permission.REPORT_READ)
    assert report.counted(reach) is None
    assert said(gaps(world)[0]) == ("还没有统计原因", [])
    count()
    world.project(starts=next_weekday(5), headcount=2, site_id=world.places["site_3"].id)
    assert [one.counted for one in gaps(world)] == [0, 1]


def test_a_reader_is_told_of_their_own_projects_only(world: World) -> None:
    own = world.project(starts=next_weekday(5), headcount=1)
    others = world.project(starts=next_weekday(5), headcount=2, unit_id=world.units["team_b"].id)
    of_squad = world.project(starts=next_weekday(5), headcount=3, unit_id=world.units["squad_a1"].id)
    count()
    expected = {
        "committee": [own, others, of_squad],
        "team": [own, of_squad],
        "supervisor": [own, of_squad],
        "squad": [of_squad],
        "team_b": [others],
    }
    for name, projects in expected.items():
        told = {position for gap in gaps(world, name) for position in gap.positions}
        assert told == {project.positions[0].id for project in projects}, name
    # What keeps people away is counted among the brigade's, whoever reads it.
    assert gaps(world, "squad")[0].reasons["assigned_elsewhere"] == len(world.members)


def test_neither_people_nor_reports_cross_a_top_brigade(world: World) -> None:
    world.project(starts=next_weekday(5), headcount=1)
    far = world.project(starts=next_weekday(5), headcount=2, unit_id=county(world).id)
    count()
    (gap,) = gaps(world)
    assert gap.missing == 1
    assert db.session.get_one(GapReason, far.positions[0].id).reasons["assigned_elsewhere"] == 0
    assert db.session.scalars(select(GapReport.members).order_by(GapReport.unit_id)).all() == [len(world.members), 0]


@pytest.mark.parametrize(
    ("wanted", "band", "missing"),
    [
        (Wanted(town="town_2"), None, 2),
        (Wanted(skill="nursing"), None, 4),
        (Wanted(skill=ANY_SKILL), None, 2),
        (Wanted(), Band.REST_MORNING, 4),
        (Wanted(), Band.REST_EVENING, 0),
        (Wanted(skill="nursing", level=1), None, 0),
    ],
)
def test_what_the_report_is_narrowed_to(world: World, wanted: Wanted, band: Band | None, missing: int) -> None:
    world.project(starts=next_weekday(5), headcount=4, skill="nursing", level=2)
    world.project(starts=next_weekday(2, hour=19), headcount=2, site_id=world.places["site_3"].id)
    assert sum(gap.missing for gap in gaps(world, wanted=wanted, band=band)) == missing


def test_only_what_can_still_be_filled_is_told(world: World) -> None:
    world.project(starts=clock.now() - timedelta(minutes=10), headcount=3)
    world.project(starts=next_weekday(5), headcount=3, status=ProjectStatus.DRAFT, published_at=None)
    full = world.project(starts=next_weekday(5), headcount=1)
    world.claim("member", full.positions[0])
    count()
    assert gaps(world) == []


def test_counting_anew_replaces_what_was_counted(world: World) -> None:
    project = world.project(starts=next_weekday(5), headcount=2)
    count()
    world.claim("member", project.positions[0])
    other = world.project(starts=next_weekday(5), headcount=2)
    committee = world.actor("committee")
    assert counting.recount(committee) is False  # a moment ago
    with clock.travel(clock.now() + timedelta(minutes=2)):
        assert counting.recount(committee) is True
    stored = {row.position_id: row for row in db.session.scalars(select(GapReason))}
    assert stored.keys() == {project.positions[0].id, other.positions[0].id}
    assert stored[project.positions[0].id].reasons["excluded"] == 1


def test_only_what_is_old_is_counted_again(world: World) -> None:
    with transaction(None) as work:
        assert count_old(work) == 1
    with transaction(None) as work:
        assert count_old(work) == 0
    county(world)
    with transaction(None) as work:
        assert count_old(work) == 1
    with clock.travel(clock.now() + timedelta(minutes=31)), transaction(None) as work:
        assert count_old(work) == 2


def test_who_lives_nearest_is_not_stored(world: World) -> None:
    world.project(starts=next_weekday(5), headcount=1)
    count()
    (stored,) = db.session.scalars(select(GapReason))
    nearest = [near for remedy in stored.remedies for near in remedy.get("nearest", ())]
    assert nearest
    assert {tuple(near) for near in nearest} == {("distance_m",)}
