"""Which piece of work this is: a request or one run of a job has a number, and everything written of it carries it.

The number stands in each log line and audit row, and on the page that tells somebody that something went wrong.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LENGTH = 6  # bytes: twelve signs that can be told over the telephone
_number: ContextVar[str | None] = ContextVar("number", default=None)


def new_number(kind: str = "") -> str:
    """A number nobody has yet; runs of jobs begin with their kind."""
    return kind + secrets.token_hex(LENGTH)


def current() -> str | None:
    """The number of what this thread is doing, if it has one."""
    return _number.get()


def begin(number: str | None) -> None:
    """From here on everything belongs to this number; None ends it."""
    _number.set(number)


@contextmanager
def numbered(number: str) -> Iterator[None]:
    """Everything in the block belongs to this number."""
    before = _number.set(number)
    try:
        yield
    finally:
        _number.reset(before)
