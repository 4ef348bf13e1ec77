"""A gap in a clerk's words: when, why, and what would help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from volunteer.gaps.bands import WORDS
from volunteer.gaps.report import FITTING, Gap
from volunteer.suggestions.gap_words import asked_skill, remedy_words, why_short
from volunteer.web.humanize import number
from volunteer.web.speech import gettext as _
from volunteer.web.speech import ngettext

REMEDIES_SAID = 2


def band_words(gap: Gap) -> str:
    """休息日上午."""
    return str(WORDS[gap.band])


def asked_words(gap: Gap) -> str:
    """护理 2 级, or that nothing is asked for."""
    return asked_skill(gap.skill, gap.level)


def why_words(gap: Gap) -> str:
    """Who could have come but for one thing; the mean where several places ask for the same."""
    if not gap.counted:
        return _("还没有统计原因")
    why = _fitting(gap) if gap.askable else why_short(gap.reasons, gap.skill, gap.level, planned=False)
    return _("平均每个岗位：%(why)s", why=why) if gap.counted > 1 else why


def remedies_said(gap: Gap) -> list[str]:
    """The cheapest ways to fill it, as many as it takes."""
    if gap.askable:
        return [_("直接邀请")]
    return [_remedy(remedy.best) for remedy in gap.enough[:REMEDIES_SAID]]


def assumed_words(gap: Gap) -> str:
    """How many of those who fit, or else of those who have no time, were judged by defaults (D24); empty if none."""
    if fitting := gap.assumed.get(FITTING):
        return _("其中 %(num)s 人按默认时间和地点估计", num=number(fitting))
    absent = gap.assumed.get("not_free")
    return _("没空的人里 %(num)s 人按默认时间估计", num=number(absent)) if absent else ""


def _remedy(best: Mapping[str, Any]) -> str:
    if best["kind"] != "approve":
        return remedy_words(best)
    return _("先审核 %(num)s 份资质", num=number(best["people"]))


def _fitting(gap: Gap) -> str:
    fitting = gap.reasons[FITTING]
    return ngettext("%(people)s 人合适，还没有邀约", "%(people)s 人合适，还没有邀约", fitting, people=number(fitting))
