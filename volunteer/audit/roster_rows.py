"""The rows of an applied roster in the audit trail, as if each member had been added or changed by hand.

They are written in one statement: a happening each would cost more than the import itself.
"""

from __future__ import annotations

from sqlalchemy import text

from volunteer.happenings.rosters import RosterApplied
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.rosters.states import RosterKind

# Whoever moved or left is told of one by one, because other rooms have to know.
_WRITE = """
INSERT INTO audit_event (at, action, subject_kind, subject_id, account_id, unit_id, address, details)
SELECT :at, action, 'member', id, :account_id, unit_id, CAST(:address AS inet),
  jsonb_build_object('roster', CAST(:id AS bigint), 'fields', to_jsonb(fields))
FROM (
  SELECT 'member.added' AS action, k.line, k.fields, m.id, m.unit_id
  FROM roster_row k JOIN member m ON m.number = k.cells->>'number' WHERE k.import_id = :id AND k.action = 'created'
  UNION ALL SELECT 'member.changed', k.line, k.fields, m.id, m.unit_id
  FROM roster_row k JOIN member m ON m.id = k.target_id WHERE k.import_id = :id AND k.action = 'changed'
) AS done
ORDER BY line
"""


def members_audited(happening: RosterApplied, work: Work) -> None:
    """A row for every member that came in or changed."""
    if happening.kind != RosterKind.MEMBERS or work.actor is None:
        return
    who = {"account_id": work.actor.account_id, "address": work.actor.address}
    db.session.execute(text(_WRITE), {"at": work.now, "id": happening.subject_id, **who})
