"""Confirming a telephone by a code: sent where there is a gateway, good once."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, select

from volunteer.help_requests.limits import check_sending
from volunteer.help_requests.models import PhoneCode
from volunteer.help_requests.rules import CODE_LASTS, MOST_TRIES
from volunteer.kernel.database import db
from volunteer.kernel.outbox import send
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.web.strangers import keyed, one_at_a_time

DIGITS = 6
MOBILE = re.compile(r"1[3-9][0-9]{9}")
SMS = "sms"


@use_case
def send_code(work: Work, actor: Actor, secret: str, phone: str) -> None:
    """A new code; earlier ones to this telephone end."""
    whose, address = keyed(secret, "phone", phone), keyed(secret, "address", actor.address or "")
    one_at_a_time(whose, address)
    check_sending(work.now, whose, address)
    for earlier in db.session.scalars(_open(whose, work.now)):
        earlier.used_at = work.now
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    made = PhoneCode(
        phone_hash=whose, address_hash=address, code_hash=keyed(secret, "code", phone + code), sent_at=work.now
    )
    db.session.add(made)
    db.session.flush()
    text = _("您的验证码是 %(code)s，10 分钟内有效。不是您本人在申请帮助，请不用理会。", code=code)
    payload = {"text": text, "secret": True}
    expires_at = work.now + CODE_LASTS
    key = f"phone_code:{made.id}"
    work.rows.append(send(work, SMS, f"phone:{phone}", key, payload, urgent=True, expires_at=expires_at))


@use_case
def confirm(work: Work, actor: Actor, secret: str, phone: str, code: str) -> bool:
    """Whether it is the code that was sent; a wrong one counts as a try, in a transaction of its own."""
    whose = keyed(secret, "phone", phone)
    one_at_a_time(whose)
    sent = db.session.scalar(_open(whose, work.now))
    if sent is None or sent.tries >= MOST_TRIES:
        return False
    sent.tries += 1
    if not secrets.compare_digest(sent.code_hash, keyed(secret, "code", phone + code)):
        return False
    sent.used_at = work.now
    return True


def awaited(secret: str, phone: str, now: datetime) -> bool:
    """Whether a code was sent and can still be typed."""
    return db.session.scalar(_open(keyed(secret, "phone", phone), now)) is not None


def _open(whose: bytes, now: datetime) -> Select[PhoneCode]:
    return (
        select(PhoneCode)
        .where(PhoneCode.phone_hash == whose, PhoneCode.used_at.is_(None), PhoneCode.sent_at > now - CODE_LASTS)
        .order_by(PhoneCode.id.desc())
    )


def reachable(phone: str) -> bool:
    """Whether messages can be sent to this number: a mobile one of the mainland."""
    return MOBILE.fullmatch(phone) is not None
