"""What whoever minds the installation must hear before anything else: nothing leaves until somebody lets it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, select

from volunteer.kernel.outbox_hold import HoldReason, OutboxHold
from volunteer.kernel.outbox_release import standing
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission


@dataclass(frozen=True)
class Alarm:
    """A sentence, and where something can be done about it."""

    text: str
    url: str
    label: str


def pending() -> Select[int]:
    """A row for each alarm, for the statement that pages ask anyway."""
    return select(OutboxHold.id).where(OutboxHold.released_at.is_(None))


def alarms(actor: Actor) -> list[Alarm]:
    """What is wrong now, for those who can change settings."""
    return told() if actor.may(Permission.SETTING_MANAGE) else []


def told() -> list[Alarm]:
    """All alarms in words."""
    held = standing()
    if held is None:
        return []
    waiting = ngettext("%(num)s 条在等。", "%(num)s 条在等。", held.waiting)
    why = _("数据恢复后，对外消息暂停发送，") if held.reason is HoldReason.RESTORE else _("对外消息已暂停发送，")
    return [Alarm(why + waiting, url_for("outbox.index"), _("去放行"))]
