"""What stands beside the ledger to prove it: sums kept by a trigger, daily heads, runs of the proof, findings."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of


class Fault(StrEnum):
    """What can be wrong with the ledger."""

    GAP = "gap"  # a member's rows are not numbered 1, 2, 3 …
    LINK = "link"  # a row does not hold the hash of the one before it
    CONTENT = "content"  # a row does not say what was hashed
    FOUR_EYES = "four_eyes"  # entered and confirmed by one person, or by the member
    MISSING = "missing"  # hours are confirmed that no row speaks of, or not in the same words
    SUMS = "sums"  # kept sums differ from the sum of the rows
    HEAD = "head"  # a day's rows are not those that its head was made of
    SIGNATURE = "signature"  # a head is not signed with the platform's key
    OUTSIDE = "outside"  # a day is not what was written down outside of the database


class HoursMonth(Base):
    """Minutes and services of a member in a month, by where the squad stood. Written by a trigger on the ledger only.

    `shared` marks the months of a member who served for more than one squad: where it is false, a row is a person.
    """

    __tablename__ = "hours_month"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    unit_path: Mapped[str] = mapped_column(primary_key=True)
    verified: Mapped[int]
    backfilled: Mapped[int]
    services: Mapped[int]
    shared: Mapped[bool]

    __table_args__ = (
        Index("ix_hours_month_month_unit", "month", "unit_path", postgresql_ops={"unit_path": "text_pattern_ops"}),
        Index("ix_hours_month_shared", "month", postgresql_where=text("shared")),
    )


class LedgerHead(Base):
    """The hash over all rows that were recorded on one day in Shanghai, chained to the day before and signed (D21).

    The application's role may add heads and read them, nothing else.
    """

    __tablename__ = "ledger_head"

    day: Mapped[date] = mapped_column(primary_key=True)
    entries: Mapped[int]
    last_id: Mapped[int | None]  # of the day's rows; none on a day without
    prev_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


class LedgerProof(Base):
    """One walk through the ledger and how far it has come, so that it goes on where it was interrupted."""

    __tablename__ = "ledger_proof"

    id: Mapped[int] = mapped_column(primary_key=True)
    whole: Mapped[bool]
    since: Mapped[datetime | None]  # looks at members with rows recorded since then; at all where it is whole
    begun_at: Mapped[datetime]
    after_member: Mapped[int] = mapped_column(default=0)
    after_day: Mapped[date | None]
    members: Mapped[int] = mapped_column(default=0)
    entries: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class LedgerFinding(Base):
    """Something wrong with the ledger, told once; it stands on the pages until somebody says what came of it."""

    __tablename__ = "ledger_finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_proof.id"))
    fault: Mapped[str]
    member_id: Mapped[int | None]
    day: Mapped[date | None]
    details: Mapped[dict[str, Any]]
    found_at: Mapped[datetime]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None]

    __table_args__ = (
        one_of("fault", Fault),
        CheckConstraint("num_nulls(resolved_by, resolved_at, resolution) IN (0, 3)", name="resolved"),
        Index("uq_ledger_finding_once", "fault", "member_id", "day", unique=True, postgresql_nulls_not_distinct=True),
    )
