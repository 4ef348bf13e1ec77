"""Marks of changes (kernel/changes) are numbers of transactions, which count anew on another server.

Marks from ahead of this server's count would make every request read everything anew, until the count has caught up.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

MARKED = """
    SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attname = 'changed_tx' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""
AHEAD = "UPDATE {} SET changed_tx = 0 WHERE changed_tx >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def unmark(owner_url: str) -> int:
    """Take back marks that this server has not given yet; how many there were."""
    with psycopg.connect(owner_url) as owner:
        tables = [sql.Identifier(row[0]) for row in owner.execute(MARKED).fetchall()]
        count = 0
        for table in tables:
            owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
            count += owner.execute(sql.SQL(AHEAD).format(table)).rowcount
            owner.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
    return count
