"""How a resident's request came in, and codes sent to telephones. Numbers and addresses are kept as keyed hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from volunteer.help_requests.states import Suits
from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of


class HelpRequest(Base):
    """One form that was handed in. `form_key` lets the same form make one demand however often it is sent.

    The hashes only serve the limits and are forgotten after a while.
    """

    __tablename__ = "help_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    form_key: Mapped[str] = mapped_column(unique=True)
    suits: Mapped[str]
    proven: Mapped[bool]
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    address_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_confirmed: Mapped[bool] = mapped_column(server_default=text("false"))
    asked_at: Mapped[datetime]

    __table_args__ = (
        one_of("suits", Suits),
        Index("ix_help_request_phone_hash_asked_at", "phone_hash", "asked_at"),
        Index("ix_help_request_address_hash_asked_at", "address_hash", "asked_at"),
        Index("ix_help_request_site_id_asked_at", "site_id", "asked_at"),
    )


class PhoneCode(Base):
    """A code sent to a telephone to see that it is the resident's; good once, for a few minutes and a few tries."""

    __tablename__ = "phone_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_hash: Mapped[bytes] = mapped_column(LargeBinary)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    used_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_phone_code_phone_hash_sent_at", "phone_hash", "sent_at"),
        Index("ix_phone_code_address_hash_sent_at", "address_hash", "sent_at"),
    )
