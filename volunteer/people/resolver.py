"""Who makes the request: a bearer token, or a browser session with its idle limit."""

from __future__ import annotations

from datetime import timedelta

import structlog
from flask import Flask, request, session
from flask_login import LoginManager, current_user
from sqlalchemy.exc import SQLAlchemyError

from volunteer.accounts import devices
from volunteer.accounts.browser_session import SEEN, Visitor
from volunteer.accounts.rules import digest
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import NOBODY, Actor
from volunteer.organization.holding_back import held_back
from volunteer.people.identity import actor_of_device, actor_of_token
from volunteer.web.security import bearer

STAFF_IDLE = timedelta(minutes=30)
MEMBER_IDLE = timedelta(days=30)
# However busy: a day at the gate from six in the morning is a staff session, half a year a member's.
STAFF_LONGEST = timedelta(hours=16)
MEMBER_LONGEST = timedelta(days=180)
SEEN_EVERY = 60  # seconds between refreshes of the cookie's own clock

log = structlog.get_logger()
login_manager = LoginManager()


class SignedIn(Visitor):
    """What Flask-Login keeps for a request: the actor behind the cookie."""

    def __init__(self, actor: Actor, key: str) -> None:
        super().__init__(key)
        self.actor = actor


def init_app(app: Flask) -> None:
    """Install Flask-Login."""
    login_manager.init_app(app)


@login_manager.user_loader  # type: ignore[untyped-decorator]  # flask-login ships no types
def load_signed_in(key: str) -> SignedIn | None:
    """Whoever signed in with this browser, unless it idled (staff 30 minutes, members 30 days, D1) or is too old."""
    now = clock.now()
    found = actor_of_device(digest(key), now, request.remote_addr)
    if found is None:
        session.clear()
        return None
    actor = found.actor
    seconds = int(now.timestamp())
    idle = seconds - int(session.get(SEEN, seconds))
    most, longest = (STAFF_IDLE, STAFF_LONGEST) if actor.grants else (MEMBER_IDLE, MEMBER_LONGEST)
    if idle > most.total_seconds() or now - found.since > longest:
        session.clear()
        return None
    if idle >= SEEN_EVERY or SEEN not in session:
        session[SEEN] = seconds
    if now - found.noted >= devices.SEEN_EVERY and actor.device_id is not None:
        _note(actor, actor.device_id)
    return SignedIn(held_back(actor), key)


def _note(actor: Actor, device_id: int) -> None:
    """When a browser was seen is worth no refusal: with a full disk, people and the operator still read their pages."""
    try:
        devices.seen(actor, device_id)
    except SQLAlchemyError:
        db.session.rollback()
        log.exception("device could not be noted")


def resolve_actor() -> Actor:
    """The actor of this request, NOBODY when nobody is signed in."""
    token = bearer()
    if token is not None:
        actor = actor_of_token(digest(token), clock.now(), request.remote_addr)
        return held_back(actor) if actor else NOBODY
    if "_user_id" in session and current_user.is_authenticated:
        signed_in: Actor = current_user.actor
        return signed_in
    return Actor(account_id=None, address=request.remote_addr)
