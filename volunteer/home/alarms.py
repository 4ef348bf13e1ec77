"""What whoever minds the installation must hear before anything else; rooms above tell it through wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from volunteer.kernel.outbox_hold import HoldReason
from volunteer.kernel.outbox_release import standing
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission

Source = Callable[[], str | None]


@dataclass(frozen=True)
class Alarm:
    """A sentence, and where something can be done about it."""

    text: str
    url: str | None = None
    label: str | None = None


_sources: list[Source] = []


def register_alarms(*sources: Source) -> None:
    """Set who else may have something to say (called by wiring)."""
    _sources[:] = sources


def alarms(actor: Actor) -> list[Alarm]:
    """What is wrong now, for those who can change settings."""
    if not actor.may(Permission.SETTING_MANAGE):
        return []
    told = [Alarm(text) for source in _sources if (text := source()) is not None]
    held = standing()
    if held is None:
        return told
    waiting = ngettext("%(num)s 条在等。", "%(num)s 条在等。", held.waiting)
    why = _("数据恢复后，对外消息暂停发送，") if held.reason is HoldReason.RESTORE else _("对外消息已暂停发送，")
    return [Alarm(why + waiting, url_for("outbox.index"), _("去放行")), *told]
