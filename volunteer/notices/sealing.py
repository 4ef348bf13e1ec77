"""Secrets of others that are kept here: sealed as personal data are (kernel/sealed.py).

Before the keys of fields there were, they were sealed with the installation's secret: such a one is still read until
it is set again, or sealed anew by `flask --app app keys rotate`.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

from volunteer.kernel import sealed
from volunteer.kernel.sealed import Unsealable

__all__ = ["Unsealable", "seal", "unseal"]

PLACE = "unit_robot.sealed"
OLD_PURPOSE = "addresses of robots"


def seal(text: str) -> bytes:
    """What is stored of a secret."""
    return sealed.seal(text, PLACE).encode()


def unseal(stored: bytes) -> str:
    """The secret itself."""
    text = stored.decode(errors="replace")
    return sealed.unseal(text, PLACE) if sealed.is_sealed(text) else _old(stored)


def _old(stored: bytes) -> str:
    key = hashlib.sha256(f"{OLD_PURPOSE}:{current_app.config['SECRET_KEY']}".encode()).digest()
    try:
        return Fernet(base64.urlsafe_b64encode(key)).decrypt(stored).decode()
    except InvalidToken as error:
        raise Unsealable from error
