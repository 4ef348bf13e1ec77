"""The stored states of a complaint or suggestion."""

from __future__ import annotations

from enum import StrEnum


class ComplaintStatus(StrEnum):
    """Where it stands; whoever asked sees the same."""

    RECEIVED = "received"
    HANDLING = "handling"
    ANSWERED = "answered"
    REOPENED = "reopened"  # the answer did not do; once
    CLOSED = "closed"


class ComplaintKind(StrEnum):
    """What somebody wants to say."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"


class About(StrEnum):
    """What it is about."""

    PLATFORM = "platform"
    PROJECT = "project"
    UNIT = "unit"
    SESSION = "session"
    RECORD = "record"  # hours of service
    CERTIFICATE = "certificate"


class ComplaintStepKind(StrEnum):
    """What happened to it."""

    RECEIVED = "received"
    TAKEN = "taken"
    PASSED_ON = "passed_on"
    ANSWERED = "answered"
    ESCALATED = "escalated"  # nobody answered in time
    OVERDUE = "overdue"  # the same, where nobody stands above
    HANDED_OVER = "handed_over"  # the unit that handled it was dissolved
    CONTESTED = "contested"
    ACCEPTED = "accepted"
    LAPSED = "lapsed"  # answered, and nothing was said to it
