"""What is looked at on the health page and told to Prometheus, from rooms that the page's own does not know."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.audit import health as audit_health
from volunteer.backup import health as backup_health
from volunteer.demands import figures as demands_figures
from volunteer.health import own
from volunteer.health.checks import Check
from volunteer.health.gauges import Families, Figure
from volunteer.ledger import health as ledger_health
from volunteer.notices import health as notices_health

CHECKS: Mapping[LazyString, Check] = {
    _l("数据库"): own.database,
    _l("定时程序"): own.scheduler,
    _l("定时任务"): own.jobs,
    _l("外发消息"): own.outbox,
    _l("通知方式"): notices_health.channels,
    _l("时长账核对"): ledger_health.proof,
    _l("操作记录"): audit_health.months,
    _l("登录"): audit_health.sign_ins,
    _l("备份"): backup_health.backups,
    _l("磁盘空间"): own.disk,
}
FIGURES: tuple[Figure, ...] = (*ledger_health.FIGURES, *audit_health.FIGURES, *backup_health.FIGURES)
FAMILIES: tuple[Families, ...] = (demands_figures.queues,)
