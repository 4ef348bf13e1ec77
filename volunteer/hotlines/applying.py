"""Rows become demands, a few in each transaction: what was done stays done, whenever the process ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from volunteer.demands.intake import Need, take_in, take_news
from volunteer.demands.intake_rules import title_of, whole_day
from volunteer.demands.models import Demand
from volunteer.demands.states import Channel
from volunteer.happenings.hotlines import HotlineApplied
from volunteer.hotlines.checking import due_of, fingerprint, said
from volunteer.hotlines.models import HotlineList, HotlineOrder, HotlineRow
from volunteer.hotlines.rules import DOES_SOMETHING, MACHINE
from volunteer.hotlines.states import ListStatus, RowAction
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import Place
from volunteer.rosters.cleaning import duty_phone_of

AT_ONCE = 50


def carry_on(work: Work) -> int:
    """Do a few rows of the oldest list that was let through; 0 when nothing waits."""
    waiting = select(HotlineList).where(HotlineList.status == ListStatus.APPLYING).order_by(HotlineList.id).limit(1)
    made = db.session.scalar(waiting.with_for_update(skip_locked=True))
    if made is None:
        return 0
    left = select(HotlineRow).where(
        HotlineRow.list_id == made.id, HotlineRow.action.in_(DOES_SOMETHING), HotlineRow.done.is_(False)
    )
    rows = db.session.scalars(left.order_by(HotlineRow.line).limit(AT_ONCE)).all()
    for row in rows:
        _do(work, made, row)
    made.rows_done += len(rows)
    if len(rows) < AT_ONCE:
        MACHINE.move(made, "finish")
        made.applied_at = work.now
        work.record(HotlineApplied(subject_id=made.id, by=made.created_by, details=dict(made.counts)))
    return max(1, len(rows))


def _do(work: Work, made: HotlineList, row: HotlineRow) -> None:
    """One work order: a new demand, or news of the one it became before. Another list may have brought it meanwhile."""
    told = said(row.cells, made.columns)
    seen, need = fingerprint(told, row.site_id), _need(work, row, told)
    row.done = True
    number = select(HotlineOrder).where(HotlineOrder.sender_id == made.sender_id, HotlineOrder.number == told["number"])
    order = db.session.scalar(number.with_for_update())
    if order is None:
        demand = take_in(work, need)
        db.session.add(_order(made, demand, told["number"], seen, need))
        return
    demand = db.session.scalars(select(Demand).where(Demand.id == order.demand_id).with_for_update()).one()
    if demand.site_id != row.site_id:
        _leave_out(made, row)
    elif order.fingerprint != seen:
        take_news(work, demand, need)
        order.fingerprint, order.due_at = seen, need.answer_by


def _leave_out(made: HotlineList, row: HotlineRow) -> None:
    """Another site's list was quicker with this number."""
    counts = Counter(made.counts)
    counts.subtract({row.action: 1})
    counts.update({RowAction.WRONG: 1})
    made.counts = dict(counts)
    row.done, row.action, row.problems = False, RowAction.WRONG, {"site": "elsewhere"}


def _order(made: HotlineList, demand: Demand, number: str, seen: bytes, need: Need) -> HotlineOrder:
    return HotlineOrder(
        sender_id=made.sender_id, number=number, demand_id=demand.id, fingerprint=seen, due_at=need.answer_by
    )


def _need(work: Work, row: HotlineRow, told: Mapping[str, str]) -> Need:
    starts, ends = whole_day(local(work.now).date() + timedelta(days=1))
    return Need(
        channel=Channel.HOTLINE,
        site=db.session.get_one(Place, row.site_id),
        title=told["title"] or title_of(told["text"]),
        text=told["text"],
        starts=starts,
        ends=ends,
        recipient=told["name"] or None,
        phone=duty_phone_of(told["phone"]) if told["phone"] else None,
        address=told["address"] or None,
        answer_by=due_of(told["due"]) if told["due"] else None,
    )
