"""What can go wrong, by name; the web kit turns each into a status code and words.

`Refused` → 409 with its reason, `NotVisible` → 404, `Forbidden` → 403, `Invalid` → 422 with a message per field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError


class DomainError(Exception):
    """Base of all that a use case may raise on purpose."""


class Refused(DomainError):
    """The rules say no. `reason` is a stable name; `details` fill the words (e.g. which session overlaps)."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


class NotVisible(DomainError):
    """There is no such thing, or the actor may not know of it."""


class Forbidden(DomainError):
    """The actor sees the thing but may not do this to it. `reason` names why where that is for the actor to know."""

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(reason or "")
        self.reason = reason


class Invalid(DomainError):
    """Input that cannot be accepted: message keys by field name."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = dict(fields)


@contextmanager
def refusing(reasons: Mapping[str, str]) -> Iterator[None]:
    """Turn the violation of a named constraint into its reason.

    The transaction is lost by then; who wants to go on wraps the whole attempt in a savepoint.
    """
    try:
        yield
    except IntegrityError as error:
        reason = reasons.get(constraint_of(error) or "")
        if reason is None:
            raise
        raise Refused(reason) from error


def constraint_of(error: IntegrityError) -> str | None:
    """The name of the constraint that an IntegrityError broke."""
    diagnostics = getattr(error.orig, "diag", None)
    return getattr(diagnostics, "constraint_name", None)
