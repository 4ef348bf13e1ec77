"""Projects, their sessions and the positions to claim."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, LargeBinary, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.changes import ChangeMarked, mark_index
from volunteer.kernel.database import Base
from volunteer.kernel.sealed import Sealed, sealed_only
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Place, Unit
from volunteer.projects.states import ProjectStatus, SessionStatus


class Project(ChangeMarked, Base):
    """A published piece of service. `unit_id` is the organizing unit; `place_id` the site."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=ProjectStatus.DRAFT)
    title: Mapped[str]
    summary: Mapped[str]
    category: Mapped[str] = mapped_column(ForeignKey("category.code"))
    site_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None] = mapped_column(Sealed("project.contact_phone", marked=True))
    risk_note: Mapped[str | None]  # risks and protections
    bring_note: Mapped[str | None]
    insurance_note: Mapped[str | None]  # which insurance there is, before dangerous work
    assured: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))  # D10, by ticks
    own_duty: Mapped[bool] = mapped_column(default=False)  # the organizing organ's own job: not volunteering at work
    opens_at: Mapped[datetime | None]  # claims open then; at publishing when empty (D18)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    return_reason: Mapped[str | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    began_at: Mapped[datetime | None]  # first check-in
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    site: Mapped[Place] = relationship()
    unit: Mapped[Unit] = relationship()
    sessions: Mapped[list[ServiceSession]] = relationship(back_populates="project", order_by="ServiceSession.starts")
    positions: Mapped[list[Position]] = relationship(
        back_populates="project", order_by="[Position.session_id, Position.line]"
    )

    __table_args__ = (
        one_of("status", ProjectStatus),
        sealed_only("contact_phone"),
        Index("ix_project_status", "status"),
        mark_index("project"),
    )


class ProjectDemand(Base):
    """The demands a project answers; `session_id` is the session made for it, which may have moved since."""

    __tablename__ = "project_demand"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), primary_key=True, index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("service_session.id", ondelete="SET NULL"), index=True)


class ServiceSession(ChangeMarked, Base):
    """One dated occurrence of a project. `code_secret` makes the rotating check-in code."""

    __tablename__ = "service_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    status: Mapped[str] = mapped_column(default=SessionStatus.PLANNED)
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    site_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    public_place: Mapped[str | None]
    private_place_id: Mapped[int | None] = mapped_column(ForeignKey("private_place.id"))
    off_hours: Mapped[bool] = mapped_column(default=True)  # 八小时以外
    host_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # 现场负责人
    code_secret: Mapped[bytes] = mapped_column(LargeBinary)
    # When it may be (D8): starts and ends lie in it once somebody chose an hour; until then they are the window itself.
    window_starts: Mapped[datetime | None]
    window_ends: Mapped[datetime | None]
    window_minutes: Mapped[int | None]
    hour_open: Mapped[bool] = mapped_column(default=False, server_default=false())
    own_word: Mapped[bool] = mapped_column(default=False)  # start and finish are the helper's, the site confirms (D8)
    check_in_radius_m: Mapped[int | None]  # how far from the site the phone may be; empty: the place is not checked
    break_starts: Mapped[datetime | None]  # what lies in the break counts no minutes
    break_ends: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)  # calendar revisions
    version: Mapped[int] = mapped_column(default=1)

    project: Mapped[Project] = relationship(back_populates="sessions")
    site: Mapped[Place] = relationship()
    positions: Mapped[list[Position]] = relationship(back_populates="session", order_by="Position.line")

    __table_args__ = (
        one_of("status", SessionStatus),
        CheckConstraint("ends > starts", name="period"),
        CheckConstraint("check_in_radius_m BETWEEN 50 AND 5000", name="check_in_radius"),
        CheckConstraint("(break_starts IS NULL) = (break_ends IS NULL) AND break_ends > break_starts", name="break"),
        CheckConstraint(
            "(window_minutes IS NULL) = (window_starts IS NULL) AND (window_starts IS NULL) = (window_ends IS NULL)",
            name="window",
        ),
        CheckConstraint("NOT hour_open OR window_starts IS NOT NULL", name="hour_open"),
        Index("ix_service_session_starts", "starts"),
        mark_index("service_session"),
    )


class Position(ChangeMarked, Base):
    """A role in one session (D12): what is claimed is one of its places.

    `taken` counts the claims that take a place, `reserved` what teams hold for later (D15). Both change only in
    the statement that also writes the claim or reservation; the CHECK is the guarantee.
    """

    __tablename__ = "position"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("service_session.id"), index=True)
    line: Mapped[int]  # the row of the project's form that it came from
    title: Mapped[str]
    skill: Mapped[str | None] = mapped_column(ForeignKey("skill.code"))
    level: Mapped[int] = mapped_column(default=1)
    headcount: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)

    project: Mapped[Project] = relationship(back_populates="positions")
    session: Mapped[ServiceSession] = relationship(back_populates="positions")

    __table_args__ = (
        CheckConstraint("headcount > 0", name="headcount"),
        CheckConstraint("taken >= 0 AND reserved >= 0 AND taken + reserved <= headcount", name="capacity"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        Index("uq_position_line", "session_id", "line", unique=True),
        mark_index("position"),
    )
