"""What is looked at: each check tells in plain words how one part stands and what to do about it.

Rooms register theirs through wiring. A check that fails itself is a finding, so that one broken part hides no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from flask_babel import LazyString
from flask_babel import gettext as _

from volunteer.kernel.database import db

log = structlog.get_logger()


class Standing(StrEnum):
    """How one part stands, from best to worst."""

    FINE = "fine"
    ATTENTION = "attention"  # goes on working; somebody should look within days
    TROUBLE = "trouble"  # something does not work, or will soon stop


ORDER = tuple(Standing)


@dataclass(frozen=True)
class Finding:
    """One line: the part, how it stands, what was seen, what to do. `url` leads to where that is done."""

    part: str
    standing: Standing
    said: str
    todo: str = ""
    url: str | None = None


# Looks at one part, given the time by the database's clock.
Check = Callable[[datetime], Iterable[Finding]]

_checks: dict[LazyString, Check] = {}


def register_checks(checks: Mapping[LazyString, Check]) -> None:
    """Set what is looked at, by the part's name and in this order (called by wiring)."""
    _checks.clear()
    _checks.update(checks)


def examine(now: datetime) -> list[Finding]:
    """Every part, in the order of the table; a few quick statements each."""
    return [finding for part, check in _checks.items() for finding in _looked_at(str(part), check, now)]


def worst(findings: Iterable[Finding]) -> Standing:
    """The worst of them; fine where there are none."""
    return max((one.standing for one in findings), key=ORDER.index, default=Standing.FINE)


def _looked_at(part: str, check: Check, now: datetime) -> list[Finding]:
    try:
        return list(check(now))
    except Exception:  # whatever is broken, the other parts must still be told of
        db.session.rollback()
        log.exception("part could not be looked at", part=part)
        said, todo = _("没有查成"), _("稍后再看一次；还是这样，请把日志里同一时间的错误交给技术人员")
        return [Finding(part, Standing.TROUBLE, said, todo)]
