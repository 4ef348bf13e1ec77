"""Answers of recipients, decided without a database: the code to be scanned, limits, when to call, what shows."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from itsdangerous import BadSignature, URLSafeSerializer

from volunteer.answers.states import CallOutcome
from volunteer.demands.rules import LOW_SCORE
from volunteer.kernel.errors import Refused

WORD_SECONDS = 60
WORD_LETTERS = 12
OLDER_WORDS = 2  # that are still taken: a scan takes a moment
TICKET_LASTS = timedelta(minutes=15)
OPEN_AFTER_END = timedelta(hours=2)
AT_ONCE, WITHIN = 20, timedelta(minutes=1)
MOST_OF_A_SESSION = 500
SURVEY_LASTS = timedelta(days=14)
MOST_CALLS = 3
LONGEST_HIDDEN = 20
LEAST_SAMPLE = 5  # below, a percentage would say more than is known
MASK = "▇"
_SALT = "answers"


class Timed(Protocol):
    """A stretch of time."""

    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime: ...


class Part(Protocol):
    """A stretch of a text."""

    @property
    def begins(self) -> int: ...
    @property
    def length(self) -> int: ...


def word_of(secret: bytes, at: datetime, back: int = 0) -> str:
    """The word in the address that the code shows at a time, or some steps before it."""
    step = int(at.timestamp()) // WORD_SECONDS - back
    return hmac.new(secret, b"rating" + step.to_bytes(8, "big"), hashlib.sha256).hexdigest()[:WORD_LETTERS]


def is_current(secret: bytes, word: str, at: datetime) -> bool:
    """Whether the word shows now, or did a moment ago."""
    words = [word_of(secret, at, back) for back in range(OLDER_WORDS + 1)]
    return any(hmac.compare_digest(known.encode(), word.encode()) for known in words)


def is_open(session: Timed, now: datetime) -> bool:
    """Recipients answer from the beginning of a session until some time after its end."""
    return session.starts <= now <= session.ends + OPEN_AFTER_END


def ticket(secret: str, session_id: int, nonce: str, now: datetime) -> str:
    """What the form carries that a scan opened: good for one answer, for some minutes."""
    signed: str = URLSafeSerializer(secret, salt=_SALT).dumps([session_id, nonce, int(now.timestamp())])
    return signed


def session_of(secret: str, given: str, now: datetime) -> int:
    """The session of a ticket; Refused when it was not made here, or too long ago."""
    try:
        session_id, _nonce, made_at = URLSafeSerializer(secret, salt=_SALT).loads(given)
    except BadSignature as error:
        raise Refused("rating_code_old") from error
    if now - datetime.fromtimestamp(made_at, UTC) > TICKET_LASTS:
        raise Refused("rating_code_old")
    return int(session_id)


def is_low(score: int) -> bool:
    """Whether a recipient is not content: never counted as content, always looked at (D9)."""
    return score <= LOW_SCORE


def shown_words(words: str | None, hidden: Sequence[Part]) -> str | None:
    """The words as others read them: personal data blotted out, as long as it was."""
    if words is None:
        return None
    shown = list(words)
    for part in hidden:
        shown[part.begins : part.begins + part.length] = MASK * part.length
    return "".join(shown)


def calls_exhausted(outcomes: Sequence[str]) -> bool:
    """Nobody need be called again: declined or answered once, or not reached often enough."""
    return any(one != CallOutcome.UNREACHED for one in outcomes) or len(outcomes) >= MOST_CALLS


@dataclass(frozen=True)
class Share:
    """How many of how many: a percentage never stands without its sample."""

    count: int
    sample: int

    @property
    def percent(self) -> int | None:
        """Rounded; None where the sample is too small to be told in percent."""
        return round(100 * self.count / self.sample) if self.sample >= LEAST_SAMPLE else None
