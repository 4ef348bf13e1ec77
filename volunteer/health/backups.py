"""Whether there is a recent backup. Who makes backups says when the last one was made (`register_last_backup`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from volunteer.health.checks import Finding, Standing
from volunteer.web.humanize import moment

SOON, LONG = timedelta(hours=30), timedelta(days=4)


@dataclass(frozen=True)
class LastBackup:
    """When the last backup was finished, and whether it was read back and found whole."""

    at: datetime
    verified: bool


_last: Callable[[], LastBackup | None] = lambda: None  # noqa: E731  # until wiring names who knows


def register_last_backup(source: Callable[[], LastBackup | None]) -> None:
    """Set who knows of the last backup (called by wiring)."""
    global _last
    _last = source


def backups(now: datetime) -> Iterable[Finding]:
    """The last backup is of last night, and whole."""
    part, last = _("备份"), _last()
    daily = _("请技术人员安排每天备份一次，并把备份存到另一台机器上")
    if last is None:
        yield Finding(part, Standing.ATTENTION, _("还没有备份记录"), daily)
        return
    said = _("最近一次在%(when)s", when=moment(last.at))
    if now - last.at > LONG:
        yield Finding(part, Standing.TROUBLE, said, daily)
    elif now - last.at > SOON:
        yield Finding(part, Standing.ATTENTION, said, daily)
    elif not last.verified:
        todo = _("请技术人员把这份备份试着恢复一次")
        yield Finding(part, Standing.ATTENTION, _("%(said)s，没有核对过能不能恢复", said=said), todo)
    else:
        yield Finding(part, Standing.FINE, _("%(said)s，核对过可以恢复", said=said))
