"""What every input schema of the API is made of: strict about names, lengths and ranges, stripped of stray spaces."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.kernel.clock import SHANGHAI
from volunteer.web.api import LARGEST_ID

PHONE = r"^\+?[0-9][0-9\-]{4,19}$"


def tidy(text: str | None) -> str | None:
    """What was typed without stray spaces and NUL characters; empty is None."""
    return (text or "").replace("\x00", "").strip() or None


def number_carried(text: Any) -> int | None:
    """An id or a version that a form carries hidden; anything else is none."""
    return int(text) if str(text or "").isdecimal() and len(str(text)) < 19 else None


class Input(ma.Schema):
    """A request body or query; an unknown field is an error."""

    class Meta:
        unknown = ma.RAISE


class Text(ma.fields.String):
    """A text stripped of surrounding white space; at least one character unless `least` is 0; never a NUL."""

    def __init__(self, longest: int, *, least: int = 1, pattern: str | None = None, **kwargs: Any) -> None:
        checks: list[Any] = [validate.Length(min=least, max=longest)]
        if pattern:
            checks.append(validate.Regexp(pattern))
        super().__init__(validate=checks, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if "\x00" in text:
            raise self.make_error("invalid")
        return text


class Phone(Text):
    """A mobile or landline number: digits, hyphens, perhaps a plus."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(20, pattern=PHONE, **kwargs)


class Id(ma.fields.Integer):
    """The id of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(min=1, max=LARGEST_ID), **kwargs)


class QueryId(ma.fields.Integer):
    """The id of a row in a query string, where every number is a text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(min=1, max=LARGEST_ID), **kwargs)


class Moment(ma.fields.AwareDateTime):
    """An instant in ISO 8601; without an offset it is read on a clock in Shanghai."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=SHANGHAI, **kwargs)


class StrictBoolean(ma.fields.Boolean):
    """true or false; marshmallow's own also takes 0, "yes" and the like."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value
