"""A provider says that somebody left: the browsers that came in by that sign-in are signed out here as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from volunteer.accounts import rules
from volunteer.accounts.sign_in_models import Device, WaitingSignIn
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

    Those who still wait for the second factor come first: one that is being let in meanwhile is waited for, and is then
    among the browsers.
    ProviderRefused where the same message came before. Somebody who left already, or is not known, is no fault.
    """
    token = rules.digest(f"{provider} {said.token}")
    first = insert(ProviderLogout).values(at=work.now, token_hash=token).on_conflict_do_nothing()
    if db.session.scalar(first.returning(ProviderLogout.id)) is None:
        raise ProviderRefused("logout token: it was sent before")
    db.session.execute(delete(WaitingSignIn).where(*_about(WaitingSignIn, provider, said)))
    statement = update(Device).where(Device.ended_at.is_(None), *_about(Device, provider, said))
    ended: dict[int, list[int]] = defaultdict(list)
    for account_id, device_id in db.session.execute(
        statement.values(ended_at=work.now).returning(Device.account_id, Device.id)
    ):
        ended[account_id].append(device_id)
    for account_id, devices in ended.items():
        details = {"provider": provider, "device_ids": devices}
        work.record(EndedByProvider(subject_id=account_id, details=details))
    return sum(map(len, ended.values()))


def _about(kind: type[Device] | type[WaitingSignIn], provider: str, said: LoggedOut) -> Iterator[ColumnElement[bool]]:
    """Which sign-ins a provider means: of this session, of this person, or of both."""
    yield kind.way == provider
    if said.session:
        yield kind.provider_session == session_key(provider, said.session)
    if said.subject:
        whose = select(AccountIdentity.account_id).where(
            AccountIdentity.provider == provider, AccountIdentity.subject == said.subject
        )
        yield kind.account_id.in_(whose)


def _address(actor: Acting) -> bytes:
    return keyed(str(current_app.config["SECRET_KEY"]), "provider logout", actor.address or "")
