"""Saying what became of many at once: how many went through, each reason against the others once with its count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash
from flask_babel import gettext as _

from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.ledger import queries
from volunteer.ledger.models import HoursProposal
from volunteer.ledger.service import BulkAnswer
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.people.models import Member
from volunteer.web.humanize import masked_name
from volunteer.web.wording import words

NAMES_SAID = 3


def say_of_hours(answer: BulkAnswer, done: str) -> None:
    """The refused ones are hours."""
    _say(answer, done, _whose)


def say_of_people(answer: BulkAnswer, done: str) -> None:
    """The refused ones are members."""
    _say(answer, done, _members)


def _say(answer: BulkAnswer, done: str, names_of: Callable[[Sequence[int]], Sequence[str]]) -> None:
    if answer.done:
        flash(done, "ok")
    refused: dict[str, list[int]] = {}
    for item in answer.refused:
        refused.setdefault(item.reason, []).append(item.id)
    for reason, ids in refused.items():
        who = _in_brackets([masked_name(name) for name in names_of(ids)], len(ids))
        flash(_("%(count)s 条未处理%(who)s：%(why)s", count=len(ids), who=who, why=words(Refused(reason))), "warn")
    if not answer.done and not answer.refused:
        flash(_("请先勾选要处理的记录"), "info")


def _whose(ids: Sequence[int]) -> Sequence[str]:
    """Some of the names behind hours that the actor may see."""
    seen = queries.hours(current_actor()).where(HoursProposal.id.in_(ids)).limit(NAMES_SAID)
    return [view.name for view in queries.views(db.session.scalars(seen).all())]


def _members(ids: Sequence[int]) -> Sequence[str]:
    seen = visible(Member, current_actor(), Permission.HOURS_READ).where(Member.id.in_(ids)).limit(NAMES_SAID)
    return db.session.scalars(seen.with_only_columns(Member.name)).all()


def _in_brackets(names: Sequence[str], count: int) -> str:
    more = _("等") if names and count > len(names) else ""
    return _("（%(names)s%(more)s）", names=_("、").join(names), more=more) if names else ""
