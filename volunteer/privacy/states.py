"""Stored states of the privacy room."""

from __future__ import annotations

from enum import StrEnum


class RequestKind(StrEnum):
    """What is asked for."""

    CORRECT = "correct"
    ERASE = "erase"  # an account, by whoever signs in with it
    REMOVE_EARLY = "remove_early"  # a resident's data, by the private link
    OTHER = "other"


class RequestStatus(StrEnum):
    """How far a request is."""

    WAITING = "waiting"
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class LeakKind(StrEnum):
    """What may have been seen by others."""

    MEMBERS = "members"  # names, numbers and phones
    PROFILES = "profiles"  # skills, free time, places
    ACCOUNTS = "accounts"  # user names and what passwords are checked with
    CONTACTS = "contacts"  # mail addresses and WeCom ids
    RECIPIENTS = "recipients"  # whom services are for
    HOURS = "hours"  # who served where and when
