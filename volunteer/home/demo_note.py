"""Whether the database holds the demo city, asked rarely: every page says so when it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Unit

ASKED_AGAIN_AFTER = timedelta(minutes=5)
KEPT_AS = "volunteer_demo_city"


@dataclass(frozen=True)
class Answer:
    """What the database said, and when."""

    demo: bool
    at: datetime


def shows_demo_city() -> bool:
    """The setting of the root unit, remembered by this process for some minutes."""
    known: Answer | None = current_app.extensions.get(KEPT_AS)
    now = clock.now()
    if known is None or not timedelta(0) <= now - known.at < ASKED_AGAIN_AFTER:
        flag = select(Unit.settings["demo"].as_boolean()).where(Unit.parent_id.is_(None), Unit.settings.has_key("demo"))
        known = Answer(bool(db.session.scalar(flag.limit(1))), now)
        current_app.extensions[KEPT_AS] = known
    return known.demo
