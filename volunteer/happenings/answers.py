"""What can happen to answers of recipients and to the calls that ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class AnswerGiven(Happening):
    """A recipient said how it was; `details` hold source and score, never the words."""

    action: ClassVar[str] = "answer.given"
    demand_id: int | None
    site_id: int
    low: bool


@dataclass(frozen=True, kw_only=True)
class AnswerPartHidden(Happening):
    """Personal data in an answer's words was hidden; `details` hold what kind it is and how long."""

    action: ClassVar[str] = "answer.part_hidden"


@dataclass(frozen=True, kw_only=True)
class CallBackNoted(Happening):
    """Whom a demand was for was called; the subject is the demand, `details` hold what came of it."""

    action: ClassVar[str] = "call_back.noted"


@dataclass(frozen=True, kw_only=True)
class CallsPassedOn(Happening):
    """Units are told that nobody called about demands below them in time: (unit, how many). `subject_id` is the top
    unit."""

    action: ClassVar[str] = "unit.calls_passed_on"
    told: tuple[tuple[int, int], ...]
