"""Addresses of robots are secrets of others: readable only with the installation's own key."""

from __future__ import annotations

from volunteer.kernel import sealing
from volunteer.kernel.sealing import Unsealable

__all__ = ["Unsealable", "seal", "unseal"]

PURPOSE = "addresses of robots"


def seal(text: str) -> bytes:
    """What is stored of an address."""
    return sealing.seal(text, PURPOSE)


def unseal(sealed: bytes) -> str:
    """The address itself; `Unsealable` after the key was changed."""
    return sealing.unseal(sealed, PURPOSE)
