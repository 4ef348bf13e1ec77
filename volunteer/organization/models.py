"""The two trees (D2), their grants, the organs, the holiday table, and guarded private places (D6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from volunteer.kernel.changes import ChangeMarked, mark_index
from volunteer.kernel.clock import local
from volunteer.kernel.database import Base
from volunteer.kernel.pinyin import pinyin_of_names
from volunteer.kernel.sealed import Sealed, sealed_only
from volunteer.kernel.transitions import one_of
from volunteer.organization.permissions import Role


class Tier(StrEnum):
    """Where a unit stands in the three-tier network."""

    BRIGADE = "brigade"
    TEAM = "team"
    SQUAD = "squad"
    TASK_FORCE = "task_force"
    PIONEER_TEAM = "pioneer_team"


class UnitStatus(StrEnum):
    """Whether a unit takes part."""

    ACTIVE = "active"
    CLOSED = "closed"


class PlaceKind(StrEnum):
    """Where a place stands in its tree."""

    CITY = "city"
    TOWN = "town"
    SITE = "site"
    GRID = "grid"


class WorkingTimeRule(StrEnum):
    """What an organ says about service inside working time (D17)."""

    HIDDEN = "hidden"
    APPROVAL = "approval"
    FREE = "free"


class CollaborationGroup(Base):
    """Organs grouped across the tree for exchange and supervision."""

    __tablename__ = "collaboration_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Organ(ChangeMarked, Base):
    """An employer of members; it owns one or more teams."""

    __tablename__ = "organ"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    short_name: Mapped[str]
    collaboration_group_id: Mapped[int | None] = mapped_column(ForeignKey("collaboration_group.id"), index=True)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    working_time: Mapped[str] = mapped_column(default=WorkingTimeRule.APPROVAL)

    __table_args__ = (one_of("working_time", WorkingTimeRule), mark_index("organ"))


class Unit(ChangeMarked, Base):
    """A node of the unit tree.

    `path` lists the ids from the root to the unit itself, "1/12/345/": a subtree is a prefix.
    `settings` are inherited downwards: a key that a unit does not set comes from the nearest unit above.
    """

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    tier: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(String(collation="C"), default="")  # of full and short name
    initials: Mapped[str] = mapped_column(String(collation="C"), default="")
    path: Mapped[str]
    organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.id"), index=True)
    status: Mapped[str] = mapped_column(default=UnitStatus.ACTIVE)
    duty_phone: Mapped[str | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    organ: Mapped[Organ | None] = relationship()

    @validates("name", "short_name")
    def _spell(self, key: str, value: str) -> str:
        """The spellings follow the names; whoever writes rows past this class spells them too."""
        names = {"name": self.name or "", "short_name": self.short_name or "", key: value}
        self.pinyin, self.initials = pinyin_of_names(names["name"], names["short_name"])
        return value

    __table_args__ = (
        one_of("tier", Tier),
        one_of("status", UnitStatus),
        Index("ix_unit_path", "path", unique=True, postgresql_ops={"path": "text_pattern_ops"}),
        mark_index("unit"),
    )


class UnitPeriod(Base):
    """What a unit was called, and where it hung, from when until when. Written by a trigger on `unit`, nowhere else.

    The periods of a unit follow each other without a gap; the one without `until` is what holds now.
    """

    __tablename__ = "unit_period"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    short_name: Mapped[str]
    status: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("until > since", name="period"),
        Index("ix_unit_period_unit_id", "unit_id", "since"),
        Index("uq_unit_period_open", "unit_id", unique=True, postgresql_where=text("until IS NULL")),
    )


class Place(ChangeMarked, Base):
    """A node of the place tree: city, town, site or grid. WGS-84 degrees; `path` as in Unit.

    `paired_unit_id` names the team that answers the place's demands by default (D5).
    """

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    kind: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    path: Mapped[str]
    lon: Mapped[float]
    lat: Mapped[float]
    address: Mapped[str | None]
    duty_phone: Mapped[str | None]
    paired_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped[Place | None] = relationship(remote_side="Place.id")

    __table_args__ = (
        one_of("kind", PlaceKind),
        Index("ix_place_path", "path", unique=True, postgresql_ops={"path": "text_pattern_ops"}),
        mark_index("place"),
    )


class Grant(Base):
    """Who may do what, at and below which node of either tree, from when until when.

    A grant at a collaboration group means the teams of the group's organs, whichever they are at the time.
    A deputy may do the same as whom they stand in for; screens tell them apart. A grant that takes another over by
    handover names it; `taken_over_at` is when the work that hung on the person before followed.
    """

    __tablename__ = "access_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    collaboration_group_id: Mapped[int | None] = mapped_column(ForeignKey("collaboration_group.id"), index=True)
    deputy: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    since: Mapped[datetime] = mapped_column(server_default=text("now()"))
    until: Mapped[datetime | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    takes_over_id: Mapped[int | None] = mapped_column(ForeignKey("access_grant.id"))
    taken_over_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("role", Role),
        CheckConstraint("num_nonnulls(unit_id, place_id, collaboration_group_id) = 1", name="one_node"),
        CheckConstraint("until IS NULL OR until >= since", name="period"),
    )

    @classmethod
    def holds(cls, now: datetime) -> ColumnElement[bool]:
        """In a select: it has begun and has not ended."""
        return (cls.since <= now) & cls.not_over(now)

    @classmethod
    def not_over(cls, now: datetime) -> ColumnElement[bool]:
        """In a select: it holds, or will."""
        return cls.until.is_(None) | (cls.until > now)

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, as people say it: one that ends at midnight ends the day before."""
        return local(self.until - timedelta(microseconds=1)).date() if self.until is not None else None


class Holiday(ChangeMarked, Base):
    """A date that is not what its weekday says; an administrator's row wins over any calendar package.

    `weekday` is the weekday it counts as (Mon=0 … Sun=6): a rest day counts as 6, a make-up day as what it replaces.
    A removed row stays, so that the reference data does not bring it back.
    """

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    weekday: Mapped[int]
    removed: Mapped[bool] = mapped_column(default=False, server_default="false")

    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"), mark_index("holiday"))


class HolidayYear(ChangeMarked, Base):
    """A year whose holidays and make-up days somebody has seen to; deadlines that reach into others are guesses."""

    __tablename__ = "holiday_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PrivatePlace(Base):
    """The guarded part of a demand's or session's place (D6); every view is audited."""

    __tablename__ = "private_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str | None] = mapped_column(Sealed("private_place.recipient"))
    phone: Mapped[str | None] = mapped_column(Sealed("private_place.phone", marked=True))
    address: Mapped[str | None] = mapped_column(Sealed("private_place.address"))
    access_notes: Mapped[str | None] = mapped_column(Sealed("private_place.access_notes"))
    closes_at: Mapped[datetime | None]

    __table_args__ = tuple(sealed_only(name) for name in ("recipient", "phone", "address", "access_notes"))
