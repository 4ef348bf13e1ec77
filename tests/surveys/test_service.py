"""A survey asks everybody once, reminds those who are silent, counts by unit, and ends by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.support.world import World
from volunteer.happenings.people import ProfileConfirmed
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform
from volunteer.kernel.outbox import OutboxMessage
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.models import Notice
from volunteer.organization.permissions import Permission
from volunteer.people.models import MemberKind
from volunteer.runtime.outbox_command import DRAIN
from volunteer.surveys import jobs, queries, service
from volunteer.surveys.models import Survey, SurveyAnswer, SurveyStatus
from volunteer.surveys.rules import Part
from volunteer.surveys.service import NewSurvey

CLOSE, REMIND = jobs.JOBS


def opened(world: World, unit: str = "brigade", days: int = 10, actor: str = "committee") -> Survey:
    new = NewSurvey(
        unit_id=world.units[unit].id,
        title="年底资料核对",
        due_on=clock.today() + timedelta(days=days),
        asks=[Part.SKILLS, Part.AVAILABILITY],
    )
    return service.open_survey(world.actor(actor), new)


def confirm(world: World, member: str, changed: bool = False) -> None:
    """The happening that the member's own page makes."""
    row = world.members[member]
    with transaction(world.actor(member)) as work:
        work.record(
            ProfileConfirmed(subject_id=row.id, unit_id=row.unit_id, member_account_id=row.account_id, changed=changed)
        )


def told(world: World, member: str) -> list[str]:
    perform(DRAIN)
    statement = select(Notice.kind).where(Notice.account_id == world.accounts[member].id).order_by(Notice.id)
    return list(db.session.scalars(statement))


def messages() -> int:
    return db.session.scalar(select(func.count()).select_from(OutboxMessage)) or 0


def test_everybody_who_serves_in_the_unit_is_told_once(world: World) -> None:
    world.add_member("gone", "squad_a1", kind=MemberKind.LEFT)
    opened(world, "team_a")
    assert messages() == 3
    assert told(world, "member") == ["survey.asked"]
    assert told(world, "member_b") == []
    assert told(world, "gone") == []


def test_an_answer_counts_for_every_open_survey_that_asks(world: World) -> None:
    whole, part, other = opened(world), opened(world, "team_a"), opened(world, "team_b")
    confirm(world, "member", changed=True)
    confirm(world, "member")
    answers = db.session.scalars(select(SurveyAnswer).order_by(SurveyAnswer.survey_id)).all()
    assert [(one.survey_id, one.changed) for one in answers] == [(whole.id, True), (part.id, True)]
    assert queries.tallies(other)[world.units["team_b"].id] == queries.Tally(asked=1)


def test_numbers_add_up_the_tree(world: World) -> None:
    survey = opened(world)
    confirm(world, "member", changed=True)
    confirm(world, "member_a2")
    tallies = queries.tallies(survey)
    units = world.units
    assert tallies[units["squad_a1"].id] == queries.Tally(asked=2, answered=1, changed=1)
    assert tallies[units["team_a"].id] == queries.Tally(asked=3, answered=2, changed=1)
    assert tallies[units["brigade"].id] == queries.Tally(asked=4, answered=2, changed=1)
    silent = db.session.scalars(queries.unanswered(survey, units["team_a"])).all()
    assert [member.id for member in silent] == [world.members["member_2"].id]


def test_only_the_silent_are_reminded_and_once_a_day(world: World) -> None:
    survey = opened(world)
    confirm(world, "member")
    with pytest.raises(Refused, match="reminded_today"):
        service.remind(world.actor("committee"), survey.id)
    with clock.travel(clock.now() + timedelta(days=1)):
        assert service.remind(world.actor("committee"), survey.id) == 3
        assert told(world, "member") == ["survey.asked"]
        assert told(world, "member_2") == ["survey.asked", "survey.reminder"]


def test_it_reminds_by_itself_three_days_before_and_on_the_day(world: World) -> None:
    opened(world, days=10)
    began = clock.now()
    reminded = {}
    for day in range(1, 12):
        with clock.travel(began + timedelta(days=day)):
            reminded[day] = perform(REMIND)
            assert not perform(REMIND)
    assert {day for day, number in reminded.items() if number} == {7, 10}


def test_it_closes_the_day_after_and_takes_no_answer_then(world: World) -> None:
    survey = opened(world, days=1)
    with clock.travel(clock.now() + timedelta(days=1)):
        assert perform(CLOSE) == 0
    with clock.travel(clock.now() + timedelta(days=2)):
        assert perform(CLOSE) == 1
        assert survey.status == SurveyStatus.CLOSED
        confirm(world, "member")
        with pytest.raises(Refused, match="not_in_this_state"):
            service.remind(world.actor("committee"), survey.id)
    assert db.session.scalar(select(func.count()).select_from(SurveyAnswer)) == 0


def test_it_can_be_extended_and_closed_early(world: World) -> None:
    survey, actor = opened(world, days=1), world.actor("committee")
    later = clock.today() + timedelta(days=30)
    service.extend(actor, survey.id, later, survey.version)
    assert survey.due_on == later
    with pytest.raises(Refused, match="stale"):
        service.extend(actor, survey.id, later, survey.version - 1)
    with pytest.raises(Invalid):
        service.extend(actor, survey.id, clock.today() - timedelta(days=1), survey.version)
    service.close(actor, survey.id)
    assert survey.closed_at is not None


@pytest.mark.parametrize("role", ["team", "squad", "supervisor", "admin", "site"])
def test_others_neither_open_nor_run_one(world: World, role: str) -> None:
    with pytest.raises(NotVisible):
        opened(world, "team_a", actor=role)
    survey = opened(world)
    for act in (service.remind, service.close):
        with pytest.raises((NotVisible, Forbidden)):
            act(world.actor(role), survey.id)


def test_leaders_look_at_their_own_branch_of_it(world: World) -> None:
    survey, elsewhere = opened(world), opened(world, "team_b")
    team = world.actor("team")
    assert list(db.session.scalars(queries.surveys_seen(team))) == [survey]
    with pytest.raises(NotVisible):
        queries.survey_seen(team, elsewhere.id)
    assert queries.unit_seen(team, survey, None) is None
    assert [unit.id for unit in queries.units_below(team, None)] == [world.units["team_a"].id]
    with pytest.raises(NotVisible):
        queries.unit_seen(team, survey, world.units["squad_b1"].id)
    assert not world.actor("team").may(Permission.SURVEY_RUN)


@pytest.mark.parametrize(
    ("due_on", "asks", "field"),
    [
        (date(2020, 1, 1), [Part.SKILLS], "due_on"),
        (date(2999, 1, 1), [Part.SKILLS], "due_on"),
        (None, [], "asks"),
        (None, ["shoe size"], "asks"),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, due_on: date | None, asks: list[str], field: str) -> None:
    new = NewSurvey(unit_id=world.units["brigade"].id, title="x", due_on=due_on or clock.today(), asks=asks)
    with pytest.raises(Invalid) as refused:
        service.open_survey(world.actor("committee"), new)
    assert field in refused.value.fields
    assert messages() == 0
