"""What awaits a leader, kind by kind: counted, listed in order of deadline, finished where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from volunteer.demands.states import Urgency
from volunteer.home import desk_queries
from volunteer.home.heaps import WANTED_WITHIN, Counted
from volunteer.home.rows import Fill, HoursToConfirm, Qualification, Todo
from volunteer.kernel.database import db
from volunteer.ledger import pending
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.people.qualifications import to_see_to
from volunteer.transfers.queries import to_answer

SHOWN = 5
PAGE_SIZE = 20
PRESSING = timedelta(days=1)
WITHOUT_DEADLINE = timedelta(days=3650)


@dataclass(frozen=True)
class Kind:
    """A kind of thing that waits: who finishes it, the select of its rows, an item of a row, until when.

    `emergency` says which items stand before all others, whatever the clock says.
    """

    label: LazyString
    permission: Permission
    rows: Callable[[Actor, datetime], Any]
    item: Callable[..., Any]
    due: Callable[[Any], datetime | None]
    emergency: Callable[[Any], bool] = lambda _item: False


KINDS: dict[str, Kind] = {
    "demand": Kind(
        _l("受理需求"),
        Permission.DEMAND_HANDLE,
        desk_queries.demands_to_answer,
        lambda demand: demand,
        lambda demand: demand.deadline,
        lambda demand: demand.urgency == Urgency.EMERGENCY,
    ),
    "claim": Kind(
        _l("同意报名"),
        Permission.CLAIM_MANAGE,
        desk_queries.claims_to_approve,
        lambda claim: claim,
        lambda claim: claim.position.session.starts,
    ),
    "hours": Kind(
        _l("确认时长"),
        Permission.HOURS_CONFIRM,
        desk_queries.hours_to_confirm,
        HoursToConfirm,
        lambda hours: hours.starts + WANTED_WITHIN,
    ),
    "skill": Kind(
        _l("审核资质"),
        Permission.MEMBER_MANAGE,
        lambda actor, _now: to_see_to(actor),
        Qualification,
        lambda qualification: qualification.ends,
    ),
    "transfer": Kind(
        _l("人员调动待同意"),
        Permission.MEMBER_MANAGE,
        to_answer,
        lambda transfer: transfer,
        lambda transfer: transfer.answer_by,
    ),
    "silent": Kind(
        _l("没有答复"),
        Permission.CLAIM_MANAGE,
        desk_queries.nobody_answered,
        lambda claim: claim,
        lambda claim: claim.position.session.starts,
    ),
    "host": Kind(
        _l("定负责人"),
        Permission.PROJECT_EDIT,
        desk_queries.sessions_without_host,
        lambda session: session,
        lambda session: session.starts,
    ),
    "gap": Kind(
        _l("补人"),
        Permission.PROJECT_EDIT,
        desk_queries.gaps_soon,
        Fill,
        lambda fill: fill.starts,
    ),
}


@dataclass(frozen=True)
class Waiting:
    """What of one kind waits: how many there are, and those shown; the endpoint of its list where it has its own."""

    kind: str
    label: LazyString
    total: int
    things: tuple[Todo, ...]
    endpoint: str | None = None


def waiting(
    actor: Actor, now: datetime, chosen: str | None, page: int, known: Mapping[str, Sequence[Any] | None]
) -> list[Waiting]:
    """The first of every kind that the actor may finish; of a chosen kind one page.

    `known` has, by kind, the items that the page has read already.
    """
    found = []
    for name, kind in KINDS.items():
        if actor.may(kind.permission):
            part = slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE) if name == chosen else slice(SHOWN)
            found.append(_waiting(name, kind, actor, now, part, known.get(name)))
    return found


def heaped(heaps: Iterable[Counted], now: datetime) -> list[Waiting]:
    """What is finished on lists of its own: one line a kind, for as many as wait there."""
    return [
        Waiting(one.kind, one.heap.label, one.total, (_todo("heap", one, one.due, now),), one.heap.endpoint)
        for one in heaps
        if one.total
    ]


def in_order(kinds: Iterable[Waiting], now: datetime) -> list[Todo]:
    """All that is shown, emergencies first, then by when each is due; what has no deadline comes last."""
    things = [thing for kind in kinds for thing in kind.things]
    return sorted(things, key=lambda thing: (not thing.emergency, thing.due or now + WITHOUT_DEADLINE))


def _waiting(name: str, kind: Kind, actor: Actor, now: datetime, part: slice, known: Sequence[Any] | None) -> Waiting:
    items, total = _read(kind, actor, now, part) if known is None else (list(known[part]), len(known))
    if name == "hours" and items:
        items = _with_ready(actor, items, now)
    things = tuple(_todo(name, item, kind.due(item), now, kind.emergency(item)) for item in items)
    return Waiting(name, kind.label, total, things)


def _read(kind: Kind, actor: Actor, now: datetime, part: slice) -> tuple[list[Any], int]:
    """Some of the rows as items, and how many there are."""
    statement = kind.rows(actor, now).add_columns(func.count().over()).slice(part.start or 0, part.stop)
    rows = db.session.execute(statement).all()
    return [kind.item(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _with_ready(actor: Actor, items: list[HoursToConfirm], now: datetime) -> list[HoursToConfirm]:
    """Which of the hours nothing stands out about, by the same judgement as on the page of hours."""
    regular = set(pending.desk(actor, now).regular)
    return [replace(item, ready=tuple(hours for hours in item.ids if hours in regular)) for item in items]


def _todo(kind: str, item: Any, due: datetime | None, now: datetime, emergency: bool = False) -> Todo:
    return Todo(kind, item, due, emergency or (due is not None and due <= now + PRESSING), emergency)
