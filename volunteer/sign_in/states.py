"""How an identity came to be linked."""

from __future__ import annotations

from enum import StrEnum


class LinkedBy(StrEnum):
    """What told whose it is."""

    NUMBER = "number"  # the member number that the provider vouches for
    PHONE = "phone"  # the phone that the provider has verified
    OWNER = "owner"  # who was signed in said so
