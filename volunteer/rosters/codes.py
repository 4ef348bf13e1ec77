"""Activation codes for the people an import brought in, printed by the sheet for whoever hands them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import aliased

from volunteer.access.service import issue_code
from volunteer.accounts.models import Account, SignInIdentity
from volunteer.accounts.states import AccountStatus, IdentityKind
from volunteer.happenings.rosters import RosterCodesPrinted
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.people.models import Member
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.queries import import_seen

A_TIME = 80  # slips: ten sheets of paper, and a page that any browser bears

_Team = aliased(Unit)
_GROUP = func.coalesce(_Team.name, Unit.name, RosterRow.cells["town"].astext, "").label("group")


@dataclass(frozen=True)
class Batch:
    """A part of the people of one team or town, by the lines of the file they stand in."""

    group: str
    first: int
    last: int
    people: int


@dataclass(frozen=True)
class Slip:
    """What is printed for one person."""

    name: str
    user_name: str
    unit: str
    code: str
    expires_at: datetime


def waiting(made: RosterImport) -> Select[int, int, str, str, str, str]:
    """(line, account, name, user name, unit, group) of the people whose accounts are not active yet."""
    return (
        select(RosterRow.line, Account.id, Account.name, SignInIdentity.subject, func.coalesce(Unit.name, ""), _GROUP)
        .join(SignInIdentity, SignInIdentity.subject == RosterRow.key)
        .join(Account, Account.id == SignInIdentity.account_id)
        .join(Member, Member.account_id == Account.id, isouter=True)
        .join(Unit, Unit.id == Member.unit_id, isouter=True)
        .join(_Team, _Team.id == Unit.parent_id, isouter=True)
        .where(
            RosterRow.import_id == made.id,
            RosterRow.action == "created",
            SignInIdentity.kind == IdentityKind.PASSWORD,
            Account.status == AccountStatus.PENDING,
        )
    )


def batches(made: RosterImport) -> list[Batch]:
    """The people still to be given a code, team by team."""
    people = waiting(made).subquery()
    grouped = select(people.c.group, func.array_agg(people.c.line.distinct())).group_by(people.c.group)
    found: list[Batch] = []
    for group, lines in db.session.execute(grouped.order_by(func.min(people.c.line))):
        ordered = sorted(lines)
        for n in range(0, len(ordered), A_TIME):
            part = ordered[n : n + A_TIME]
            found.append(Batch(group, part[0], part[-1], len(part)))
    return found


@use_case
def print_codes(work: Work, actor: Actor, import_id: int, group: str, first: int, last: int) -> Sequence[Slip]:
    """New codes for a batch; each person's earlier one is void. Whoever is out of the actor's reach is left out."""
    made = import_seen(actor, import_id)
    within = waiting(made).where(literal(group) == _GROUP, RosterRow.line.between(first, last)).order_by(RosterRow.line)
    slips: dict[int, Slip] = {}
    for _line, account_id, name, user_name, unit, of in db.session.execute(within.limit(A_TIME)).all():
        try:
            printed = slips.get(account_id) or issue_code(actor, account_id)
        except (Forbidden, NotVisible):
            continue
        if not isinstance(printed, Slip):
            slips[account_id] = Slip(name, user_name, unit or of, printed.code, printed.expires_at)
    work.record(RosterCodesPrinted(subject_id=made.id, unit_id=made.unit_id, details={"codes": len(slips)}))
    return list(slips.values())
