"""Who makes the request: a bearer token, or a browser session with its idle limit."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import Flask, request, session
from flask_login import LoginManager, current_user

from volunteer.accounts.browser_session import SEEN, Visitor, read_id
from volunteer.kernel import clock
from volunteer.organization.actor import NOBODY, Actor
from volunteer.people.identity import actor_of_account, actor_of_token
from volunteer.web.security import bearer

STAFF_IDLE = timedelta(minutes=30)
MEMBER_IDLE = timedelta(days=30)
SEEN_EVERY = 60  # seconds between refreshes of the cookie's own clock

login_manager = LoginManager()


class SignedIn(Visitor):
    """What Flask-Login keeps for a request: the actor behind the cookie."""

    def __init__(self, actor: Actor, account_id: int, epoch: int) -> None:
        super().__init__(account_id, epoch)
        self.actor = actor


def init_app(app: Flask) -> None:
    """Install Flask-Login."""
    login_manager.init_app(app)


@login_manager.user_loader  # type: ignore[untyped-decorator]  # flask-login ships no types
def load_signed_in(session_id: str) -> SignedIn | None:
    """The account of a browser session, unless it idled out: staff after 30 minutes, members after 30 days (D1)."""
    account_id, epoch = read_id(session_id)
    actor = actor_of_account(account_id, epoch, clock.now(), request.remote_addr)
    if actor is None:
        session.clear()
        return None
    now = int(clock.now().timestamp())
    idle = now - int(session.get(SEEN, now))
    if idle > (STAFF_IDLE if actor.grants else MEMBER_IDLE).total_seconds():
        session.clear()
        return None
    if idle >= SEEN_EVERY or SEEN not in session:
        session[SEEN] = now
    return SignedIn(actor, account_id, epoch)


def resolve_actor() -> Actor:
    """The actor of this request, NOBODY when nobody is signed in."""
    token = bearer()
    if token is not None:
        digest = hashlib.sha256(token.encode()).digest()
        return actor_of_token(digest, clock.now(), request.remote_addr) or NOBODY
    if "_user_id" in session and current_user.is_authenticated:
        actor: Actor = current_user.actor
        return actor
    return Actor(account_id=None, address=request.remote_addr)
