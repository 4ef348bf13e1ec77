"""What a message says on a channel: a title, lines, and where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.kernel.outbox import Needless
from volunteer.notices.models import Notice
from volunteer.notices.wording import words
from volunteer.web.speech import speaking

MOST_LINES = 30  # of a summary


@dataclass(frozen=True)
class Text:
    """One message in words; `url` is a whole address, or empty."""

    title: str
    lines: tuple[str, ...]
    url: str
    footer: str = ""

    @property
    def plain(self) -> str:
        """All of it as plain text."""
        return "\n".join(part for part in (*self.lines, self.url) if part)


def compose(payload: Mapping[str, Any], locale: str, account_id: int | None = None) -> Text:
    """The words of a payload in a language: of a kind of notice, of a person's summary, or as it is."""
    brand = current_app.config["BRAND_NAME"]
    with speaking(locale):
        lines = _lines(payload, account_id)
        title = _title(payload, lines, brand)
        footer = _("这是%(brand)s自动发出的通知，请勿直接回复。不想收到可以在“通知设置”里关闭。", brand=brand)
    return Text(title, lines, absolute(payload.get("link", "")), footer)


def _lines(payload: Mapping[str, Any], account_id: int | None) -> tuple[str, ...]:
    if "text" in payload:
        return (str(payload["text"]),)
    if "digest_at" in payload:
        return _summary(datetime.fromisoformat(payload["digest_at"]), account_id)
    if "notice" in payload and not payload.get("urgent") and _was_read(payload["notice"]):
        raise Needless
    return (words(payload["kind"], payload.get("parameters", {})),)


def _was_read(notice_id: int) -> bool:
    """Whether the person read it in the app while the message waited."""
    return bool(db.session.scalar(select(Notice.read_at.is_not(None)).where(Notice.id == notice_id)))


def _summary(digest_at: datetime, account_id: int | None) -> tuple[str, ...]:
    """What has become a part of the summary and was not read in the app meanwhile."""
    found = db.session.scalars(
        select(Notice)
        .where(Notice.account_id == account_id, Notice.digest_at == digest_at, Notice.read_at.is_(None))
        .order_by(Notice.id)
    ).all()
    if not found:
        raise Needless
    lines = [words(notice.kind, notice.parameters) for notice in found[:MOST_LINES]]
    left = len(found) - len(lines)
    return (*lines, _("还有 %(number)s 条", number=left)) if left else tuple(lines)


def _title(payload: Mapping[str, Any], lines: tuple[str, ...], brand: str) -> str:
    if payload.get("subject"):
        return str(payload["subject"])
    if payload.get("urgent"):
        return str(_("【紧急】%(text)s", text=lines[0]))
    if "digest_at" in payload:
        return str(_("%(brand)s：%(number)s 条通知", brand=brand, number=len(lines)))
    return lines[0]


def absolute(link: str) -> str:
    """The whole address of a path of this site."""
    base: str = current_app.config["PUBLIC_BASE_URL"]
    return base.rstrip("/") + link if link else ""
