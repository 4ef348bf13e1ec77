"""Profiles in full, evidence of qualifications, registrations with receipt, surveys, groups and synonyms of skills.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GROUPS = (
    ("law", "法律", "Law"),
    ("medicine", "医疗卫生", "Medicine"),
    ("psychology", "心理", "Psychology"),
    ("teaching", "教育培训", "Teaching"),
    ("it", "信息技术", "IT"),
    ("trades", "维修技工", "Trades"),
    ("life", "生活服务", "Everyday life"),
    ("driving", "驾驶操作", "Driving"),
    ("language", "语言", "Languages"),
    ("policy", "政策与财务", "Policy and finance"),
    ("arts", "文化艺术", "Arts"),
    ("sport", "体育", "Sport"),
    ("relief", "应急救援", "Disaster relief"),
)
SORTED_NAMES = ("name", "pinyin", "initials")


def upgrade() -> None:
    op.create_table(
        "skill_group",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("changed_tx", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_skill_group")),
    )
    op.create_index("ix_skill_group_changed_tx", "skill_group", ["changed_tx"], unique=False)
    op.execute(
        "CREATE TRIGGER mark_change BEFORE INSERT OR UPDATE ON skill_group FOR EACH ROW EXECUTE FUNCTION mark_change()"
    )
    _add_groups()
    op.create_table(
        "survey",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("asks", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_survey_closed_at")),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_survey_status")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_survey_created_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_survey_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_index(op.f("ix_survey_unit_id"), "survey", ["unit_id"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("survey_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_survey_answer_member_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_answer_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "member_id", name=op.f("pk_survey_answer")),
    )
    op.create_index(op.f("ix_survey_answer_member_id"), "survey_answer", ["member_id"], unique=False)
    op.create_table(
        "skill_evidence",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(content) <= 2097152", name=op.f("ck_skill_evidence_size")),
        sa.ForeignKeyConstraint(
            ["member_id", "skill"],
            ["member_skill.member_id", "member_skill.skill"],
            name=op.f("fk_skill_evidence_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "skill", name=op.f("pk_skill_evidence")),
    )
    op.add_column("absence", sa.Column("kind", sa.String(), server_default="other", nullable=False))
    op.add_column(
        "category", sa.Column("synonyms", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("member", sa.Column("office_lon", sa.Double(), nullable=True))
    op.add_column("member", sa.Column("office_lat", sa.Double(), nullable=True))
    op.add_column("member", sa.Column("precise_places", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("member", sa.Column("profile_checked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("member", sa.Column("profile_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index(op.f("ix_member_initials"), table_name="member", postgresql_ops={"initials": "text_pattern_ops"})
    op.drop_index(op.f("ix_member_name"), table_name="member", postgresql_ops={"name": "text_pattern_ops"})
    op.drop_index(op.f("ix_member_pinyin"), table_name="member", postgresql_ops={"pinyin": "text_pattern_ops"})
    for column in SORTED_NAMES:
        op.alter_column("member", column, type_=sa.String(collation="C"), existing_type=sa.String())
    op.create_index("ix_member_initials", "member", ["initials", "pinyin", "id"], unique=False)
    op.create_index("ix_member_name", "member", ["name", "id"], unique=False)
    op.create_index("ix_member_pinyin", "member", ["pinyin", "id"], unique=False)
    op.add_column("member_skill", sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("member_skill", sa.Column("returned_reason", sa.String(), nullable=True))
    op.add_column("member_skill", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_member_skill_returned"), "member_skill", "(returned_at IS NULL) = (returned_reason IS NULL)"
    )
    op.create_index(
        "ix_member_skill_expires_on",
        "member_skill",
        ["expires_on"],
        unique=False,
        postgresql_where=sa.text("expires_on IS NOT NULL"),
    )
    op.add_column("registration", sa.Column("kind", sa.String(), server_default="residence", nullable=False))
    op.add_column("registration", sa.Column("status", sa.String(), server_default="received", nullable=False))
    op.add_column("registration", sa.Column("slip", sa.String(), nullable=True))
    op.add_column(
        "registration",
        sa.Column("requested_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column("registration", sa.Column("answered_by", sa.BigInteger(), nullable=True))
    op.add_column("registration", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("registration", sa.Column("reason", sa.String(), nullable=True))
    op.add_column("registration", sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False))
    op.create_check_constraint(op.f("ck_registration_kind"), "registration", "kind IN ('residence', 'paired')")
    op.create_check_constraint(
        op.f("ck_registration_status"), "registration", "status IN ('requested', 'received', 'refused', 'ended')"
    )
    op.create_check_constraint(op.f("ck_registration_period"), "registration", "until >= since")
    op.create_check_constraint(op.f("ck_absence_kind"), "absence", "kind IN ('holiday', 'business_trip', 'other')")
    op.create_check_constraint(op.f("ck_absence_period"), "absence", "NOT isempty(period)")
    _end_older_registrations()
    op.create_check_constraint(
        op.f("ck_registration_ended"), "registration", "(status = 'ended') = (until IS NOT NULL)"
    )
    op.create_index(
        "uq_registration_live",
        "registration",
        ["member_id", "kind", "status"],
        unique=True,
        postgresql_where=sa.text("status IN ('requested', 'received')"),
    )
    op.create_unique_constraint(op.f("uq_registration_slip"), "registration", ["slip"])
    op.create_foreign_key(op.f("fk_registration_answered_by"), "registration", "account", ["answered_by"], ["id"])
    op.add_column("skill", sa.Column("synonyms", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.create_foreign_key(op.f("fk_skill_group"), "skill", "skill_group", ["group"], ["code"])


def _add_groups() -> None:
    """The groups that skills name already; `flask init` and administrators take it from there."""
    connection = op.get_bind()
    groups = sa.table("skill_group", *(sa.column(name) for name in ("code", "name", "name_en", "rank")))
    known = {code for code, _, _ in GROUPS}
    used = set(connection.execute(sa.text('SELECT DISTINCT "group" FROM skill')).scalars())
    rows = [
        {"code": code, "name": name, "name_en": name_en, "rank": rank}
        for rank, (code, name, name_en) in enumerate((*GROUPS, *((other, other, other) for other in used - known)))
        if code in used
    ]
    if rows:
        connection.execute(sa.insert(groups), rows)


def _end_older_registrations() -> None:
    """A member lives at one place: of several registrations that hold, the newest stays."""
    op.execute(
        """
        UPDATE registration AS older SET status = 'ended', until = greatest(older.since, current_date)
        WHERE until IS NULL AND EXISTS (
            SELECT FROM registration newer
            WHERE newer.member_id = older.member_id AND newer.until IS NULL AND newer.id > older.id)
        """
    )
    op.execute("UPDATE registration SET status = 'ended' WHERE until IS NOT NULL")


def downgrade() -> None:
    op.execute("DELETE FROM registration WHERE status IN ('requested', 'refused')")
    for name in ("kind", "status", "period", "ended"):
        op.drop_constraint(op.f(f"ck_registration_{name}"), "registration", type_="check")
    for name in ("kind", "period"):
        op.drop_constraint(op.f(f"ck_absence_{name}"), "absence", type_="check")
    op.drop_constraint(op.f("fk_skill_group"), "skill", type_="foreignkey")
    op.drop_column("skill", "synonyms")
    op.drop_constraint(op.f("fk_registration_answered_by"), "registration", type_="foreignkey")
    op.drop_constraint(op.f("uq_registration_slip"), "registration", type_="unique")
    op.drop_index(
        "uq_registration_live",
        table_name="registration",
        postgresql_where=sa.text("status IN ('requested', 'received')"),
    )
    op.drop_column("registration", "version")
    op.drop_column("registration", "reason")
    op.drop_column("registration", "answered_at")
    op.drop_column("registration", "answered_by")
    op.drop_column("registration", "requested_at")
    op.drop_column("registration", "slip")
    op.drop_column("registration", "status")
    op.drop_column("registration", "kind")
    op.drop_index(
        "ix_member_skill_expires_on", table_name="member_skill", postgresql_where=sa.text("expires_on IS NOT NULL")
    )
    op.drop_constraint(op.f("ck_member_skill_returned"), "member_skill", type_="check")
    op.drop_column("member_skill", "reminded_on")
    op.drop_column("member_skill", "returned_reason")
    op.drop_column("member_skill", "returned_at")
    for column in SORTED_NAMES:
        op.drop_index(f"ix_member_{column}", table_name="member")
        op.execute(f'ALTER TABLE member ALTER COLUMN {column} TYPE varchar COLLATE "default"')
        op.create_index(f"ix_member_{column}", "member", [column], postgresql_ops={column: "text_pattern_ops"})
    op.drop_column("member", "profile_changed_at")
    op.drop_column("member", "profile_checked_at")
    op.drop_column("member", "precise_places")
    op.drop_column("member", "office_lat")
    op.drop_column("member", "office_lon")
    op.drop_column("category", "synonyms")
    op.drop_column("absence", "kind")
    op.drop_table("skill_evidence")
    op.drop_index(op.f("ix_survey_answer_member_id"), table_name="survey_answer")
    op.drop_table("survey_answer")
    op.drop_index(op.f("ix_survey_unit_id"), table_name="survey")
    op.drop_table("survey")
    op.drop_index("ix_skill_group_changed_tx", table_name="skill_group")
    op.drop_table("skill_group")
