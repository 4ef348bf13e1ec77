"""Members and what matching needs to know of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.accounts.models import Account
from volunteer.kernel.database import Base
from volunteer.kernel.sealed import Sealed, sealed_only
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Place, Unit


class MemberKind(StrEnum):
    """D4."""

    ACTIVE = "active"
    RETIRED = "retired"
    MOBILE = "mobile"  # the Party organization is elsewhere
    SECONDED = "seconded"
    LEFT = "left"
    DECEASED = "deceased"


class AbsenceKind(StrEnum):
    """Why a member is away for a while; nobody is asked for more."""

    HOLIDAY = "holiday"
    BUSINESS_TRIP = "business_trip"
    OTHER = "other"


class RegistrationKind(StrEnum):
    """双报到: where one lives, and the site that one's organ is paired with."""

    RESIDENCE = "residence"
    PAIRED = "paired"


class RegistrationStatus(StrEnum):
    """How a registration stands; only a received one counts."""

    REQUESTED = "requested"
    RECEIVED = "received"
    REFUSED = "refused"
    ENDED = "ended"


PHONE = "member.phone"  # where it is sealed for
SERVING = (MemberKind.ACTIVE, MemberKind.RETIRED, MemberKind.MOBILE, MemberKind.SECONDED)


class Member(Base):
    """A Party member of an organ, in exactly one squad.

    `home_lon/lat` and `office_lon/lat` are coarse (about 100 m) unless the member wants better (`precise_places`);
    without an office of one's own it is the organ's address. `profile_checked_at`: when the member last said that all
    this is right; `profile_changed_at`: when they last changed some of it.
    `availability` has 28 bits (bit = weekday*4 + band, see matching.md);
    while `profile_assumed`, availability and radius are defaults nobody confirmed (D24).
    """

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(collation="C"))
    pinyin: Mapped[str] = mapped_column(String(collation="C"))  # "zhangsan"
    initials: Mapped[str] = mapped_column(String(collation="C"))  # "zs"
    phone: Mapped[str | None] = mapped_column(Sealed(PHONE, marked=True))
    kind: Mapped[str] = mapped_column(default=MemberKind.ACTIVE)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    branch: Mapped[str | None]
    home_lon: Mapped[float | None]
    home_lat: Mapped[float | None]
    office_lon: Mapped[float | None]
    office_lat: Mapped[float | None]
    precise_places: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    profile_checked_at: Mapped[datetime | None]
    profile_changed_at: Mapped[datetime | None]
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
        Index("ix_member_pinyin", "pinyin", "id"),
        Index("ix_member_initials", "initials", "pinyin", "id"),
        Index("ix_member_name", "name", "id"),
        sealed_only("phone"),
        Index("ix_member_phone", text("split_part(phone, '.', 3)"), postgresql_where=text("phone IS NOT NULL")),
    )


class MemberSkill(Base):
    """A skill at a level 1–3; one that needs approval counts once `approved_at` is set and until it expires.

    A leader who does not approve gives it back (`returned_at`) with the reason; it stays until the member answers with
    another paper or takes it off. `reminded_on`: the day the member was last reminded that it expires.
    """

    __tablename__ = "member_skill"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(ForeignKey("skill.code"), primary_key=True, index=True)
    level: Mapped[int]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    expires_on: Mapped[date | None]
    returned_at: Mapped[datetime | None]
    returned_reason: Mapped[str | None]
    reminded_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        CheckConstraint("(returned_at IS NULL) = (returned_reason IS NULL)", name="returned"),
        Index("ix_member_skill_expires_on", "expires_on", postgresql_where=text("expires_on IS NOT NULL")),
    )


class SkillEvidence(Base):
    """The paper that shows a qualification: a picture, drawn anew when it came in, seen by approving leaders only.

    `expires_on` is the date on the paper as the member read it; it counts once a leader approves. Evidence newer than
    the approval asks for a renewal: the approval goes on until then.
    """

    __tablename__ = "skill_evidence"

    member_id: Mapped[int] = mapped_column(primary_key=True)
    skill: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    expires_on: Mapped[date | None]
    added_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["member_id", "skill"], ["member_skill.member_id", "member_skill.skill"], ondelete="CASCADE"
        ),
        CheckConstraint("octet_length(content) <= 2097152", name="size"),
    )


class MemberInterest(Base):
    """A category the member likes to serve in."""

    __tablename__ = "member_interest"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    category: Mapped[str] = mapped_column(ForeignKey("category.code"), primary_key=True)


class Registration(Base):
    """报到: a member registers with a site, on a slip whose QR the site scans to receive it.

    `since` and `until` are the days it held; `slip` is the code on the paper, which can be answered once. Whoever moves
    asks at the new site while the old one still holds, so one of each status lives at a time.
    """

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    kind: Mapped[str] = mapped_column(default=RegistrationKind.RESIDENCE, server_default=RegistrationKind.RESIDENCE)
    status: Mapped[str] = mapped_column(default=RegistrationStatus.RECEIVED, server_default=RegistrationStatus.RECEIVED)
    slip: Mapped[str | None] = mapped_column(unique=True)
    since: Mapped[date]
    until: Mapped[date | None]
    requested_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    reason: Mapped[str | None]  # of a refusal or an exit
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))

    member: Mapped[Member] = relationship()
    place: Mapped[Place] = relationship()

    __table_args__ = (
        one_of("kind", RegistrationKind),
        one_of("status", RegistrationStatus),
        CheckConstraint("until >= since", name="period"),
        CheckConstraint("(status = 'ended') = (until IS NOT NULL)", name="ended"),
        Index(
            "uq_registration_live", "member_id", "kind", "status", unique=True,
            postgresql_where=text("status IN ('requested', 'received')"),
        ),
    )  # fmt: skip


class Absence(Base):
    """A time the member is away; it counts as busy (D25)."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[str] = mapped_column(default=AbsenceKind.OTHER, server_default=AbsenceKind.OTHER)
    period: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)

    __table_args__ = (one_of("kind", AbsenceKind), CheckConstraint("NOT isempty(period)", name="period"))


class Membership(Base):
    """Which squad a member belonged to, from when until when. Written by a trigger on `member`, nowhere else.

    The periods of a member follow each other without a gap and never overlap; the one without `until` holds now.
    """

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        CheckConstraint("until > since", name="period"),
        Index("ix_membership_member_id", "member_id", "since"),
        Index("uq_membership_open", "member_id", unique=True, postgresql_where=text("until IS NULL")),
        ExcludeConstraint(
            (text("int8range(member_id, member_id, '[]')"), "&&"),
            (text("tstzrange(since, until)"), "&&"),
            name="one_squad_at_a_time",
            using="gist",
        ),
    )
