"""Personal data are sealed: phones, recipients, mail addresses, words of complaints, rows of hotlines.

Requests about personal data, versions agreed to, nights of retention, leaks and drills.

Every row is sealed here with the keys of FIELD_KEYS_FILE, which is made if there is none; the way down opens them again.

Revision ID: 0042
Revises: 0040
"""

import json
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from volunteer.kernel import field_keys
from volunteer.kernel.sealed import seal, unseal

revision = "0042"
down_revision = "0040"
branch_labels = None
depends_on = None

BATCH = 5000
# table, column, whether equal values are looked for
PLACES = (
    ("call_out", "leader_phone", False),
    ("complaint_content", "contact", False),
    ("complaint_content", "contested", False),
    ("complaint_content", "text", False),
    ("contact", "address", True),
    ("demand", "contact_phone", True),
    ("demand_series", "content", False),
    ("hotline_row", "cells", False),
    ("mail_code", "address", False),
    ("member", "phone", True),
    ("private_place", "access_notes", False),
    ("private_place", "address", False),
    ("private_place", "phone", True),
    ("private_place", "recipient", False),
    ("project", "contact_phone", True),
    ("resource", "contact_phone", True),
)
WAS_JSON = (("demand_series", "content"), ("hotline_row", "cells"))
OUTBOX = "outbox_message.recipient"
ROSTER_PHONE = "member.phone"


def upgrade() -> None:
    field_keys.ensure()
    op.drop_index("ix_member_phone", table_name="member")
    op.drop_index("uq_contact_wecom", table_name="contact")
    for table, column in WAS_JSON:
        op.alter_column(table, column, type_=sa.Text(), postgresql_using=f"{column}::text")
    for table, column, marked in PLACES:
        _convert(table, column, "NOT", lambda text, place, marked=marked: seal(text, place, marked=marked))
        op.create_check_constraint(op.f(f"ck_{table}_{column}_sealed"), table, f"{column} LIKE 's1.%'")
    _convert_outbox(lambda text: seal(text, OUTBOX, marked=True))
    _convert_rosters("NOT", lambda text: seal(text, ROSTER_PHONE, marked=True))
    op.execute("DELETE FROM idempotency_key WHERE status < 300")  # answers as they were given, kept for a day
    mark = "split_part({}, '.', 3)"
    op.create_index(
        "ix_member_phone", "member", [sa.text(mark.format("phone"))], postgresql_where=sa.text("phone IS NOT NULL")
    )
    op.create_index(
        "uq_contact_wecom",
        "contact",
        [sa.text(mark.format("address"))],
        unique=True,
        postgresql_where=sa.text("kind = 'wecom'"),
    )
    _make_tables()


def downgrade() -> None:
    for table in ("leak", "retention_run", "consent", "data_request"):
        op.drop_table(table)
    op.drop_index("uq_contact_wecom", table_name="contact")
    op.drop_index("ix_member_phone", table_name="member")
    op.execute("DELETE FROM idempotency_key WHERE status < 300")
    _convert_rosters("", lambda text: unseal(text, ROSTER_PHONE))
    _convert_outbox(lambda text: unseal(text, OUTBOX), "")
    for table, column, _marked in PLACES:
        op.drop_constraint(op.f(f"ck_{table}_{column}_sealed"), table, type_="check")
        _convert(table, column, "", unseal)
    for table, column in WAS_JSON:
        op.alter_column(table, column, type_=JSONB(), postgresql_using=f"{column}::jsonb")
    op.create_index("uq_contact_wecom", "contact", ["address"], unique=True, postgresql_where=sa.text("kind = 'wecom'"))
    op.create_index("ix_member_phone", "member", ["phone"], postgresql_where=sa.text("phone IS NOT NULL"))


def _make_tables() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger()),
        sa.Column("demand_id", sa.BigInteger()),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_on", sa.Date()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.BigInteger()),
        sa.Column("answer", sa.String()),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('correct', 'erase', 'remove_early', 'other')", name=op.f("ck_data_request_kind")),
        sa.CheckConstraint(
            "status IN ('waiting', 'done', 'declined', 'cancelled')", name=op.f("ck_data_request_status")
        ),
        sa.CheckConstraint("(account_id IS NULL) <> (demand_id IS NULL)", name=op.f("ck_data_request_whose")),
        sa.CheckConstraint("(kind = 'erase') = (erase_on IS NOT NULL)", name=op.f("ck_data_request_erase_on")),
        sa.CheckConstraint("(status = 'waiting') = (ended_at IS NULL)", name=op.f("ck_data_request_ended")),
        sa.CheckConstraint("words LIKE 's1.%'", name=op.f("ck_data_request_words_sealed")),
        sa.CheckConstraint("answer LIKE 's1.%'", name=op.f("ck_data_request_answer_sealed")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_data_request_account_id")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_data_request_demand_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_data_request_unit_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_data_request_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    for column in ("account_id", "demand_id", "unit_id"):
        op.create_index(op.f(f"ix_data_request_{column}"), "data_request", [column])
    waiting = "status = 'waiting'"
    op.create_index("ix_data_request_waiting", "data_request", ["answer_by"], postgresql_where=sa.text(waiting))
    for name, column, kind in (("erasure", "account_id", "erase"), ("removal", "demand_id", "remove_early")):
        where = sa.text(f"{waiting} AND kind = '{kind}'")
        op.create_index(f"uq_data_request_{name}", "data_request", [column], unique=True, postgresql_where=where)
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_consent_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_account_id"), "consent", ["account_id"])
    op.execute(
        "INSERT INTO consent (account_id, version, given_at) SELECT id, consent_version, consented_at FROM account"
        " WHERE consent_version IS NOT NULL AND consented_at IS NOT NULL"
    )
    op.create_table(
        "retention_run",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_table(
        "leak",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("kinds", JSONB(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=False),
        sa.Column("authority_told_at", sa.DateTime(timezone=True)),
        sa.Column("people_told_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("lesson", sa.String()),
        sa.CheckConstraint("until >= since", name=op.f("ck_leak_period")),
        sa.CheckConstraint("(closed_at IS NULL) = (lesson IS NULL)", name=op.f("ck_leak_closed")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_leak_unit_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_leak_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leak")),
    )
    op.create_index(op.f("ix_leak_unit_id"), "leak", ["unit_id"])


def _convert(table: str, column: str, which: str, convert: Callable[[str, str], str]) -> None:
    """Each value that is not (or is) sealed, by batches."""
    _batches(
        f"SELECT ctid::text, {column} FROM {table} WHERE {column} {which} LIKE 's1.%' LIMIT {BATCH}",
        f"UPDATE {table} SET {column} = new.value {{rows}} WHERE {table}.ctid = new.at::tid",
        lambda text: convert(text, f"{table}.{column}"),
    )


def _convert_outbox(convert: Callable[[str], str], which: str = "NOT") -> None:
    """Addresses of those without an account, behind the colon."""

    def address(recipient: str) -> str:
        way, colon, text = recipient.partition(":")
        return way + colon + convert(text)

    _batches(
        "SELECT ctid::text, recipient FROM outbox_message"
        f" WHERE recipient LIKE '%:%' AND split_part(recipient, ':', 2) {which} LIKE 's1.%' LIMIT {BATCH}",
        "UPDATE outbox_message SET recipient = new.value {rows} WHERE outbox_message.ctid = new.at::tid",
        address,
    )


def _convert_rosters(which: str, convert: Callable[[str], str]) -> None:
    """Phones of members in files that wait for somebody's word."""
    _batches(
        f"SELECT ctid::text, cells->>'phone' FROM roster_row WHERE cells->>'phone' {which} LIKE 's1.%' LIMIT {BATCH}",
        "UPDATE roster_row SET cells = jsonb_set(cells, '{{phone}}', to_jsonb(new.value)) {rows}"
        " WHERE roster_row.ctid = new.at::tid",
        convert,
    )


def _batches(read: str, write: str, convert: Callable[[str], str]) -> None:
    connection = op.get_bind()
    rows = "FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new(at text, value text)"
    while found := connection.execute(sa.text(read)).all():
        new = [{"at": at, "value": convert(value)} for at, value in found]
        connection.execute(sa.text(write.format(rows=rows)), {"rows": json.dumps(new)})
