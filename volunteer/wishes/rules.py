"""The life of a micro-wish, and what may be said of it in public. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.texts.persons import SOMEBODY
from volunteer.texts.sensitive import NO_ADDRESS, STAR, kinds, masked
from volunteer.wishes.states import UNDER_WAY, WishStatus

S = WishStatus
ASK, VERIFY = Permission.DEMAND_ASK, Permission.DEMAND_FORWARD
OPEN = frozenset({S.COLLECTED, S.RETURNED, S.PUBLISHED, *UNDER_WAY})

MACHINE = Machine(
    "wish",
    WishStatus,
    S.COLLECTED,
    [
        Step("verify", frozenset({S.COLLECTED}), S.PUBLISHED, VERIFY),
        Step("return", frozenset({S.COLLECTED}), S.RETURNED, VERIFY, reason=True),
        Step("resubmit", frozenset({S.RETURNED}), S.COLLECTED, ASK),
        Step("claim", frozenset({S.PUBLISHED}), S.CLAIMED),
        Step("release", frozenset({S.CLAIMED, S.INTRODUCED}), S.PUBLISHED),
        Step("introduce", frozenset({S.CLAIMED}), S.INTRODUCED, ASK),
        Step("deliver", frozenset({S.INTRODUCED}), S.DELIVERED),
        Step("confirm", frozenset({S.DELIVERED}), S.FULFILLED, ASK),
        Step("contest", frozenset({S.DELIVERED}), S.INTRODUCED, ASK, reason=True),
        Step("take_back", frozenset({S.CLAIMED, S.INTRODUCED}), S.PUBLISHED, ASK, reason=True),
        Step("thank", frozenset({S.FULFILLED}), S.THANKED, ASK, reason=True),
        Step("close", frozenset({S.FULFILLED, S.THANKED}), S.CLOSED, ASK),
        Step("withdraw", OPEN - {S.DELIVERED}, S.WITHDRAWN, ASK, reason=True),
    ],
)

# What brings a wish on, and does not undo or ask again: whoever may take one of these is waited for.
ONWARD = frozenset({"verify", "resubmit", "introduce", "confirm", "thank", "close"})
EDITABLE = frozenset({S.COLLECTED, S.RETURNED})
MOST_AT_ONCE = 3  # wishes that one member has under way
SHORTEST_NAME = 2
DIGITS = re.compile(r"\d{7,}|\d{3,4}[- ]\d{4,8}")

# Within how many working days the next step is due: a setting of the unit; for other states nothing is due.
DUE = {
    S.COLLECTED: "wish_answer_days",
    S.CLAIMED: "wish_answer_days",
    S.INTRODUCED: "wish_grant_days",
    S.DELIVERED: "wish_answer_days",
}


def problems(content: Mapping[str, Any], most_yuan: int) -> dict[str, str]:
    """What is wrong with a wish, by field; its public words never tell whose it is."""
    found: dict[str, str] = {}
    if not 0 < content["value_yuan"] <= most_yuan:
        found["value_yuan"] = _("微心愿的价值为 1 至 %(most)s 元", most=most_yuan)
    for name in ("title", "text"):
        if _tells_who(content[name], content):
            found[name] = _("这里会公开，请不要写姓名、电话、证件号和门牌")
    return found


def without_person(words: str, content: Mapping[str, Any]) -> str:
    """The words without whose wish it is; words that tell nothing stay as they were written."""
    for guarded, instead in _guarded(content):
        words = words.replace(guarded, instead)
    return DIGITS.sub(lambda number: STAR * len(number[0]), masked(words))


def _tells_who(words: str, content: Mapping[str, Any]) -> bool:
    named = any(guarded in words for guarded, _instead in _guarded(content))
    return named or bool(DIGITS.search(words) or kinds([words]))


def _guarded(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What of the guarded part must not stand in public, and what may stand there instead."""
    given = (("recipient", SOMEBODY), ("address", NO_ADDRESS))
    found = [(str(content.get(name) or ""), instead) for name, instead in given]
    return [(text, instead) for text, instead in found if len(text) >= SHORTEST_NAME]
