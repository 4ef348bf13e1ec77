"""Codes of an app on the phone (RFC 6238) and the printed ones for when the phone is lost."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from datetime import datetime

import pyotp

from volunteer.accounts.rules import CODE_ALPHABET

STEP_SECONDS = 30
STEPS_AROUND = 1  # a clock may be this many steps off
RECOVERY_CODES = 10
RECOVERY_LENGTH = 12  # 59 bits: more than can be tried, short enough to type


def new_secret() -> str:
    """160 random bits, in the base 32 that apps read."""
    return pyotp.random_base32()


def step_of(secret: str, typed: str, now: datetime, after: int | None) -> int | None:
    """The step whose code was typed, none when there is none, or when a code of it or a later one was taken before."""
    code = unicodedata.normalize("NFKC", typed).replace(" ", "")
    clock = pyotp.TOTP(secret, interval=STEP_SECONDS)
    current = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(current - STEPS_AROUND, current + STEPS_AROUND + 1):
        if hmac.compare_digest(clock.at(step * STEP_SECONDS).encode(), code.encode()):
            found = step
    return found if found is not None and (after is None or found > after) else None


def app_address(secret: str, user_name: str, issuer: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=user_name, issuer_name=issuer)


def in_groups(text: str) -> str:
    """A secret or code as it is read aloud: groups of four."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def new_recovery_codes() -> list[str]:
    """A fresh sheet."""
    return ["".join(secrets.choice(CODE_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
