"""发件箱: what waits, what got stuck, and trying it once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.database import db
from volunteer.kernel.outbox import OutboxMessage
from volunteer.notices import outbox_service
from volunteer.notices.groups import TITLES, group_of
from volunteer.notices.outbox_queries import MessageState, listed, named, standings, state_of
from volunteer.notices.words import CHANNELS
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs
from volunteer.web.humanize import masked_name, masked_phone

PAGE_SIZE = 50
STATES = {
    MessageState.DEAD: _l("没有送到"),
    MessageState.RETRIED: _l("重试中"),
    MessageState.WAITING: _l("等待发出"),
    MessageState.EXPIRED: _l("过时未发"),
    MessageState.DELIVERED: _l("已送到"),
}
TONES = {MessageState.DEAD: "warn", MessageState.RETRIED: "info", MessageState.DELIVERED: "ok"}

bp = Blueprint("outbox", __name__)


@dataclass(frozen=True)
class ShownMessage:
    """A message as far as somebody who minds the channels needs to know it."""

    id: int
    channel: str | LazyString
    to: str
    about: str | LazyString
    created_at: datetime
    due_at: datetime
    attempts: int
    problem: str
    state: MessageState


@bp.get("/outbox")
@needs(Permission.SETTING_MANAGE)
def index() -> str:
    """Numbers by channel, and the messages behind them."""
    state, channel = _state(), request.args.get("channel") or None
    channel = channel if channel in CHANNELS else None
    found = db.paginate(listed(state, channel), per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)
    return render_template(
        "pages/notices/outbox.html",
        standings=standings(),
        messages=shown(found.items),
        found=found,
        states=STATES,
        tones=TONES,
        channels=CHANNELS,
        state=state,
        channel=channel,
    )


@bp.post("/outbox/<int:message_id>/again")
@needs(Permission.SETTING_MANAGE)
def again(message_id: int) -> BaseResponse:
    """Try one message once more."""
    outbox_service.send_again(current_actor(), message_id)
    flash(_("已重新排队，马上再发一次"), "ok")
    return redirect(url_for(".index", state=MessageState.DEAD.value), 303)


@bp.post("/outbox/again")
@needs(Permission.SETTING_MANAGE)
def all_again() -> BaseResponse:
    """Try all dead messages of a channel once more."""
    number = outbox_service.send_all_again(current_actor(), request.form.get("channel", ""))
    flash(ngettext("已重新排队 %(num)s 条", "已重新排队 %(num)s 条", number), "ok")
    return redirect(url_for(".index"), 303)


def shown(messages: Sequence[OutboxMessage]) -> list[ShownMessage]:
    """The messages with masked recipients and without their words."""
    names = named(list(messages))
    return [
        ShownMessage(
            id=one.id,
            channel=CHANNELS.get(one.channel, one.channel),
            to=_recipient(one, *names.get(one.id, (None, None))),
            about=_about(one),
            created_at=one.created_at,
            due_at=one.due_at,
            attempts=one.attempts,
            problem=one.last_error or "",
            state=state_of(one),
        )
        for one in messages
    ]


def _recipient(message: OutboxMessage, person: str | None, unit: str | None) -> str:
    if unit is not None:
        return unit
    if person is not None:
        return masked_name(person)
    way, _colon, address = message.recipient.partition(":")
    if way == "phone":
        return masked_phone(address)
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}" if host else _("未知")


def _about(message: OutboxMessage) -> str | LazyString:
    """What it is about, not what it says."""
    if "kind" in message.payload:
        return TITLES[group_of(message.payload["kind"], message.payload.get("parameters", {}))]
    return _("每日汇总") if "digest_at" in message.payload else _("其他")


def _state() -> MessageState | None:
    try:
        return MessageState(request.args.get("state", ""))
    except ValueError:
        return None
