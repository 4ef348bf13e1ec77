"""Whatever state a thing can be stored in has a word a person can read."""

from __future__ import annotations

from enum import StrEnum

import pytest

from volunteer.activities.models import AttendanceStatus
from volunteer.claims.states import ClaimStatus
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.ledger.models import HoursSource, ProposalStatus
from volunteer.plans.states import PairStatus, PlanStatus
from volunteer.projects.states import ProjectStatus, SessionStatus
from volunteer.rosters.states import ImportStatus
from volunteer.web.statuses import LOOKS, status_look


@pytest.mark.parametrize(
    ("kind", "states"),
    [
        ("demand", DemandStatus),
        ("outcome", Outcome),
        ("project", ProjectStatus),
        ("session", SessionStatus),
        ("claim", ClaimStatus),
        ("attendance", AttendanceStatus),
        ("hours", ProposalStatus),
        ("hours_source", HoursSource),
        ("plan", PlanStatus),
        ("pair", PairStatus),
        ("roster", ImportStatus),
        ("answer", ClaimStatus),
    ],
)
def test_every_stored_state_has_a_word(kind: str, states: type[StrEnum]) -> None:
    assert {state.value for state in states} <= set(LOOKS[kind])


def test_an_enum_member_and_its_value_look_the_same() -> None:
    assert status_look("claim", ClaimStatus.WAITLISTED) == status_look("claim", "waitlisted")
    assert str(status_look("claim", ClaimStatus.WAITLISTED).word) == "候补中"


def test_an_unknown_state_does_not_break_the_page() -> None:
    assert status_look("demand", "somewhere").word == "somewhere"
