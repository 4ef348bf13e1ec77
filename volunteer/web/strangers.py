"""Forms that anybody may send without an account: a person as far as can be told, and not too often.

The form carries a signed challenge. A script looks for a number whose hash together with it begins with enough zero
bits while one types, so that it is no puzzle; without script it counts how long the form was open, and limits are
stricter. A field that nobody sees stays empty. Telephones and addresses are told apart by keyed hashes, never kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, select

from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused

BITS = 14  # some 16,000 hashes: a second on an old phone
LASTS = timedelta(hours=2)
UNPROVEN_NEEDS = timedelta(seconds=6)
LONGEST_NUMBER = 12


@dataclass(frozen=True)
class Checked:
    """A form that may be taken: its key, and whether the browser did the work."""

    form_key: str
    proven: bool


@dataclass(frozen=True)
class Limit:
    """At most so many within so long; `reason` is the refusal."""

    reason: str
    most: int
    within: timedelta

    def again_at(self, times: Sequence[datetime], now: datetime) -> datetime | None:
        """When the next one is let through, given when earlier ones came; None if it is now."""
        recent = sorted(at for at in times if at > now - self.within)
        return recent[-self.most] + self.within if len(recent) >= self.most else None


def challenge(secret: str, purpose: str, now: datetime) -> str:
    """What a new form carries; a form made for one purpose does not serve another."""
    return URLSafeSerializer(secret, salt=purpose).dumps([secrets.token_urlsafe(16), int(now.timestamp())])


def checked(secret: str, purpose: str, given: str, number: str, trap: str, now: datetime) -> Checked:
    """Refused unless the form was made here not too long ago, and by a person as far as can be told."""
    try:
        form_key, made_at = URLSafeSerializer(secret, salt=purpose).loads(given)
    except BadSignature as error:
        raise Refused("help_form_old") from error
    age = now - datetime.fromtimestamp(made_at, UTC)
    if age > LASTS:
        raise Refused("help_form_old")
    proven = solves(given, number)
    if trap or (not proven and age < UNPROVEN_NEEDS):
        raise Refused("help_too_quick")
    return Checked(form_key, proven)


def solves(given: str, number: str) -> bool:
    """Whether the work was done."""
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        return False
    hashed = hashlib.sha256(f"{given}:{number}".encode()).digest()
    return int.from_bytes(hashed[:4]) >> (32 - BITS) == 0


def keyed(secret: str, kind: str, value: str) -> bytes:
    """Tells one telephone or address from another without keeping it."""
    return hmac.new(secret.encode(), f"{kind} {value}".encode(), hashlib.sha256).digest()


def one_at_a_time(*hashes: bytes) -> None:
    """Whoever counts for the same telephone or address waits, so that a limit cannot be passed side by side."""
    for key in sorted(int.from_bytes(hashed[:8], signed=True) for hashed in hashes):
        db.session.execute(select(func.pg_advisory_xact_lock(key)))
