"""The one source of the current time.

Stored times are UTC; people read Asia/Shanghai. Tests move the clock with `travel`; the shift is process-wide, so
that a server running in a thread of the test process sees it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_shift = timedelta(0)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC) + _shift


def today() -> date:
    """Today's date for people in Shanghai."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """The same instant on a clock in Shanghai."""
    return instant.astimezone(SHANGHAI)


def is_moved() -> bool:
    """Whether somebody travels: only tests and the demo city do."""
    return bool(_shift)


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """Let the clock start at `to` (aware) and run on from there until the block ends."""
    global _shift
    before = _shift
    _shift = to - datetime.now(UTC)
    try:
        yield
    finally:
        _shift = before
