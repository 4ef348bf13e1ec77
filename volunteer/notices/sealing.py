"""Secrets of others that are kept here: readable only with the installation's own key."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

PURPOSE = "addresses of robots"


class Unsealable(Exception):
    """It was sealed with another key: it has to be set again."""


def seal(text: str) -> bytes:
    """What is stored of a secret."""
    return _box().encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    """The secret itself."""
    try:
        return _box().decrypt(sealed).decode()
    except InvalidToken as error:
        raise Unsealable from error


def _box() -> Fernet:
    key = hashlib.sha256(f"{PURPOSE}:{current_app.config['SECRET_KEY']}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
