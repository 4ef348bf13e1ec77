"""Codes, opening times and states of the day of service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from volunteer.activities import rules
from volunteer.activities.models import AttendanceStatus, PunchKind
from volunteer.activities.rules import Stretch
from volunteer.kernel.errors import Refused

START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
SESSION = Stretch(START, START + timedelta(hours=2))
SECRET = b"12345678901234567890123456789012"
OPENS = timedelta(minutes=30)


@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "46119246"),
        (1111111109, "68084774"),
        (1111111111, "67062674"),
        (1234567890, "91819424"),
        (2000000000, "90698825"),
        (20000000000, "77737706"),
    ],
)
def test_codes_follow_rfc_6238(seconds: int, eight_digits: str) -> None:
    at = datetime.fromtimestamp(seconds, tz=UTC)
    assert rules.code_of(SECRET, rules.step_at(at)) == eight_digits[-rules.CODE_DIGITS :]


def test_a_code_counts_while_it_shows_and_one_step_longer() -> None:
    step = rules.step_at(START)
    code = rules.code_of(SECRET, step)
    assert rules.step_ends(step) == START + timedelta(seconds=30)
    assert rules.step_of_code(SECRET, code, START) == step
    assert rules.step_of_code(SECRET, code, START + timedelta(seconds=59)) == step
    for wrong in (START + timedelta(seconds=60), START - timedelta(seconds=1)):
        with pytest.raises(Refused, match="code_expired"):
            rules.step_of_code(SECRET, code, wrong)


@pytest.mark.parametrize("code", ["", "12345", "１２３４５６", "abcdef"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="code_expired"):
        rules.step_of_code(SECRET, code, START)


@pytest.mark.parametrize(
    ("kind", "minutes", "reason"),
    [
        (PunchKind.IN, -31, "not_open_yet"),
        (PunchKind.IN, -30, None),
        (PunchKind.IN, 120, None),
        (PunchKind.IN, 121, "check_in_closed"),
        (PunchKind.OUT, 121, None),
        (PunchKind.OUT, 241, "check_in_closed"),
    ],
)
def test_the_gate_opens_half_an_hour_before(kind: PunchKind, minutes: int, reason: str | None) -> None:
    at = START + timedelta(minutes=minutes)
    if reason is None:
        rules.check_window(SESSION, kind, at, OPENS)
    else:
        with pytest.raises(Refused, match=reason):
            rules.check_window(SESSION, kind, at, OPENS)


def test_every_state_is_reached_and_wrong_steps_say_why() -> None:
    assert rules.MACHINE.unreachable() == set()
    for status, kind, reason in (
        (AttendanceStatus.OPEN, PunchKind.OUT, "not_checked_in"),
        (AttendanceStatus.CHECKED_IN, PunchKind.IN, "already_checked_in"),
        (AttendanceStatus.ACCEPTED, PunchKind.IN, "not_in_this_state"),
    ):
        with pytest.raises(Refused, match=reason):
            rules.check_step(status, kind)
