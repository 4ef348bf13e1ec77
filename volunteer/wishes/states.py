"""States of a micro-wish."""

from __future__ import annotations

from enum import StrEnum


class WishStatus(StrEnum):
    """From the person's word to the person's thanks."""

    COLLECTED = "collected"
    RETURNED = "returned"
    PUBLISHED = "published"
    CLAIMED = "claimed"
    INTRODUCED = "introduced"
    DELIVERED = "delivered"
    FULFILLED = "fulfilled"
    THANKED = "thanked"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


# What one member has taken on, or granted.
TAKEN = (
    WishStatus.CLAIMED,
    WishStatus.INTRODUCED,
    WishStatus.DELIVERED,
    WishStatus.FULFILLED,
    WishStatus.THANKED,
    WishStatus.CLOSED,
)
# What has no number: nobody but the site, its town and its team knows of it.
UNNUMBERED = (WishStatus.COLLECTED, WishStatus.RETURNED, WishStatus.WITHDRAWN)
# What the claimer still has to see to; only so many at a time.
UNDER_WAY = (WishStatus.CLAIMED, WishStatus.INTRODUCED, WishStatus.DELIVERED)
# What the site has to see to: more words, an introduction, a confirmation, a word of thanks, the end.
WITH_SITE = (
    WishStatus.RETURNED,
    WishStatus.CLAIMED,
    WishStatus.DELIVERED,
    WishStatus.FULFILLED,
    WishStatus.THANKED,
)
GRANTED = (WishStatus.FULFILLED, WishStatus.THANKED, WishStatus.CLOSED)
