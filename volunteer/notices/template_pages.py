"""通知用语: every kind in Chinese and English as each channel says it, and one to oneself to try."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.notices.channels.composing import Text, absolute
from volunteer.notices.examples import LANGUAGES, preview, try_out
from volunteer.notices.groups import TITLES, group_of
from volunteer.notices.reached import ways_to
from volunteer.notices.states import Group, Way
from volunteer.notices.wording import KINDS
from volunteer.notices.words import CHANNELS
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs

IN_APP = "in_app"
SHOWN_ON = (IN_APP, *(way.value for way in Way), "robot")

bp = Blueprint("notice_templates", __name__)


@dataclass(frozen=True)
class ShownKind:
    """One kind with its words by language."""

    kind: str
    texts: dict[str, Text]


@dataclass(frozen=True)
class ShownGroup:
    """The kinds about one thing."""

    title: LazyString
    kinds: list[ShownKind]


@bp.get("/notices/templates")
@needs(Permission.SETTING_MANAGE)
def index() -> str:
    """All of them, for one channel at a time."""
    channel = request.args.get("channel", IN_APP)
    channel = channel if channel in SHOWN_ON else IN_APP
    account_id = current_actor().account_id or 0
    return render_template(
        "pages/notices/templates.html",
        groups=_groups(),
        channel=channel,
        channels={name: CHANNELS[name] for name in SHOWN_ON},
        example_url=absolute("/notices/1"),
        may_try=channel in ways_to([account_id])[account_id],
    )


@bp.post("/notices/templates/try")
@needs(Permission.SETTING_MANAGE)
def try_one() -> BaseResponse:
    """Send an example to oneself."""
    way = request.form.get("channel", "")
    try_out(current_actor(), request.form.get("kind", ""), way)
    flash(_("已发给你自己，通常几秒内收到"), "ok")
    return redirect(url_for(".index", channel=way), 303)


def _groups() -> list[ShownGroup]:
    found: dict[Group, list[ShownKind]] = {group: [] for group in Group}
    for kind in sorted(KINDS):
        texts = {language: preview(kind, language) for language in LANGUAGES}
        found[group_of(kind, {})].append(ShownKind(kind, texts))
    return [ShownGroup(TITLES[group], kinds) for group, kinds in found.items() if kinds]
