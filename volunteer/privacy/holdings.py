"""What is known about a person: each table that names one, where it comes from, what for, and how long it is kept.

A table that names an account or a member must stand in `HOLDINGS`, or in `NOT_TOLD` with the reason (a test walks the
tables): nobody can forget to tell people about a new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from volunteer.accounts.models import Account, ApiToken, OneTimeCode, SignInIdentity
from volunteer.accounts.sign_in_models import AccountTotp, Device
from volunteer.activities.models import Attendance, WalkUpNotAdded, WrongCode
from volunteer.audit.models import AuditEvent
from volunteer.backfills.missing_models import MissingHours
from volunteer.calendars.models import CalendarFeed
from volunteer.claims.models import AbsenceExplanation, Claim
from volunteer.designations.models import Designation
from volunteer.kernel.database import Base, db
from volunteer.ledger.models import HoursEntry, HoursProposal
from volunteer.notices.models import Contact, MailCode, Notice, NoticePreference
from volunteer.organization.models import Grant
from volunteer.people.models import (
    Absence,
    Member,
    MemberInterest,
    Membership,
    MemberSkill,
    Registration,
    SkillEvidence,
)
from volunteer.plans.models import PlanPair
from volunteer.privacy.models import Consent, DataRequest
from volunteer.records.models import Certificate, Evaluation, Honour, TrainingMember
from volunteer.sign_in.models import AccountIdentity
from volunteer.suggestions.models import NotForMe, SuggestionList
from volunteer.surveys.models import SurveyAnswer
from volunteer.task_forces.models import TaskForceMember
from volunteer.transfers.models import Transfer
from volunteer.wishes.models import Wish

MOST = 20_000  # rows of one kind; whoever has more is told so


class Whose(StrEnum):
    """By what a row names its person."""

    ACCOUNT = "account_id"
    MEMBER = "member_id"
    SELF_ACCOUNT = "id of account"
    SELF_MEMBER = "id of member"
    CLAIM = "claim_id"


@dataclass(frozen=True)
class Group:
    """Kinds of data that go together, in words that everybody understands."""

    title: LazyString
    source: LazyString
    purpose: LazyString
    kept: LazyString


@dataclass(frozen=True)
class Holding:
    """A table, and the columns that are told; hashes and other means of checking tell nobody anything."""

    group: str
    title: LazyString
    model: type[Base]
    whose: Whose
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """The rows of a table about one person."""

    holding: Holding
    rows: list[tuple[Any, ...]]
    cut: bool


GROUPS: Mapping[str, Group] = {
    "account": Group(_l("账号与登录"), _l("管理员导入，本人启用"), _l("登录平台"), _l("到注销为止")),
    "profile": Group(_l("个人资料"), _l("单位名册，本人填写"), _l("推荐合适的服务，联系你"), _l("到注销为止")),
    "belonging": Group(_l("队伍与组织关系"), _l("单位名册，负责人办理"), _l("按队伍组织服务"), _l("归属记录长期保存")),
    "service": Group(_l("报名与参加"), _l("本人报名，现场签到"), _l("组织服务"), _l("作为服务记录长期保存")),
    "hours": Group(_l("服务时长、证明和表彰"), _l("签到结果，负责人确认"), _l("记录和证明服务"), _l("依法长期保存")),
    "reach": Group(
        _l("通知与联系方式"), _l("本人填写，平台产生"), _l("通知你"), _l("通知保存一年，联系方式到本人删除为止")
    ),
    "suggested": Group(_l("个性化推荐"), _l("平台计算"), _l("按你的情况排列服务"), _l("每晚重算，关闭推荐立即删除")),
    "roles": Group(_l("职责与操作"), _l("管理员授予，平台产生"), _l("权限管理，安全审计"), _l("操作记录保存三年")),
    "rights": Group(_l("同意与申请"), _l("本人提出"), _l("办理你的申请"), _l("办结后保存三年")),
}

A, M = Whose.ACCOUNT, Whose.MEMBER
HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "account",
        _l("账号"),
        Account,
        Whose.SELF_ACCOUNT,
        ("id", "name", "status", "locale", "consent_version", "consented_at", "created_at"),
    ),
    Holding("account", _l("登录名"), SignInIdentity, A, ("kind", "subject")),
    Holding("account", _l("别处的账号"), AccountIdentity, A, ("provider", "subject", "linked_at", "linked_by")),
    Holding("account", _l("登录过的设备"), Device, A, ("way", "made_at", "seen_at", "address", "agent", "ended_at")),
    Holding("account", _l("两步验证"), AccountTotp, A, ("made_at", "confirmed_at")),
    Holding("account", _l("激活码和重设码"), OneTimeCode, A, ("purpose", "issued_at", "expires_at", "used_at")),
    Holding("account", _l("接口令牌"), ApiToken, A, ("created_at", "expires_at", "revoked_at")),
    Holding(
        "profile",
        _l("个人资料"),
        Member,
        Whose.SELF_MEMBER,
        (
            "id",
            "number",
            "name",
            "phone",
            "kind",
            "unit_id",
            "branch",
            "home_lon",
            "home_lat",
            "office_lon",
            "office_lat",
            "precise_places",
            "availability",
            "profile_assumed",
            "radius_km",
            "max_positions",
            "paused_until",
            "recommendations_on",
            "profile_checked_at",
            "profile_changed_at",
            "created_at",
        ),
    ),
    Holding(
        "profile",
        _l("技能"),
        MemberSkill,
        M,
        ("skill", "level", "approved_at", "expires_on", "returned_at", "returned_reason"),
    ),
    Holding("profile", _l("证件照片"), SkillEvidence, M, ("skill", "media_type", "expires_on", "added_at")),
    Holding("profile", _l("想参加的类别"), MemberInterest, M, ("category",)),
    Holding("profile", _l("休假和出差"), Absence, M, ("kind", "period")),
    Holding("profile", _l("资料核对"), SurveyAnswer, M, ("survey_id", "answered_at", "changed")),
    Holding("belonging", _l("所在队的变化"), Membership, M, ("unit_id", "since", "until")),
    Holding(
        "belonging",
        _l("社区报到"),
        Registration,
        M,
        ("place_id", "kind", "status", "since", "until", "requested_at", "answered_at", "reason"),
    ),
    Holding(
        "belonging",
        _l("调队申请"),
        Transfer,
        M,
        ("status", "from_unit_id", "to_unit_id", "reason", "answer", "asked_at", "ended_at"),
    ),
    Holding("belonging", _l("突击队"), TaskForceMember, M, ("unit_id", "since", "until")),
    Holding("belonging", _l("先锋岗和责任区"), Designation, M, ("kind", "title", "unit_id", "since", "until", "note")),
    Holding(
        "service",
        _l("报名"),
        Claim,
        M,
        ("id", "position_id", "session_id", "status", "period", "source", "created_at", "changed_at", "reason"),
    ),
    Holding("service", _l("没到的说明"), AbsenceExplanation, Whose.CLAIM, ("claim_id", "text", "written_at")),
    Holding(
        "service",
        _l("签到"),
        Attendance,
        M,
        ("session_id", "status", "first_in", "last_out", "minutes", "accepted_at"),
    ),
    Holding("service", _l("没有补进名单的现场签到"), WalkUpNotAdded, M, ("session_id", "kind", "at", "reason")),
    Holding("service", _l("输错的签到码"), WrongCode, M, ("session_id", "tries", "since")),
    Holding("service", _l("认领的微心愿"), Wish, M, ("number", "status", "title", "due_at", "closed_at")),
    Holding("service", _l("派单方案里的安排"), PlanPair, M, ("plan_id", "position_id", "status", "reason")),
    Holding(
        "hours",
        _l("待确认的时长"),
        HoursProposal,
        M,
        ("session_id", "service_date", "minutes", "source", "status", "note", "proposed_at"),
    ),
    Holding(
        "hours",
        _l("时长账"),
        HoursEntry,
        M,
        ("sequence", "kind", "source", "minutes", "session_id", "service_date", "reason", "recorded_at"),
    ),
    Holding(
        "hours",
        _l("申报漏记"),
        MissingHours,
        M,
        ("status", "session_id", "activity", "place", "starts", "ends", "minutes", "proof", "asked_at"),
    ),
    Holding(
        "hours",
        _l("服务证明"),
        Certificate,
        M,
        (
            "status",
            "year",
            "number",
            "since",
            "until",
            "purpose",
            "requested_at",
            "issued_at",
            "snapshot",
            "revoked_at",
        ),
    ),
    Holding("hours", _l("感谢表彰"), Honour, M, ("kind", "status", "title", "text", "given_on")),
    Holding("hours", _l("年度评价"), Evaluation, M, ("year", "unit_id", "text", "written_at")),
    Holding("hours", _l("培训"), TrainingMember, M, ("training_id",)),
    Holding("reach", _l("联系方式"), Contact, A, ("kind", "address", "since")),
    Holding("reach", _l("待确认的邮箱"), MailCode, A, ("address", "sent_at")),
    Holding("reach", _l("通知"), Notice, A, ("kind", "parameters", "link", "created_at", "read_at")),
    Holding("reach", _l("通知方式"), NoticePreference, A, ("choices", "quiet_from", "quiet_until", "digest")),
    Holding("reach", _l("日历订阅地址"), CalendarFeed, M, ("made_at", "revoked_at")),
    Holding("suggested", _l("推荐名单"), SuggestionList, M, ("made_at", "position_ids", "scores")),
    Holding("suggested", _l("不再推荐的项目"), NotForMe, M, ("project_id", "said_at")),
    Holding("roles", _l("职责"), Grant, A, ("role", "unit_id", "place_id", "deputy", "since", "until")),
    Holding(
        "roles", _l("操作记录"), AuditEvent, A, ("at", "action", "subject_kind", "subject_id", "reason", "address")
    ),
    Holding("rights", _l("同意的说明版本"), Consent, A, ("version", "given_at")),
    Holding(
        "rights", _l("个人信息申请"), DataRequest, A, ("kind", "status", "words", "asked_at", "answer_by", "answer")
    ),
)

# Tables that name a person and are not told, each with the reason.
NOT_TOLD: Mapping[str, str] = {
    "recovery_code": "hashes of codes; that there is a second factor is told",
    "sign_in_attempt": "a sign-in under way, gone after minutes",
    "waiting_sign_in": "a sign-in that waits for its second factor, gone within the hour",
    "two_factor_reset": "a request about one's second factor, which stands in the trail",
    "complaint_barred": "it would tell an official who complained about them",
    "hours_month": "sums of hours_entry",
    "idempotency_key": "answers already given to the same program, gone after a day",
    "ledger_finding": "faults of the ledger, shown to those who look after it",
}


def told(account_id: int, member_id: int | None) -> Iterator[Told]:
    """All that is known about somebody, table by table."""
    for holding in HOLDINGS:
        rows = _rows(holding, account_id, member_id)
        if rows is not None:
            yield Told(holding, rows[:MOST], len(rows) > MOST)


def counted(account_id: int, member_id: int | None) -> dict[str, list[tuple[Holding, int]]]:
    """How many rows there are of what, by group, in one statement; kinds without any are left out."""
    asked = [(one, which) for one in HOLDINGS if (which := _which(one, account_id, member_id)) is not None]
    columns = (select(func.count()).select_from(one.model).where(which).scalar_subquery() for one, which in asked)
    numbers = db.session.execute(select(*columns)).one()
    found: dict[str, list[tuple[Holding, int]]] = {}
    for (one, _which_rows), number in zip(asked, numbers, strict=True):
        if number:
            found.setdefault(one.group, []).append((one, number))
    return found


def plain(value: Any) -> Any:
    """A value as JSON takes it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Range):
        return [plain(value.lower), plain(value.upper)]
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str | dict):
        return value
    return str(value)


def _rows(holding: Holding, account_id: int, member_id: int | None) -> list[tuple[Any, ...]] | None:
    which = _which(holding, account_id, member_id)
    if which is None:
        return None
    columns = [getattr(holding.model, name) for name in holding.columns]
    found = db.session.execute(select(*columns).where(which).limit(MOST + 1))
    return [tuple(plain(value) for value in row) for row in found]


def _which(holding: Holding, account_id: int, member_id: int | None) -> Any:
    model: Any = holding.model
    if holding.whose is Whose.ACCOUNT:
        return model.account_id == account_id
    if holding.whose is Whose.SELF_ACCOUNT:
        return model.id == account_id
    if member_id is None:
        return None
    if holding.whose is Whose.SELF_MEMBER:
        return model.id == member_id
    if holding.whose is Whose.CLAIM:
        return model.claim_id.in_(select(Claim.id).where(Claim.member_id == member_id))
    return model.member_id == member_id
