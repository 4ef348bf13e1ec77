"""The signed cookie of a browser: the key of its device, last seen when; or how far its sign-in has come."""

from __future__ import annotations

from flask import request, session
from flask_login import UserMixin, login_user, logout_user

from volunteer.accounts.admitting import Admitted, SecondStep
from volunteer.accounts.devices import summarised
from volunteer.kernel import clock

SEEN = "seen"
SECOND_STEP = "second_step"
CARRIED = "to_link"  # outlives the sign-in: what the provider told of whoever signs in now


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """What Flask-Login writes into the cookie: a key that means nothing once its device has ended."""

    def __init__(self, key: str) -> None:
        self.key = key

    def get_id(self) -> str:
        """The key."""
        return self.key


def agent() -> str:
    """How this browser calls itself, summarised."""
    return summarised(request.user_agent.string)


def begin(admitted: Admitted) -> None:
    """Start a session of its own: nothing of the visitor's former session lives on."""
    _clear()
    session.permanent = True
    session[SEEN] = int(clock.now().timestamp())
    login_user(Visitor(admitted.key))


def wait_for_second_step(step: SecondStep, target: str | None) -> None:
    """Remember, in a session of its own, what the second factor is asked for and where they were heading."""
    _clear()
    session[SECOND_STEP] = [step.key, target]


def second_step() -> tuple[str, str | None] | None:
    """The key of what waits for a second factor here, and where they were heading; None when nothing ever did."""
    kept = session.get(SECOND_STEP)
    # Of a release before keys: whoever was just signing in begins again.
    return (kept[0], kept[1]) if kept and len(kept) == 2 else None


def end() -> None:
    """Sign this browser out."""
    logout_user()
    session.clear()


def _clear() -> None:
    carried = session.get(CARRIED)
    session.clear()
    if carried:
        session[CARRIED] = carried
