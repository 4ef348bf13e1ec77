"""系统状况: what is broken is said in plain words, on the page, on the home and in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text, update

from tests.support.database import WorkerDatabase
from tests.support.world import World, text_of
from volunteer import wiring
from volunteer.health import checks, own
from volunteer.health.checks import Standing
from volunteer.health.words import JOB_WORDS
from volunteer.kernel import clock, job_runs
from volunteer.kernel.database import db
from volunteer.kernel.job_runs import SCHEDULER, JobRun, Outcome, beat, late, note
from volunteer.kernel.jobs import Job
from volunteer.kernel.outbox import OutboxMessage
from volunteer.ledger.proof_models import Fault, LedgerFinding
from volunteer.runtime.provision import OWNER_ROLE, SUPERUSER


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No run was noted a moment ago by another test."""
    job_runs._noted.clear()
    yield
    job_runs._noted.clear()


def _standing(part: str) -> Standing:
    return checks.worst(one for one in checks.examine(job_runs.database_now()) if one.part == part)


def _back(job: str, by: timedelta) -> None:
    """As if the last run had been so long ago."""
    moved = {"ended_at": JobRun.ended_at - by, "begun_at": JobRun.begun_at - by}
    db.session.execute(update(JobRun).where(JobRun.job == job).values(moved))
    db.session.commit()


def test_every_job_is_said_in_words() -> None:
    assert {job.name for job in wiring.JOBS} == JOB_WORDS.keys()


def test_the_clock_process_is_missed_when_it_is_silent(world: World) -> None:
    assert _standing("定时程序") is Standing.TROUBLE
    beat(job_runs.database_now())
    assert _standing("定时程序") is Standing.FINE
    _back(SCHEDULER, timedelta(minutes=2))
    assert _standing("定时程序") is Standing.TROUBLE


def test_a_job_that_fails_is_told_and_one_good_run_settles_it(world: World) -> None:
    beat(job_runs.database_now())
    note(Outcome("outbox", 0.2, 3))
    note(Outcome("outbox", 0.1, failure="OperationalError", run_number="run-1"))
    assert _standing("定时任务") is Standing.ATTENTION
    note(Outcome("outbox", 0.1, failure="OperationalError", run_number="run-2"))
    assert _standing("定时任务") is Standing.TROUBLE
    words = text_of(world.browser("admin").get("/system"))
    assert "发出消息" in words
    assert "连续 2 次没有做成" in words
    assert "run-2" in words
    note(Outcome("outbox", 0.1))
    assert _standing("定时任务") is Standing.FINE


def test_a_job_that_stands_still_is_told(world: World) -> None:
    beat(job_runs.database_now() - timedelta(hours=1))
    note(Outcome("claims.end_what_ran_out", 0.1))
    _back("claims.end_what_ran_out", timedelta(minutes=30))
    assert _standing("定时任务") is Standing.ATTENTION


def test_how_late_a_job_is_counts_from_when_it_was_due() -> None:
    def at(hour: int, day: int = 20) -> datetime:
        return datetime(2026, 11, day, hour, 10, tzinfo=UTC)

    nightly = Job("nightly", lambda _work: 0, "cron", {"hour": 2, "minute": 30})  # 18:30 UTC
    every_minute = Job("often", lambda _work: 0, "interval", {"minutes": 1})
    run, scheduler = JobRun(ended_at=at(18)), JobRun(begun_at=at(1))
    assert late(nightly, run, scheduler, at(18)) == timedelta(0)
    assert late(nightly, run, scheduler, at(19)) == timedelta(minutes=40)
    assert late(nightly, None, scheduler, at(19)) == timedelta(minutes=40)
    assert late(nightly, None, None, at(19)) == timedelta(0)
    assert late(every_minute, run, scheduler, at(19)) == timedelta(minutes=59)
    assert late(every_minute, run, JobRun(begun_at=at(19)), at(19)) == timedelta(0)


def test_runs_that_go_well_are_not_noted_every_second(world: World) -> None:
    note(Outcome("outbox", 0.1, 1))
    first = job_runs.runs()["outbox"].ended_at
    note(Outcome("outbox", 0.1, 2))
    db.session.expire_all()
    assert job_runs.runs()["outbox"].ended_at == first


def test_messages_that_do_not_leave_are_told(world: World) -> None:
    assert _standing("外发消息") is Standing.FINE
    long_ago = job_runs.database_now() - timedelta(hours=3)
    db.session.add(OutboxMessage(dedupe_key="k", channel="mail", recipient="1", payload={}, due_at=long_ago))
    db.session.commit()
    assert _standing("外发消息") is Standing.ATTENTION


def test_a_ledger_that_does_not_hold_is_trouble_and_stands_on_the_home(world: World) -> None:
    assert _standing("时长账核对") is Standing.FINE
    beat(job_runs.database_now())
    found = {"fault": Fault.SUMS, "member_id": 1, "details": {}, "found_at": job_runs.database_now()}
    db.session.add(LedgerFinding(**found))
    db.session.commit()
    assert _standing("时长账核对") is Standing.TROUBLE
    assert "时长账核对：发现 1 处对不上" in text_of(world.browser("admin").get("/system/worst"))


READ_ONLY = "ALTER DATABASE {} {} default_transaction_read_only {}"


@contextmanager
def _unwritable(worker_database: WorkerDatabase) -> Iterator[None]:
    """A database that refuses every change, as many do by themselves when their disk is full."""

    superuser = worker_database.urls.owner.replace(OWNER_ROLE, SUPERUSER)

    def alter(how: str, value: str) -> None:
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(READ_ONLY.format(worker_database.name, how, value))
        db.session.remove()
        db.engine.dispose()

    alter("SET", "= on")
    try:
        yield
    finally:
        alter("RESET", "")


def test_a_database_that_takes_no_changes_still_tells_the_operator(
    world: World, worker_database: WorkerDatabase
) -> None:
    browser = world.browser("admin")
    # Long enough for the browser to be noted again.
    with _unwritable(worker_database), clock.travel(clock.now() + timedelta(minutes=6)):
        page = browser.get("/system")
    assert page.status_code == 200
    assert "什么都登记不了" in text_of(page)


def test_a_disk_that_fills_is_told_for_each_place_where_state_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert len(list(own.disk(clock.now()))) == len({where.stat().st_dev for where in own._disks()})
    monkeypatch.setitem(world.app.config, "BACKUP_DIR", "/dev")  # another disk than that of the state
    monkeypatch.setitem(world.app.config, "LEDGER_HEADS_FILE", str(tmp_path / "not yet" / "heads"))
    told = [finding.said for finding in own.disk(clock.now())]
    assert any("/dev 所在的盘还剩" in said for said in told)
    monkeypatch.setattr(own, "NEARLY_FULL", 0.0)
    monkeypatch.setattr(own, "LITTLE_FREE", 1 << 60)
    assert _standing("磁盘空间") is not Standing.FINE
    monkeypatch.setattr(own, "LEAST_FREE", 1 << 60)
    assert _standing("磁盘空间") is Standing.TROUBLE


def test_a_check_that_breaks_hides_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_now: datetime) -> list[checks.Finding]:
        db.session.execute(text("SELECT 1/0"))
        return []

    monkeypatch.setattr(checks, "_checks", {"坏的": breaks, **checks._checks})
    found = checks.examine(job_runs.database_now())
    assert (found[0].part, found[0].standing) == ("坏的", Standing.TROUBLE)
    assert len(found) > 5


@pytest.mark.parametrize(("name", "status"), [("admin", 200), ("committee", 200), ("team", 403), ("member", 403)])
def test_the_page_is_for_those_who_run_the_platform(world: World, name: str, status: int) -> None:
    assert world.browser(name).get("/system").status_code == status


def test_the_terminal_says_the_same_and_tells_watching_programs_by_its_status(world: World) -> None:
    runner = world.app.test_cli_runner()
    told = runner.invoke(args=["health"])
    assert told.exit_code == 2
    assert "[有问题] 定时程序" in told.output
    assert "正常]" not in told.output
    assert "[正常] 数据库" in runner.invoke(args=["health", "--all"]).output


def test_the_administrators_home_fetches_what_is_worst(world: World) -> None:
    browser = world.browser("admin")
    assert 'hx-get="/system/worst"' in browser.get("/home").text
    assert "定时程序" in text_of(browser.get("/system/worst"))  # it has never run here
    assert world.browser("team").get("/system/worst").status_code == 403
