"""Personal data are sealed: phones, recipients, mail addresses, words of complaints, rows of hotlines.

Every row is sealed here with the keys of FIELD_KEYS_FILE, which is made if there is none; the way down opens them again.

Revision ID: 0042
Revises: 0036
"""

import json
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from volunteer.kernel import field_keys
from volunteer.kernel.sealed import seal, unseal

revision = "0042"
down_revision = "0036"
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


def downgrade() -> None:
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
