"""The ways in which recipients answer, what came of a call, and which personal data can be hidden in their words."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """How an answer came in."""

    INSTANT = "instant"  # 即时评价: the code on the leader's phone
    SURVEY = "survey"  # 短信测评: a private link
    CALLBACK = "callback"  # 回访: noted by whoever called
    RELAYED = "relayed"  # 代评: the site passes on what somebody told it


# The word of whom a demand was for, from themselves.
OWN_WORD = (Source.SURVEY, Source.CALLBACK)


class RatingKind(StrEnum):
    """Who says it: sites and recipients rate apart (D9)."""

    SITE = "site"
    RECIPIENT = "recipient"


class CallOutcome(StrEnum):
    """What came of a call."""

    ANSWERED = "answered"
    UNREACHED = "unreached"
    DECLINED = "declined"


class PersonalData(StrEnum):
    """What may be hidden in somebody's words; an opinion is none of it."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    IDENTITY = "identity"
    HEALTH = "health"
