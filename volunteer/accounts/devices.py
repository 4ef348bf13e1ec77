"""One's own sign-ins: which browsers are in, when each was last seen, and ending them."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from volunteer.accounts.models import Account
from volunteer.accounts.sign_in_models import Device, WaitingSignIn
from volunteer.happenings.accounts import DeviceEnded, OtherDevicesEnded
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import Acting, Work, use_case

SEEN_EVERY = timedelta(minutes=5)  # how exact "last seen" is
KEPT = timedelta(days=180)
MOST_LISTED = 50

_AGENTS = (
    ("wxwork", "WeCom"),
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_WORDS = {
    "WeCom": _l("企业微信"),
    "WeChat": _l("微信"),
    "DingTalk": _l("钉钉"),
    "HarmonyOS": _l("鸿蒙"),
    "Android": _l("安卓"),
}


def called(agent: str) -> str:
    """A summary in the reader's language."""
    return " ".join(str(_WORDS.get(word, word)) for word in agent.split())


def summarised(agent: str) -> str:
    """How a browser calls itself, in the two words a person knows it by; nothing that tells machines apart is kept."""
    system = next((word for mark, word in _SYSTEMS if mark in agent), "")
    browser = next((word for mark, word in _AGENTS if mark in agent), "")
    return " ".join(part for part in (system, browser) if part)


def listed(account_id: int) -> list[tuple[Device, bool]]:
    """The latest sign-ins of an account, newest first, each with whether it is still alive by its epoch."""
    rows = db.session.execute(
        select(Device, Device.ended_at.is_(None) & (Device.epoch == Account.sign_in_epoch))
        .join(Account, Account.id == Device.account_id)
        .where(Device.account_id == account_id)
        .order_by(Device.made_at.desc(), Device.id.desc())
        .limit(MOST_LISTED)
    )
    return [(device, alive) for device, alive in rows]


@use_case
def seen(work: Work, actor: Acting, device_id: int) -> None:
    """This browser was here just now."""
    db.session.execute(update(Device).where(Device.id == device_id).values(seen_at=work.now, address=actor.address))


@use_case
def end(work: Work, actor: Acting, device_id: int) -> None:
    """Sign out one of one's own browsers; its cookie is worth nothing from now on."""
    device = db.session.get(Device, device_id, with_for_update=True, populate_existing=True)
    if device is None or device.account_id != actor.account_id:
        raise NotVisible
    if device.ended_at is None:
        device.ended_at = work.now
        work.record(DeviceEnded(subject_id=device.account_id, details={"device_id": device.id}))


@use_case
def end_others(work: Work, actor: Acting, this: int | None) -> int:
    """Sign out every other browser of one's own; how many those were. Tokens of programs stay.

    Whoever waits for the second factor elsewhere waits in vain; as with a provider's word, that comes before the rest.
    """
    db.session.execute(delete(WaitingSignIn).where(WaitingSignIn.account_id == actor.account_id))
    ended = db.session.scalars(
        update(Device)
        .where(Device.account_id == actor.account_id, Device.id != (this or 0), Device.ended_at.is_(None))
        .values(ended_at=work.now)
        .returning(Device.id)
    ).all()
    work.record(OtherDevicesEnded(subject_id=actor.account_id or 0, details={"device_ids": list(ended)}))
    return len(ended)


def forgotten_before(now: datetime) -> datetime:
    """Sign-ins not seen since are forgotten; that they were stays in the audit trail."""
    return now - KEPT
