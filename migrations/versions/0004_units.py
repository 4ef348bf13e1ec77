"""What units were called and where they hung; transfers, memberships and designations; grants at collaboration groups.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from pypinyin import Style, lazy_pinyin
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ONE_NODE = "ck_access_grant_one_node"

# Histories are written by the owner's triggers, so that no path past them exists for the application.
# Whoever leaves a squad because it is dissolved has left it at the moment when it was: nobody was ever in a closed one.
TRIGGERS = """
CREATE FUNCTION keep_unit_period() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'UPDATE' THEN
        UPDATE unit_period SET until = greatest(moment, since + interval '1 microsecond')
        WHERE unit_id = NEW.id AND until IS NULL RETURNING until INTO moment;
    END IF;
    INSERT INTO unit_period (unit_id, parent_id, name, short_name, status, since)
    VALUES (NEW.id, NEW.parent_id, NEW.name, NEW.short_name, NEW.status, moment);
    RETURN NULL;
END $$;
CREATE TRIGGER keep_unit_period_on_insert AFTER INSERT ON unit
    FOR EACH ROW EXECUTE FUNCTION keep_unit_period();
CREATE TRIGGER keep_unit_period_on_update AFTER UPDATE ON unit FOR EACH ROW
    WHEN ((OLD.name, OLD.short_name, OLD.parent_id, OLD.status)
          IS DISTINCT FROM (NEW.name, NEW.short_name, NEW.parent_id, NEW.status))
    EXECUTE FUNCTION keep_unit_period();

CREATE FUNCTION keep_membership() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'INSERT' THEN
        moment := least(moment, NEW.created_at);
    ELSE
        SELECT coalesce(min(since), moment) INTO moment FROM unit_period
        WHERE unit_id = OLD.unit_id AND until IS NULL AND status = 'closed';
        UPDATE membership SET until = greatest(moment, since + interval '1 microsecond')
        WHERE member_id = NEW.id AND until IS NULL RETURNING until INTO moment;
    END IF;
    INSERT INTO membership (member_id, unit_id, since) VALUES (NEW.id, NEW.unit_id, moment);
    RETURN NULL;
END $$;
CREATE TRIGGER keep_membership_on_insert AFTER INSERT ON member
    FOR EACH ROW EXECUTE FUNCTION keep_membership();
CREATE TRIGGER keep_membership_on_update AFTER UPDATE ON member FOR EACH ROW
    WHEN (OLD.unit_id IS DISTINCT FROM NEW.unit_id) EXECUTE FUNCTION keep_membership();

INSERT INTO unit_period (unit_id, parent_id, name, short_name, status, since)
    SELECT id, parent_id, name, short_name, status, now() FROM unit;
INSERT INTO membership (member_id, unit_id, since) SELECT id, unit_id, least(created_at, now()) FROM member;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'volunteer_app') THEN
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON unit_period, membership FROM volunteer_app;
    END IF;
END $$;
"""


def upgrade() -> None:
    op.create_table(
        "unit_period",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until > since", name=op.f("ck_unit_period_period")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_period_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_period_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_period")),
    )
    op.create_index("ix_unit_period_unit_id", "unit_period", ["unit_id", "since"], unique=False)
    op.create_index(
        "uq_unit_period_open", "unit_period", ["unit_id"], unique=True, postgresql_where=sa.text("until IS NULL")
    )
    op.create_table(
        "designation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("named_by", sa.BigInteger(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'responsibility_area' OR place_id IS NOT NULL", name=op.f("ck_designation_area_has_place")
        ),
        sa.CheckConstraint("kind IN ('pioneer_post', 'responsibility_area')", name=op.f("ck_designation_kind")),
        sa.CheckConstraint("until >= since", name=op.f("ck_designation_period")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_designation_member_id")),
        sa.ForeignKeyConstraint(["named_by"], ["account.id"], name=op.f("fk_designation_named_by")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_designation_place_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_designation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designation")),
    )
    op.create_index(op.f("ix_designation_member_id"), "designation", ["member_id"], unique=False)
    op.create_index(op.f("ix_designation_place_id"), "designation", ["place_id"], unique=False)
    op.create_index(op.f("ix_designation_unit_id"), "designation", ["unit_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(member_id, member_id, '[]')"), "&&"),
            (sa.text("tstzrange(since, until)"), "&&"),
            using="gist",
            name="one_squad_at_a_time",
        ),
        sa.CheckConstraint("until > since", name=op.f("ck_membership_period")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_membership_member_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_membership_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_member_id", "membership", ["member_id", "since"], unique=False)
    op.create_index(op.f("ix_membership_unit_id"), "membership", ["unit_id"], unique=False)
    op.create_index(
        "uq_membership_open", "membership", ["member_id"], unique=True, postgresql_where=sa.text("until IS NULL")
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("from_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("to_unit_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_agreed_by", sa.BigInteger(), nullable=True),
        sa.Column("from_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("to_agreed_by", sa.BigInteger(), nullable=True),
        sa.Column("to_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status <> 'done' OR (from_agreed_at IS NOT NULL AND to_agreed_at IS NOT NULL)",
            name=op.f("ck_transfer_both_agreed"),
        ),
        sa.CheckConstraint("status IN ('asked', 'done', 'refused', 'withdrawn')", name=op.f("ck_transfer_status")),
        sa.CheckConstraint("from_unit_id <> to_unit_id", name=op.f("ck_transfer_two_squads")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_transfer_asked_by")),
        sa.ForeignKeyConstraint(["from_agreed_by"], ["account.id"], name=op.f("fk_transfer_from_agreed_by")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name=op.f("fk_transfer_from_unit_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_transfer_member_id")),
        sa.ForeignKeyConstraint(["to_agreed_by"], ["account.id"], name=op.f("fk_transfer_to_agreed_by")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_transfer_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index(
        "ix_transfer_due",
        "transfer",
        ["answer_by"],
        unique=False,
        postgresql_where=sa.text("status = 'asked' AND escalated_at IS NULL"),
    )
    op.create_index(op.f("ix_transfer_from_unit_id"), "transfer", ["from_unit_id"], unique=False)
    op.create_index(op.f("ix_transfer_to_unit_id"), "transfer", ["to_unit_id"], unique=False)
    op.create_index(
        "uq_transfer_open", "transfer", ["member_id"], unique=True, postgresql_where=sa.text("status = 'asked'")
    )
    op.add_column("access_grant", sa.Column("collaboration_group_id", sa.BigInteger(), nullable=True))
    op.add_column("access_grant", sa.Column("deputy", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("access_grant", sa.Column("takes_over_id", sa.BigInteger(), nullable=True))
    op.add_column("access_grant", sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_access_grant_takes_over_id"), "access_grant", "access_grant", ["takes_over_id"], ["id"]
    )
    op.create_index(
        op.f("ix_access_grant_collaboration_group_id"), "access_grant", ["collaboration_group_id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_access_grant_collaboration_group_id"),
        "access_grant",
        "collaboration_group",
        ["collaboration_group_id"],
        ["id"],
    )
    op.create_index(op.f("ix_organ_collaboration_group_id"), "organ", ["collaboration_group_id"], unique=False)
    op.drop_constraint(op.f(ONE_NODE), "access_grant", type_="check")
    op.create_check_constraint(
        op.f(ONE_NODE), "access_grant", "num_nonnulls(unit_id, place_id, collaboration_group_id) = 1"
    )
    for column in ("pinyin", "initials"):
        op.add_column("unit", sa.Column(column, sa.String(collation="C"), server_default="", nullable=False))
        op.alter_column("unit", column, server_default=None)
    _spell_units()
    op.execute(TRIGGERS)


def _spell_units() -> None:
    """Full and short names as typed on a keyboard."""
    connection = op.get_bind()
    spelled = sa.text("UPDATE unit SET pinyin = :pinyin, initials = :initials WHERE id = :id")
    for unit_id, *names in connection.execute(sa.text("SELECT id, name, short_name FROM unit")).all():
        full, short = ([_letters(part) for part in lazy_pinyin(name, style=Style.NORMAL)] for name in names)
        both = [full] if "".join(short) in "".join(full) else [full, short]
        pinyin = " ".join("".join(part) for part in both)
        initials = " ".join("".join(syllable[:1] for syllable in part) for part in both)
        connection.execute(spelled, {"id": unit_id, "pinyin": pinyin, "initials": initials})


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def downgrade() -> None:
    for table, function in (("unit", "keep_unit_period"), ("member", "keep_membership")):
        op.execute(f"DROP TRIGGER {function}_on_update ON {table}")
        op.execute(f"DROP TRIGGER {function}_on_insert ON {table}")
        op.execute(f"DROP FUNCTION {function}()")
    op.execute("DELETE FROM access_grant WHERE collaboration_group_id IS NOT NULL")
    op.drop_constraint(op.f(ONE_NODE), "access_grant", type_="check")
    op.create_check_constraint(op.f(ONE_NODE), "access_grant", "num_nonnulls(unit_id, place_id) = 1")
    op.drop_column("unit", "initials")
    op.drop_column("unit", "pinyin")
    op.drop_index(op.f("ix_organ_collaboration_group_id"), table_name="organ")
    op.drop_constraint(op.f("fk_access_grant_collaboration_group_id"), "access_grant", type_="foreignkey")
    op.drop_index(op.f("ix_access_grant_collaboration_group_id"), table_name="access_grant")
    op.drop_constraint(op.f("fk_access_grant_takes_over_id"), "access_grant", type_="foreignkey")
    op.drop_column("access_grant", "taken_over_at")
    op.drop_column("access_grant", "takes_over_id")
    op.drop_column("access_grant", "deputy")
    op.drop_column("access_grant", "collaboration_group_id")
    op.drop_index("uq_transfer_open", table_name="transfer", postgresql_where=sa.text("status = 'asked'"))
    op.drop_index(op.f("ix_transfer_to_unit_id"), table_name="transfer")
    op.drop_index(op.f("ix_transfer_from_unit_id"), table_name="transfer")
    op.drop_index(
        "ix_transfer_due", table_name="transfer", postgresql_where=sa.text("status = 'asked' AND escalated_at IS NULL")
    )
    op.drop_table("transfer")
    op.drop_index("uq_membership_open", table_name="membership", postgresql_where=sa.text("until IS NULL"))
    op.drop_index(op.f("ix_membership_unit_id"), table_name="membership")
    op.drop_index("ix_membership_member_id", table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_designation_unit_id"), table_name="designation")
    op.drop_index(op.f("ix_designation_place_id"), table_name="designation")
    op.drop_index(op.f("ix_designation_member_id"), table_name="designation")
    op.drop_table("designation")
    op.drop_index("uq_unit_period_open", table_name="unit_period", postgresql_where=sa.text("until IS NULL"))
    op.drop_index("ix_unit_period_unit_id", table_name="unit_period")
    op.drop_table("unit_period")
