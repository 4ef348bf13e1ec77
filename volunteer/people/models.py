"""Members and what matching needs to know of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Account
from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Unit


class MemberKind(StrEnum):
    """D4."""

    ACTIVE = "active"
    RETIRED = "retired"
    MOBILE = "mobile"  # the Party organization is elsewhere
    SECONDED = "seconded"
    LEFT = "left"
    DECEASED = "deceased"


SERVING = (MemberKind.ACTIVE, MemberKind.RETIRED, MemberKind.MOBILE, MemberKind.SECONDED)


class Member(Base):
    """A Party member of an organ, in exactly one squad.

    `home_lon/lat` are coarse (about 100 m). `availability` has 28 bits (bit = weekday*4 + band, see matching.md);
    while `profile_assumed`, availability and radius are defaults nobody confirmed (D24).
    """

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    pinyin: Mapped[str]  # "zhangsan"
    initials: Mapped[str]  # "zs"
    phone: Mapped[str | None]
    kind: Mapped[str] = mapped_column(default=MemberKind.ACTIVE)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    branch: Mapped[str | None]
    home_lon: Mapped[float | None]
    home_lat: Mapped[float | None]
    availability: Mapped[int] = mapped_column(default=0)
    profile_assumed: Mapped[bool] = mapped_column(default=True)
    radius_km: Mapped[float] = mapped_column(default=10.0)
    max_positions: Mapped[int] = mapped_column(default=8)  # open claims at a time
    paused_until: Mapped[date | None]
    recommendations_on: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))

    account: Mapped[Account] = relationship()
    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        one_of("kind", MemberKind),
        CheckConstraint("availability BETWEEN 0 AND (1 << 28) - 1", name="availability"),
        CheckConstraint("radius_km > 0", name="radius"),
        CheckConstraint("max_positions >= 0", name="max_positions"),
        Index("ix_member_pinyin", "pinyin", postgresql_ops={"pinyin": "text_pattern_ops"}),
        Index("ix_member_initials", "initials", postgresql_ops={"initials": "text_pattern_ops"}),
        Index("ix_member_name", "name", postgresql_ops={"name": "text_pattern_ops"}),
    )


class MemberSkill(Base):
    """A skill at a level 1–3; one that needs approval counts once `approved_at` is set and until it expires."""

    __tablename__ = "member_skill"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(ForeignKey("skill.code"), primary_key=True, index=True)
    level: Mapped[int]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    expires_on: Mapped[date | None]

    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 3", name="level"),)


class MemberInterest(Base):
    """A category the member likes to serve in."""

    __tablename__ = "member_interest"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    category: Mapped[str] = mapped_column(ForeignKey("category.code"), primary_key=True)


class Registration(Base):
    """报到: the member registered with a site."""

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]


class Absence(Base):
    """A time the member is away; it counts as busy (D25)."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    period: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
