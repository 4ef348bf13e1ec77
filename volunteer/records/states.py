"""How certificates and honours stand."""

from __future__ import annotations

from enum import StrEnum


class CertificateStatus(StrEnum):
    """Asked for, taken on, then issued or not; what was issued stays, revoked or valid."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class HonourKind(StrEnum):
    """Thanks count at once; a commendation is on public notice first."""

    THANKS = "thanks"
    COMMENDATION = "commendation"


class HonourStatus(StrEnum):
    """Given, or taken back. Whether one still is on notice is said by the days, not stored."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class ObjectionStatus(StrEnum):
    """An objection to a commendation on notice: it waits for an answer, was kept to, or led to the withdrawal."""

    OPEN = "open"
    REJECTED = "rejected"
    UPHELD = "upheld"
