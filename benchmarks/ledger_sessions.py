"""What the rows of a large ledger happened in: a session for each day, projects of a week, fifty sites of a town."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg

from volunteer.ledger.rules import PHYSICAL_DAY

SITES = 50
SESSION_MINUTES = PHYSICAL_DAY // 8  # as long as the longest hours that `ledger_rows` draws

STATEMENTS = (
    """
INSERT INTO category (code, name, name_en, safeguards, retired) VALUES ('elder', '助老', 'Elder care', '{{}}', false)
ON CONFLICT DO NOTHING
""",
    """
INSERT INTO place (id, kind, code, name, path, lon, lat, version)
VALUES (1, 'town', '441900001', '城西街道', '1/', 113.7, 23.0, 1)
""",
    """
INSERT INTO place (id, parent_id, kind, code, name, path, lon, lat, version)
SELECT n + 1, 1, 'site', 441900001000 + n, '第' || n || '社区', '1/' || n + 1 || '/', 113.7, 23.0, 1
FROM generate_series(1, {sites}) n
""",
    """
INSERT INTO project (id, status, title, summary, category, site_id, unit_id, created_at, version, own_duty)
SELECT n, 'finished', '第' || n || '周探访独居老人', '陪聊、打扫', 'elder', n % {sites} + 2, 1, '{first}', 1,
  false
FROM generate_series(1, {days} / 7 + 1) n
""",
    """
INSERT INTO service_session (id, project_id, status, starts, ends, site_id, off_hours, code_secret, sequence, version,
  own_word)
SELECT n, (n - 1) / 7 + 1, 'planned', begins, begins + {minutes} * interval '1 minute', ((n - 1) / 7 + 1) % {sites} + 2,
  false, '', 0, 1, false
FROM generate_series(1, {days}) n, LATERAL (SELECT DATE '{first}' + n - 1 + interval '1 hour' AS begins) d
""",
    """
INSERT INTO access_grant (account_id, role, unit_id, since)
SELECT account_id, 'squad_leader', unit_id, '{first}' FROM member ORDER BY id
""",
)


def fill(connection: psycopg.Connection[Any], first: date, days: int) -> None:
    """The session of day n after the first is number n + 1; everybody may confirm in the own squad."""
    values = {"first": first, "days": days, "sites": SITES, "minutes": SESSION_MINUTES}
    for statement in STATEMENTS:
        connection.execute(statement.format(**values))
