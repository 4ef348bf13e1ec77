"""Qualifications: shown, approved until a date, given back with a reason, renewed without a gap, reminded of."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from tests.people.papers import photo
from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform
from volunteer.notices.models import Notice
from volunteer.notices.wording import words
from volunteer.people import approvals, evidence, jobs, qualifications, queries, skills
from volunteer.people.models import MemberSkill, SkillEvidence
from volunteer.people.pictures import drawn_anew
from volunteer.people.queries import HeldSkill

PICTURE = drawn_anew(photo(60, 40))
NEXT_YEAR = clock.today() + timedelta(days=365)


def standing(world: World, name: str = "member", code: str = "law") -> HeldSkill:
    member_id = world.members[name].id
    return next(one for one in queries.skills_of([member_id])[member_id] if one.code == code)


def show(world: World, until: date | None = NEXT_YEAR) -> None:
    evidence.add_evidence(world.actor("member"), "law", PICTURE, until)


def register(world: World, level: int = 2) -> int:
    member = world.members["member"]
    skills.add_skill(world.actor("member"), member.id, "law", level)
    return member.id


def waiting(world: World, name: str = "team") -> list[str]:
    return [held.skill for held, _ in db.session.execute(qualifications.awaiting_approval(world.actor(name)))]


def running_out(world: World) -> list[str]:
    rows = db.session.execute(qualifications.to_see_to(world.actor("team")))
    return [held.skill for held, _, waits in rows if not waits]


def told(world: World) -> list[str]:
    account = world.members["member"].account_id
    found = db.session.scalars(select(Notice).where(Notice.account_id == account).order_by(Notice.id))
    return [words(notice.kind, notice.parameters) for notice in found]


def audited(action: str) -> int:
    return len(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all())


def test_a_leader_approves_until_the_date_on_the_paper_unless_another_is_given(world: World) -> None:
    member_id = register(world)
    show(world)
    approvals.approve_skill(world.actor("team"), member_id, "law")
    assert (standing(world).standing, standing(world).expires_on) == ("approved", NEXT_YEAR)
    sooner = clock.today() + timedelta(days=90)
    approvals.approve_skill(world.actor("team"), member_id, "law", sooner)
    assert standing(world).expires_on == sooner
    with pytest.raises(Invalid):
        approvals.approve_skill(world.actor("team"), member_id, "law", clock.today() - timedelta(days=1))


def test_a_qualification_given_back_stays_with_its_reason_until_another_paper_comes(world: World) -> None:
    member_id = register(world)
    show(world)
    with pytest.raises(Invalid):
        approvals.return_skill(world.actor("team"), member_id, "law", " ")
    approvals.return_skill(world.actor("team"), member_id, "law", "看不清编号")
    assert (standing(world).standing, standing(world).returned_reason) == ("returned", "看不清编号")
    assert waiting(world) == []
    assert any("看不清编号" in text for text in told(world))
    with pytest.raises(Refused):
        approvals.return_skill(world.actor("team"), member_id, "law", "再退一次")
    show(world)
    assert (standing(world).standing, waiting(world)) == ("pending", ["law"])


def test_a_renewal_leaves_the_approval_as_it_is_until_a_leader_decides(world: World) -> None:
    member_id = register(world)
    soon = clock.today() + timedelta(days=10)
    approvals.approve_skill(world.actor("team"), member_id, "law", soon)
    show(world)
    one = standing(world)
    assert (one.counts, one.renewing, one.expires_on) == (True, True, soon)
    assert waiting(world) == ["law"]
    approvals.return_skill(world.actor("team"), member_id, "law", "不是本人的证件")
    assert (standing(world).counts, standing(world).renewing) == (True, False)
    show(world)
    approvals.approve_skill(world.actor("team"), member_id, "law")
    assert (standing(world).expires_on, waiting(world)) == (NEXT_YEAR, [])


def test_a_paper_that_has_run_out_is_not_taken(world: World) -> None:
    register(world)
    with pytest.raises(Invalid):
        show(world, clock.today() - timedelta(days=1))
    with pytest.raises(NotVisible):
        evidence.add_evidence(world.actor("member_2"), "law", PICTURE)
    skills.add_skill(world.actor("member"), world.members["member"].id, "nursing", 1)
    with pytest.raises(Invalid):
        evidence.add_evidence(world.actor("member"), "nursing", PICTURE)


def test_only_leaders_who_may_approve_see_the_paper_and_each_look_is_on_record(world: World) -> None:
    member_id = register(world)
    show(world)
    for name in ("squad", "supervisor"):
        with pytest.raises(Forbidden):
            approvals.open_evidence(world.actor(name), member_id, "law")
    with pytest.raises(NotVisible):
        approvals.open_evidence(world.actor("team_b"), member_id, "law")
    assert audited("member.evidence_opened") == 0
    assert approvals.open_evidence(world.actor("team"), member_id, "law").content == PICTURE
    assert audited("member.evidence_opened") == 1


def test_the_picture_goes_with_the_skill(world: World) -> None:
    member_id = register(world)
    show(world)
    skills.remove_skill(world.actor("member"), member_id, "law")
    assert db.session.scalar(select(SkillEvidence.member_id)) is None


def test_a_picture_taken_back_asks_for_no_renewal(world: World) -> None:
    member_id = register(world)
    approvals.approve_skill(world.actor("team"), member_id, "law", NEXT_YEAR)
    show(world)
    evidence.remove_evidence(world.actor("member"), "law")
    assert (standing(world).renewing, standing(world).counts) == (False, True)


def test_members_are_reminded_a_month_and_a_week_before(world: World) -> None:
    member_id = register(world)
    expires = clock.today() + timedelta(days=60)
    approvals.approve_skill(world.actor("team"), member_id, "law", expires)
    reminders = []
    for days in (31, 30, 29, 8, 7, 6, 1):
        with clock.travel(datetime.combine(expires - timedelta(days=days), time(9), clock.SHANGHAI)):
            if perform(jobs.JOBS[0]):
                reminders.append(days)
            assert running_out(world) == (["law"] if days <= 30 else [])
    assert reminders == [30, 7]
    assert sum("资格" in text and "到期" in text for text in told(world)) == 2


def test_whoever_renews_is_not_reminded(world: World) -> None:
    member_id = register(world)
    approvals.approve_skill(world.actor("team"), member_id, "law", clock.today() + timedelta(days=20))
    show(world)
    assert perform(jobs.JOBS[0]) == 0
    assert running_out(world) == []


def test_several_skills_are_added_in_one_step_and_what_is_held_stays(world: World) -> None:
    member = world.members["member"]
    world.give_skill("member", "law", level=3)
    papers = skills.add_skills(world.actor("member"), {"law": 1, "nursing": 2, "electrics": 1})
    assert papers == []
    held = {
        one.skill: (one.level, one.approved_at is not None)
        for one in db.session.scalars(select(MemberSkill).where(MemberSkill.member_id == member.id))
    }
    assert held == {"law": (3, True), "nursing": (2, False), "electrics": (1, False)}
    with pytest.raises(Invalid):
        skills.add_skills(world.actor("member"), {"flying": 1})
