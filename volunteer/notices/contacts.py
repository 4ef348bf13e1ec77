"""Where an account is reached besides the app: a mail address it confirmed, its user id in WeCom."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from volunteer.access.queries import managed_account
from volunteer.accounts.models import Account
from volunteer.happenings.notices import ContactRemoved, ContactSet
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused, refusing
from volunteer.kernel.outbox import send
from volunteer.kernel.sealed import keyed
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.notices.models import Contact, MailCode
from volunteer.notices.states import ContactKind
from volunteer.organization.actor import Actor

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=30)
CODE_PAUSE = timedelta(minutes=1)  # between two codes, so that nobody is flooded with them
MOST_TRIES = 5
LONGEST = 254
ADDRESS = re.compile(r"[^@\s\"<>(),:;\\\[\]]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
WECOM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")


def contact_of(account_id: int, kind: ContactKind) -> Contact | None:
    """The address in force."""
    return db.session.scalar(select(Contact).where(Contact.account_id == account_id, Contact.kind == kind))


def waiting_address(account_id: int) -> str | None:
    """The mail address that waits for its code."""
    code = db.session.get(MailCode, account_id)
    return code.address if code is not None else None


@use_case
def ask_for_mail(work: Work, actor: Actor, address: str) -> None:
    """Send a code to an address; the one in force stays until the code comes back."""
    plain = address.strip()
    if not ADDRESS.fullmatch(plain) or len(plain) > LONGEST:
        raise Invalid({"address": str(_("请填写正确的邮箱地址"))})
    account = _own(actor)
    code = db.session.get(MailCode, account.id)
    if code is not None and work.now - code.sent_at < CODE_PAUSE:
        raise Refused("code_just_sent")
    number = "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))
    code = code or MailCode(account_id=account.id)
    code.address, code.code_hash, code.sent_at, code.tries = plain, _digest(account.id, number), work.now, 0
    db.session.add(code)
    text = _("你的邮箱确认码是 %(code)s，30 分钟内有效。如果不是你本人操作，请忽略这封邮件。", code=number)
    said = {"subject": _("确认你的邮箱"), "text": text, "secret": True}
    key = f"mail-code:{account.id}:{work.now.isoformat()}"
    work.rows.append(send(work, "mail", f"mail:{plain}", key, said, urgent=True, expires_at=work.now + CODE_LIFE))


@use_case
def confirm_mail(work: Work, actor: Actor, typed: str) -> bool:
    """Whether the code was right; a wrong one is counted, and after a few the code is void."""
    account = _own(actor)
    code = db.session.get(MailCode, account.id)
    if code is None or code.tries >= MOST_TRIES or work.now - code.sent_at > CODE_LIFE:
        return False
    if not secrets.compare_digest(code.code_hash, _digest(account.id, typed.strip())):
        code.tries += 1
        return False
    _set(work, account.id, ContactKind.MAIL, code.address)
    db.session.delete(code)
    return True


@use_case
def forget_mail(work: Work, actor: Actor) -> None:
    """No more mail."""
    account = _own(actor)
    db.session.execute(delete(MailCode).where(MailCode.account_id == account.id))
    _remove(work, account.id, ContactKind.MAIL)


@use_case
def set_wecom(work: Work, actor: Actor, account_id: int, user_id: str) -> None:
    """Whoever manages the account says which WeCom user it is; an empty id takes it away."""
    managed_account(actor, account_id, work.now)
    keep_wecom(work, account_id, user_id)


def keep_wecom(work: Work, account_id: int, user_id: str) -> None:
    """The same for a list that was read in; what is known already is left alone."""
    plain = user_id.strip()
    known = contact_of(account_id, ContactKind.WECOM)
    if not plain:
        _remove(work, account_id, ContactKind.WECOM)
        return
    if not WECOM_ID.fullmatch(plain):
        raise Invalid({"user_id": str(_("企业微信账号由字母、数字和 _ - @ . 组成，最长 64 位"))})
    if known is None or known.address != plain:
        with refusing({"uq_contact_wecom": "wecom_taken"}):
            _set(work, account_id, ContactKind.WECOM, plain)
            db.session.flush()


def _own(actor: Actor) -> Account:
    account = db.session.get(Account, actor.account_id, with_for_update={"key_share": True}, populate_existing=True)
    if account is None:
        raise NotVisible
    return account


def _set(work: Work, account_id: int, kind: ContactKind, address: str) -> None:
    contact = contact_of(account_id, kind) or Contact(account_id=account_id, kind=kind)
    contact.address, contact.since = address, work.now
    db.session.add(contact)
    work.record(ContactSet(subject_id=account_id, details={"kind": kind}))


def _remove(work: Work, account_id: int, kind: ContactKind) -> None:
    contact = contact_of(account_id, kind)
    if contact is not None:
        db.session.delete(contact)
        work.record(ContactRemoved(subject_id=account_id, details={"kind": kind}))


def _digest(account_id: int, code: str) -> bytes:
    return keyed(hashlib.sha256(f"{account_id}:{code}".encode()).digest(), "mail_code.code_hash")
