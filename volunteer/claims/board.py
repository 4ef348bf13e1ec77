"""Open positions as people and programs see them: with their numbers, and what stands between them and the reader."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from volunteer.claims.numbers import Numbers, numbers_of
from volunteer.claims.reader import OwnClaim, Reader, reader_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place
from volunteer.projects.finding import PositionFilters, distance_m, find
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.open_board import open_board
from volunteer.projects.open_rows import OpenPosition, open_position, open_rows
from volunteer.projects.states import ProjectStatus
from volunteer.web.api import LARGEST_ID
from volunteer.web.humanize import distance

HIDDEN = (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW, ProjectStatus.UNPUBLISHED)


@dataclass(frozen=True, slots=True)
class Card:
    """One position of a list; `own` is the reader's live claim on it, `clash` one at the same time.

    `lacking`: the reader is a member and does not have the skill it asks for. `asked_after`: absences without a word
    because of which the reader's own leader is asked, where a deployment sets that.
    """

    row: OpenPosition
    numbers: Numbers
    distance_m: float | None
    own: OwnClaim | None
    clash: OwnClaim | None
    lacking: bool
    asked_after: int

    @property
    def full(self) -> bool:
        """Nothing is free to this reader."""
        return self.numbers.free_for_my_unit <= 0

    @property
    def looks(self) -> Hashable:
        """All that decides how the card looks, but for the distance itself: cards alike in this are one piece."""
        own, clash = self.own and self.own.status, self.clash and self.clash.project_title
        return (self.row, self.numbers, own, clash, self.lacking, self.asked_after, self.distance_m is not None)

    @property
    def late(self) -> dict[str, str]:
        """What differs between readers all the same."""
        return {} if self.distance_m is None else {"distance": distance(self.distance_m)}


@dataclass(frozen=True)
class Entry:
    """One position of a page of its own, open or not; `own` and `clash` as on a card."""

    position: Position
    numbers: Numbers
    reader: Reader
    own: OwnClaim | None = None
    clash: OwnClaim | None = None

    @property
    def full(self) -> bool:
        """Nothing is free to this reader."""
        return self.numbers.free_for_my_unit <= 0


def listed(wanted: PositionFilters, reader: Reader) -> list[OpenPosition]:
    """The positions that can be claimed now, full ones last.

    A member whose organ hides service in working time does not find it in lists; its own page still opens (D17).
    """
    if reader.off_hours_only:
        wanted = replace(wanted, off_hours_only=True)
    return find(open_board(), wanted, clock.now())


def cards(
    rows: Sequence[OpenPosition], actor: Actor, reader: Reader, near: tuple[float, float] | None = None
) -> list[Card]:
    """The rows of one page as their reader sees them, in one more statement; distances from `near`, if given."""
    numbers = numbers_of(rows, actor, clock.now())
    return [
        Card(
            row,
            numbers[row.id],
            distance_m(row, near),
            reader.own(row.id),
            None if row.hour_minutes else reader.clash(row.id, row.starts, row.ends),
            actor.member_id is not None and reader.lacks(row.skill, row.level),
            reader.asked_after,
        )
        for row in rows
    ]


def one_card(position_id: int, actor: Actor) -> Card:
    """A position by id as a program reads it, also when it can no longer be claimed."""
    statement = open_rows().where(Position.id == position_id, Project.status.not_in(HIDDEN))
    found = db.session.execute(statement).one_or_none() if position_id <= LARGEST_ID else None
    if found is None:
        raise NotVisible
    (card,) = cards([open_position(found)], actor, reader_of(actor, clock.now()))
    return card


def one_entry(position_id: int, actor: Actor) -> Entry:
    """A position by id, also when it can no longer be claimed; NotVisible while its project is a draft."""
    statement = (
        select(Position)
        .options(
            joinedload(Position.project).joinedload(Project.unit),
            joinedload(Position.session).joinedload(ServiceSession.site).joinedload(Place.parent),
            joinedload(Position.session).joinedload(ServiceSession.project),
        )
        .join(Position.project)
        .where(Position.id == position_id, Project.status.not_in(HIDDEN))
    )
    position = db.session.scalar(statement) if position_id <= LARGEST_ID else None
    if position is None:
        raise NotVisible
    now, session = clock.now(), position.session
    reader = reader_of(actor, now)
    return Entry(
        position,
        numbers_of([position], actor, now)[position.id],
        reader,
        own=reader.own(position.id),
        clash=None if session.hour_open else reader.clash(position.id, session.starts, session.ends),
    )
