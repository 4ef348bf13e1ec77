"""The signed cookie of a browser that signed in: which account, since which epoch, last seen when."""

from __future__ import annotations

from flask import session
from flask_login import UserMixin, login_user, logout_user

from volunteer.accounts.service import Admitted
from volunteer.kernel import clock

SEEN = "seen"


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """What Flask-Login writes into the cookie. A raised epoch makes the cookie worthless."""

    def __init__(self, account_id: int, epoch: int) -> None:
        self.account_id = account_id
        self.epoch = epoch

    def get_id(self) -> str:
        """Account and epoch."""
        return f"{self.account_id}:{self.epoch}"


def read_id(session_id: str) -> tuple[int, int]:
    """Account and epoch of what `get_id` wrote."""
    account, _, epoch = session_id.partition(":")
    return int(account), int(epoch)


def begin(admitted: Admitted) -> None:
    """Start a session of its own: nothing of the visitor's former session lives on."""
    session.clear()
    session.permanent = True
    session[SEEN] = int(clock.now().timestamp())
    login_user(Visitor(admitted.account_id, admitted.epoch))


def end() -> None:
    """Sign this browser out."""
    logout_user()
    session.clear()
