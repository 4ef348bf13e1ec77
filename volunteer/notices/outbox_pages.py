"""发件箱: what waits, what got stuck, trying it once more or giving it up."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock, outbox_release
from volunteer.kernel.database import db
from volunteer.notices import outbox_service
from volunteer.notices.outbox_queries import MessageState, listed, standings
from volunteer.notices.outbox_showing import shown
from volunteer.notices.words import CHANNELS
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs

PAGE_SIZE = 50
STATES = {
    MessageState.STUCK: _l("需要处理"),
    MessageState.DEAD: _l("没有送到"),
    MessageState.RETRIED: _l("重试中"),
    MessageState.WAITING: _l("等待发出"),
    MessageState.EXPIRED: _l("过时未发"),
    MessageState.DELIVERED: _l("已送到"),
}
TONES = {MessageState.DEAD: "warn", MessageState.RETRIED: "info", MessageState.DELIVERED: "ok"}

bp = Blueprint("outbox", __name__)


@bp.get("/outbox")
@needs(Permission.SETTING_MANAGE)
def index() -> str:
    """Numbers by channel, and the messages behind them."""
    state, channel = _state(), request.args.get("channel") or None
    channel = channel if channel in CHANNELS else None
    numbers = standings()
    found = db.paginate(listed(state, channel), per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)
    return render_template(
        "pages/notices/outbox.html",
        standings=numbers,
        held=outbox_release.standing(),
        stuck=sum(one.stuck for one in numbers),
        messages=shown(found.items),
        found=found,
        states=STATES,
        tones=TONES,
        channels=CHANNELS,
        state=state,
        channel=channel,
    )


@bp.post("/outbox/release")
@needs(Permission.SETTING_MANAGE)
def release() -> BaseResponse:
    """Let messages leave again: all, or without those that were queued before a moment."""
    held = outbox_release.standing()
    before = cuts(held).get(request.form.get("drop", "")) if held is not None else None
    dropped = outbox_release.release(current_actor(), before)
    said = ngettext("%(num)s 条不再发，", "%(num)s 条不再发，", dropped) if dropped else ""
    flash(said + _("已放行，其余消息马上开始发送") if dropped else _("已放行，消息马上开始发送"), "ok")
    return redirect(url_for(".index"), 303)


def cuts(held: outbox_release.Held) -> dict[str, datetime]:
    """The moments that can be chosen: what was queued by then is given up."""
    now = clock.now()
    backup = {"backup": held.backup_made_at} if held.backup_made_at is not None else {}
    return {**backup, "day": now - timedelta(days=1), "now": now}


@bp.post("/outbox/<int:message_id>/again")
@needs(Permission.SETTING_MANAGE)
def again(message_id: int) -> BaseResponse:
    """Try one message once more."""
    outbox_service.send_again(current_actor(), message_id)
    flash(_("已重新排队，马上再发一次"), "ok")
    return redirect(url_for(".index", state=MessageState.STUCK.value), 303)


@bp.post("/outbox/<int:message_id>/drop")
@needs(Permission.SETTING_MANAGE)
def drop(message_id: int) -> BaseResponse:
    """Give one message up."""
    outbox_service.drop(current_actor(), message_id)
    flash(_("不再发送这一条"), "ok")
    return redirect(url_for(".index", state=MessageState.STUCK.value), 303)


@bp.post("/outbox/again")
@needs(Permission.SETTING_MANAGE)
def all_again() -> BaseResponse:
    """Try all dead messages of a channel once more."""
    number = outbox_service.send_all_again(current_actor(), request.form.get("channel", ""))
    flash(ngettext("已重新排队 %(num)s 条", "已重新排队 %(num)s 条", number), "ok")
    return redirect(url_for(".index"), 303)


def _state() -> MessageState | None:
    try:
        return MessageState(request.args.get("state", ""))
    except ValueError:
        return None
