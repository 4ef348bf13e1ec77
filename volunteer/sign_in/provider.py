"""What all ways to sign in elsewhere have in common: a browser is sent there, and comes back as somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

TIMEOUT = 8.0  # seconds in which a provider answers, while somebody waits


class ProviderAway(Exception):
    """The provider does not answer, or answers with nothing that can be read."""


class ProviderRefused(Exception):
    """The provider, or a check of what it said, says no. The text is for the log and holds no secret."""


@dataclass(frozen=True)
class Attempt:
    """One browser on its way: random values that must come back, and where to."""

    state: str
    nonce: str
    verifier: str
    callback: str
    account_id: int | None = None


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for. `number` and `phone` only where it has verified them itself.

    `session` is the provider's name for this one sign-in, by which it can say later that it is over.
    """

    provider: str
    subject: str
    number: str | None = None
    phone: str | None = None
    session: str | None = None


@dataclass(frozen=True)
class LoggedOut:
    """The provider says that somebody left: one sign-in (`session`), or all of a person (`subject`), or both named.

    `token` names this message, which counts once.
    """

    token: str
    subject: str | None
    session: str | None


class Provider(Protocol):
    """One way to sign in elsewhere."""

    name: str
    label: str

    def offered_to(self, agent: str) -> bool:
        """Whether it works in the browser that calls itself so."""

    def address(self, attempt: Attempt, agent: str) -> str:
        """Where the browser is sent."""

    def identity(self, attempt: Attempt, answer: Mapping[str, str]) -> Identity:
        """Whose browser came back with this query; ProviderRefused or ProviderAway when that cannot be told."""


class Line:
    """Asks a provider; what goes wrong on the way never shows addresses, which hold codes and secrets."""

    def __init__(self) -> None:
        self._client = httpx.Client(timeout=TIMEOUT, follow_redirects=False)

    def text(self, method: str, url: str, **request: Any) -> str:
        """The body of a 200; anything else is ProviderAway, a 4xx ProviderRefused."""
        try:
            response = self._client.request(method, url, **request)
        except httpx.HTTPError as gone:
            raise ProviderAway(type(gone).__name__) from None
        if 400 <= response.status_code < 500:
            raise ProviderRefused(f"status {response.status_code}")
        if response.status_code != 200:
            raise ProviderAway(f"status {response.status_code}")
        return response.text

    def json(self, method: str, url: str, **request: Any) -> dict[str, Any]:
        """The same, read as an object."""
        try:
            answer = httpx.Response(200, text=self.text(method, url, **request)).json()
        except ValueError:
            raise ProviderAway("not JSON") from None
        if not isinstance(answer, dict):
            raise ProviderAway("not an object")
        return answer
