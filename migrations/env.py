"""Alembic's environment: migrations run as the role that owns the tables (D29)."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import create_engine

from volunteer.kernel.database import db

config = current_app.config
URL = config.get("MIGRATION_DATABASE_URL") or config["SQLALCHEMY_DATABASE_URI"]
PARTITION = "audit_event_"


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Partitions of the audit trail come and go by month; no model names them."""
    return not (kind == "table" and (name or "").startswith(PARTITION))


with create_engine(URL).connect() as connection:
    context.configure(connection=connection, target_metadata=db.metadata, compare_type=True, include_name=is_ours)
    with context.begin_transaction():
        context.run_migrations()
