"""What every step of a wish has in common: load and check, note in the story, set the clock, tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from volunteer.happenings.wishes import WishHappening
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.actor import Actor
from volunteer.organization.calendar import add_working_days
from volunteer.organization.models import PrivatePlace
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import require
from volunteer.organization.settings import KNOBS, setting
from volunteer.wishes.models import Wish, WishStep
from volunteer.wishes.queries import one_wish
from volunteer.wishes.rules import DUE, MACHINE
from volunteer.wishes.states import WishStatus

PRIVATE_OPEN_FOR = timedelta(days=7)


def take(work: Work, actor: Actor, wish_id: int, step: str, reason: str | None = None) -> Wish:
    """Load and lock a wish, check the step's permission over it, and take the step."""
    wish = held(actor, wish_id, step)
    move(work, wish, step, reason)
    return wish


def held(actor: Actor, wish_id: int, step: str) -> Wish:
    """A locked wish on which the actor may take the step, as far as permissions go."""
    wish = one_wish(actor, wish_id, lock=True)
    cover(actor, wish, Permission(MACHINE.steps[step].permission or ""))
    return wish


def move(work: Work, wish: Wish, step: str, reason: str | None = None) -> None:
    """Take a step that the actor may take."""
    MACHINE.move(wish, step)
    wish.version += 1
    set_due(work, wish)
    note(work, wish, step, reason)


def let_go(work: Work, wish: Wish, step: str, kind: type[WishHappening], reason: str | None = None) -> None:
    """Take a step after which nobody has it; whoever had it is told."""
    happening = tell(kind, wish, reason=reason)
    MACHINE.target(wish.status, step)
    wish.member_id = None
    move(work, wish, step, reason)
    work.record(happening)


def cover(actor: Actor, wish: Wish, permission: Permission) -> None:
    """Forbidden unless the permission reaches the wish's unit or site."""
    require(actor, permission, wish.unit.path, wish.site.path)


def note(work: Work, wish: Wish, step: str, reason: str | None = None) -> None:
    """Write the step into the story."""
    by = work.actor.account_id if work.actor else None
    db.session.add(WishStep(wish_id=wish.id, step=step, at=work.now, by=by, reason=reason))


def set_due(work: Work, wish: Wish) -> None:
    """The clock of the next step starts anew, where somebody has to take it."""
    key = DUE.get(WishStatus(wish.status))
    wish.due_at = add_working_days(work.now, setting(wish.unit, key, KNOBS[key].default)) if key else None
    wish.reminded_at = None


def tell(kind: type[WishHappening], wish: Wish, **fields: Any) -> WishHappening:
    """The happening about a wish, as it stands."""
    helper = wish.member.account_id if wish.member_id is not None and wish.member is not None else None
    return kind(subject_id=wish.id, unit_id=wish.unit_id, collected_by=wish.collected_by, helper=helper, **fields)


def shut_private(work: Work, wish: Wish) -> None:
    """The guarded part closes seven days after the end (D6)."""
    db.session.get_one(PrivatePlace, wish.private_place_id).closes_at = work.now + PRIVATE_OPEN_FOR
