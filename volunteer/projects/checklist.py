"""What is made sure of before a project is published: seen by the platform, or ticked by an organizer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from volunteer.accounts.models import Account
from volunteer.checklists.models import ChecklistItem, KnownBy
from volunteer.checklists.queries import IN_ORDER, holding_at
from volunteer.checklists.words import FOUND, LOOKS_FOR
from volunteer.kernel.database import db
from volunteer.projects.checklist_models import ChecklistTick
from volunteer.projects.models import Project
from volunteer.projects.rules import ASSURED
from volunteer.projects.states import ProjectStatus

OPEN = frozenset({ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW, ProjectStatus.UNPUBLISHED})  # while it can be ticked

# Which of the facts that publishing asks for (rules.checklist) tell that an item is seen to.
SHOWN_BY: Mapping[str, tuple[str, ...]] = {
    KnownBy.PLAN: ("summary", "sessions"),
    KnownBy.TEAM: ("positions", "contact"),
    KnownBy.PLACE: ("public_place",),
    KnownBy.SAFEGUARDS: ("risk_note", "insurance", *ASSURED),
    KnownBy.RECORD: ("sessions",),
}


@dataclass(frozen=True)
class Line:
    """One item as it stands for a project. `found`: the platform sees it; `by` and `at`: who ticked it, and when."""

    item: ChecklistItem
    found: bool
    by: str | None
    at: datetime | None

    @property
    def word(self) -> str:
        """What the platform found, or what it looks for; nothing where it does not look."""
        known_by = self.item.known_by
        return str((FOUND if self.found else LOOKS_FOR)[KnownBy(known_by)]) if known_by else ""

    @property
    def done(self) -> bool:
        """Somebody or something says that it is seen to."""
        return self.found or self.at is not None


def lines_for(project: Project, facts: Mapping[str, bool]) -> Sequence[Line]:
    """The list that holds for the project's unit, as it stands; one statement."""
    ticked = and_(ChecklistTick.item_id == ChecklistItem.id, ChecklistTick.project_id == project.id)
    statement = (
        select(ChecklistItem, Account.name, ChecklistTick.at)
        .outerjoin(ChecklistTick, ticked)
        .outerjoin(Account, Account.id == ChecklistTick.by)
        .where(holding_at(project.unit.path))
        .order_by(*IN_ORDER)
    )
    return [Line(item, found(item, project, facts), by, at) for item, by, at in db.session.execute(statement)]


def found(item: ChecklistItem, project: Project, facts: Mapping[str, bool]) -> bool:
    """Whether the platform sees by itself that an item is seen to. A fact that is not asked for is none to lack."""
    if item.known_by == KnownBy.SUPPLIES:
        return bool((project.bring_note or "").strip())
    shown_by = SHOWN_BY.get(item.known_by or "")
    return shown_by is not None and all(facts.get(name, True) for name in shown_by)


def wanting(lines: Sequence[Line]) -> list[Line]:
    """What stands in the way of publishing."""
    return [line for line in lines if line.item.required and not line.done]
