"""The tables of the whole loop, in their final shape (D31).

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("failed_sign_ins", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("consent_version", sa.String(), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sign_in_epoch", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('pending', 'active', 'disabled')", name=op.f("ck_account_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("address", postgresql.INET(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", "at", name=op.f("pk_audit_event")),
        postgresql_partition_by="RANGE (at)",
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_account", ["account_id", "at"], unique=False)
        batch_op.create_index("ix_audit_event_subject", ["subject_kind", "subject_id", "at"], unique=False)

    op.create_table(
        "category",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("safeguards", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_category")),
    )
    op.create_table(
        "collaboration_group",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaboration_group")),
        sa.UniqueConstraint("name", name=op.f("uq_collaboration_group_name")),
    )
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("weekday", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_holiday_weekday")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_message_dedupe_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_message_due",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("delivered_at IS NULL AND dead_at IS NULL"),
        )

    op.create_table(
        "private_place",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("access_notes", sa.String(), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_place")),
    )
    op.create_table(
        "skill",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_skill")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_account_id"), ["account_id"], unique=False)

    op.create_table(
        "idempotency_key",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("response", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(key) <= 200", name=op.f("ck_idempotency_key_key_length")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_idempotency_key_account_id")),
        sa.PrimaryKeyConstraint("account_id", "method", "path", "key", name=op.f("pk_idempotency_key")),
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index("ix_idempotency_key_created_at", ["created_at"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_account_created", ["account_id", "created_at"], unique=False)
        batch_op.create_index(
            "ix_notice_unread", ["account_id"], unique=False, postgresql_where=sa.text("read_at IS NULL")
        )

    op.create_table(
        "one_time_code",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("issued_by", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('activation', 'reset')", name=op.f("ck_one_time_code_purpose")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_one_time_code_account_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["account.id"], name=op.f("fk_one_time_code_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_one_time_code_code_hash")),
    )
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_code_account_id"), ["account_id"], unique=False)

    op.create_table(
        "organ",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("collaboration_group_id", sa.BigInteger(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("working_time", sa.String(), nullable=False),
        sa.CheckConstraint("working_time IN ('hidden', 'approval', 'free')", name=op.f("ck_organ_working_time")),
        sa.ForeignKeyConstraint(
            ["collaboration_group_id"], ["collaboration_group.id"], name=op.f("fk_organ_collaboration_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organ")),
        sa.UniqueConstraint("name", name=op.f("uq_organ_name")),
    )
    op.create_table(
        "sign_in_identity",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('password', 'phone', 'oidc', 'wecom', 'wechat')", name=op.f("ck_sign_in_identity_kind")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_identity_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_identity")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_sign_in_identity_kind_subject")),
    )
    with op.batch_alter_table("sign_in_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_identity_account_id"), ["account_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("organ_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("duty_phone", sa.String(), nullable=True),
        sa.Column("successor_id", sa.BigInteger(), nullable=True),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("status IN ('active', 'closed')", name=op.f("ck_unit_status")),
        sa.CheckConstraint(
            "tier IN ('brigade', 'team', 'squad', 'task_force', 'pioneer_team')", name=op.f("ck_unit_tier")
        ),
        sa.ForeignKeyConstraint(["organ_id"], ["organ.id"], name=op.f("fk_unit_organ_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["unit.id"], name=op.f("fk_unit_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_organ_id"), ["organ_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_unit_path", ["path"], unique=True, postgresql_ops={"path": "text_pattern_ops"})

    op.create_table(
        "member",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pinyin", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("branch", sa.String(), nullable=True),
        sa.Column("home_lon", sa.Double(), nullable=True),
        sa.Column("home_lat", sa.Double(), nullable=True),
        sa.Column("availability", sa.BigInteger(), nullable=False),
        sa.Column("profile_assumed", sa.Boolean(), nullable=False),
        sa.Column("radius_km", sa.Double(), nullable=False),
        sa.Column("max_positions", sa.BigInteger(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("recommendations_on", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('active', 'retired', 'mobile', 'seconded', 'left', 'deceased')", name=op.f("ck_member_kind")
        ),
        sa.CheckConstraint("availability BETWEEN 0 AND (1 << 28) - 1", name=op.f("ck_member_availability")),
        sa.CheckConstraint("max_positions >= 0", name=op.f("ck_member_max_positions")),
        sa.CheckConstraint("radius_km > 0", name=op.f("ck_member_radius")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_member_account_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_member_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("account_id", name=op.f("uq_member_account_id")),
        sa.UniqueConstraint("number", name=op.f("uq_member_number")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(
            "ix_member_initials", ["initials"], unique=False, postgresql_ops={"initials": "text_pattern_ops"}
        )
        batch_op.create_index("ix_member_name", ["name"], unique=False, postgresql_ops={"name": "text_pattern_ops"})
        batch_op.create_index(
            "ix_member_pinyin", ["pinyin"], unique=False, postgresql_ops={"pinyin": "text_pattern_ops"}
        )
        batch_op.create_index(batch_op.f("ix_member_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "place",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("duty_phone", sa.String(), nullable=True),
        sa.Column("paired_unit_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('city', 'town', 'site', 'grid')", name=op.f("ck_place_kind")),
        sa.ForeignKeyConstraint(["paired_unit_id"], ["unit.id"], name=op.f("fk_place_paired_unit_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["place.id"], name=op.f("fk_place_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code", name=op.f("uq_place_code")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_paired_unit_id"), ["paired_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_place_path", ["path"], unique=True, postgresql_ops={"path": "text_pattern_ops"})

    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("period", postgresql.TSTZRANGE(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_absence_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_member_id"), ["member_id"], unique=False)

    op.create_table(
        "access_grant",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "role IN ('admin', 'committee', 'supervisor', 'team_leader', 'squad_leader', 'town_officer', 'site_operator')",
            name=op.f("ck_access_grant_role"),
        ),
        sa.CheckConstraint("num_nonnulls(unit_id, place_id) = 1", name=op.f("ck_access_grant_one_node")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_access_grant_period")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_access_grant_account_id")),
        sa.ForeignKeyConstraint(["granted_by"], ["account.id"], name=op.f("fk_access_grant_granted_by")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_access_grant_place_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_access_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
    )
    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_grant_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_grant_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_grant_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "demand",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("public_place", sa.String(), nullable=True),
        sa.Column("private_place_id", sa.BigInteger(), nullable=True),
        sa.Column("skill", sa.String(), nullable=True),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("headcount", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("risk_note", sa.String(), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("asker_id", sa.BigInteger(), nullable=False),
        sa.Column("responsible_unit_id", sa.BigInteger(), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_returned", sa.BigInteger(), nullable=False),
        sa.Column("times_reopened", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("outcome IN ('content', 'remark', 'unrated')", name=op.f("ck_demand_outcome")),
        sa.CheckConstraint(
            "status = 'draft' OR responsible_unit_id IS NOT NULL OR number IS NULL", name=op.f("ck_demand_responsible")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'accepted', 'returned', 'declined', 'published', 'in_service', 'awaiting_rating', 'closed', 'withdrawn', 'cancelled')",
            name=op.f("ck_demand_status"),
        ),
        sa.CheckConstraint("ends > starts", name=op.f("ck_demand_period")),
        sa.CheckConstraint("headcount > 0", name=op.f("ck_demand_headcount")),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_demand_level")),
        sa.ForeignKeyConstraint(["asker_id"], ["account.id"], name=op.f("fk_demand_asker_id")),
        sa.ForeignKeyConstraint(["category"], ["category.code"], name=op.f("fk_demand_category")),
        sa.ForeignKeyConstraint(["private_place_id"], ["private_place.id"], name=op.f("fk_demand_private_place_id")),
        sa.ForeignKeyConstraint(["responsible_unit_id"], ["unit.id"], name=op.f("fk_demand_responsible_unit_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_demand_site_id")),
        sa.ForeignKeyConstraint(["skill"], ["skill.code"], name=op.f("fk_demand_skill")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("number", name=op.f("uq_demand_number")),
    )
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demand_asker_id"), ["asker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demand_responsible_unit_id"), ["responsible_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demand_site_id"), ["site_id"], unique=False)
        batch_op.create_index("ix_demand_site_status", ["site_id", "status"], unique=False)
        batch_op.create_index("ix_demand_status_deadline", ["status", "deadline"], unique=False)

    op.create_table(
        "member_interest",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["category"], ["category.code"], name=op.f("fk_member_interest_category")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_interest_member_id")),
        sa.PrimaryKeyConstraint("member_id", "category", name=op.f("pk_member_interest")),
    )
    op.create_table(
        "member_skill",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_member_skill_level")),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_member_skill_approved_by")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_skill_member_id")),
        sa.ForeignKeyConstraint(["skill"], ["skill.code"], name=op.f("fk_member_skill_skill")),
        sa.PrimaryKeyConstraint("member_id", "skill", name=op.f("pk_member_skill")),
    )
    with op.batch_alter_table("member_skill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_skill_skill"), ["skill"], unique=False)

    op.create_table(
        "project",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("contact_phone", sa.String(), nullable=True),
        sa.Column("risk_note", sa.String(), nullable=True),
        sa.Column("bring_note", sa.String(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.String(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'in_review', 'published', 'unpublished', 'finished', 'cancelled')",
            name=op.f("ck_project_status"),
        ),
        sa.ForeignKeyConstraint(["category"], ["category.code"], name=op.f("fk_project_category")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_project_created_by")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_project_site_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_project_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_site_id"), ["site_id"], unique=False)
        batch_op.create_index("ix_project_status", ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_registration_member_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_registration_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_place_id"), ["place_id"], unique=False)

    op.create_table(
        "demand_step",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_demand_step_by")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_step_demand_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_demand_step_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_step")),
    )
    with op.batch_alter_table("demand_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demand_step_demand_id"), ["demand_id"], unique=False)

    op.create_table(
        "project_demand",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_project_demand_demand_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_demand_project_id")),
        sa.PrimaryKeyConstraint("project_id", "demand_id", name=op.f("pk_project_demand")),
    )
    with op.batch_alter_table("project_demand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_demand_demand_id"), ["demand_id"], unique=False)

    op.create_table(
        "rating",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("do_again", sa.Boolean(), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('site', 'recipient')", name=op.f("ck_rating_kind")),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_rating_score")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_rating_by")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_rating_demand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_demand_id"), ["demand_id"], unique=False)
        batch_op.create_index("uq_rating_once", ["demand_id", "round", "kind"], unique=True)

    op.create_table(
        "service_session",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("public_place", sa.String(), nullable=True),
        sa.Column("private_place_id", sa.BigInteger(), nullable=True),
        sa.Column("off_hours", sa.Boolean(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=True),
        sa.Column("code_secret", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("status IN ('planned', 'postponed', 'cancelled')", name=op.f("ck_service_session_status")),
        sa.CheckConstraint("ends > starts", name=op.f("ck_service_session_period")),
        sa.ForeignKeyConstraint(["host_id"], ["account.id"], name=op.f("fk_service_session_host_id")),
        sa.ForeignKeyConstraint(
            ["private_place_id"], ["private_place.id"], name=op.f("fk_service_session_private_place_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_service_session_project_id")),
        sa.ForeignKeyConstraint(["site_id"], ["place.id"], name=op.f("fk_service_session_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_session")),
    )
    with op.batch_alter_table("service_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_session_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_session_site_id"), ["site_id"], unique=False)
        batch_op.create_index("ix_service_session_starts", ["starts"], unique=False)

    op.create_table(
        "position",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("skill", sa.String(), nullable=True),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("headcount", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("headcount > 0", name=op.f("ck_position_headcount")),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_position_level")),
        sa.CheckConstraint(
            "taken >= 0 AND reserved >= 0 AND taken + reserved <= headcount", name=op.f("ck_position_capacity")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_position_project_id")),
        sa.ForeignKeyConstraint(["session_id"], ["service_session.id"], name=op.f("fk_position_session_id")),
        sa.ForeignKeyConstraint(["skill"], ["skill.code"], name=op.f("fk_position_skill")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
    )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_position_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_position_session_id"), ["session_id"], unique=False)
        batch_op.create_index("uq_position_line", ["session_id", "line"], unique=True)

    op.create_table(
        "reservation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("position_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("release_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("places > 0 AND remaining BETWEEN 0 AND places", name=op.f("ck_reservation_places")),
        sa.CheckConstraint("released_at IS NULL OR remaining = 0", name=op.f("ck_reservation_released")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_reservation_by")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_reservation_position_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reservation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
    )
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reservation_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_reservation_open",
            ["position_id", "unit_id"],
            unique=True,
            postgresql_where=sa.text("released_at IS NULL"),
        )

    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("position_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.Column("period", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("reservation_id", sa.BigInteger(), nullable=True),
        sa.Column("respond_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(member_id, member_id, '[]')"), "&&"),
            (sa.text("period"), "&&"),
            where=sa.text("blocks"),
            using="gist",
            name="claim_no_overlap",
        ),
        sa.CheckConstraint(
            "(status IN ('offered', 'invited')) <= (respond_by IS NOT NULL)", name=op.f("ck_claim_respond_by")
        ),
        sa.CheckConstraint(
            "blocks = (status IN ('attended', 'confirmed', 'requested')) OR status = 'reconfirm'",
            name=op.f("ck_claim_blocks"),
        ),
        sa.CheckConstraint("source IN ('self', 'leader', 'team', 'walk_up', 'waitlist')", name=op.f("ck_claim_source")),
        sa.CheckConstraint(
            "status IN ('requested', 'confirmed', 'reconfirm', 'offered', 'invited', 'waitlisted', 'attended', 'no_show', 'declined', 'lapsed', 'released', 'refused')",
            name=op.f("ck_claim_status"),
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_claim_by")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_claim_member_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_claim_position_id")),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservation.id"], name=op.f("fk_claim_reservation_id")),
        sa.ForeignKeyConstraint(["session_id"], ["service_session.id"], name=op.f("fk_claim_session_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_claim_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index("ix_claim_member_status", ["member_id", "status"], unique=False)
        batch_op.create_index("ix_claim_position_status", ["position_id", "status", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_reservation_id"), ["reservation_id"], unique=False)
        batch_op.create_index(
            "ix_claim_respond_by",
            ["respond_by"],
            unique=False,
            postgresql_where=sa.text("status IN ('offered', 'invited')"),
        )
        batch_op.create_index(batch_op.f("ix_claim_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_claim_live",
            ["member_id", "position_id"],
            unique=True,
            postgresql_where=sa.text(
                "status IN ('attended', 'confirmed', 'invited', 'offered', 'reconfirm', 'requested', 'waitlisted')"
            ),
        )

    op.create_table(
        "attendance",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("first_in", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_out", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.BigInteger(), nullable=True),
        sa.Column("ticked_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'checked_in', 'checked_out', 'accepted')", name=op.f("ck_attendance_status")
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_attendance_minutes")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_attendance_claim_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_attendance_member_id")),
        sa.ForeignKeyConstraint(["session_id"], ["service_session.id"], name=op.f("fk_attendance_session_id")),
        sa.ForeignKeyConstraint(["ticked_by"], ["account.id"], name=op.f("fk_attendance_ticked_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_attendance_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_attendance_claim_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index("uq_attendance_member_session", ["session_id", "member_id"], unique=True)

    op.create_table(
        "hours_proposal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("attendance_id", sa.BigInteger(), nullable=True),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=False),
        sa.Column("ticked", sa.Boolean(), nullable=False),
        sa.Column("countersigned_by", sa.BigInteger(), nullable=True),
        sa.Column("countersigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("source IN ('verified', 'backfilled', 'correction')", name=op.f("ck_hours_proposal_source")),
        sa.CheckConstraint("status IN ('pending', 'confirmed', 'refused')", name=op.f("ck_hours_proposal_status")),
        sa.CheckConstraint(
            "countersigned_by IS NULL OR countersigned_by <> entered_by", name=op.f("ck_hours_proposal_four_eyes")
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 1440", name=op.f("ck_hours_proposal_minutes")),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendance.id"], name=op.f("fk_hours_proposal_attendance_id")),
        sa.ForeignKeyConstraint(["countersigned_by"], ["account.id"], name=op.f("fk_hours_proposal_countersigned_by")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_hours_proposal_entered_by")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_hours_proposal_member_id")),
        sa.ForeignKeyConstraint(["session_id"], ["service_session.id"], name=op.f("fk_hours_proposal_session_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hours_proposal_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_proposal")),
        sa.UniqueConstraint("attendance_id", name=op.f("uq_hours_proposal_attendance_id")),
    )
    with op.batch_alter_table("hours_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hours_proposal_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hours_proposal_session_id"), ["session_id"], unique=False)
        batch_op.create_index("ix_hours_proposal_status_unit", ["status", "unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hours_proposal_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "punch",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("attendance_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("client_id", sa.String(), nullable=True),
        sa.Column("code_step", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('in', 'out')", name=op.f("ck_punch_kind")),
        sa.CheckConstraint("method IN ('code', 'tick', 'sheet')", name=op.f("ck_punch_method")),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendance.id"], name=op.f("fk_punch_attendance_id")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_punch_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_punch")),
        sa.UniqueConstraint("client_id", name=op.f("uq_punch_client_id")),
    )
    with op.batch_alter_table("punch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_punch_attendance_id"), ["attendance_id"], unique=False)
        batch_op.create_index("uq_punch_code_step", ["attendance_id", "kind", "code_step"], unique=True)

    op.create_table(
        "hours_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_path", sa.String(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("countersigned_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'reversal') <= (reverses_id IS NOT NULL AND reason IS NOT NULL)",
            name=op.f("ck_hours_entry_reversal"),
        ),
        sa.CheckConstraint(
            "(kind IN ('credit', 'reversal')) = (confirmed_by IS NOT NULL)", name=op.f("ck_hours_entry_confirmed")
        ),
        sa.CheckConstraint(
            "CASE kind WHEN 'credit' THEN minutes >= 0 WHEN 'reversal' THEN minutes <= 0 ELSE minutes = 0 END",
            name=op.f("ck_hours_entry_minutes"),
        ),
        sa.CheckConstraint("kind IN ('credit', 'reversal', 'dispute', 'upheld')", name=op.f("ck_hours_entry_kind")),
        sa.CheckConstraint("source IN ('verified', 'backfilled', 'correction')", name=op.f("ck_hours_entry_source")),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> entered_by", name=op.f("ck_hours_entry_four_eyes")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name=op.f("fk_hours_entry_confirmed_by")),
        sa.ForeignKeyConstraint(["countersigned_by"], ["account.id"], name=op.f("fk_hours_entry_countersigned_by")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_hours_entry_entered_by")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_hours_entry_member_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_hours_entry_place_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["hours_proposal.id"], name=op.f("fk_hours_entry_proposal_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["hours_entry.id"], name=op.f("fk_hours_entry_reverses_id")),
        sa.ForeignKeyConstraint(["session_id"], ["service_session.id"], name=op.f("fk_hours_entry_session_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hours_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_entry")),
    )
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.create_index("ix_hours_entry_member_date", ["member_id", "service_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_hours_entry_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hours_entry_session_id"), ["session_id"], unique=False)
        batch_op.create_index(
            "ix_hours_entry_unit_date",
            ["unit_path", "service_date"],
            unique=False,
            postgresql_ops={"unit_path": "text_pattern_ops"},
        )
        batch_op.create_index("uq_hours_entry_reversed_once", ["reverses_id"], unique=True)
        batch_op.create_index("uq_hours_entry_sequence", ["member_id", "sequence"], unique=True)
    op.execute("CREATE SEQUENCE demand_number")
    _partition_audit()
    _close_ledger_and_audit()


def _partition_audit() -> None:
    """A default partition catches what no month's partition holds; the monthly job adds those."""
    op.execute("CREATE TABLE audit_event_default PARTITION OF audit_event DEFAULT")


def _close_ledger_and_audit() -> None:
    """The application's role may add to ledger and audit and read them, nothing else (D29)."""
    op.execute(
        """
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'volunteer_app') THEN
                REVOKE UPDATE, DELETE, TRUNCATE ON hours_entry, audit_event, audit_event_default FROM volunteer_app;
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.execute("DROP SEQUENCE demand_number")
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.drop_index("uq_hours_entry_sequence")
        batch_op.drop_index("uq_hours_entry_reversed_once")
        batch_op.drop_index("ix_hours_entry_unit_date", postgresql_ops={"unit_path": "text_pattern_ops"})
        batch_op.drop_index(batch_op.f("ix_hours_entry_session_id"))
        batch_op.drop_index(batch_op.f("ix_hours_entry_proposal_id"))
        batch_op.drop_index("ix_hours_entry_member_date")

    op.drop_table("hours_entry")
    with op.batch_alter_table("punch", schema=None) as batch_op:
        batch_op.drop_index("uq_punch_code_step")
        batch_op.drop_index(batch_op.f("ix_punch_attendance_id"))

    op.drop_table("punch")
    with op.batch_alter_table("hours_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hours_proposal_unit_id"))
        batch_op.drop_index("ix_hours_proposal_status_unit")
        batch_op.drop_index(batch_op.f("ix_hours_proposal_session_id"))
        batch_op.drop_index(batch_op.f("ix_hours_proposal_member_id"))

    op.drop_table("hours_proposal")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("uq_attendance_member_session")
        batch_op.drop_index(batch_op.f("ix_attendance_unit_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_member_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_claim_live",
            postgresql_where=sa.text(
                "status IN ('attended', 'confirmed', 'invited', 'offered', 'reconfirm', 'requested', 'waitlisted')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_claim_unit_id"))
        batch_op.drop_index(batch_op.f("ix_claim_session_id"))
        batch_op.drop_index("ix_claim_respond_by", postgresql_where=sa.text("status IN ('offered', 'invited')"))
        batch_op.drop_index(batch_op.f("ix_claim_reservation_id"))
        batch_op.drop_index("ix_claim_position_status")
        batch_op.drop_index("ix_claim_member_status")

    op.drop_table("claim")
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.drop_index("uq_reservation_open", postgresql_where=sa.text("released_at IS NULL"))
        batch_op.drop_index(batch_op.f("ix_reservation_unit_id"))

    op.drop_table("reservation")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_index("uq_position_line")
        batch_op.drop_index(batch_op.f("ix_position_session_id"))
        batch_op.drop_index(batch_op.f("ix_position_project_id"))

    op.drop_table("position")
    with op.batch_alter_table("service_session", schema=None) as batch_op:
        batch_op.drop_index("ix_service_session_starts")
        batch_op.drop_index(batch_op.f("ix_service_session_site_id"))
        batch_op.drop_index(batch_op.f("ix_service_session_project_id"))

    op.drop_table("service_session")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index("uq_rating_once")
        batch_op.drop_index(batch_op.f("ix_rating_demand_id"))

    op.drop_table("rating")
    with op.batch_alter_table("project_demand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_demand_demand_id"))

    op.drop_table("project_demand")
    with op.batch_alter_table("demand_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demand_step_demand_id"))

    op.drop_table("demand_step")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_place_id"))
        batch_op.drop_index(batch_op.f("ix_registration_member_id"))

    op.drop_table("registration")
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_unit_id"))
        batch_op.drop_index("ix_project_status")
        batch_op.drop_index(batch_op.f("ix_project_site_id"))

    op.drop_table("project")
    with op.batch_alter_table("member_skill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_skill_skill"))

    op.drop_table("member_skill")
    op.drop_table("member_interest")
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.drop_index("ix_demand_status_deadline")
        batch_op.drop_index("ix_demand_site_status")
        batch_op.drop_index(batch_op.f("ix_demand_site_id"))
        batch_op.drop_index(batch_op.f("ix_demand_responsible_unit_id"))
        batch_op.drop_index(batch_op.f("ix_demand_asker_id"))

    op.drop_table("demand")
    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_grant_unit_id"))
        batch_op.drop_index(batch_op.f("ix_access_grant_place_id"))
        batch_op.drop_index(batch_op.f("ix_access_grant_account_id"))

    op.drop_table("access_grant")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_member_id"))

    op.drop_table("absence")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index("ix_place_path", postgresql_ops={"path": "text_pattern_ops"})
        batch_op.drop_index(batch_op.f("ix_place_parent_id"))
        batch_op.drop_index(batch_op.f("ix_place_paired_unit_id"))

    op.drop_table("place")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_unit_id"))
        batch_op.drop_index("ix_member_pinyin", postgresql_ops={"pinyin": "text_pattern_ops"})
        batch_op.drop_index("ix_member_name", postgresql_ops={"name": "text_pattern_ops"})
        batch_op.drop_index("ix_member_initials", postgresql_ops={"initials": "text_pattern_ops"})

    op.drop_table("member")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_path", postgresql_ops={"path": "text_pattern_ops"})
        batch_op.drop_index(batch_op.f("ix_unit_parent_id"))
        batch_op.drop_index(batch_op.f("ix_unit_organ_id"))

    op.drop_table("unit")
    with op.batch_alter_table("sign_in_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_identity_account_id"))

    op.drop_table("sign_in_identity")
    op.drop_table("organ")
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_code_account_id"))

    op.drop_table("one_time_code")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_unread", postgresql_where=sa.text("read_at IS NULL"))
        batch_op.drop_index("ix_notice_account_created")

    op.drop_table("notice")
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_index("ix_idempotency_key_created_at")

    op.drop_table("idempotency_key")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_account_id"))

    op.drop_table("api_token")
    op.drop_table("skill")
    op.drop_table("private_place")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_message_due", postgresql_where=sa.text("delivered_at IS NULL AND dead_at IS NULL")
        )

    op.drop_table("outbox_message")
    op.drop_table("holiday")
    op.drop_table("collaboration_group")
    op.drop_table("category")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")
        batch_op.drop_index("ix_audit_event_account")

    op.drop_table("audit_event")
    op.drop_table("account")
