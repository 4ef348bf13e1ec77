"""The decisions about projects and sessions, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from volunteer.kernel.errors import Invalid, Refused
from volunteer.projects import rules
from volunteer.projects.states import ProjectStatus, SessionStatus

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@dataclass
class APosition:
    headcount: int = 2
    taken: int = 0
    reserved: int = 0


@dataclass
class ASession:
    starts: datetime = NOW + timedelta(days=1)
    hours: int = 2
    status: str = SessionStatus.PLANNED
    public_place: str | None = None
    positions: list[APosition] = field(default_factory=lambda: [APosition()])

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(hours=self.hours)


@dataclass
class AProject:
    status: str = ProjectStatus.PUBLISHED
    summary: str = "为居民量血压"
    contact_name: str | None = "李社工"
    contact_phone: str | None = "13900000000"
    risk_note: str | None = "已投保意外险"
    sessions: list[ASession] = field(default_factory=lambda: [ASession()])


def missing(project: AProject, safeguards: dict[str, object] | None = None, exact: bool = True) -> list[str]:
    facts = rules.checklist(project, safeguards or {}, exact, NOW)
    return [code for code, met in facts.items() if not met]


@pytest.mark.parametrize("machine", [rules.MACHINE, rules.SESSION_MACHINE])
def test_every_state_can_be_reached(machine: rules.Machine) -> None:
    assert machine.unreachable() == set()


def test_what_is_over_has_no_way_back() -> None:
    for over in (ProjectStatus.CANCELLED, ProjectStatus.FINISHED):
        assert rules.MACHINE.open_steps(over) == []
    assert rules.SESSION_MACHINE.open_steps(SessionStatus.CANCELLED) == []


def test_a_complete_project_misses_nothing() -> None:
    assert missing(AProject()) == []


@pytest.mark.parametrize(
    ("project", "code"),
    [
        (AProject(summary="  "), "summary"),
        (AProject(contact_phone=None), "contact"),
        (AProject(risk_note=" "), "risk_note"),
        (AProject(sessions=[ASession(starts=NOW - timedelta(hours=1))]), "future_time"),
        (AProject(sessions=[ASession(positions=[])]), "positions"),
    ],
)
def test_publishing_names_what_is_missing(project: AProject, code: str) -> None:
    assert missing(project) == [code]


def test_without_sessions_there_are_no_positions_either() -> None:
    assert missing(AProject(sessions=[ASession(status=SessionStatus.CANCELLED)])) == ["sessions", "positions"]


def test_a_town_is_no_place_to_go_to_unless_the_session_says_where() -> None:
    assert missing(AProject(), exact=False) == ["public_place"]
    assert missing(AProject(sessions=[ASession(public_place="文化广场")]), exact=False) == []


@pytest.mark.parametrize("safeguards", [{"min_helpers": 2}, {"not_alone": True}])
def test_safeguards_ask_for_two_helpers_in_every_session(safeguards: dict[str, object]) -> None:
    alone = ASession(positions=[APosition(headcount=1)])
    assert missing(AProject(sessions=[ASession(), alone]), safeguards) == ["min_helpers"]
    assert missing(AProject(sessions=[ASession(positions=[APosition(1), APosition(1)])]), safeguards) == []


def test_categories_together_ask_for_all_that_each_asks_for() -> None:
    asked = rules.all_of([{"not_alone": True, "min_helpers": 2}, {"insurance": True, "min_helpers": 3}, {}])
    assert asked == {"not_alone": True, "min_helpers": 3, "insurance": True}


def test_state_from_fill_and_clock() -> None:
    full = [APosition(headcount=2, taken=1, reserved=1)]
    assert rules.fill_state(AProject(), NOW) == "recruiting"
    assert rules.fill_state(AProject(sessions=[ASession(positions=full)]), NOW) == "full"
    assert rules.fill_state(AProject(sessions=[ASession(starts=NOW), ASession()]), NOW) == "running"
    assert rules.fill_state(AProject(sessions=[ASession(starts=NOW - timedelta(hours=2))]), NOW) == "awaiting_hours"
    assert rules.fill_state(AProject(status=ProjectStatus.DRAFT), NOW) == "draft"
    assert rules.fill_state(AProject(sessions=[ASession(status=SessionStatus.POSTPONED)]), NOW) == "published"


def test_state_of_a_session() -> None:
    assert rules.session_state(ASession(), NOW) == "planned"
    assert rules.session_state(ASession(starts=NOW), NOW) == "running"
    assert rules.session_state(ASession(starts=NOW - timedelta(hours=2)), NOW) == "ended"
    assert rules.session_state(ASession(starts=NOW, status=SessionStatus.CANCELLED), NOW) == "cancelled"


def test_a_period_lies_ahead_and_ends_after_it_starts() -> None:
    later = NOW + timedelta(hours=1)
    rules.check_period(later, later + timedelta(minutes=1), NOW)
    with pytest.raises(Invalid, match="ends"):
        rules.check_period(later, later, NOW)
    with pytest.raises(Invalid, match="starts"):
        rules.check_period(NOW, later, NOW)


def test_a_reserved_place_counts_as_signed_up() -> None:
    rules.check_nobody_signed_up([APosition()])
    with pytest.raises(Refused, match="has_claims"):
        rules.check_nobody_signed_up([APosition(), APosition(reserved=1)])


@pytest.mark.parametrize(
    "session", [ASession(), ASession(status=SessionStatus.POSTPONED, starts=NOW - timedelta(days=2))]
)
def test_a_project_with_service_ahead_is_not_finished(session: ASession) -> None:
    with pytest.raises(Refused, match="sessions_ahead"):
        rules.check_all_ended([session], NOW)
