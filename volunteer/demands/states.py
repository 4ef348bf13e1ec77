"""States of a demand, the outcome it closes with, and who can rate."""

from __future__ import annotations

from enum import StrEnum


class DemandStatus(StrEnum):
    """Stored states; `overdue` is computed from the deadline."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    DECLINED = "declined"
    PUBLISHED = "published"
    IN_SERVICE = "in_service"
    AWAITING_RATING = "awaiting_rating"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """How a closed demand was received; unrated never counts as content (D9)."""

    CONTENT = "content"
    REMARK = "remark"
    UNRATED = "unrated"


class RatingKind(StrEnum):
    """Site and recipient rate apart."""

    SITE = "site"
    RECIPIENT = "recipient"
