"""The supervisor goes on while the database cannot start, whatever keeps it, and starts it once it can."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import pytest

from volunteer.runtime.embedded import EmbeddedServer
from volunteer.runtime.stop_signals import StopSignals
from volunteer.runtime.supervisor import Supervisor
from volunteer.runtime.web_address import WebAddress


@pytest.fixture
def supervisor(instance: Path) -> Supervisor:
    made = Supervisor(WebAddress("127.0.0.1", 1), "none", StopSignals(), instance)
    made._database = EmbeddedServer(instance / "postgres")
    return made


def test_a_database_that_cannot_start_is_tried_again(
    supervisor: Supervisor, instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = supervisor._database
    assert database is not None
    database.ensure_running()
    try:
        postmaster = database.postmaster()
        assert postmaster is not None
        postmaster.kill()
        postmaster.wait(30)
        settings, log = instance / "postgres" / "postgresql.auto.conf", instance / "postgres.log"
        right = settings.read_text()
        settings.write_text("this is no setting\n")
        supervisor._watch_database()  # PostgreSQL itself gives up
        assert "PostgreSQL does not start" in capsys.readouterr().out
        supervisor._watch_database()  # not before the pause is over
        assert capsys.readouterr().out == ""
        settings.write_text(right)
        log.unlink()
        log.mkdir()
        supervisor._database_due = 0.0
        supervisor._watch_database()  # it cannot even be tried
        assert "Is a directory" in capsys.readouterr().out
        log.rmdir()
        supervisor._database_due = 0.0
        supervisor._watch_database()
        assert database.answers()
    finally:
        database.stop()


def test_a_directory_that_cannot_be_read_and_a_log_that_is_full_end_nothing(
    supervisor: Supervisor, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (instance / "postgres").write_text("a file where the directory should be")
    with suppress(OSError), open("/dev/full", "w") as full:  # closing it fails, as all that is written there
        monkeypatch.setattr(sys, "stdout", full)
        supervisor._watch_database()
    monkeypatch.undo()
    assert supervisor._database_due > 0  # it got to the end
