"""Secrets that must be readable again: kept so that only the installation's own key opens them."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app


class Unsealable(Exception):
    """It was sealed with another key: it has to be set again."""


def seal(text: str, purpose: str) -> bytes:
    """What is stored of a secret; what was sealed for one purpose opens for no other."""
    return _box(purpose).encrypt(text.encode())


def unseal(sealed: bytes, purpose: str) -> str:
    """The secret itself."""
    try:
        return _box(purpose).decrypt(sealed).decode()
    except InvalidToken as error:
        raise Unsealable from error


def _box(purpose: str) -> Fernet:
    key = hashlib.sha256(f"{purpose}:{current_app.config['SECRET_KEY']}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
