"""The day of service, decided without a database: codes, opening times, states."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from volunteer.activities.models import AttendanceStatus, PunchKind
from volunteer.kernel.errors import Refused
from volunteer.kernel.transitions import Machine, Step

CODE_SECONDS = 30
CODE_DIGITS = 6
TOLERATED_STEPS = 1
# A code can be passed on: one that comes later proves that the member knew it, not that they stood there at the time.
CODE_SENT_WITHIN = timedelta(minutes=15)
OPENS_MINUTES = 30  # before the start; the unit setting `check_in_opens_minutes` wins
CHECK_OUT_CLOSES_AFTER = timedelta(hours=2)
SHEET_CLOSES_AFTER = timedelta(hours=48)

MACHINE = Machine(
    "attendance",
    AttendanceStatus,
    AttendanceStatus.OPEN,
    [
        Step("check_in", frozenset({AttendanceStatus.OPEN, AttendanceStatus.CHECKED_OUT}), AttendanceStatus.CHECKED_IN),
        Step("check_out", frozenset({AttendanceStatus.CHECKED_IN}), AttendanceStatus.CHECKED_OUT),
        Step("accept", frozenset({AttendanceStatus.CHECKED_OUT}), AttendanceStatus.ACCEPTED),
    ],
)
STEP_OF = {PunchKind.IN: "check_in", PunchKind.OUT: "check_out"}


@dataclass(frozen=True)
class Stretch:
    """A stretch of time, end not included."""

    starts: datetime
    ends: datetime


def step_at(instant: datetime) -> int:
    """The number of the 30-second step that an instant lies in (RFC 6238, counted from 1970)."""
    return int(instant.timestamp()) // CODE_SECONDS


def step_ends(step: int) -> datetime:
    """When the code of a step gives way to the next."""
    return datetime.fromtimestamp((step + 1) * CODE_SECONDS, tz=UTC)


def code_of(secret: bytes, step: int) -> str:
    """The six digits of a step: TOTP with HMAC-SHA-256 (RFC 6238), truncated as in RFC 4226."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha256).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def step_of_code(secret: bytes, code: str, at: datetime) -> int:
    """The step whose code this is: the one showing at that time or the one before it. Refused("code_expired") else."""
    latest = step_at(at)
    for step in range(latest, latest - TOLERATED_STEPS - 1, -1):
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode()):
            return step
    raise Refused("code_expired")


def check_window(session: Stretch, kind: PunchKind, at: datetime, opens_before: timedelta) -> None:
    """Check-in is open from a while before the start until the end; check-out some time longer."""
    if at < session.starts - opens_before:
        raise Refused("not_open_yet")
    closes = session.ends + (CHECK_OUT_CLOSES_AFTER if kind is PunchKind.OUT else timedelta(0))
    if at > closes:
        raise Refused("check_in_closed")


def check_step(status: str, kind: PunchKind) -> None:
    """Name what is wrong in the words of the gate when a punch does not fit the state."""
    if kind is PunchKind.OUT and status == AttendanceStatus.OPEN:
        raise Refused("not_checked_in")
    if kind is PunchKind.IN and status == AttendanceStatus.CHECKED_IN:
        raise Refused("already_checked_in")
    MACHINE.target(status, STEP_OF[kind])
