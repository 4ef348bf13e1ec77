"""A provider says that somebody left: the browsers that came in by that sign-in are signed out here as well."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from volunteer.accounts import rules
from volunteer.accounts.sign_in_models import Device
from volunteer.happenings.accounts import EndedByProvider
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Acting, Work, use_case
from volunteer.sign_in.models import AccountIdentity, ProviderLogout
from volunteer.sign_in.provider import LoggedOut, ProviderRefused
from volunteer.sign_in.service import session_key
from volunteer.web.strangers import Limit, keyed

REFUSED = Limit("too_many_logouts", 20, timedelta(minutes=10))


def must_wait(actor: Acting, now: datetime) -> bool:
    """Whether too much from this address was refused of late; a provider that sends what is right never waits."""
    latest = (
        select(ProviderLogout.at)
        .where(ProviderLogout.address_hash == _address(actor), ProviderLogout.at > now - REFUSED.within)
        .order_by(ProviderLogout.at.desc())
        .limit(REFUSED.most)
    )
    return REFUSED.again_at(db.session.scalars(latest).all(), now) is not None


@use_case
def note_refused(work: Work, actor: Acting) -> None:
    """Count what was refused, for whoever sent it."""
    db.session.add(ProviderLogout(at=work.now, address_hash=_address(actor)))


@use_case
def log_out(work: Work, actor: Acting, provider: str, said: LoggedOut) -> int:
    """End the browsers that this is about, and no other sign-in of the person; how many those were.

    ProviderRefused where the same message came before. Somebody who left already, or is not known, is no fault.
    """
    token = rules.digest(f"{provider} {said.token}")
    first = insert(ProviderLogout).values(at=work.now, token_hash=token).on_conflict_do_nothing()
    if db.session.scalar(first.returning(ProviderLogout.id)) is None:
        raise ProviderRefused("logout token: it was sent before")
    statement = update(Device).where(Device.way == provider, Device.ended_at.is_(None))
    if said.session:
        statement = statement.where(Device.provider_session == bytes.fromhex(session_key(provider, said.session)))
    if said.subject:
        whose = select(AccountIdentity.account_id).where(
            AccountIdentity.provider == provider, AccountIdentity.subject == said.subject
        )
        statement = statement.where(Device.account_id.in_(whose))
    ended: dict[int, list[int]] = defaultdict(list)
    for account_id, device_id in db.session.execute(
        statement.values(ended_at=work.now).returning(Device.account_id, Device.id)
    ):
        ended[account_id].append(device_id)
    for account_id, devices in ended.items():
        details = {"provider": provider, "device_ids": devices}
        work.record(EndedByProvider(subject_id=account_id, details=details))
    return sum(map(len, ended.values()))


def _address(actor: Acting) -> bytes:
    return keyed(str(current_app.config["SECRET_KEY"]), "provider logout", actor.address or "")
