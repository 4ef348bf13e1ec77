"""How long which personal data are kept, why, and how they go: one table, read by the nightly job, pages and docs.

A rule with an `apply` is carried out by the job here. The others were carried out before there was this table, by a job
of the room they belong to: `job` names it. Nothing here touches the ledger or what it rests on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select, update

from volunteer.accounts.devices import KEPT as DEVICES_KEPT
from volunteer.accounts.jobs import KEYS_KEPT, SECRETS_KEPT
from volunteer.complaints.jobs import ADDRESS_KEPT
from volunteer.help_requests.jobs import CODES_KEPT, HASHES_KEPT
from volunteer.hotlines.jobs import ROWS_KEPT as HOTLINE_ROWS_KEPT
from volunteer.kernel.database import db
from volunteer.notices.models import Notice
from volunteer.notices.outbox_queries import KEPT as MESSAGES_KEPT
from volunteer.organization.models import PrivatePlace
from volunteer.people.jobs import AWAY_KEPT
from volunteer.privacy.models import DataRequest, RetentionRun
from volunteer.privacy.states import RequestStatus
from volunteer.rosters.jobs import ROWS_KEPT as ROSTER_ROWS_KEPT

BATCH = 5_000
RECIPIENTS_KEPT = timedelta(days=90)  # after the guarded part has closed (D23)
NOTICES_KEPT = timedelta(days=365)
REQUESTS_KEPT = timedelta(days=3 * 365)
RUNS_KEPT = timedelta(days=3 * 365)
AUDIT_KEPT = timedelta(days=3 * 365)  # AUDIT_KEEP_MONTHS unless set otherwise; never less than a year (D23)

# Does away with at most so many that had their time before an instant; how many those were.
Apply = Callable[[datetime, int], int]


@dataclass(frozen=True)
class Rule:
    """A kind of data: how long after what, on what basis, in which way it goes. `kept` None: the law keeps it."""

    kind: str
    what: LazyString
    kept: timedelta | None
    since: LazyString
    basis: LazyString
    how: LazyString
    apply: Apply | None = None
    job: str = ""


def _recipients(before: datetime, most: int) -> int:
    columns = (PrivatePlace.recipient, PrivatePlace.phone, PrivatePlace.address, PrivatePlace.access_notes)
    over = (
        select(PrivatePlace.id)
        .where(PrivatePlace.closes_at < before, or_(*(column.is_not(None) for column in columns)))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return _number(
        update(PrivatePlace)
        .where(PrivatePlace.id.in_(over))
        .values(recipient=None, phone=None, address=None, access_notes=None)
        .returning(PrivatePlace.id)
    )


def _notices(before: datetime, most: int) -> int:
    over = select(Notice.id).where(Notice.created_at < before).limit(most)
    return _number(delete(Notice).where(Notice.id.in_(over)).returning(Notice.id))


def _requests(before: datetime, most: int) -> int:
    ended = DataRequest.status != RequestStatus.WAITING
    over = select(DataRequest.id).where(DataRequest.ended_at < before, ended).limit(most)
    return _number(delete(DataRequest).where(DataRequest.id.in_(over)).returning(DataRequest.id))


def _runs(before: datetime, most: int) -> int:
    over = select(RetentionRun.id).where(RetentionRun.at < before).limit(most)
    return _number(delete(RetentionRun).where(RetentionRun.id.in_(over)).returning(RetentionRun.id))


def _number(statement: Any) -> int:
    return len(db.session.execute(statement).all())


MINIMUM = _l("《个人信息保护法》第十九条：保存期限为实现处理目的所必要的最短时间")
LAW = _l("《志愿服务条例》：如实记录并保存志愿服务信息")
LOGS = _l("《网络安全法》第二十一条：网络日志留存不少于六个月；平台规定不少于一年")
ERASED, DELETED = _l("抹去内容，保留事项"), _l("整条删除")
DROPPED, STAYS = _l("整月删除"), _l("长期保存")
RULES: tuple[Rule, ...] = (
    Rule(
        "recipients",
        _l("服务对象的姓名、电话、住址和上门须知"),
        RECIPIENTS_KEPT,
        _l("上门信息关闭后"),
        MINIMUM,
        ERASED,
        _recipients,
    ),
    Rule("notices", _l("通知"), NOTICES_KEPT, _l("发出后"), MINIMUM, DELETED, _notices),
    Rule("requests", _l("个人信息申请"), REQUESTS_KEPT, _l("办结后"), MINIMUM, DELETED, _requests),
    Rule("runs", _l("清理记录"), RUNS_KEPT, _l("清理后"), LOGS, DELETED, _runs),
    Rule("audit", _l("操作记录"), AUDIT_KEPT, _l("当月结束后"), LOGS, DROPPED, job="audit retention"),
    Rule(
        "phone_codes", _l("求助时的手机验证码"), CODES_KEPT, _l("发出后"), MINIMUM, DELETED, job="help_requests.forget"
    ),
    Rule(
        "hashes",
        _l("求助人手机和网络地址的校验值"),
        HASHES_KEPT,
        _l("求助后"),
        MINIMUM,
        ERASED,
        job="help_requests.forget",
    ),
    Rule(
        "complaint_address",
        _l("投诉人网络地址的校验值"),
        ADDRESS_KEPT,
        _l("收到后"),
        MINIMUM,
        ERASED,
        job="complaints.forget",
    ),
    Rule(
        "hotline_rows", _l("热线工单表的内容"), HOTLINE_ROWS_KEPT, _l("导入后"), MINIMUM, DELETED, job="hotlines.forget"
    ),
    Rule(
        "roster_rows",
        _l("导入名单的内容"),
        ROSTER_ROWS_KEPT,
        _l("导入后"),
        MINIMUM,
        DELETED,
        job="rosters.forget_ended",
    ),
    Rule("absences", _l("成员休假和出差"), AWAY_KEPT, _l("结束后"), MINIMUM, DELETED, job="people.forget_absences"),
    Rule(
        "messages",
        _l("已发出的短信、邮件等外发消息"),
        MESSAGES_KEPT,
        _l("发出后"),
        MINIMUM,
        DELETED,
        job="outbox.forget",
    ),
    Rule(
        "secrets",
        _l("失效的激活码和接口令牌"),
        SECRETS_KEPT,
        _l("失效后"),
        MINIMUM,
        DELETED,
        job="accounts.forget_expired",
    ),
    Rule("answers", _l("接口重复请求的应答"), KEYS_KEPT, _l("应答后"), MINIMUM, DELETED, job="accounts.forget_expired"),
    Rule(
        "devices", _l("登录过的设备"), DEVICES_KEPT, _l("最后一次使用后"), LOGS, DELETED, job="accounts.forget_expired"
    ),
    Rule("service", _l("报名、签到、服务时长和证明"), None, _l("—"), LAW, STAYS),
)


def carry_out(now: datetime, most: int = BATCH) -> dict[str, int]:
    """One batch of every kind; how many of each went. Nothing is left when all are zero."""
    return {
        rule.kind: rule.apply(now - rule.kept, most)
        for rule in RULES
        if rule.apply is not None and rule.kept is not None
    }
