"""How long an emergency may last, how often people are reminded, who counts as what on the board. Pure decisions."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask_babel import gettext as _

from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid, Refused
from volunteer.organization.models import Tier

FORCES = (Tier.TASK_FORCE, Tier.PIONEER_TEAM)
LONGEST_EMERGENCY = timedelta(days=7)
REMIND_EVERY = timedelta(minutes=10)
LONGEST_CALL = timedelta(days=2)
AFTER_THE_END = timedelta(minutes=10)  # a call ends by itself then, told in one go
QUIET_FROM, QUIET_UNTIL = time(22, 0), time(7, 0)

COMING = frozenset({ClaimStatus.CONFIRMED, ClaimStatus.RECONFIRM, ClaimStatus.REQUESTED, ClaimStatus.ATTENDED})
NOT_COMING = frozenset({ClaimStatus.DECLINED, ClaimStatus.RELEASED, ClaimStatus.REFUSED, ClaimStatus.NO_SHOW})
WAITING = frozenset({ClaimStatus.WAITLISTED, ClaimStatus.OFFERED})
SILENT = frozenset({ClaimStatus.INVITED, ClaimStatus.LAPSED})


def check_end(ends_at: datetime, now: datetime) -> None:
    """Invalid unless the emergency ends ahead, and within seven days."""
    if ends_at <= now:
        raise Invalid({"ends_at": _("结束时间要晚于现在")})
    if ends_at > now + LONGEST_EMERGENCY:
        raise Invalid({"ends_at": _("一次最长七天，到期前可以延长")})


def check_call(starts: datetime, ends: datetime) -> None:
    """Invalid unless people are needed for some time after they muster, and for two days at most."""
    if ends <= starts:
        raise Invalid({"ends": _("结束时间要晚于集合时间")})
    if ends > starts + LONGEST_CALL:
        raise Invalid({"ends": _("一次集结最长两天，更久请分批")})


def check_reminder(reminded_at: datetime | None, called_at: datetime, now: datetime) -> None:
    """Refused when people were called or reminded less than ten minutes ago."""
    if now < (reminded_at or called_at) + REMIND_EVERY:
        raise Refused("reminded_already")


def in_quiet_hours(now: datetime) -> bool:
    """Whether people are usually left in peace at this time."""
    at = clock.local(now).time()
    return at >= QUIET_FROM or at < QUIET_UNTIL
