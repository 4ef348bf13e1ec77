"""What teams offer, and the orders of sites."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.demands.models import Demand
from volunteer.kernel.database import Base
from volunteer.kernel.sealed import Sealed, sealed_only
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Place, Unit
from volunteer.resources.states import IfDeclined, OrderStatus, ResourceKind, ResourceStatus


class Resource(Base):
    """Something a team can lend or do again.

    `monthly_quota`: how many orders a month it accepts (none: no limit). `quantity`: how many can be had at the same
    time, pieces of equipment or teams on their way. `town_ids`: the towns it is offered to (empty: all).
    `notice_days`: calendar days between order and service. `first_day` to `last_day`: the dates it can be had, both
    included. `headcount`: how many people usually come along.
    """

    __tablename__ = "resource"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=ResourceStatus.DRAFT)
    kind: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str]
    text: Mapped[str]
    category: Mapped[str] = mapped_column(ForeignKey("category.code"), index=True)
    skill: Mapped[str | None] = mapped_column(ForeignKey("skill.code"))
    headcount: Mapped[int] = mapped_column(default=1)
    hours: Mapped[float] = mapped_column(default=2.0)  # how long it usually takes
    quantity: Mapped[int] = mapped_column(default=1)
    monthly_quota: Mapped[int | None]
    town_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))  # where a venue stands
    address: Mapped[str | None]
    notice_days: Mapped[int] = mapped_column(default=3)
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    risk_note: Mapped[str | None]
    contact_name: Mapped[str]
    contact_phone: Mapped[str] = mapped_column(Sealed("resource.contact_phone", marked=True))
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    place: Mapped[Place | None] = relationship()

    __table_args__ = (
        sealed_only("contact_phone"),
        one_of("status", ResourceStatus),
        one_of("kind", ResourceKind),
        CheckConstraint("headcount >= 0 AND quantity >= 1 AND notice_days >= 0", name="numbers"),
        CheckConstraint("hours > 0", name="hours"),
        CheckConstraint("monthly_quota >= 1", name="monthly_quota"),
        CheckConstraint("first_day <= last_day", name="dates"),
    )


class ResourceOrder(Base):
    """A site's order: it is a demand already matched to the resource's team.

    `exclusive` is copied from the resource's kind, so that the database itself refuses a double booking.
    """

    __tablename__ = "resource_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=OrderStatus.ORDERED)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), unique=True)
    period: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    exclusive: Mapped[bool]
    quantity: Mapped[int] = mapped_column(default=1)
    if_declined: Mapped[str] = mapped_column(default=IfDeclined.PASS_ON)
    reason: Mapped[str | None]  # of a decline or a withdrawal
    ordered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ordered_at: Mapped[datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def starts(self) -> datetime:
        """From when it is held."""
        return cast(datetime, self.period.lower)

    @property
    def ends(self) -> datetime:
        """Until when it is held."""
        return cast(datetime, self.period.upper)

    resource: Mapped[Resource] = relationship()
    site: Mapped[Place] = relationship()
    demand: Mapped[Demand] = relationship()

    __table_args__ = (
        one_of("status", OrderStatus),
        one_of("if_declined", IfDeclined),
        CheckConstraint("NOT isempty(period)", name="period"),
        CheckConstraint("quantity >= 1", name="quantity"),
        ExcludeConstraint(
            (text("int8range(resource_id, resource_id, '[]')"), "&&"),
            (text("period"), "&&"),
            name="no_double_booking",
            using="gist",
            where=text("exclusive AND status IN ('ordered', 'accepted')"),
        ),
        Index("ix_resource_order_status", "status", "resource_id"),
    )
