"""Requests about personal data, decided without a database: their life and their deadlines."""

from __future__ import annotations

from datetime import date, timedelta

from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.privacy.states import RequestKind, RequestStatus

S = RequestStatus
WAITING = frozenset({S.WAITING})
MACHINE = Machine(
    "data_request",
    RequestStatus,
    S.WAITING,
    [
        Step("do", WAITING, S.DONE, Permission.PRIVACY_HANDLE, reason=True),
        Step("decline", WAITING, S.DECLINED, Permission.PRIVACY_HANDLE, reason=True),
        Step("cancel", WAITING, S.CANCELLED),
        Step("carry_out", WAITING, S.DONE),
    ],
)

ANSWER_WITHIN = 15  # working days: the law says "in time", this is what the platform promises
COOLING_OFF = timedelta(days=7)  # in which an erasure can be taken back
EXPORT_PAUSE = timedelta(minutes=10)  # between two files of all that is known about somebody
BY_PEOPLE = frozenset({RequestKind.CORRECT, RequestKind.REMOVE_EARLY, RequestKind.OTHER})  # answered by somebody


def erased_on(asked: date) -> date:
    """The day in whose night an erasure asked for is carried out."""
    return asked + COOLING_OFF


def answered_by_hand(kind: str) -> bool:
    """Whether somebody answers it; an erasure is carried out by the clock."""
    return kind in BY_PEOPLE
