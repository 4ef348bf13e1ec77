"""What waits for a leader on a list of its own: how much, since when. Counted along with another statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, Subquery, func, select

from volunteer.answers import call_backs, late_calls
from volunteer.backfills import missing_queries
from volunteer.backfills import queries as backfills
from volunteer.backfills.missing_models import MissingHours
from volunteer.complaints import queries as complaints
from volunteer.complaints.models import Complaint
from volunteer.deadlines import queries as deadlines
from volunteer.deadlines.models import DemandExtension
from volunteer.demands.models import Demand
from volunteer.demands.rules import UNRATED_AFTER
from volunteer.kernel import clock
from volunteer.ledger.models import HoursProposal
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.records.certificate_queries import certificates
from volunteer.records.models import Certificate
from volunteer.wishes import queries as wishes
from volunteer.wishes.models import Wish

WANTED_WITHIN = timedelta(days=3)
AT_ONCE = timedelta(0)  # the rows have a deadline of their own


@dataclass(frozen=True)
class Heap:
    """A kind that is finished on its own list: `rows` are that list's, so that both say the same number."""

    label: LazyString
    permission: Permission
    endpoint: str
    rows: Callable[[Actor], Select[Any]]
    since: ColumnElement[datetime] | ColumnElement[datetime | None]
    within: timedelta


@dataclass(frozen=True)
class Counted:
    """One of them as it stands: how many wait, and until when the first of them should be done."""

    kind: str
    heap: Heap
    total: int
    due: datetime | None


HEAPS: dict[str, Heap] = {
    "late_demand": Heap(
        _l("督办超期需求"), Permission.DEMAND_HANDLE, "deadlines.index", deadlines.escalated, Demand.deadline, AT_ONCE
    ),
    "extension": Heap(
        _l("批复延期申请"),
        Permission.DEMAND_HANDLE,
        "deadlines.extension_list",
        deadlines.extensions,
        DemandExtension.before,
        AT_ONCE,
    ),
    "complaint": Heap(
        _l("答复投诉建议"),
        Permission.COMPLAINT_HANDLE,
        "complaints.index",
        complaints.to_answer,
        Complaint.answer_by,
        AT_ONCE,
    ),
    "wish": Heap(
        _l("核实微心愿"), Permission.DEMAND_FORWARD, "wishes.waiting", wishes.waiting_for, Wish.due_at, AT_ONCE
    ),
    "call_back": Heap(
        _l("回访服务对象"),
        Permission.DEMAND_HANDLE,
        "call_backs.index",
        lambda actor: call_backs.to_call(actor, clock.now()),
        call_backs.LAST_SERVED,
        UNRATED_AFTER,
    ),
    "late_call": Heap(
        _l("督办超期回访"),
        Permission.DEMAND_HANDLE,
        "call_backs.late",
        lambda actor: late_calls.passed_on(actor, clock.now()),
        call_backs.LAST_SERVED,
        UNRATED_AFTER,
    ),
    "missing": Heap(
        _l("答复漏记申报"),
        Permission.HOURS_CONFIRM,
        "missing_hours.index",
        missing_queries.to_answer,
        MissingHours.answer_by,
        AT_ONCE,
    ),
    "backfill": Heap(
        _l("同意补录"),
        Permission.HOURS_CONFIRM,
        "backfills.index",
        backfills.to_agree,
        HoursProposal.proposed_at,
        WANTED_WITHIN,
    ),
    "certificate": Heap(
        _l("开具证明"),
        Permission.CERTIFICATE_ISSUE,
        "certificates.index",
        lambda actor: certificates(actor, waiting=True),
        Certificate.requested_at,
        WANTED_WITHIN,
    ),
}


def open_to(actor: Actor) -> list[str]:
    """The kinds that the actor may finish."""
    return [kind for kind, heap in HEAPS.items() if actor.may(heap.permission)]


def sums(actor: Actor, kinds: Sequence[str]) -> Iterator[Subquery]:
    """For each kind a row of two columns: how many wait, and since when (or until when) the first does."""
    for kind in kinds:
        heap = HEAPS[kind]
        times = heap.rows(actor).with_only_columns(heap.since.label("time")).order_by(None).subquery()
        yield select(func.count(), func.min(times.c.time)).select_from(times).subquery(f"{kind}_waiting")


def counted(kinds: Sequence[str], row: Sequence[Any]) -> list[Counted]:
    """The kinds with what was read of them."""
    found = []
    for kind, total, first in zip(kinds, row[::2], row[1::2], strict=True):
        heap = HEAPS[kind]
        found.append(Counted(kind, heap, total, first + heap.within if first is not None else None))
    return found
