"""The check that it is a person (web/strangers.py), for forms that ask for help."""

from __future__ import annotations

from datetime import datetime

from volunteer.web import strangers
from volunteer.web.strangers import Checked

PURPOSE = "help"


def challenge(secret: str, now: datetime) -> str:
    """What a new form carries."""
    return strangers.challenge(secret, PURPOSE, now)


def checked(secret: str, given: str, number: str, trap: str, now: datetime) -> Checked:
    """Refused unless the form was made here not too long ago, and by a person as far as can be told."""
    return strangers.checked(secret, PURPOSE, given, number, trap, now)
