"""Demands, their timeline and their ratings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Sequence
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.functions import FunctionElement

from volunteer.demands.states import Channel, DemandStatus, LinkPurpose, Outcome, Urgency
from volunteer.kernel.database import Base
from volunteer.kernel.sealed import Sealed, sealed_only
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Place, PrivatePlace, Unit

NUMBERS = Sequence("demand_number")
# The order of pressing.py as the index has it: emergencies, then when an answer is due, then the hurry.
MOST_PRESSING = (
    sql("(urgency <> 'emergency')"),
    sql("coalesce(deadline, 'infinity'::timestamptz)"),
    sql("strpos('emergency urgent normal', urgency)"),  # earlier in the text, more pressing
)
NEAR_STATUSES = "status IN ('submitted', 'returned', 'accepted', 'published', 'in_service')"


class Clock:
    """A deadline and the clock behind it (deadlines.py): since when it runs, over how many working days (empty:
    minutes, or a day that was agreed on), what is left of it while the asker is waited for. A guess reaches into a year
    whose make-up days nobody has seen to."""

    deadline: Mapped[datetime | None]
    deadline_guessed: Mapped[bool] = mapped_column(default=False, server_default="false")
    clock_from: Mapped[datetime | None]
    clock_days: Mapped[int | None]
    clock_left: Mapped[int | None]


class Demand(Clock, Base):
    """What a site asks for. `number` is given when it is first submitted and struck off at close-out.

    `responsible_unit_id` is set from the first submission on and never empty afterwards (D5). Where `asker_id` is empty
    somebody without an account asked, who follows it by a private link (DemandLink).
    """

    __tablename__ = "demand"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default=DemandStatus.DRAFT)
    category: Mapped[str] = mapped_column(ForeignKey("category.code"))
    title: Mapped[str]
    text: Mapped[str]
    site_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    public_place: Mapped[str | None]
    private_place_id: Mapped[int | None] = mapped_column(ForeignKey("private_place.id"))
    skill: Mapped[str | None] = mapped_column(ForeignKey("skill.code"))
    level: Mapped[int] = mapped_column(default=1)
    headcount: Mapped[int]
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    window_minutes: Mapped[int | None]  # so long, at some time between starts and ends (D8); empty: all of it
    contact_name: Mapped[str]
    contact_phone: Mapped[str] = mapped_column(Sealed("demand.contact_phone", marked=True))
    risk_note: Mapped[str | None]
    on_behalf: Mapped[bool] = mapped_column(default=False)  # 代办
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    # The unit that asks on behalf of the site (asking_units.py), and when the site said that it does need this.
    asked_by_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    vouched_at: Mapped[datetime | None]
    channel: Mapped[str] = mapped_column(default=Channel.SITE, server_default=Channel.SITE)
    urgency: Mapped[str] = mapped_column(default=Urgency.NORMAL, server_default=Urgency.NORMAL)
    responsible_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    clock_number: Mapped[int] = mapped_column(default=0, server_default="0")  # which one of its clocks it is
    # The demand that answers this one as well while it is merged into it; what of its words a triager called harmless.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"))
    harmless_digest: Mapped[str | None]
    times_returned: Mapped[int] = mapped_column(default=0)
    times_reopened: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @staticmethod
    def next_serial() -> FunctionElement[int]:
        """The next serial number of a demand's `number`."""
        return NUMBERS.next_value()

    site: Mapped[Place] = relationship()
    responsible_unit: Mapped[Unit | None] = relationship(foreign_keys=[responsible_unit_id])
    asked_by_unit: Mapped[Unit | None] = relationship(foreign_keys=[asked_by_unit_id])
    private_place: Mapped[PrivatePlace | None] = relationship()
    calm: Mapped[CalmClock | None] = relationship(cascade="all, delete-orphan")

    __table_args__ = (
        sealed_only("contact_phone"),
        one_of("status", DemandStatus),
        one_of("outcome", Outcome),
        one_of("channel", Channel),
        one_of("urgency", Urgency),
        CheckConstraint("headcount > 0", name="headcount"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        CheckConstraint("window_minutes BETWEEN 15 AND 480", name="window_minutes"),
        CheckConstraint("ends > starts", name="period"),
        CheckConstraint("status = 'draft' OR responsible_unit_id IS NOT NULL OR number IS NULL", name="responsible"),
        CheckConstraint("merged_into_id <> id AND (status <> 'merged' OR merged_into_id IS NOT NULL)", name="merged"),
        CheckConstraint("asked_by_unit_id IS NULL OR on_behalf", name="asked_on_behalf"),
        CheckConstraint("vouched_at IS NULL OR asked_by_unit_id IS NOT NULL", name="vouched"),
        Index("ix_demand_asked_by_unit_id", "asked_by_unit_id", postgresql_where=sql("asked_by_unit_id IS NOT NULL")),
        Index("ix_demand_merged_into_id", "merged_into_id", postgresql_where=sql("merged_into_id IS NOT NULL")),
        Index("ix_demand_queue", *MOST_PRESSING, "id", postgresql_where=sql("status = 'submitted'")),
        Index("ix_demand_near", "site_id", "starts", postgresql_where=sql(NEAR_STATUSES)),
        Index("ix_demand_status_deadline", "status", "deadline"),
        Index("ix_demand_site_status", "site_id", "status"),
    )


class CalmClock(Clock, Base):
    """While an emergency in its town makes a demand run by minutes (D11): how pressing it is without, and the clock of
    working days that goes on beside and counts again at the end."""

    __tablename__ = "demand_calm_clock"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), primary_key=True, autoincrement=False)
    urgency: Mapped[str]

    __table_args__ = (CheckConstraint("urgency IN ('normal', 'urgent')", name="urgency"),)


class DemandStep(Base):
    """One line of the timeline that the asker sees; written with each step, never changed."""

    __tablename__ = "demand_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), index=True)
    step: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    reason: Mapped[str | None]


class DemandBefore(Clock, Base):
    """What stood before the last step that may be taken back (undoing.py): whose it was, and how its clock ran."""

    __tablename__ = "demand_before"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), primary_key=True, autoincrement=False)
    step: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))

    __table_args__ = (CheckConstraint("step IN ('accept', 'forward')", name="step"),)


class DemandLink(Base):
    """An address under which somebody without an account follows a demand, or says how it was; kept as SHA-256."""

    __tablename__ = "demand_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), index=True)
    purpose: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    made_at: Mapped[datetime]
    until: Mapped[datetime | None]
    used_at: Mapped[datetime | None]

    __table_args__ = (one_of("purpose", LinkPurpose),)


class Rating(Base):
    """What the site says of the service; 1–5. A new round after a reopening rates anew (D9)."""

    __tablename__ = "rating"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    score: Mapped[int]
    comment: Mapped[str | None]
    do_again: Mapped[bool] = mapped_column(default=False)
    on_behalf: Mapped[bool] = mapped_column(default=False)  # 代评
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        Index("uq_rating_once", "demand_id", "round", unique=True),
    )
