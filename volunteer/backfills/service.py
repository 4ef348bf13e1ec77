"""Backfilled hours on their way: a second person agrees, anyone concerned may object, the clock enters them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select, update

from volunteer.backfills import loading
from volunteer.backfills.loading import Loaded
from volunteer.backfills.models import TOP, HoursBacking, HoursObjection
from volunteer.backfills.public_notice import NOTICE_DAYS, days_left, notice_until
from volunteer.backfills.rules import agree_refusal, decide_refusal, rank_over
from volunteer.happenings.backfills import HoursObjected, HoursPosted, ObjectionAnswered
from volunteer.happenings.ledger import HoursConfirmed, HoursRefused
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger import loading as hours_loading
from volunteer.ledger.chain import NewEntry, append
from volunteer.ledger.models import EntryKind, HoursProposal, ProposalStatus
from volunteer.ledger.rules import MACHINE, PHYSICAL_DAY
from volunteer.ledger.service import BulkAnswer, NotDone, signed_in, told, without
from volunteer.organization.actor import SYSTEM, Actor
from volunteer.organization.calendar import day_types
from volunteer.organization.rules import ids_of
from volunteer.organization.settings import setting_at

MOST = 500
USUAL_DAYS = 3


@use_case
def agree(work: Work, actor: Actor, ids: Sequence[int]) -> BulkAnswer:
    """The second person's word on many; each goes on public notice or is refused by itself."""
    signed_in(actor)
    items = loading.load_locked(actor, ids)
    facts = [item.facts for item in items]
    limits, days = hours_loading.day_limits(facts), hours_loading.day_totals(facts)
    for day, minutes in loading.minutes_on_notice(facts).items():
        days[day] = days.get(day, 0) + minutes
    answer = without(ids, facts)
    for item in items:
        before = days.get(item.facts.day, 0)
        reason = agree_refusal(actor, item.facts, item.backed, before, limits[item.facts.unit_path])
        if reason is not None:
            answer.refused.append(NotDone(item.facts.id, reason))
            continue
        days[item.facts.day] = before + item.facts.minutes
        post(work, actor, item)
        answer.done.append(item.facts.id)
    return answer


def post(work: Work, actor: Actor, item: Loaded) -> None:
    """Put it on public notice in the actor's name; called when it has been decided that the actor may."""
    today = local(work.now).date()
    days = setting_at(item.facts.unit_path, NOTICE_DAYS, USUAL_DAYS)
    until = notice_until(today, days, day_types(today))
    backing = item.backing
    backing.agreed_by, backing.agreed_at = signed_in(actor), work.now
    backing.agreed_rank = rank_over(actor, item.facts.paths)
    backing.posted_on, backing.until = today, until
    _step(item, "agree")
    told_of = told(HoursPosted, item.facts, until=until)
    work.record(replace(told_of, details={**told_of.details, "same_tier": backing.same_tier}))


@use_case
def object_to(work: Work, actor: Actor, hours_id: int, text: str) -> None:
    """Object to what is on notice; the first objection stops the clock."""
    account_id = signed_in(actor)
    item = loading.load_concerned(actor, hours_id)
    today = local(work.now).date()
    until, agreed_by = item.backing.until, item.backing.agreed_by
    if until is None or agreed_by is None:
        raise Refused("not_in_this_state")
    if item.facts.status == ProposalStatus.ON_NOTICE and today > until:
        raise Refused("notice_over")
    if account_id in item.objectors:
        raise Refused("objected_already")
    if item.facts.status == ProposalStatus.ON_NOTICE:
        item.backing.days_left = days_left(today, until, day_types(today))
    _step(item, "object")
    db.session.add(HoursObjection(proposal_id=hours_id, by=account_id, text=text, at=work.now))
    work.record(
        told(
            HoursObjected,
            item.facts,
            entered_by=item.backing.entered_by,
            agreed_by=agreed_by,
            decider_unit_id=_decider_unit(item),
        )
    )


@use_case
def keep(work: Work, actor: Actor, hours_id: int, answer: str) -> None:
    """Answer the objection without change: the notice goes on for the days that remained."""
    item = _to_decide(actor, hours_id)
    today = local(work.now).date()
    item.backing.until = notice_until(today, item.backing.days_left or 1, day_types(today))
    item.backing.days_left = None
    _step(item, "keep")
    _answer(work, actor, item, answer, kept=True)


@use_case
def refuse_objected(work: Work, actor: Actor, hours_id: int, answer: str) -> None:
    """The objection is right: the hours are refused."""
    item = _to_decide(actor, hours_id)
    item.backing.refused_because = answer
    _step(item, "refuse")
    _answer(work, actor, item, answer, kept=False)


def take_effect(work: Work) -> int:
    """What nobody objected to in time is entered into the ledger, with the second person as its confirmer."""
    today = local(work.now).date()
    due = (
        select(HoursProposal.id)
        .join(HoursBacking, HoursBacking.proposal_id == HoursProposal.id)
        .where(HoursProposal.status == ProposalStatus.ON_NOTICE, HoursBacking.until < today)
        .order_by(HoursProposal.id)
        .limit(MOST)
    )
    items = loading.load_for_the_clock(SYSTEM, db.session.scalars(due).all())
    items = [item for item in items if _is_due(item, today)]
    days = hours_loading.day_totals([item.facts for item in items])
    entries = []
    for item in items:
        before = days.get(item.facts.day, 0)
        if before + item.facts.minutes > PHYSICAL_DAY:
            _lapse(work, item)
            continue
        days[item.facts.day] = before + item.facts.minutes
        _step(item, "take_effect")
        entries.append(_credit(item))
        work.record(told(HoursConfirmed, item.facts, attendance_id=None))
    append(work, entries)
    return len(items)


TAKE_EFFECT = Job("backfills.take_effect", take_effect, "cron", {"hour": "0-5", "minute": 20})


def _is_due(item: Loaded, today: date) -> bool:
    """Whether it still is, now that it is locked."""
    until = item.backing.until
    return item.facts.status == ProposalStatus.ON_NOTICE and until is not None and until < today


def _credit(item: Loaded) -> NewEntry:
    facts = item.facts
    return NewEntry(facts, EntryKind.CREDIT, facts.source, facts.minutes, facts.entered_by, item.backing.agreed_by)


def _lapse(work: Work, item: Loaded) -> None:
    """Others of the day took effect meanwhile: a day holds no more than its hours."""
    reason = str(_("公示期间当天其他时长已生效，合计超过 24 小时"))
    _step(item, "lapse")
    work.record(told(HoursRefused, item.facts, reason=reason))


def _to_decide(actor: Actor, hours_id: int) -> Loaded:
    item = loading.load_one(actor, hours_id)
    reason = decide_refusal(actor, item.facts, item.backed)
    if reason is not None:
        raise Refused(reason)
    return item


def _answer(work: Work, actor: Actor, item: Loaded, answer: str, *, kept: bool) -> None:
    db.session.execute(
        update(HoursObjection)
        .where(HoursObjection.proposal_id == item.facts.id, HoursObjection.answered_at.is_(None))
        .values(answered_by=signed_in(actor), answered_at=work.now, answer=answer, kept=kept)
    )
    work.record(
        told(
            ObjectionAnswered,
            item.facts,
            reason=answer,
            kept=kept,
            objectors=tuple(sorted(item.objectors)),
            entered_by=item.backing.entered_by,
            agreed_by=item.backing.agreed_by,
        )
    )


def _decider_unit(item: Loaded) -> int:
    """The unit whose leaders answer: above the second person, or the top where nobody is above."""
    above = ids_of(item.facts.unit_path)
    rank = max(TOP, (item.backing.agreed_rank or TOP) - 1)
    return above[min(rank, len(above)) - 1]


def _step(item: Loaded, step: str) -> None:
    """Take a step on locked hours."""
    target = MACHINE.target(item.facts.status, step)
    db.session.execute(
        update(HoursProposal)
        .where(HoursProposal.id == item.facts.id)
        .values(status=target, version=HoursProposal.version + 1)
    )
