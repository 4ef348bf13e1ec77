"""What stands between a reader and a place: the button they are shown, or why there is none, all of it known before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from volunteer.claims.board import Entry
from volunteer.claims.outcomes import refused
from volunteer.claims.own_job import own_job
from volunteer.claims.rules import Facts, refusal, why_closed
from volunteer.claims.taking import look_at_facts
from volunteer.kernel import clock
from volunteer.kernel.errors import Refused
from volunteer.organization.actor import Actor
from volunteer.organization.models import WorkingTimeRule
from volunteer.projects.hours import last_start
from volunteer.web.humanize import clock_time, moment
from volunteer.web.wording import words


class Offer(StrEnum):
    """What stands in the place of the button."""

    CLAIM = "claim"
    HOUR = "hour"
    WAITLIST = "waitlist"
    SIGN_IN = "sign_in"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Standing:
    """An offer with what to know about it, or the reason why there is none."""

    offer: Offer
    words: str | None = None
    reason: str | None = None


def standing_of(entry: Entry, actor: Actor, now: datetime) -> Standing:
    """What a reader without a claim of their own may do with a position."""
    project, session = entry.position.project, entry.position.session
    begins = last_start(session) if session.hour_open else session.starts
    closed = why_closed(project.status, session.status, begins, project.opens_at, now)
    if closed == "opens_later" and project.opens_at is not None:
        return _no(Refused(closed, when=moment(project.opens_at, now)))
    if closed is not None:
        return _no(Refused(closed))
    if not actor.signed_in:
        return Standing(Offer.SIGN_IN)
    if actor.member_id is None:
        return _no(Refused("members_only"))
    return _standing_of_member(entry, actor.member_id, now)


def _standing_of_member(entry: Entry, member_id: int, now: datetime) -> Standing:
    facts = look_at_facts(entry.position.id, member_id, now)
    # What ran out still stands in the row but is in nobody's way; the board's numbers know.
    reason = refusal(replace(facts, own_id=None), now, clock.local(now).date())
    if reason == "needs_hour":
        return Standing(Offer.HOUR)
    if reason is not None and reason != "full":
        return _no(refused(reason, facts))
    notes = [_about_working_time(facts), _about_absences(facts), _about_own_job(entry, member_id)]
    return Standing(Offer.WAITLIST if entry.full else Offer.CLAIM, " ".join(filter(None, notes)) or None)


def _about_working_time(facts: Facts) -> str | None:
    """What the reader's organ says of a session in its working time (D17); a list may have hidden it."""
    if facts.in_working_time:
        return str(_("这场服务占用工作时间，提交后由本队负责人同意"))
    if not facts.off_hours and facts.working_time == WorkingTimeRule.HIDDEN:
        return str(_("这场服务在上班时间，请先征得单位同意"))
    return None


def _about_absences(facts: Facts) -> str | None:
    """That the own leader is asked because of absences without a word, and what helps."""
    if not facts.often_missing:
        return None
    return str(
        ngettext(
            "最近 90 天有 %(num)s 次未到没有说明，提交后由本队负责人同意；补上说明就不用",
            "最近 90 天有 %(num)s 次未到没有说明，提交后由本队负责人同意；补上说明就不用",
            facts.unexplained,
        )
    )


def _about_own_job(entry: Entry, member_id: int) -> str | None:
    """That part of the session is the reader's own job and will not count."""
    parts = own_job(entry.position.session, member_id)
    if not parts:
        return None
    times = str(_("、")).join(f"{clock_time(starts)}–{clock_time(ends)}" for starts, ends in parts)
    return str(_("这是你单位的本职工作，%(times)s 在工作时间内，不计志愿服务时长", times=times))


def _no(refusal: Refused) -> Standing:
    return Standing(Offer.NOTHING, words(refusal), refusal.reason)
