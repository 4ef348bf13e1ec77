"""Where the key and the heads are kept outside of the database, as the settings say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from volunteer.ledger.signing import signing_key


@dataclass(frozen=True)
class Keeping:
    """The key that signs, and the file that heads are written down in."""

    key: Ed25519PrivateKey
    heads_file: Path


def key_file() -> Path:
    """Where the key is."""
    return Path(current_app.config["LEDGER_SIGNING_KEY_FILE"])


def heads_file() -> Path:
    """Where heads are written down."""
    return Path(current_app.config["LEDGER_HEADS_FILE"])


def keeping() -> Keeping:
    """Both, the key made if there is none yet."""
    return Keeping(signing_key(key_file()), heads_file())
