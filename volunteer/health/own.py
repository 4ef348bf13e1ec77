"""The parts that every installation has: database, clock process, jobs, messages, disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app, has_request_context, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select, text

from volunteer.health.checks import Finding, Standing
from volunteer.health.words import job_words
from volunteer.kernel import clock, job_runs
from volunteer.kernel.database import db
from volunteer.kernel.job_runs import DEAD_AFTER, SCHEDULER, JobRun
from volunteer.kernel.jobs import Job
from volunteer.kernel.outbox import GIVEN_UP, OutboxMessage, stuck
from volunteer.kernel.outbox_hold import current_hold
from volunteer.web.humanize import ago, moment

CLOCKS_APART = timedelta(seconds=5)
A_LITTLE_LATE = timedelta(minutes=5)
VERY_LATE = timedelta(hours=26)  # a nightly job that was left out once
MANY_DEAD = 20
FULL, NEARLY_FULL = 0.97, 0.90  # of the disk
LEAST_FREE, LITTLE_FREE = 1 << 29, 2 << 30  # bytes
GIGABYTE = 1 << 30
MOST_NAMED = 6


def database(now: datetime) -> Iterable[Finding]:
    """It answers and takes changes, and its clock and this host's agree: sign-ins and deadlines count on that."""
    part, apart = _("数据库"), abs(now - clock.now())
    if db.session.scalar(text("SHOW default_transaction_read_only")) == "on":
        said = _("只能查看，什么都登记不了：数据库设成了只读")
        todo = _("多半是磁盘满了，或数据库正在切换；请技术人员查看数据库服务器")
        yield Finding(part, Standing.TROUBLE, said, todo)
    elif clock.is_moved() or apart <= CLOCKS_APART:
        yield Finding(part, Standing.FINE, _("连接正常"))
    else:
        said = _("连接正常，但和本机的时钟相差 %(seconds)s 秒", seconds=round(apart.total_seconds()))
        todo = _("请技术人员在两台机器上都打开自动对时（NTP）")
        yield Finding(part, Standing.ATTENTION, said, todo)


def scheduler(now: datetime) -> Iterable[Finding]:
    """The clock process is alive."""
    part, beat = _("定时程序"), db.session.get(JobRun, SCHEDULER)
    if beat is None:
        todo = _("请技术人员启动定时程序")
        yield Finding(part, Standing.TROUBLE, _("从来没有运行过，提醒、通知和每晚的核对都不会发生"), todo)
    elif now - beat.ended_at > DEAD_AFTER:
        said = _("停了，最后一次心跳在%(when)s。提醒、通知和每晚的核对都停着", when=moment(beat.ended_at))
        todo = _("请技术人员重新启动定时程序，并看停止前的日志")
        yield Finding(part, Standing.TROUBLE, said, todo)
    else:
        yield Finding(part, Standing.FINE, _("在运行，%(when)s启动", when=moment(beat.begun_at)))


def jobs(now: datetime) -> Iterable[Finding]:
    """Every job runs when it should, and ends well."""
    part, known = _("定时任务"), job_runs.runs()
    listed: tuple[Job, ...] = current_app.extensions["volunteer_jobs"]
    url = url_for("health_page.show", _anchor="jobs") if has_request_context() else None
    failing = [job for job in listed if (run := known.get(job.name)) and run.failures]
    beat = known.get(SCHEDULER)
    behind = [(job, job_runs.late(job, known.get(job.name), beat, now)) for job in listed if job not in failing]
    late = [job for job, by in behind if by > A_LITTLE_LATE]
    if failing:
        grave = any(known[job.name].failures > 1 for job in failing)
        said = _("没有做成：%(names)s", names=_named(failing))
        todo = _("下一次会自动再做；连续几次不成，请把日志里的错误交给技术人员")
        yield Finding(part, Standing.TROUBLE if grave else Standing.ATTENTION, said, todo, url)
    if late:
        grave = any(by > VERY_LATE for _job, by in behind)
        said = _("没有按时做：%(names)s", names=_named(late))
        todo = _("多半是定时程序停过，下一次到点会补上；一直这样，请技术人员查看定时程序")
        yield Finding(part, Standing.TROUBLE if grave else Standing.ATTENTION, said, todo, url)
    if not failing and not late:
        said = ngettext("%(num)s 项都按时", "%(num)s 项都按时", len(listed))
        yield Finding(part, Standing.FINE, said, url=url)


def outbox(now: datetime) -> Iterable[Finding]:
    """Messages leave."""
    part, url = _("外发消息"), url_for("outbox.index", state="stuck") if has_request_context() else None
    statement = select(
        func.count().filter(GIVEN_UP),
        func.count(),
        func.min(OutboxMessage.created_at).filter(OutboxMessage.dead_at.is_(None)),
    ).where(stuck(now))
    dead, held, oldest = db.session.execute(statement).one()
    if current_hold() is not None:
        said, todo = _("对外消息已暂停发送"), _("在发件箱里看在等的消息，再点“放行”")
        yield Finding(part, Standing.ATTENTION, said, todo, url_for("outbox.index") if url else None)
    if not held:
        yield Finding(part, Standing.FINE, _("没有积压"))
        return
    said = ngettext("%(num)s 条没有送到，或等了一小时还没有发出", "%(num)s 条没有送到，或等了一小时还没有发出", held)
    if oldest is not None:
        said = _("%(said)s，最早的在%(when)s提交", said=said, when=ago(oldest, now))
    todo = _("在发件箱里看原因，排除后点“重发”")
    yield Finding(part, Standing.TROUBLE if dead >= MANY_DEAD else Standing.ATTENTION, said, todo, url)


def disk(now: datetime) -> Iterable[Finding]:
    """There is room on each disk on which this host keeps state; one of a database elsewhere is not seen from here."""
    part, disks = _("磁盘空间"), _disks()
    todo = _("请技术人员清理旧日志和旧备份，或加大磁盘；满了以后所有登记都会失败")
    for where in disks:
        space = shutil.disk_usage(where)
        said = _("还剩 %(free)s GB，共 %(whole)s GB", free=_gb(space.free), whole=_gb(space.total))
        if len(disks) > 1:
            said = _("%(where)s 所在的盘%(said)s", where=where, said=said)
        used = 1 - space.free / max(space.total, 1)
        if space.free < LEAST_FREE or used > FULL:
            yield Finding(part, Standing.TROUBLE, said, todo)
        elif space.free < LITTLE_FREE or used > NEARLY_FULL:
            yield Finding(part, Standing.ATTENTION, said, todo)
        else:
            yield Finding(part, Standing.FINE, said)


def _disks() -> list[Path]:
    """A directory on each disk: of the state with the database that comes along, of the ledger's heads, of backups."""
    given = current_app.config
    backups = [Path(given["BACKUP_DIR"])] if given["BACKUP_DIR"] else []
    found: dict[int, Path] = {}
    for where in (Path(given["STATE_DIRECTORY"]), Path(given["LEDGER_HEADS_FILE"]).parent, *backups):
        while not where.exists():
            where = where.parent
        found.setdefault(where.stat().st_dev, where)
    return list(found.values())


def _named(listed: list[Job]) -> str:
    names = _("、").join(job_words(job.name) for job in listed[:MOST_NAMED])
    more = len(listed) - MOST_NAMED
    return _("%(names)s 等 %(num)s 项", names=names, num=len(listed)) if more > 0 else names


def _gb(amount: int) -> str:
    return f"{amount / GIGABYTE:.1f}"
