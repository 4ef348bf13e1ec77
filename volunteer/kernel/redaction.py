"""What must not stand in a log, taken out of every line: persons, private links, whatever opens something.

Nobody logs a name, so names are not looked for; `tests/kernel/test_logs.py` and the journeys look for them. What a
library or the database says may hold more than it should, and is cut here.
"""

from __future__ import annotations

import re
from typing import Any

from structlog.typing import EventDict, WrappedLogger

HIDDEN = "***"
# Words of a line's own that must never hold more than a mark, whoever writes them.
CLOSED_KEYS = frozenset(
    {
        "address_line",
        "authorization",
        "code",
        "contact",
        "cookie",
        "email",
        "identity",
        "name",
        "otp",
        "password",
        "phone",
        "secret",
        "text",
        "token",
        "username",
    }
)
LONGEST = 8_000  # characters of one value: a traceback, not a whole request

_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\w)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+", re.ASCII)
# Drawn at random: long, of small and large letters and digits. Names in code are not, and numbers of requests neither.
_TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{20,}(?![\w-])", re.ASCII)
_QUERY = re.compile(r"\?[\w.%\[\]-]+=[^\s\"'<>)]*")
_PASSWORD_IN_URL = re.compile(r"(://[^:/@\s]*:)[^@/\s]+@")
# PostgreSQL tells the values of the row that broke a constraint.
_VALUES = re.compile(r"^\s*(?:DETAIL|CONTEXT|HINT|WHERE):.*$|^\[(?:SQL|parameters):[^\n]*$", re.MULTILINE)


def redacted(text: str) -> str:
    """The text without telephones, identity-card numbers, addresses of mail, tokens, queries and values of rows."""
    text = _VALUES.sub("", text[:LONGEST])
    text = _PASSWORD_IN_URL.sub(rf"\1{HIDDEN}@", text)
    for pattern in (_QUERY, _IDENTITY, _PHONE, _MAIL, _TOKEN):
        text = pattern.sub(HIDDEN, text)
    return text


def redact(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """The processor: every value of a line, however deep."""
    return {key: HIDDEN if key in CLOSED_KEYS else _clean(value) for key, value in line.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {key: HIDDEN if key in CLOSED_KEYS else _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    if isinstance(value, int | float | bool) or value is None:
        return value
    return redacted(str(value))
