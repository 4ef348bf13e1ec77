"""How often one telephone, one address, one site may ask: counted in the database, told with the time to come again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from volunteer.help_requests.models import HelpRequest, PhoneCode
from volunteer.help_requests.rules import (
    CODES_AT_ONCE,
    CODES_PER_ADDRESS,
    CODES_PER_PHONE,
    PER_ADDRESS,
    PER_PHONE,
    PER_SITE,
    UNPROVEN_PER_ADDRESS,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.web.humanize import moment
from volunteer.web.strangers import Limit


def check_asking(now: datetime, site_id: int, phone: bytes, address: bytes, *, proven: bool) -> None:
    """Refused when one of them asked too often."""
    at = HelpRequest.asked_at
    _check(PER_PHONE, at, HelpRequest.phone_hash == phone, now)
    _check(PER_ADDRESS if proven else UNPROVEN_PER_ADDRESS, at, HelpRequest.address_hash == address, now)
    _check(PER_SITE, at, HelpRequest.site_id == site_id, now)


def check_sending(now: datetime, phone: bytes, address: bytes) -> None:
    """The same for codes."""
    _check(CODES_AT_ONCE, PhoneCode.sent_at, PhoneCode.phone_hash == phone, now)
    _check(CODES_PER_PHONE, PhoneCode.sent_at, PhoneCode.phone_hash == phone, now)
    _check(CODES_PER_ADDRESS, PhoneCode.sent_at, PhoneCode.address_hash == address, now)


def _check(limit: Limit, at: InstrumentedAttribute[datetime], whose: ColumnElement[bool], now: datetime) -> None:
    latest = select(at).where(whose, at > now - limit.within).order_by(at.desc()).limit(limit.most)
    again_at = limit.again_at(db.session.scalars(latest).all(), now)
    if again_at is not None:
        raise Refused(limit.reason, time=moment(again_at, now))
