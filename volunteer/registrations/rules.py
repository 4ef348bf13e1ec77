"""What a registration may become, and who answers at a site."""

from __future__ import annotations

from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.people.models import RegistrationStatus

_S = RegistrationStatus

MACHINE = Machine(
    "registration",
    RegistrationStatus,
    _S.REQUESTED,
    [
        Step("receive", frozenset({_S.REQUESTED}), _S.RECEIVED, Permission.REGISTRATION_RECEIVE),
        Step("refuse", frozenset({_S.REQUESTED}), _S.REFUSED, Permission.REGISTRATION_RECEIVE, reason=True),
        Step("release", frozenset({_S.RECEIVED}), _S.ENDED, Permission.REGISTRATION_RECEIVE, reason=True),
        Step("withdraw", frozenset({_S.REQUESTED}), _S.ENDED),  # the member takes it back
        Step("leave", frozenset({_S.RECEIVED}), _S.ENDED),  # the member goes
        Step("move", frozenset({_S.RECEIVED}), _S.ENDED),  # received at another site
    ],
)


def typed_slip(typed: str) -> str:
    """The code of a slip as stored, however it was typed: case, spaces and hyphens do not matter."""
    return "".join(typed.upper().replace("-", "").split())
