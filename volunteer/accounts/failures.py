"""One's own sign-ins that failed. They stand in the audit trail, which is above this room: wiring says how to read it.

Nothing is kept for this list alone, so a sign-in takes as long and leaves as much whether or not anybody has the name
that was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from volunteer.accounts.devices import forgotten_before

MOST_LISTED = 20


@dataclass(frozen=True)
class FailedSignIn:
    """When, from where, in which way. `second_factor`: the first was right; `locked`: nothing was checked."""

    at: datetime
    address: str | None
    way: str | None
    second_factor: bool
    locked: bool


Source = Callable[[int, datetime, int], Sequence[FailedSignIn]]
_source: list[Source] = []


def register_failures(source: Source) -> None:
    """Say who knows the failures of an account since a moment, at most so many, the latest first (called by wiring)."""
    _source[:] = [source]


def failures(account_id: int, now: datetime) -> Sequence[FailedSignIn]:
    """The latest ones, as far back as sign-ins are listed."""
    return _source[0](account_id, forgotten_before(now), MOST_LISTED)
