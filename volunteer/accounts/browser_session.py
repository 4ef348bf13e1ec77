"""The signed cookie of a browser: the key of its device, last seen when; or how far its sign-in has come."""

from __future__ import annotations

from flask import request, session
from flask_login import UserMixin, login_user, logout_user

from volunteer.accounts.admitting import SECOND_STEP_LIFE, Admitted, SecondStep
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
    """Remember, in a session of its own, whose second factor is asked for and where they were heading."""
    _clear()
    until = int((clock.now() + SECOND_STEP_LIFE).timestamp())
    session[SECOND_STEP] = [step.account_id, step.epoch, step.way, until, target, step.provider_session]


def second_step() -> tuple[SecondStep, str | None] | None:
    """Whose second factor is asked for, and where they were heading; None when nobody's, or for too long."""
    kept = session.get(SECOND_STEP)
    if kept is None or kept[3] < clock.now().timestamp():
        return None
    return SecondStep(*kept[:3], *kept[5:]), kept[4]


def end() -> None:
    """Sign this browser out."""
    logout_user()
    session.clear()


def _clear() -> None:
    carried = session.get(CARRIED)
    session.clear()
    if carried:
        session[CARRIED] = carried
