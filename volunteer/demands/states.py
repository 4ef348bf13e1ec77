"""States of a demand, how pressing it is, the way it came in, and the outcome it closes with."""

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
    MERGED = "merged"


class Urgency(StrEnum):
    """How pressing it is: which clock runs (working days, or hours and minutes in an emergency, D11)."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class Channel(StrEnum):
    """The way a demand came in."""

    SITE = "site"
    RESIDENT = "resident"
    HOTLINE = "hotline"
    TEAM = "team"
    ORDER = "order"


class LinkPurpose(StrEnum):
    """What a private link is for: to follow a demand to its end, or to answer once how it was."""

    FOLLOW = "follow"
    SURVEY = "survey"


class Outcome(StrEnum):
    """How a closed demand was received; unrated never counts as content (D9)."""

    CONTENT = "content"
    REMARK = "remark"
    UNRATED = "unrated"
