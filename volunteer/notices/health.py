"""The ways to people that this installation has, for the health page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _

from volunteer.health.checks import Finding, Standing
from volunteer.notices.channels.settings import ways_set_up
from volunteer.notices.words import CHANNELS


def channels(_moment: datetime) -> Iterable[Finding]:
    """At least one way beyond the platform itself: offers have a clock, and not everybody looks in."""
    part, ways = _("通知方式"), sorted(ways_set_up(current_app.config))
    if ways:
        names = _("、").join(str(CHANNELS.get(way, way)) for way in ways)
        yield Finding(part, Standing.FINE, _("已接通：%(names)s", names=names))
        return
    todo = _("请技术人员接通邮件、企业微信或短信中的一种；在此之前由负责人按电话名单通知")
    yield Finding(part, Standing.ATTENTION, _("还没有接通，通知只在平台里看得到"), todo)
