"""The base of all happenings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that happened to one subject, told after the fact.

    `action` names it in the audit trail ("demand.accepted"). `unit_id` is the unit in whose audit it shows.
    `by` is the account that did it where the actor was not signed in yet (a sign-in itself).
    `unsigned` ones are audited without who did it, as somebody's name is kept for those who decide.
    `details` holds plain JSON values (ids, states before and after), never names, phones or free text of recipients.
    """

    action: ClassVar[str] = ""
    unsigned: ClassVar[bool] = False
    subject_id: int
    unit_id: int | None = None
    by: int | None = None
    reason: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def subject_kind(self) -> str:
        """The kind of the subject: the part of the action before the dot."""
        return self.action.partition(".")[0]
