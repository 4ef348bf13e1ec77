"""Backups of the clock: when they are due, and how loudly they fail."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.support.world import World
from volunteer.backup import health, jobs
from volunteer.backup.models import BackupRun
from volunteer.backup.problems import ProblemKind
from volunteer.backup.words import PROBLEMS
from volunteer.config import ConfigurationError, load
from volunteer.health.checks import Standing
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


def ran(began: datetime, problem: ProblemKind | None = None) -> None:
    db.session.add(BackupRun(begun_at=began, finished_at=began + timedelta(minutes=1), problem=problem))
    db.session.commit()


def test_it_is_due_once_a_day_from_its_hour_on(world: World) -> None:
    three = NOON.replace(hour=3)
    assert not jobs._is_due(NOON.replace(hour=2, minute=50), 3)
    assert jobs._is_due(three, 3)
    ran(NOON - timedelta(days=1))
    assert jobs._is_due(three, 3)
    ran(three)
    assert not jobs._is_due(NOON, 3)
    assert not jobs._is_due(NOON + timedelta(hours=14), 3)
    assert jobs._is_due(NOON + timedelta(hours=15), 3)


def test_a_failure_is_tried_again_after_an_hour(world: World) -> None:
    ran(NOON.replace(hour=3), ProblemKind.SPACE)
    assert not jobs._is_due(NOON.replace(hour=3, minute=40), 3)
    assert jobs._is_due(NOON.replace(hour=4, minute=10), 3)


def test_nothing_is_done_unless_asked_for(world: World) -> None:
    assert perform(jobs.BACK_UP) == 0
    assert db.session.query(BackupRun).all() == []


def test_a_failure_stands_where_administrators_look(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(world.app.config, "BACKUP_DIR", str(tmp_path))
    with clock.travel(NOON):
        assert perform(jobs.BACK_UP) == 0
    (finding,) = health.backups(NOON)
    assert finding.standing is Standing.TROUBLE
    assert "没有设置备份口令" in finding.said
    ran(NOON)
    (finding,) = health.backups(NOON + timedelta(hours=30))
    assert finding.standing is Standing.FINE
    for days, standing in ((2, Standing.ATTENTION), (5, Standing.TROUBLE)):
        (finding,) = health.backups(NOON + timedelta(days=days))
        assert finding.standing is standing
        assert "每天的备份停了" in finding.said


def test_every_problem_has_words() -> None:
    assert PROBLEMS.keys() == set(ProblemKind)


@pytest.mark.parametrize(("name", "value"), [("BACKUP_HOUR", "24"), ("BACKUP_HOUR", "three"), ("BACKUP_KEEP", "0")])
def test_settings_that_make_no_sense_are_refused(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load({name: value})
