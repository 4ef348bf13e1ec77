"""`flask init`: what an empty installation begins with (D28)."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.database import WorkerDatabase
from tests.support.world import World
from volunteer.accounts import codes, service
from volunteer.accounts.admitting import Admitted
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import NOBODY
from volunteer.organization.models import Holiday, Unit
from volunteer.organization.permissions import Permission
from volunteer.people.identity import actor_of_account
from volunteer.people.models import Member
from volunteer.runtime import install
from volunteer.taxonomy.models import Category, Skill

ANSWERS = ["--username", "Li.Si", "--name", "李四", "--brigade", "某市机关党员志愿服务总队"]


def test_the_first_administrator_begins_with_a_printed_code(app: Flask, clean_database: WorkerDatabase) -> None:
    result = app.test_cli_runner().invoke(install.command, ANSWERS)
    assert result.exit_code == 0, result.output
    code = re.search(r"one-time code: (\S+)", result.output)
    assert code
    with app.app_context():
        codes.use_code(NOBODY, code.group(1), "four plums in June")
        admitted = service.sign_in(NOBODY, "li.si", "four plums in June")
        assert isinstance(admitted, Admitted)
        actor = actor_of_account(admitted.account_id, admitted.epoch, clock.now(), None)
        root = db.session.scalars(select(Unit)).one()
        assert actor
        assert actor.reach(Permission.GRANT_MANAGE).unit_paths == (root.path,)


def test_reference_data_is_there_and_nothing_of_the_demo(app: Flask, clean_database: WorkerDatabase) -> None:
    app.test_cli_runner().invoke(install.command, ANSWERS)
    with app.app_context():
        for table in (Category, Skill, Holiday):
            assert db.session.scalar(select(func.count()).select_from(table))
        assert not db.session.scalar(select(func.count()).select_from(Member))


def test_it_refuses_when_there_are_accounts(world: World) -> None:
    result = world.app.test_cli_runner().invoke(install.command, ANSWERS)
    assert result.exit_code == 1
    assert "there are accounts already" in result.output


@pytest.mark.parametrize("option", ["--username", "--name", "--brigade"])
def test_empty_answers_are_refused(app: Flask, clean_database: WorkerDatabase, option: str) -> None:
    answers = [" " if ANSWERS[n - 1] == option else answer for n, answer in enumerate(ANSWERS)]
    result = app.test_cli_runner().invoke(install.command, answers)
    assert result.exit_code == 1
    assert option in result.output
