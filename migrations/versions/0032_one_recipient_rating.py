"""What recipients say is kept once: their ratings become answers that the site relayed; `rating` is the site's own word.

Frozen months name what they counted by id, so the ids there follow.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# Months that were frozen in between counted answers of every kind: those that were no ratings are named no more.
RENAME_COUNTED = """
    UPDATE month_report
    SET subjects = jsonb_set(subjects, '{recipient_ratings}', coalesce((
        SELECT jsonb_agg(moved.new_id ORDER BY moved.new_id)
        FROM jsonb_array_elements_text(subjects -> 'recipient_ratings') AS counted
        JOIN moved ON moved.old_id = counted::bigint
    ), '[]'))
    WHERE jsonb_typeof(subjects -> 'recipient_ratings') = 'array'
"""


def upgrade() -> None:
    op.add_column("answer", sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))
    _check("answer", "source", "source IN ('instant', 'survey', 'callback', 'relayed')")
    _check(
        "answer", "by", "CASE source WHEN 'callback' THEN by IS NOT NULL WHEN 'relayed' THEN true ELSE by IS NULL END"
    )
    op.create_check_constraint(op.f("ck_answer_replaced"), "answer", "replaced_at IS NULL OR source = 'relayed'")
    _once("uq_answer_asker_once", "source IN ('survey', 'callback')")
    op.create_index(
        "uq_answer_relayed_once",
        "answer",
        ["demand_id", "round"],
        unique=True,
        postgresql_where=sa.text("source = 'relayed'"),
    )
    op.execute(
        """
        CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
        SELECT id AS old_id, nextval(pg_get_serial_sequence('answer', 'id')) AS new_id
        FROM rating WHERE kind = 'recipient'
        """
    )
    op.execute(
        """
        INSERT INTO answer (id, source, demand_id, round, unit_id, site_id, category, score, comment, again, at, by,
                            key_hash, replaced_at)
        SELECT moved.new_id, 'relayed', demand.id, rating.round, demand.responsible_unit_id, demand.site_id,
               demand.category, rating.score, rating.comment, rating.do_again AND rating.score <= 2, rating.at, rating.by,
               sha256(gen_random_uuid()::text::bytea), CASE WHEN own.id IS NOT NULL THEN greatest(own.at, rating.at) END
        FROM moved
        JOIN rating ON rating.id = moved.old_id
        JOIN demand ON demand.id = rating.demand_id
        LEFT JOIN answer AS own
            ON own.demand_id = demand.id AND own.round = rating.round AND own.source IN ('survey', 'callback')
        """
    )
    op.execute(RENAME_COUNTED)
    op.execute("DELETE FROM rating WHERE kind = 'recipient'")
    op.drop_index("uq_rating_once", table_name="rating")
    op.drop_column("rating", "kind")
    op.create_index("uq_rating_once", "rating", ["demand_id", "round"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_rating_once", table_name="rating")
    op.add_column("rating", sa.Column("kind", sa.String(), nullable=False, server_default="site"))
    op.alter_column("rating", "kind", server_default=None)
    op.create_check_constraint(op.f("ck_rating_kind"), "rating", "kind IN ('site', 'recipient')")
    op.create_index("uq_rating_once", "rating", ["demand_id", "round", "kind"], unique=True)
    op.execute(
        """
        CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
        SELECT id AS old_id, nextval(pg_get_serial_sequence('rating', 'id')) AS new_id
        FROM answer WHERE source = 'relayed'
        """
    )
    op.execute(
        """
        INSERT INTO rating (id, demand_id, round, kind, score, comment, do_again, on_behalf, by, at)
        SELECT moved.new_id, demand_id, round, 'recipient', score, comment, again, true, by, at
        FROM moved JOIN answer ON answer.id = moved.old_id
        """
    )
    op.execute(RENAME_COUNTED)
    op.execute("DELETE FROM answer_hidden_part WHERE answer_id IN (SELECT old_id FROM moved)")
    op.execute("DELETE FROM answer WHERE source = 'relayed'")
    op.drop_index("uq_answer_relayed_once", table_name="answer")
    _once("uq_answer_asker_once", "source <> 'instant'")
    op.drop_column("answer", "replaced_at")
    _check("answer", "by", "(source = 'callback') = (by IS NOT NULL)")
    _check("answer", "source", "source IN ('instant', 'survey', 'callback')")


def _check(table: str, name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def _once(name: str, which: str) -> None:
    op.drop_index(name, table_name="answer")
    op.create_index(name, "answer", ["demand_id", "round"], unique=True, postgresql_where=sa.text(which))
