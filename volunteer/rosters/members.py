"""What a file of members would do, decided by the database for all rows at once.

People are found by number, else by phone (D1). What cannot be decided is a problem of the row; nothing is guessed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from volunteer.kernel.database import db
from volunteer.rosters.models import RosterImport
from volunteer.rosters.squads import Meant, Pair, Squads

# Statistics of rows copied a moment ago are missing, and nested loops over a million rows take hours.
NO_NESTED_LOOPS = "SET LOCAL enable_nestloop = off"

# Problems that reading found stay; these are found anew with each comparison.
COMPARED = [
    "twice", "phone_twice", "unknown_unit", "several_units", "several_teams", "no_such_squad", "no_such_team",
    "number_needed", "number_taken", "several_people", "phone_of_another", "elsewhere", "another_person",
]  # fmt: skip

# Phones are sealed: the same one has the same mark (kernel/sealed.py), and only marks are compared.
# r: a row and what it means; n: the member of that number; p: members of that phone; m: whoever is meant.
DECISIONS = """
WITH meant AS (
  SELECT * FROM jsonb_to_recordset(CAST(:meant AS jsonb))
    AS u(team text, squad text, unit_id bigint, problem text, told text)
), r AS (
  SELECT line, key, cells->>'number' AS number, cells->>'name' AS name, cells->>'phone' AS phone,
    split_part(cells->>'phone', '.', 3) AS mark,
    cells->>'kind' AS kind, cells->>'branch' AS branch, u.unit_id, u.problem AS unit_problem, u.told,
    first_value(line) OVER (PARTITION BY key ORDER BY line) AS first_line,
    first_value(line) OVER (PARTITION BY split_part(cells->>'phone', '.', 3) ORDER BY line) AS first_phone_line,
    (SELECT coalesce(jsonb_agg(old), '[]') FROM jsonb_array_elements(problems) old
     WHERE problems <> '[]' AND NOT old->>'problem' = ANY(:compared)) AS read_problems
  FROM roster_row LEFT JOIN meant u ON u.squad = cells->>'squad' AND u.team = coalesce(cells->>'team', '')
  WHERE import_id = :id
), phones AS (
  SELECT split_part(m.phone, '.', 3) AS mark, count(*) AS people, min(m.id) AS id,
    min(m.number) AS number, array_agg(m.id) AS ids
  FROM member m WHERE m.phone IS NOT NULL AND split_part(m.phone, '.', 3) IN (SELECT mark FROM r) GROUP BY 1
), found AS (
  SELECT r.*, n.id AS number_id, p.people, p.number AS phone_number, p.ids AS phone_ids,
    coalesce(n.id, CASE WHEN r.number IS NULL AND p.people = 1 THEN p.id END) AS member_id, taken.id AS taken_id
  FROM r
  LEFT JOIN member n ON lower(n.number) = r.key
  LEFT JOIN phones p ON p.mark = r.mark
  LEFT JOIN sign_in_identity taken ON taken.kind = 'password' AND taken.subject = r.key
), compared AS (
  SELECT f.*, m.id AS target_id, m.unit_id AS old_unit_id, left(at.path, length(:path)) = :path AS inside,
    m.name AS old_name, split_part(m.phone, '.', 3) AS old_mark,
    array_remove(ARRAY[
      CASE WHEN f.name <> m.name THEN 'name' END,
      CASE WHEN f.phone IS NOT NULL AND f.mark IS DISTINCT FROM split_part(m.phone, '.', 3) THEN 'phone' END,
      CASE WHEN f.kind <> m.kind OR (f.kind IS NULL AND m.kind IN ('left', 'deceased')) THEN 'kind' END,
      CASE WHEN f.branch IS NOT NULL AND f.branch IS DISTINCT FROM m.branch THEN 'branch' END,
      CASE WHEN f.unit_id IS DISTINCT FROM m.unit_id THEN 'unit_id' END], NULL) AS differing
  FROM found f LEFT JOIN member m ON m.id = f.member_id LEFT JOIN unit at ON at.id = m.unit_id
), decided AS (
  SELECT line, target_id, unit_id, kind,
    CASE WHEN target_id IS NULL THEN 'created' WHEN 'kind' = ANY(differing) AND kind IN ('left', 'deceased') THEN 'left'
      WHEN 'unit_id' = ANY(differing) THEN 'moved' WHEN differing <> '{}' THEN 'changed' ELSE 'unchanged' END AS action,
    CASE WHEN target_id IS NULL THEN '{}' ELSE differing END AS fields,
    read_problems
    || CASE WHEN first_line < line AND key IS NOT NULL THEN jsonb_build_array(jsonb_build_object(
         'column', 'number', 'problem', 'twice', 'value', number, 'told', first_line)) ELSE '[]' END
    || CASE WHEN first_phone_line < line AND phone IS NOT NULL AND mark IS DISTINCT FROM old_mark
         THEN jsonb_build_array(jsonb_build_object(
           'column', 'phone', 'problem', 'phone_twice', 'value', phone, 'told', first_phone_line)) ELSE '[]' END
    || CASE WHEN unit_problem IS NOT NULL THEN jsonb_build_array(jsonb_build_object(
         'column', CASE WHEN unit_problem IN ('several_teams', 'no_such_team') THEN 'team' ELSE 'squad' END,
         'problem', unit_problem, 'told', told)) ELSE '[]' END
    || CASE
         WHEN first_line < line AND key IS NOT NULL THEN '[]'
         WHEN number IS NULL AND people > 1 THEN jsonb_build_array(jsonb_build_object(
           'column', 'phone', 'problem', 'several_people', 'value', phone, 'told', people))
         WHEN number IS NULL AND target_id IS NULL AND NOT read_problems @> '[{"column": "number"}]'
           AND NOT read_problems @> '[{"column": "phone"}]'
           THEN jsonb_build_array(jsonb_build_object('column', 'number', 'problem', 'number_needed'))
         WHEN target_id IS NOT NULL AND NOT inside THEN jsonb_build_array(jsonb_build_object(
           'column', CASE WHEN number IS NULL THEN 'phone' ELSE 'number' END, 'problem', 'elsewhere', 'value', number))
         WHEN number_id IS NOT NULL AND old_name <> name AND mark IS DISTINCT FROM old_mark
           THEN jsonb_build_array(jsonb_build_object('column', 'name', 'problem', 'another_person', 'value', name))
         WHEN number IS NOT NULL AND people > 0 AND mark IS DISTINCT FROM old_mark AND first_phone_line = line
           THEN jsonb_build_array(jsonb_build_object(
             'column', 'phone', 'problem', 'phone_of_another', 'value', phone, 'told', phone_number))
         WHEN number IS NOT NULL AND number_id IS NULL AND taken_id IS NOT NULL
           THEN jsonb_build_array(jsonb_build_object('column', 'number', 'problem', 'number_taken', 'value', number))
         ELSE '[]' END AS problems
  FROM compared
)
"""
COMPARE = f"""{DECISIONS}
UPDATE roster_row SET action = d.action, fields = d.fields, target_id = d.target_id, problems = d.problems
FROM decided d WHERE roster_row.import_id = :id AND roster_row.line = d.line
"""
CHANGED_SINCE = f"""{DECISIONS}
SELECT count(*) FROM decided d JOIN roster_row k ON k.import_id = :id AND k.line = d.line
WHERE (d.action, d.fields, d.target_id, d.problems) IS DISTINCT FROM (k.action, k.fields, k.target_id, k.problems)
"""
"""Rows that would do something else than they were said to do."""

NAMED_PAIRS = """
SELECT cells->>'team', cells->>'squad', count(*) FROM roster_row
WHERE import_id = :id AND cells ? 'squad' GROUP BY 1, 2 ORDER BY min(line)
"""
LOCK_TARGETS = """
SELECT count(*) FROM (
  SELECT 1 FROM member WHERE id IN (SELECT target_id FROM roster_row WHERE import_id = :id)
  ORDER BY id FOR NO KEY UPDATE) locked
"""
LACKING = """
SELECT m.unit_id, count(*), count(*) FILTER (WHERE k.line IS NULL)
FROM member m JOIN unit u ON u.id = m.unit_id
LEFT JOIN roster_row k ON k.import_id = :id AND k.target_id = m.id
WHERE u.path LIKE :below AND m.kind NOT IN ('left', 'deceased') GROUP BY m.unit_id
"""
"""Members by squad, and how many of them the file does not name."""


def named_pairs(made: RosterImport) -> dict[Pair, int]:
    """The teams and squads that rows name, in their order, and how many rows name them."""
    return {(team, squad): rows for team, squad, rows in db.session.execute(text(NAMED_PAIRS), {"id": made.id})}


def meant_by(made: RosterImport) -> list[Meant]:
    """What those names mean now."""
    return Squads(made.unit).meant(named_pairs(made), made.options.get("units", ()))


def compare(made: RosterImport, meant: Sequence[Meant]) -> None:
    """Write beside each row what it would do."""
    set_based(COMPARE, made, told(meant))


def changed_since(made: RosterImport, meant: Sequence[Meant]) -> int:
    """How many rows would do something else now than when they were compared."""
    return int(set_based(CHANGED_SINCE, made, told(meant)).scalar_one())


def lacking(made: RosterImport) -> dict[int, tuple[int, int]]:
    """By squad: its members, and how many of them the file does not name."""
    asked = {"id": made.id, "below": f"{made.unit.path}%"}
    return {unit_id: (members, missing) for unit_id, members, missing in db.session.execute(text(LACKING), asked)}


def lock_targets(made: RosterImport) -> None:
    """Nobody else changes the members that rows mean until the transaction ends."""
    db.session.execute(text(LOCK_TARGETS), {"id": made.id})


def told(meant: Sequence[Meant]) -> str:
    """What names mean, as the database is told."""
    return json.dumps([one.row() for one in meant])


def set_based(statement: str, made: RosterImport, meant: str, **more: Any) -> Any:
    """Run a statement over all rows of an import."""
    db.session.execute(text(NO_NESTED_LOOPS))
    asked = {
        "id": made.id,
        "meant": meant,
        "compared": COMPARED,
        "path": made.unit.path,
    }
    return db.session.execute(text(statement), {**asked, **more})
