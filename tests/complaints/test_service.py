"""Complaints on a real database: routed, answered, contested, escalated, forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.activities.day import session_with
from tests.complaints.sent import TEXT, about_unit, office, sent, stands, told, who_handles
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.complaints import following, jobs, service
from volunteer.complaints.models import ComplaintBarred, ComplaintContent
from volunteer.complaints.states import About, ComplaintStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.jobs import perform, perform_whole
from volunteer.organization.permissions import Role

WATCH, LAPSE, FORGET = jobs.JOBS


def test_it_is_handled_above_whoever_is_named(world: World) -> None:
    squad, _ = about_unit(world, "squad_a1")
    team, _ = about_unit(world, "team_a")
    assert who_handles(world, squad) == {"team"}
    assert who_handles(world, team) == {"committee"}
    assert (told(world, "team"), told(world, "committee")) == (["complaint.received"], ["complaint.received"])
    assert (told(world, "squad"), told(world, "supervisor")) == ([], [])


def test_who_did_it_is_named_also_from_a_higher_office(world: World) -> None:
    office(world, "squad", Role.TEAM_LEADER, "team_a")
    complaint, _ = about_unit(world, "squad_a1")
    assert who_handles(world, complaint) == {"team"}
    office(world, "second", Role.COMMITTEE)
    project = world.project(created_by=world.accounts["committee"].id)
    of_project, _ = sent(About.PROJECT, project.id)
    assert who_handles(world, of_project) == {"second"}


def test_a_session_names_its_host_and_hours_name_who_entered_them(world: World) -> None:
    office(world, "host", Role.COMMITTEE)
    session = session_with(world, "member")
    session.host_id = world.accounts["host"].id
    db.session.commit()
    complaint, _ = sent(About.SESSION, session.id)
    assert who_handles(world, complaint) == {"committee"}
    barred = set(
        db.session.scalars(select(ComplaintBarred.account_id).where(ComplaintBarred.complaint_id == complaint))
    )
    assert {world.accounts["host"].id, world.accounts["team"].id} <= barred


def test_about_the_top_a_second_person_answers_and_never_a_supervisor(world: World) -> None:
    office(world, "overseer", Role.SUPERVISOR)
    nobody, token = about_unit(world, "brigade")
    assert who_handles(world, nobody) == set()
    assert (told(world, "committee"), told(world, "overseer")) == ([], [])
    assert told(world, "admin") == ["complaint.nobody"]
    shown = text_of(world.browser(None).get(f"/complaints/follow/{token}"))
    assert f"由{world.units['brigade'].name}办理，那里现在还没有与这件事无关的人可以办理" in shown
    office(world, "second", Role.COMMITTEE)
    assert who_handles(world, nobody) == {"second"}
    assert "还没有与这件事无关的人可以办理" not in text_of(world.browser(None).get(f"/complaints/follow/{token}"))
    complaint, _ = about_unit(world, "brigade")
    assert who_handles(world, complaint) == {"second"}
    assert told(world, "second") == ["complaint.received"]
    platform, _ = sent()
    assert who_handles(world, platform) == {"committee", "second"}


def test_it_is_answered_under_the_link_and_closed(world: World) -> None:
    complaint, token = about_unit(world, "squad_a1")
    team = world.actor("team")
    service.take(team, complaint)
    service.answer(team, complaint, "已核实，当天临时调整，已向居民道歉。")
    assert following.opened(token).status == ComplaintStatus.ANSWERED
    following.accept(world.actor("member"), token)
    assert stands(complaint).status == ComplaintStatus.CLOSED
    with pytest.raises(Refused, match="not_in_this_state"):
        service.answer(team, complaint, "再答一次")


def test_nobody_else_finds_or_answers_it(world: World) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    for name in ("committee", "team_b", "squad", "supervisor", "member", "site", "town", "admin"):
        with pytest.raises(NotVisible):
            service.answer(world.actor(name), complaint, "不该由我答复")
    with pytest.raises(NotVisible):
        following.opened("unknown")


def test_not_content_goes_to_the_next_tier_once(world: World) -> None:
    complaint, token = about_unit(world, "squad_a1")
    service.answer(world.actor("team"), complaint, "已核实")
    following.contest(world.actor("member"), token, "没有人来过")
    assert who_handles(world, complaint) == {"committee"}
    assert told(world, "committee") == ["complaint.contested"]
    service.answer(world.actor("committee"), complaint, "已责成整改")
    with pytest.raises(Refused, match="complaint_contested"):
        following.contest(world.actor("member"), token, "还是不满意")
    assert stands(complaint).status == ComplaintStatus.ANSWERED


def test_not_content_at_the_top_goes_to_somebody_who_has_not_answered(world: World) -> None:
    office(world, "second", Role.COMMITTEE)
    complaint, token = about_unit(world, "team_a")
    service.answer(world.actor("committee"), complaint, "已核实")
    following.contest(world.actor("member"), token, "没有核实过")
    assert who_handles(world, complaint) == {"second"}


def test_nobody_else_being_there_the_same_person_looks_once_more(world: World) -> None:
    complaint, token = about_unit(world, "team_a")
    service.answer(world.actor("committee"), complaint, "已核实")
    following.contest(world.actor("member"), token, "没有核实过")
    assert who_handles(world, complaint) == {"committee"}


def test_the_clock_reminds_escalates_and_stops_at_the_top(world: World) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    assert perform(WATCH) == 0
    with clock.travel(stands(complaint).answer_by - timedelta(hours=2)):
        assert perform_whole(WATCH) == 1
        assert perform_whole(WATCH) == 0
    with clock.travel(stands(complaint).answer_by + timedelta(days=3)):
        assert perform_whole(WATCH) == 1
        assert perform_whole(WATCH) == 0
        assert who_handles(world, complaint) == {"committee"}
    assert told(world, "team") == ["complaint.received", "complaint.due_soon"]
    assert told(world, "committee") == ["complaint.escalated"]
    late = stands(complaint).answer_by + timedelta(minutes=1)
    for again in (late, late + timedelta(days=7, hours=1)):
        with clock.travel(again):
            assert perform_whole(WATCH) == 1
            assert perform_whole(WATCH) == 0
            assert who_handles(world, complaint) == {"committee"}
    assert told(world, "committee") == ["complaint.escalated", "complaint.overdue", "complaint.overdue"]


def test_an_answer_without_a_word_is_closed_and_the_words_go_when_their_time_is_over(world: World) -> None:
    complaint, token = about_unit(world, "squad_a1")
    service.answer(world.actor("team"), complaint, "已核实")
    assert perform_whole(LAPSE) == 0
    with clock.travel(clock.now() + timedelta(days=16)):
        assert perform_whole(LAPSE) == 1
        assert perform(FORGET) == 1  # the address
        assert db.session.get(ComplaintContent, complaint) is not None
    assert stands(complaint).status == ComplaintStatus.CLOSED
    assert stands(complaint).address_hash is None
    with clock.travel(clock.now() + timedelta(days=16 + 731)):
        assert perform(FORGET) == 1
        assert perform(FORGET) == 0
    db.session.expire_all()
    assert following.words_of(following.opened(token)) is None


def test_nothing_tells_who_wrote_it(world: World) -> None:
    complaint, _ = sent(About.UNIT, world.units["squad_a1"].id, actor=world.actor("member"))
    service.open_content(world.actor("team"), complaint)
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.subject_kind == "complaint").order_by(AuditEvent.id)
    ).all()
    assert [(event.action, event.account_id) for event in events] == [
        ("complaint.received", None),
        ("complaint.opened", world.accounts["team"].id),
    ]
    assert events[0].address is None
    said = repr([(event.reason, event.details) for event in events])
    assert not any(part in said for part in (TEXT, "李四", "13712345678"))
    assert all(step.by is None for step in stands(complaint).steps)


def test_one_address_may_not_send_without_end(world: World) -> None:
    for _ in range(3):
        sent(proven=False)
    with pytest.raises(Refused, match="complaint_limit"):
        sent(proven=False)
    with clock.travel(clock.now() + timedelta(hours=1, minutes=1)):
        sent(proven=False)
