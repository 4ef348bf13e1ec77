"""What whoever minds the installation must hear before anything else; rooms above tell it through wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import CompoundSelect, Select, func, select, union_all

from volunteer.kernel.database import db
from volunteer.kernel.outbox_hold import HoldReason, OutboxHold
from volunteer.kernel.outbox_release import standing
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission


@dataclass(frozen=True)
class Alarm:
    """A sentence, and where something can be done about it."""

    text: str
    url: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Source:
    """Who may have something to say: rows while there is, for the statement that pages ask anyway, and the sentence."""

    pending: Callable[[datetime], Select[int]]
    text: Callable[[], str | None]


_sources: list[Source] = []


def register_alarms(*sources: Source) -> None:
    """Set who else may have something to say (called by wiring)."""
    _sources[:] = sources


def pending(now: datetime) -> CompoundSelect[int]:
    """A row for each alarm."""
    held = select(OutboxHold.id).where(OutboxHold.released_at.is_(None))
    return union_all(held, *(source.pending(now) for source in _sources))


def alarms(actor: Actor, now: datetime) -> list[Alarm]:
    """What is wrong now, for those who can change settings; one statement where nothing is."""
    if not actor.may(Permission.SETTING_MANAGE):
        return []
    number = db.session.scalar(select(func.count()).select_from(pending(now).subquery()))
    return told() if number else []


def told() -> list[Alarm]:
    """All alarms in words, where it is known that there are some."""
    said = [Alarm(text) for source in _sources if (text := source.text()) is not None]
    held = standing()
    if held is None:
        return said
    waiting = ngettext("%(num)s 条在等。", "%(num)s 条在等。", held.waiting)
    why = _("数据恢复后，对外消息暂停发送，") if held.reason is HoldReason.RESTORE else _("对外消息已暂停发送，")
    return [Alarm(why + waiting, url_for("outbox.index"), _("去放行")), *said]
