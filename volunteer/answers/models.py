"""Answers of recipients, the personal data hidden in them, and the calls that asked for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.answers.states import CallOutcome, PersonalData, Source
from volunteer.demands.models import Demand
from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Place, Unit


class Answer(Base):
    """One recipient's word on one service; it closes nothing, as the site's own rating does that.

    Unit, site and category are those of the time. Whoever answered by a code or a link reads their own words, and what
    was hidden of them, under a private address of which the hash is kept. A session may be without a demand.
    What the site relayed is replaced by the recipient's own word, and counts no more from then on.
    """

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("service_session.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    category: Mapped[str] = mapped_column(ForeignKey("category.code"))
    score: Mapped[int]
    comment: Mapped[str | None]
    again: Mapped[bool] = mapped_column(default=False)  # 再办一次
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # who called, or relayed it
    replaced_at: Mapped[datetime | None]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    device_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    ticket_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)

    demand: Mapped[Demand | None] = relationship()
    unit: Mapped[Unit] = relationship()
    site: Mapped[Place] = relationship()
    hidden: Mapped[list[HiddenPart]] = relationship(order_by="HiddenPart.begins", lazy="selectin")

    __table_args__ = (
        one_of("source", Source),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        CheckConstraint(
            "CASE source WHEN 'callback' THEN by IS NOT NULL WHEN 'relayed' THEN true ELSE by IS NULL END", name="by"
        ),
        CheckConstraint("replaced_at IS NULL OR source = 'relayed'", name="replaced"),
        CheckConstraint("CASE source WHEN 'instant' THEN session_id ELSE demand_id END IS NOT NULL", name="about"),
        # Whom a demand was for speaks once in each round, by the link or on the telephone; and is spoken for once.
        Index(
            "uq_answer_asker_once",
            "demand_id",
            "round",
            unique=True,
            postgresql_where=text("source IN ('survey', 'callback')"),
        ),
        Index("uq_answer_relayed_once", "demand_id", "round", unique=True, postgresql_where=text("source = 'relayed'")),
        Index(
            "uq_answer_device_once",
            "session_id",
            "device_hash",
            unique=True,
            postgresql_where=text("source = 'instant'"),
        ),
        Index("ix_answer_at", "at"),
        Index("ix_answer_unit_id_at", "unit_id", "at"),
        Index("ix_answer_site_id_at", "site_id", "at"),
        Index("ix_answer_session_id_at", "session_id", "at"),
    )


class HiddenPart(Base):
    """Personal data that a moderator hid in an answer's words: where, what it is, and why; the words stay as said."""

    __tablename__ = "answer_hidden_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), index=True)
    begins: Mapped[int]
    length: Mapped[int]
    kind: Mapped[str]
    reason: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    __table_args__ = (
        one_of("kind", PersonalData),
        CheckConstraint("begins >= 0 AND length > 0", name="part"),
    )


class CallBack(Base):
    """One call to whom a demand was for: by whom, and what came of it."""

    __tablename__ = "call_back"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"))
    round: Mapped[int]
    outcome: Mapped[str]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), unique=True)
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    __table_args__ = (
        one_of("outcome", CallOutcome),
        CheckConstraint("(outcome = 'answered') = (answer_id IS NOT NULL)", name="answered"),
        Index("ix_call_back_demand_id_round", "demand_id", "round"),
    )
