"""Decisions about sign-in, passwords and printed codes that need no database."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta

from volunteer.accounts import weak_passwords
from volunteer.accounts.states import AccountStatus
from volunteer.kernel.transitions import Machine, Step

MACHINE = Machine(
    "account",
    AccountStatus,
    AccountStatus.PENDING,
    [
        Step("activate", frozenset({AccountStatus.PENDING, AccountStatus.ACTIVE}), AccountStatus.ACTIVE),
        Step(
            "disable",
            frozenset({AccountStatus.PENDING, AccountStatus.ACTIVE}),
            AccountStatus.DISABLED,
            "account.manage",
        ),
        Step("enable", frozenset({AccountStatus.DISABLED}), AccountStatus.PENDING, "account.manage"),
    ],
)

LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)
CODE_LIFE = timedelta(days=7)
TOKEN_LIFE = timedelta(hours=12)

# The text people agree to stands on the activation page; a new text gets a new version.
CONSENT_VERSION = "2026-01"

# No 0/O, 1/I/L: read aloud and copied from paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
FEWEST_CHARACTERS = 4


def digest(secret: str) -> bytes:
    """What is stored of a token or code: enough to recognize it, useless to whoever reads the table."""
    return hashlib.sha256(secret.encode()).digest()


def user_name(typed: str) -> str:
    """The stored form of a user name: width, case and surrounding space do not matter."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def domestic(phone: str) -> str:
    """A phone as it is written in rosters: digits alone, without the country's number."""
    return phone.replace(" ", "").replace("-", "").removeprefix("+86").removeprefix("0086")


def new_token() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A printed code."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def grouped(code: str) -> str:
    """The code as printed: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def typed_code(text: str) -> str:
    """The code behind what somebody typed: case, spaces and dashes do not matter."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in plain if character.isalnum())


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether sign-in is refused for now; a lock ends by itself."""
    return locked_until is not None and now < locked_until


def password_problem(password: str, *names: str | None) -> str | None:
    """Why a password is not good enough (a name worded in accounts/wording.py), or None."""
    if len(password) < SHORTEST_PASSWORD:
        return "too_short"
    if len(password) > LONGEST_PASSWORD:
        return "too_long"
    plain, known = password.casefold(), [name for name in names if name]
    if len(set(plain)) < FEWEST_CHARACTERS or weak_passwords.is_common(plain):
        return "too_common"
    if plain in {name.casefold() for name in known} or weak_passwords.is_of_names(plain, known):
        return "of_names"
    return None
