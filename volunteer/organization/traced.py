"""From which values to which something was changed, as the audit trail may hold it: persons masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from volunteer.web.humanize import masked_name, masked_phone


def _given(value: Any) -> bool | None:
    """Only whether there is one: where somebody lives is nobody's business."""
    return True if value else None


def _bands(value: Any) -> int | None:
    """How many parts of the week, not which."""
    return value.bit_count() if isinstance(value, int) else None


# How values of these fields are kept; those of others are kept as they are.
KEPT: Mapping[str, Callable[[Any], Any]] = {
    "availability": _bands,
    "duty_phone": lambda value: masked_phone(value or "") or None,
    "home": _given,
    "number": _given,
    "office": _given,
    "phone": lambda value: masked_phone(value or "") or None,
}
PERSONS = {**KEPT, "name": lambda value: masked_name(value or "") or None}


def kept(values: Mapping[str, Any], fields: Iterable[str], *, person: bool = False) -> dict[str, Any]:
    """Some values as the trail keeps them; a `person`'s name is masked, that of a unit is not."""
    ways = PERSONS if person else KEPT
    return {key: _plain(ways[key](values[key]) if key in ways else values[key]) for key in fields if key in values}


def _plain(value: Any) -> Any:
    """What JSON can hold."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple | list):
        return sorted(map(str, value))
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
