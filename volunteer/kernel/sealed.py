"""Personal data as the database keeps them: sealed with AES-256-GCM, and bound to the column they stand in.

A sealed value reads `s1.<key>.<mark>.<box>`. The mark, where there is one, is a keyed hash by which equal values of one
column are found without opening any; values of columns that are not looked up have none. What the database holds, dumps
and passes to replicas is of no use to whoever lacks the file of keys (`field_keys.py`).

A value is not bound to its row: rows are written before their ids are known, and rosters write members by the thousand
in one statement. Whoever may write the table could swap two people's phones, which the audit trail would not show.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import CheckConstraint, ColumnElement, Dialect, String, Text, func, literal_column
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from volunteer.kernel.field_keys import ring

FORM = "s1"
MARK_BYTES = 16
NONCE_BYTES = 12
_SEPARATOR = "."


class Unsealable(Exception):
    """It was not sealed for this place, or with a key that is not there."""


def seal(text: str, place: str, *, marked: bool = False) -> str:
    """What is stored of a text in a place (`table.column`). Marked ones look alike when their texts are alike."""
    keys = ring()
    if marked:
        digest = _digest(keys.marking, text, place)
        mark, nonce, head = _written(digest), digest[:NONCE_BYTES], b""
    else:
        nonce = secrets.token_bytes(NONCE_BYTES)
        mark, head = "", nonce
    box = head + keys.boxes[keys.newest].encrypt(nonce, text.encode(), place.encode())
    return _SEPARATOR.join((FORM, keys.newest, mark, _written(box)))


def unseal(stored: str, place: str) -> str:
    """The text that was sealed for this place."""
    parts = stored.split(_SEPARATOR)
    if len(parts) != 4 or parts[0] != FORM:
        raise Unsealable(f"{place} holds something that is not sealed")
    _form, name, mark, written = parts
    lock = ring().boxes.get(name)
    if lock is None:
        raise Unsealable(f"{place}: the key {name} is not in FIELD_KEYS_FILE")
    box = _read(written)
    nonce, box = (_read(mark)[:NONCE_BYTES], box) if mark else (box[:NONCE_BYTES], box[NONCE_BYTES:])
    try:
        return lock.decrypt(nonce, box, place.encode()).decode()
    except InvalidTag:
        raise Unsealable(f"{place}: it was changed, or sealed for another place") from None


def is_sealed(stored: str) -> bool:
    """Whether this has the form of a sealed value."""
    return stored.startswith(FORM + _SEPARATOR)


def sealed_by(stored: str) -> str:
    """The name of the key that a sealed value was sealed with."""
    return stored.split(_SEPARATOR, 2)[1]


def mark_of(text: str, place: str) -> str:
    """The mark that a text has in a place."""
    return _written(_digest(ring().marking, text, place))


def keyed(digest: bytes, place: str) -> bytes:
    """What is stored of a code short enough to be guessed: whoever reads the table alone has nothing to try guesses on.

    `digest` is the code's SHA-256. The key of marks is used, as it stays when keys are rotated.
    """
    return hmac.digest(ring().marking, place.encode() + b"\x00" + digest, hashlib.sha256)


def mark_in(column: Any) -> ColumnElement[str]:
    """The mark of a sealed column, in SQL; written without parameters, as the index on it is."""
    return func.split_part(column, literal_column("'.'"), literal_column("3"), type_=Text())


def sealed_only(column: str) -> CheckConstraint:
    """The database takes nothing else: whoever writes past the application cannot leave a plain value."""
    return CheckConstraint(f"{column} LIKE '{FORM}.%'", name=f"{column}_sealed")


class _SealedComparator(TypeDecorator.Comparator[str]):
    """Equality goes by the mark, "is there one" by the column; anything else would compare what nobody can read."""

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        kind = self.type
        # Columns are told apart by == within SQLAlchemy; nobody gains from comparing two.
        if op in (operators.is_, operators.is_not) or (other and isinstance(other[0], ColumnElement | None)):
            return super().operate(op, *other, **kwargs)
        if isinstance(kind, Sealed) and kind.marked:
            if op in (operators.eq, operators.ne) and isinstance(other[0], str):
                return mark_in(self.expr).operate(op, mark_of(other[0], kind.place))
            if op in (operators.in_op, operators.not_in_op):
                return mark_in(self.expr).operate(op, [mark_of(text, kind.place) for text in other[0]])
        raise TypeError(f"{op.__name__} on a sealed column")


class Sealed(TypeDecorator[str]):
    """A column whose text is sealed in the database and plain in the program. `place` is its `table.column`."""

    impl = String
    cache_ok = True
    comparator_factory = _SealedComparator

    def __init__(self, place: str, *, marked: bool = False) -> None:
        super().__init__()
        self.place = place
        self.marked = marked

    def process_bind_param(self, value: str | None, dialect: Dialect | None) -> str | None:
        """Seal on the way in."""
        return None if value is None else seal(value, self.place, marked=self.marked)

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> str | None:
        """Open on the way out."""
        return None if value is None else unseal(value, self.place)


class SealedJson(TypeDecorator[Any]):
    """The same for a plain JSON value that is read and written as a whole."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self.marked = False

    def process_bind_param(self, value: Any, dialect: Dialect | None) -> str | None:
        """Seal on the way in."""
        return None if value is None else seal(json.dumps(value, ensure_ascii=False), self.place)

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> Any:
        """Open on the way out."""
        return None if value is None else json.loads(unseal(value, self.place))


def _digest(key: bytes, text: str, place: str) -> bytes:
    return hmac.digest(key, f"{place}\x00{text}".encode(), hashlib.sha256)[:MARK_BYTES]


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
