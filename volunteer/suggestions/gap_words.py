"""Why a place found nobody, and what would help, in a clerk's words.

Counts and remedies are those of `volunteer.matching.gaps`, as plain mappings: the way they are stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from volunteer.taxonomy.naming import skill_name
from volunteer.web.humanize import WEEKDAYS, distance
from volunteer.web.speech import Later as _l
from volunteer.web.speech import gettext as _
from volunteer.web.speech import ngettext

BANDS = (_l("凌晨"), _l("上午"), _l("下午"), _l("晚上"))


def asked_skill(skill: str | None, level: int) -> str:
    """护理 2 级, or that nothing is asked for."""
    return _("%(skill)s %(level)s 级", skill=skill_name(skill), level=level) if skill else _("不限技能")


def why_short(reasons: Mapping[str, int], skill: str | None, level: int, *, planned: bool) -> str:
    """Who could have come but for one thing: those with the skill, or those who are free where none is asked for.

    `planned`: somebody suitable who does not come here has a place elsewhere; else nobody asked them yet.
    """
    far, elsewhere = reasons.get("too_far", 0), reasons.get("assigned_elsewhere", 0)
    if skill is None:
        return _among_the_free(far, elsewhere, planned=planned)
    busy = reasons.get("not_free", 0)
    able = busy + far + elsewhere
    if not able:
        return _("没有人会%(skill)s", skill=asked_skill(skill, level))
    parts = [ngettext("%(count)s 人没空", "%(count)s 人没空", busy, count=f"{busy:,}")] if busy else []
    parts += _far_or_elsewhere(far, elsewhere, planned=planned)
    return _(
        "会%(skill)s的 %(num)s 人：%(parts)s",
        skill=asked_skill(skill, level),
        num=f"{able:,}",
        parts=_("，").join(parts),
    )


def remedy_words(remedy: Mapping[str, Any]) -> str:
    """What to do, and how many of the missing it would bring."""
    return {"ask": _ask, "radius": _radius, "move": _move, "train": _train, "recruit": _recruit}[remedy["kind"]](remedy)


def cell_words(weekday: int, band: int) -> str:
    """周六上午."""
    return _("%(day)s%(part)s", day=WEEKDAYS[weekday], part=BANDS[band])


def _among_the_free(far: int, elsewhere: int, *, planned: bool) -> str:
    free = far + elsewhere
    if not free:
        return _("那时没有人有空")
    parts = _far_or_elsewhere(far, elsewhere, planned=planned)
    return _("那时有空的 %(num)s 人：%(parts)s", num=f"{free:,}", parts=_("，").join(parts))


def _far_or_elsewhere(far: int, elsewhere: int, *, planned: bool) -> list[str]:
    parts = [ngettext("%(count)s 人离得太远", "%(count)s 人离得太远", far, count=f"{far:,}")] if far else []
    if elsewhere and planned:
        parts.append(ngettext("%(count)s 人排在了别处", "%(count)s 人排在了别处", elsewhere, count=f"{elsewhere:,}"))
    elif elsewhere:
        parts.append(
            ngettext("%(count)s 人合适，还没有邀约", "%(count)s 人合适，还没有邀约", elsewhere, count=f"{elsewhere:,}")
        )
    return parts


def _ask(remedy: Mapping[str, Any]) -> str:
    people = remedy["people"]
    return ngettext("还有 %(num)s 人合适又有空，可以直接邀请", "还有 %(num)s 人合适又有空，可以直接邀请", people)


def _radius(remedy: Mapping[str, Any]) -> str:
    nearest = next(iter(remedy["nearest"]), None)
    text = ngettext("请稍远的 %(num)s 人放宽距离", "请稍远的 %(num)s 人放宽距离", remedy["people"])
    return _("%(text)s（最近 %(distance)s）", text=text, distance=distance(nearest["distance_m"])) if nearest else text


def _move(remedy: Mapping[str, Any]) -> str:
    when = cell_words(remedy["weekday"], remedy["band"])
    text = _("改到%(when)s，可补 %(num)s 人", when=when, num=remedy["heads"])
    holders = remedy["holders"]
    return _("%(text)s（已报名的 %(num)s 人要重新确认）", text=text, num=holders) if holders else text


def _train(remedy: Mapping[str, Any]) -> str:
    skill = asked_skill(remedy["skill"], remedy["level"])
    text = _("培训 %(heads)s 人%(skill)s", heads=remedy["heads"], skill=skill)
    lower, without = remedy["below_level"], remedy["without_skill"]
    if lower and without:
        return _(
            "%(text)s（%(lower)s 人只差级别，%(without)s 人从头学）", text=text, lower=lower, without=f"{without:,}"
        )
    if lower:
        return _("%(text)s（%(lower)s 人只差级别）", text=text, lower=lower)
    return _("%(text)s（%(without)s 人其他都合适）", text=text, without=f"{without:,}")


def _recruit(remedy: Mapping[str, Any]) -> str:
    if remedy["skill"] is None:
        return _("在附近再招募 %(heads)s 人", heads=remedy["heads"])
    skill = asked_skill(remedy["skill"], remedy["level"])
    text = _("招募会%(skill)s的 %(heads)s 人", skill=skill, heads=remedy["heads"])
    able = remedy["able"]
    return _("%(text)s（附近现有 %(able)s 人）", text=text, able=able) if able else text
