"""Messages as whoever minds the channels sees them: masked recipients, no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import gettext as _

from volunteer.kernel.outbox import KEPT_END, TOO_LATE, OutboxMessage, Undeliverable, Unreachable, addressed
from volunteer.notices.groups import TITLES, group_of
from volunteer.notices.outbox_queries import MessageState, named, state_of
from volunteer.web.humanize import masked_name, masked_phone


@dataclass(frozen=True)
class ShownMessage:
    """A message as far as somebody who minds the channels needs to know it."""

    id: int
    channel: str
    to: str
    about: str | LazyString
    created_at: datetime
    due_at: datetime
    attempts: int
    problem: str
    state: MessageState


def shown(messages: Sequence[OutboxMessage]) -> list[ShownMessage]:
    """The messages with masked recipients and without their words."""
    names = named(list(messages))
    return [
        ShownMessage(
            id=one.id,
            channel=one.channel,
            to=_recipient(one, *names.get(one.id, (None, None))),
            about=_about(one),
            created_at=one.created_at,
            due_at=one.due_at,
            attempts=one.attempts,
            problem=_problem(one.last_error),
            state=state_of(one),
        )
        for one in messages
    ]


def _recipient(message: OutboxMessage, person: str | None, unit: str | None) -> str:
    if unit is not None:
        return unit
    if person is not None:
        return masked_name(person)
    way, _colon, address = addressed(message.recipient).partition(":")
    if way == "phone":
        return masked_phone(address) if len(address) > KEPT_END else f"***{address}"
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}" if host else f"***{address}"


def _problem(said: str | None) -> str:
    """What went wrong, in words; what the other side said in a number stands behind it."""
    if not said:
        return ""
    if said == TOO_LATE:
        return str(_("过了有意义的时间"))
    kind, _colon, rest = said.partition(": ")
    words = {Undeliverable.__name__: _("对方拒收或没有这个地址"), Unreachable.__name__: _("对方服务器没有回应")}
    return str(_("%(words)s（%(said)s）", words=words.get(kind, _("发送出错")), said=rest or kind))


def _about(message: OutboxMessage) -> str | LazyString:
    """What it is about, not what it says."""
    if "kind" in message.payload:
        return TITLES[group_of(message.payload["kind"], message.payload.get("parameters", {}))]
    return str(_("每日汇总") if "digest_at" in message.payload else _("其他"))
