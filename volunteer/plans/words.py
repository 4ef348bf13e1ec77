"""What a plan achieves and leaves open, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from volunteer.plans.models import PlanPair
from volunteer.plans.review import Outcome
from volunteer.projects.models import Position
from volunteer.suggestions.gap_words import asked_skill
from volunteer.suggestions.words import Chip, free_at
from volunteer.taxonomy.naming import category_name
from volunteer.web.humanize import distance, minutes
from volunteer.web.speech import Later as _l
from volunteer.web.speech import gettext as _
from volunteer.web.wording import REASONS, words_of_another

SMALLEST_SHOWN = 0.0001  # of the whole: what is left below it is called nothing

REMEDIES = {
    "ask": _l("直接邀请"),
    "radius": _l("放宽距离"),
    "move": _l("改时间"),
    "train": _l("培训"),
    "recruit": _l("招募"),
}

OUTCOMES = {
    Outcome.PROPOSED: _l("建议的"),
    Outcome.PINNED: _l("已固定的"),
    Outcome.REMOVED: _l("已移除的"),
    Outcome.ACCEPTED: _l("已接受的"),
    Outcome.OPEN: _l("待答复的"),
    Outcome.DECLINED: _l("已婉拒的"),
    Outcome.LAPSED: _l("到期未答复的"),
    Outcome.RELEASED: _l("接受后退出的"),
    Outcome.REFUSED: _l("没有发出的"),
}

# Why somebody is not asked after all, where that is no refusal of the claim itself.
NOT_ASKED = {
    "excluded": _l("已经报名、已被邀请或已婉拒"),
    "not_free": _l("那时没空了"),
    "too_far": _l("离得太远"),
    "unavailable": _l("现在不参加安排"),
}


def chips_of_pair(pair: PlanPair, position: Position) -> list[Chip]:
    """Why this member for this position, as it was when the plan was worked out: how far, but not from where."""
    free = free_at(position.session.starts, assumed=pair.member.profile_assumed)
    chips: list[Chip] = [_("相距 %(distance)s", distance=distance(pair.distance_m)), free]
    if position.skill is not None:
        chips.append((_("会%(skill)s", skill=asked_skill(position.skill, position.level)), "info"))
    if pair.reasons["registered"]:
        chips.append((_("在这个社区报到"), "ok"))
    if pair.reasons["interest"]:
        chips.append(_("感兴趣的%(category)s", category=category_name(position.project.category)))
    return chips


def how_near(gap: float) -> str:
    """How much better the best possible plan could be at most, proven by the bound."""
    if gap < SMALLEST_SHOWN:
        return _("已证明：没有更好的安排")
    return _("已证明：任何安排最多再好 %(share)s", share=f"{gap:.2%}")


def answer_time(longest: timedelta) -> str:
    """24 小时."""
    return minutes(int(longest.total_seconds() // 60))


def why_refused(reason: str | None) -> str:
    """Why somebody could not be asked any more."""
    if reason in NOT_ASKED:
        return str(NOT_ASKED[reason])
    return words_of_another(reason) if reason in REASONS else _("情况有变，不再合适")


def remedy_totals(unfilled: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """How many of the missing each kind of remedy would bring, cheapest kind first; each place counts once."""
    heads = dict.fromkeys(REMEDIES, 0)
    for entry in unfilled:
        open_heads = entry["missing"]
        for remedy in entry["remedies"]:
            filled = min(remedy["heads"], open_heads)
            heads[remedy["kind"]] += filled
            open_heads -= filled
    return [(str(REMEDIES[kind]), count) for kind, count in heads.items() if count]
