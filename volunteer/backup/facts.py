"""What a database holds, told briefly enough to compare two: rows, sums over them, sequences, rights, what guards them.

A table's sum does not depend on the order of its rows. Rows are spelled as text, so both sides use one spelling
(`place.as_owner`) and one revision.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from psycopg import sql

TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""
SUM = """
    SELECT count(*), coalesce(sum(hashtextextended(the_row::text, 0)), 0)::text FROM ONLY public.{} AS the_row
"""
SEQUENCES = """
    SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1
"""
# Whom the owner lets do what; the owner's own rights need no telling.
RIGHTS = """
    SELECT c.relname, g.rolname, a.privilege_type FROM pg_class c
    CROSS JOIN LATERAL aclexplode(c.relacl) a JOIN pg_roles g ON g.oid = a.grantee
    WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner ORDER BY 1, 2, 3
"""
GUARDS = """
    SELECT 'constraints', count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'indexes', count(*) FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'functions', count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'triggers', count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""
LAST_HEAD = "SELECT day::text, encode(hash, 'hex') FROM ledger_head ORDER BY day DESC LIMIT 1"


@dataclass(frozen=True)
class Facts:
    """Of each table its rows and their sum, of each sequence where it stands, and so on."""

    revision: str
    tables: dict[str, tuple[int, str]]
    sequences: dict[str, int]
    rights: list[tuple[str, str, str]]
    guards: dict[str, int]
    last_head: tuple[str, str] | None

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(count for count, _sum in self.tables.values())

    @property
    def roles(self) -> list[str]:
        """Roles that something is allowed to."""
        return sorted({role for _table, role, _privilege in self.rights})

    def written(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)

    @classmethod
    def read(cls, said: dict[str, Any]) -> Facts:
        """Out of JSON, which has lists for tuples."""
        head = said["last_head"]
        return cls(
            revision=said["revision"],
            tables={name: (count, summed) for name, (count, summed) in said["tables"].items()},
            sequences=said["sequences"],
            rights=[(table, role, privilege) for table, role, privilege in said["rights"]],
            guards=said["guards"],
            last_head=(head[0], head[1]) if head else None,
        )


def facts(connection: psycopg.Connection) -> Facts:
    """What the transaction of this connection sees."""
    tables = [row[0] for row in connection.execute(TABLES)]
    sums = {}
    for name in tables:
        row = connection.execute(sql.SQL(SUM).format(sql.Identifier(name))).fetchone()
        assert row is not None
        sums[name] = (int(row[0]), str(row[1]))
    head = connection.execute(LAST_HEAD).fetchone() if "ledger_head" in sums else None
    return Facts(
        revision=revision(connection),
        tables=sums,
        sequences=dict(connection.execute(SEQUENCES).fetchall()),
        rights=[(row[0], row[1], row[2]) for row in connection.execute(RIGHTS)],
        guards=dict(connection.execute(GUARDS).fetchall()),
        last_head=(head[0], head[1]) if head else None,
    )


def revision(connection: psycopg.Connection) -> str:
    """The migration that the database is at; empty for one that was never migrated."""
    if connection.execute("SELECT to_regclass('public.alembic_version')").fetchone() == (None,):
        return ""
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return found[0] if found else ""


def differences(told: Facts, found: Facts) -> list[str]:
    """What a copy has otherwise than it should; a sequence may stand further, as it counts on during a backup."""
    said = []
    for name in sorted(told.tables.keys() | found.tables.keys()):
        (rows, _summed), (copied, _copied) = told.tables.get(name, (0, "")), found.tables.get(name, (0, ""))
        if rows != copied:
            said.append(f"{name}: {copied} rows instead of {rows}")
        elif told.tables.get(name) != found.tables.get(name):
            said.append(f"{name}: other content")
    said += [
        f"{name}: stands at {found.sequences.get(name)} instead of {value}"
        for name, value in told.sequences.items()
        if found.sequences.get(name, -1) < value
    ]
    said += [
        f"{name}: {found.guards.get(name)} instead of {n}"
        for name, n in told.guards.items()
        if found.guards.get(name) != n
    ]
    if set(told.rights) != set(found.rights):
        strays = sorted(set(told.rights) ^ set(found.rights))
        said.append(f"rights: {', '.join(' '.join(one) for one in strays[:3])}")
    if told.last_head != found.last_head:
        said.append("the last head of the ledger")
    return said
