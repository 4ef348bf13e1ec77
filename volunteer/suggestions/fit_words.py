"""How a position suits the member who looks at it, in words: why, or why not and what changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from flask import url_for

from volunteer.claims.reasons import Fit as Shown
from volunteer.claims.reasons import Hindrance
from volunteer.kernel import clock
from volunteer.matching.explain import Change, NoSkill, NotFree, Overlap, TooFar
from volunteer.organization.actor import Actor
from volunteer.organization.calendar import day_weekday
from volunteer.suggestions.adapter import Anchor
from volunteer.suggestions.fitting import Barred, Fit, fit_of
from volunteer.suggestions.gap_words import cell_words
from volunteer.suggestions.service import Silence, nearest_anchor
from volunteer.suggestions.words import chips
from volunteer.taxonomy.naming import skill_name
from volunteer.web.humanize import WEEKDAYS, distance, period
from volunteer.web.speech import gettext as _


def fit_for(actor: Actor, position_id: int) -> Shown | None:
    """What the position's page says of it to its reader."""
    fit = fit_of(actor, position_id)
    if fit is None:
        return None
    found = fit.suggestion
    if found is not None:
        rank = fit.rank
        return Shown(chips=tuple(chips(found)), rank=rank.rank if rank else 0, of=rank.of if rank else 0)
    return Shown(against=tuple(_against(fit)))


def _against(fit: Fit) -> Iterable[Hindrance]:
    """What the member decided stands alone; else every condition that fails, in the order of matching."""
    decided = _DECIDED.get(fit.codes[0]) if fit.codes else None
    if decided is not None:
        yield decided(fit)
        return
    if fit.why is not None:
        for change in fit.why.changes:
            yield from _condition(change, fit)
    if Barred.LATER in fit.codes:
        yield Hindrance(_("离开始还早，临近时再推荐"))


def _off(fit: Fit) -> Hindrance:
    text = _("你关闭了个性化推荐")
    return Hindrance(text, _("开启推荐"), url_for("me.switch_recommendations", on=1), posts=True)


def _paused(fit: Fit) -> Hindrance:
    return Hindrance(_("你暂停了参加服务"), _("恢复参加"), url_for("me.profile"))


def _no_place(fit: Fit) -> Hindrance:
    return Hindrance(_("还不知道你常在哪里，没法按远近推荐"), _("填常住地点"), url_for("me_place.show"))


def _enough(fit: Fit) -> Hindrance:
    return Hindrance(_("你已报满，完成或释放一项后再推荐"), _("看日程"), url_for("schedule.index"))


def _not_for_me(fit: Fit) -> Hindrance:
    back = url_for("not_for_me.take_back", project_id=fit.position.project_id)
    return Hindrance(_("你点过“不适合我”"), _("恢复推荐"), back, posts=True)


def _answered(fit: Fit) -> Hindrance:
    return Hindrance(_("你婉拒过这个岗位，不再推荐"))


_DECIDED: Mapping[str, Callable[[Fit], Hindrance]] = {
    Silence.OFF: _off,
    Silence.PAUSED: _paused,
    Silence.NO_PLACE: _no_place,
    Silence.ENOUGH: _enough,
    Barred.NOT_FOR_ME: _not_for_me,
    Barred.ANSWERED: _answered,
}


def _condition(change: Change, fit: Fit) -> Iterable[Hindrance]:
    """A condition that fails; that no place is free is said where the button is."""
    said: Mapping[type[Any], Callable[[Any, Fit], Iterable[Hindrance]]] = {
        Overlap: _busy,
        NoSkill: _unskilled,
        NotFree: _not_free,
        TooFar: _far,
    }
    words = said.get(type(change))
    return words(change, fit) if words else ()


def _busy(change: Overlap, fit: Fit) -> Iterable[Hindrance]:
    """The appointment in the way, cut to what the page may say: when, not what."""
    for starts, ends in change.intervals[:1]:
        text = _("%(when)s你已有安排，时间撞上了", when=period(starts, ends))
        yield Hindrance(text, _("看日程"), url_for("schedule.index"))


def _unskilled(change: NoSkill, fit: Fit) -> Iterable[Hindrance]:
    asked = _("%(skill)s %(level)s 级", skill=skill_name(change.skill), level=change.needed)
    if change.held:
        text = _("需要%(asked)s，你登记的是 %(held)s 级", asked=asked, held=change.held)
    else:
        text = _("需要%(asked)s，你还没有登记，或还在审核、已经过期", asked=asked)
    yield Hindrance(text, _("去登记技能"), url_for("me_skills.index"))


def _not_free(change: NotFree, fit: Fit) -> Iterable[Hindrance]:
    if change.working_time:
        yield Hindrance(_("这场在上班时间，你单位的规定是上班时间的服务不主动推荐"))
    if not change.cells:
        return
    when = _("、").join(cell_words(weekday, band) for weekday, band in change.cells)
    if fit.member.profile_assumed:
        text = _("你还没填空闲时间，默认的里面没有%(when)s", when=when)
    else:
        text = _("你没有填%(when)s有空", when=when)
    yield Hindrance(text + _counted_as(fit.position.starts), _("改空闲时间"), url_for("me.availability"))


def _counted_as(starts: datetime) -> str:
    """What a holiday or make-up day counts as (D25), where that is not what the calendar on the wall says."""
    day = clock.local(starts).date()
    counted = day_weekday(day)
    return "" if counted == day.weekday() else _("（这天按%(day)s算）", day=WEEKDAYS[counted])


def _far(change: TooFar, fit: Fit) -> Iterable[Hindrance]:
    far, most = distance(change.distance_km * 1000), distance(change.radius_km * 1000)
    texts = {
        Anchor.HOME: lambda: _("离家 %(far)s，超出你设的 %(most)s", far=far, most=most),
        Anchor.ORGAN: lambda: _("离单位 %(far)s，超出你设的 %(most)s", far=far, most=most),
        Anchor.REGISTERED: lambda: _("离报到社区 %(far)s，超出你设的 %(most)s", far=far, most=most),
    }
    yield Hindrance(texts[nearest_anchor(fit.member, fit.position)](), _("改范围"), url_for("me.profile"))
