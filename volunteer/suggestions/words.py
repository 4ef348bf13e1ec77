"""The reasons of a suggestion as short words for chips; a tone marks the ones that stand out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from volunteer.kernel import clock
from volunteer.suggestions.adapter import Anchor
from volunteer.suggestions.service import Silence, Suggestion
from volunteer.taxonomy.naming import category_name, skill_name
from volunteer.web.humanize import distance, weekday
from volunteer.web.speech import gettext as _

Chip = str | tuple[str, str]

MORNING, NOON, EVENING = 6, 12, 18


def chips(suggestion: Suggestion) -> list[Chip]:
    """Why this position, said to the member."""
    far = {
        Anchor.HOME: lambda d: _("离家 %(distance)s", distance=d),
        Anchor.ORGAN: lambda d: _("离单位 %(distance)s", distance=d),
        Anchor.REGISTERED: lambda d: _("离报到社区 %(distance)s", distance=d),
    }
    found = _chips(suggestion, far, _("你报到的社区"))
    missing = suggestion.position.missing
    wanted = 2 * missing > suggestion.position.headcount
    return [*found, _("人手还差 %(num)s 人", num=missing)] if wanted else found


def chips_of_candidate(suggestion: Suggestion) -> list[Chip]:
    """Why this member, said to the leader: how far, but not from where, which is the member's own affair."""
    far = dict.fromkeys(Anchor, lambda d: _("相距 %(distance)s", distance=d))
    return _chips(suggestion, far, _("在这个社区报到"))


def silence_words(silence: Silence) -> str:
    """Why there are no suggestions, and what to do about it."""
    words = {
        Silence.OFF: _("个性化推荐已关闭，下面只按时间先后排列"),
        Silence.PAUSED: _("你暂停了参加服务，恢复后会继续推荐"),
        Silence.NO_PLACE: _("填写常住地点后，就能推荐附近的服务"),
        Silence.ENOUGH: _("你已报满，完成或释放一项后会继续推荐"),
    }
    return words[silence]


def _chips(suggestion: Suggestion, far: dict[Anchor, Callable[[str], str]], registered: str) -> list[Chip]:
    position, reasons = suggestion.position, suggestion.reasons
    free = free_at(position.starts, assumed=suggestion.member.profile_assumed)
    found: list[Chip] = [far[suggestion.measured_from](distance(suggestion.distance_m)), free]
    if position.skill is not None:
        level = suggestion.member.skills[position.skill]
        found.append((_("%(skill)s %(level)s 级", skill=skill_name(position.skill), level=level), "info"))
    if reasons["registered"]:
        found.append((registered, "ok"))
    if reasons["interest"]:
        found.append(_("感兴趣的%(category)s", category=category_name(position.category)))
    return found


def free_at(starts: datetime, *, assumed: bool = False) -> str:
    """周六上午有空: the day and the part of it that a session begins in; `assumed` where nobody confirmed it (D24)."""
    day, part = weekday(starts), _part_of_day(clock.local(starts).hour)
    if assumed:
        return _("%(day)s%(part)s（默认时间）", day=day, part=part)
    return _("%(day)s%(part)s有空", day=day, part=part)


def _part_of_day(hour: int) -> str:
    if hour < MORNING:
        return _("凌晨")
    if hour < NOON:
        return _("上午")
    return _("下午") if hour < EVENING else _("晚上")
