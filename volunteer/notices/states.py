"""The ways to a person and to a group, and what notices are about."""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """A channel to one person besides the app; the names are those of the outbox."""

    WECOM = "wecom"
    MAIL = "mail"
    SMS = "sms"


class ContactKind(StrEnum):
    """An address that is kept here; the phone stands in the member's profile."""

    MAIL = "mail"
    WECOM = "wecom"


class RobotKind(StrEnum):
    """Whose group a robot speaks in."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class Group(StrEnum):
    """What a notice is about, as people choose by; the order is that of the page."""

    TO_ANSWER = "to_answer"
    SERVICE = "service"
    HOURS = "hours"
    DEMANDS = "demands"
    UNIT = "unit"
    PROFILE = "profile"


# These cannot wait for the evening's summary.
AT_ONCE = frozenset({Group.TO_ANSWER, Group.SERVICE})
