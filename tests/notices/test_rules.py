"""When and over which ways: quiet hours, the summary of the day, defaults, clocks, what comes late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from volunteer.kernel.clock import SHANGHAI, local
from volunteer.notices.groups import group_of
from volunteer.notices.rules import Fresh, Person, Sending, after_quiet_hours, next_digest, sending, ways_for
from volunteer.notices.states import Group, Way
from volunteer.notices.wording import KINDS

BOTH = frozenset({Way.MAIL, Way.WECOM})
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 11, 23, 23, 15, tzinfo=SHANGHAI)
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=SHANGHAI)


def told(kind: str, now: datetime, *, age: timedelta = timedelta(0), **parameters: Any) -> Fresh:
    return Fresh(kind, parameters, now - age)


def sent(kind: str, person: Person, now: datetime, **more: Any) -> Sending:
    how = sending(told(kind, now, **more), person, now)
    assert how is not None
    return how


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        ((23, 12, 0), (23, 12, 0)),
        ((23, 21, 59), (23, 21, 59)),
        ((23, 22, 0), (24, 7, 30)),
        ((24, 0, 30), (24, 7, 30)),
        ((24, 7, 29), (24, 7, 30)),
        ((24, 7, 30), (24, 7, 30)),
    ],
)
def test_quiet_hours_run_over_midnight(at: tuple[int, int, int], leaves: tuple[int, int, int]) -> None:
    moment, wanted = (datetime(2026, 11, *when, tzinfo=SHANGHAI) for when in (at, leaves))
    assert after_quiet_hours(Person(BOTH), moment) == wanted


def test_quiet_hours_of_a_day_and_none() -> None:
    siesta = Person(BOTH, quiet_from=12 * 60, quiet_until=14 * 60)
    assert local(after_quiet_hours(siesta, NOON)).hour == 14
    assert after_quiet_hours(siesta, NIGHT) == NIGHT
    assert after_quiet_hours(Person(BOTH, quiet_from=0, quiet_until=0), NIGHT) == NIGHT


def test_the_summary_leaves_at_six() -> None:
    assert local(next_digest(NOON)).hour == 18
    assert local(next_digest(NIGHT)).day == NIGHT.day + 1


def test_by_default_one_free_way_is_enough() -> None:
    assert ways_for(Person(BOTH), Group.DEMANDS) == (Way.WECOM,)
    assert ways_for(Person(frozenset({Way.MAIL})), Group.DEMANDS) == (Way.MAIL,)
    assert ways_for(Person(frozenset()), Group.TO_ANSWER) == ()


def test_a_text_message_only_for_what_wants_an_answer() -> None:
    phone = Person(frozenset({Way.SMS}))
    assert ways_for(phone, Group.TO_ANSWER) == (Way.SMS,)
    assert ways_for(phone, Group.HOURS) == ()


def test_what_was_chosen_wins_as_far_as_it_reaches() -> None:
    person = Person(frozenset({Way.MAIL}), choices={"hours": {"sms": True, "mail": True}, "unit": {"mail": False}})
    assert ways_for(person, Group.HOURS) == (Way.MAIL,)
    assert sending(told("month.frozen", NOON), person, NOON) is None


def test_a_way_that_was_refused_leaves_the_others_open() -> None:
    person = Person(BOTH, choices={"hours": {"wecom": False}})
    assert ways_for(person, Group.HOURS) == (Way.MAIL,)
    assert ways_for(person, Group.UNIT) == (Way.WECOM,)


def test_a_notice_waits_for_the_morning_and_no_longer_than_it_makes_sense() -> None:
    assert sent("demand.closed", Person(BOTH), NIGHT).due_at == MORNING
    late = MORNING + timedelta(hours=1)
    how = sending(told("claim.offered", NIGHT, respond_by=late.isoformat()), Person(BOTH), NIGHT)
    assert how is not None
    assert (how.due_at, how.expires_at) == (MORNING, late)
    too_late = told("claim.offered", NIGHT, respond_by=(MORNING - timedelta(hours=1)).isoformat())
    assert sending(too_late, Person(BOTH), NIGHT) is None


def test_a_call_ends_at_once_at_night_over_every_way() -> None:
    how = sent("call_out.closed", Person(BOTH, choices={"service": {"mail": False}}), NIGHT)
    assert how.urgent
    assert set(how.ways) == BOTH
    assert how.due_at == NIGHT
    assert sending(told("call_out.made", NIGHT), Person(BOTH), NIGHT) is None, "written by whoever calls"


def test_the_summary_takes_what_can_wait_and_nothing_else() -> None:
    gathering = Person(BOTH, digest=True)
    assert sent("month.frozen", gathering, NOON).in_digest
    assert not sent("claim.withdrawn", gathering, NOON).in_digest
    assert not sent("demand.submitted", gathering, NOON).in_digest


def test_after_days_of_silence_everything_comes_in_one_summary() -> None:
    how = sending(told("claim.withdrawn", NOON, age=timedelta(days=3)), Person(BOTH), NOON)
    assert how is not None
    assert how.in_digest
    assert how.due_at == NOON


def test_every_kind_belongs_to_a_group_and_every_group_has_kinds() -> None:
    groups = {kind: group_of(kind, {}) for kind in KINDS}
    assert set(groups.values()) == set(Group)
    assert group_of("something.new", {"respond_by": NOON.isoformat()}) is Group.TO_ANSWER
