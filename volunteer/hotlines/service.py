"""Use cases on lists: taken in and checked, their columns explained, let through, put aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import IO

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.happenings.hotlines import HotlineDiscarded, HotlineLetThrough, HotlineUploaded
from volunteer.hotlines import queries
from volunteer.hotlines.checking import check
from volunteer.hotlines.headings import BY_NAME, COLUMNS, missing, understood
from volunteer.hotlines.models import HotlineList, HotlineRow, HotlineSender
from volunteer.hotlines.reading import Table, read, table_of
from volunteer.hotlines.rules import DOES_SOMETHING, MACHINE
from volunteer.hotlines.states import RowAction
from volunteer.hotlines.words import missing_words
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.queries import root_brigade
from volunteer.organization.rules import ids_of
from volunteer.rosters.package import Unreadable
from volunteer.rosters.words import failure_words

LONGEST_NAME = 120


@use_case
def take_in(work: Work, actor: Actor, sender_name: str, file: IO[bytes], file_name: str) -> HotlineList:
    """Read a file; where its columns are clear, tell at once what its rows would do. Nothing is made of it yet."""
    sender = _sender(sender_name)
    try:
        table = read(file, sender.columns)
    except Unreadable as reason:
        raise Invalid({"file": failure_words(reason.reason, reason.details)}) from reason
    if not table.rows:
        raise Invalid({"file": _("表里只有表头，没有工单")})
    return _keep(work, actor, sender, file_name, table, understood(table.headings, sender.columns))


@use_case
def take_in_orders(
    work: Work, actor: Actor, sender_name: str, orders: Sequence[Mapping[str, str]], name: str = ""
) -> HotlineList:
    """The same for work orders that another system sends, each by field: no file, so no column to be explained."""
    try:
        table = table_of(orders)
    except Unreadable as reason:
        raise Invalid({"orders": failure_words(reason.reason, reason.details)}) from reason
    return _keep(work, actor, _sender(sender_name), name, table, COLUMNS)


@use_case
def explain(work: Work, actor: Actor, list_id: int, columns: Mapping[str, int]) -> HotlineList:
    """Say which column holds what; remembered for the sender's next list."""
    made = queries.one_list(actor, list_id, lock=True)
    MACHINE.target(made.status, "check")
    wanted = {name: n for name, n in columns.items() if name in BY_NAME and 0 <= n < len(made.headings)}
    lacking = missing(wanted)
    if lacking:
        raise Invalid({field.name: missing_words(field) for field in lacking})
    made.columns = wanted
    sender = db.session.get_one(HotlineSender, made.sender_id)
    sender.columns = {name: made.headings[n] for name, n in wanted.items()}
    _check(actor, made)
    return made


@use_case
def let_through(work: Work, actor: Actor, list_id: int, version: int) -> HotlineList:
    """Let the good rows become demands, in the background; wrong ones stay out until they come again."""
    made = queries.one_list(actor, list_id, lock=True)
    MACHINE.target(made.status, "apply")
    if made.version != version:
        raise Refused("stale")
    _check(actor, made)
    if not any(made.counts.get(action) for action in DOES_SOMETHING):
        raise Refused("nothing_changed")
    MACHINE.move(made, "apply")
    made.rows_done = 0
    work.record(HotlineLetThrough(subject_id=made.id, details=dict(made.counts)))
    return made


@use_case
def discard(work: Work, actor: Actor, list_id: int) -> HotlineList:
    """Put a list aside; nothing was made of it."""
    made = queries.one_list(actor, list_id, lock=True)
    MACHINE.move(made, "discard")
    work.record(HotlineDiscarded(subject_id=made.id))
    return made


def _keep(
    work: Work, actor: Actor, sender: HotlineSender, file_name: str, table: Table, columns: Mapping[str, int]
) -> HotlineList:
    made = HotlineList(
        sender_id=sender.id,
        unit_id=_top(actor),
        place_id=_town(actor),
        file_name=file_name[-LONGEST_NAME:],
        headings=list(table.headings),
        columns=dict(columns),
        rows_total=len(table.rows),
        created_by=actor.account_id,
        created_at=work.now,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all(HotlineRow(list_id=made.id, line=line, cells=list(cells)) for line, cells in table.rows)
    db.session.flush()
    if not missing(made.columns):
        _check(actor, made)
    work.record(HotlineUploaded(subject_id=made.id, details={"rows": made.rows_total, "sender": sender.id}))
    return made


def _check(actor: Actor, made: HotlineList) -> None:
    """Hold every row against what is there now."""
    rows = db.session.scalars(queries.rows_of(made)).all()
    found = check((row.cells for row in rows), made.columns, queries.known(actor, made.sender_id))
    for row, checked in zip(rows, found, strict=True):
        row.order_number, row.site_id = checked.number or None, checked.site_id
        row.action, row.problems = checked.action, checked.problems
    made.counts = {action: 0 for action in RowAction} | Counter(str(one.action) for one in found)
    made.version += 1
    MACHINE.move(made, "check")


def _sender(name: str) -> HotlineSender:
    sender = db.session.scalar(select(HotlineSender).where(HotlineSender.name == name).with_for_update())
    if sender is None:
        sender = HotlineSender(name=name, columns={})
        db.session.add(sender)
        db.session.flush()
    return sender


def _town(actor: Actor) -> int | None:
    """The town of a town officer; none for whoever acts for the whole network."""
    return next((grant.node_id for grant in actor.grants if grant.role == Role.TOWN_OFFICER), None)


def _top(actor: Actor) -> int:
    """The top brigade of whoever acts there, else the one that answers for the city's places."""
    paths = actor.reach(Permission.HOTLINE_IMPORT).unit_paths
    return ids_of(paths[0])[0] if paths else root_brigade().id
