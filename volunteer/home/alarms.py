"""What whoever minds the installation must hear before anything else: nothing leaves until somebody lets it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from volunteer.kernel.outbox_hold import HoldReason
from volunteer.kernel.outbox_release import standing
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission


@dataclass(frozen=True)
class Alarm:
    """A sentence, and where something can be done about it."""

    text: str
    url: str
    label: str


def alarms(actor: Actor) -> list[Alarm]:
    """What is wrong now, for those who can change settings."""
    held = standing() if actor.may(Permission.SETTING_MANAGE) else None
    if held is None:
        return []
    waiting = ngettext("%(num)s 条在等。", "%(num)s 条在等。", held.waiting)
    why = _("数据恢复后，对外消息暂停发送，") if held.reason is HoldReason.RESTORE else _("对外消息已暂停发送，")
    return [Alarm(why + waiting, url_for("outbox.index"), _("去放行"))]
