"""`flask roster import|template`."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.rosters.files import member_row, workbook
from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.people.models import Member
from volunteer.rosters.models import RosterImport
from volunteer.rosters.states import ImportStatus


def run(world: World, *options: str) -> tuple[int, str]:
    """Exit status and what was printed."""
    outcome = world.app.test_cli_runner().invoke(args=["roster", *options])
    return outcome.exit_code, outcome.output


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    """Two newcomers."""
    for unit in world.units.values():
        unit.name = unit.name.replace(" ", "")
    db.session.commit()
    path = tmp_path / "members.xlsx"
    rows = [member_row(world, f"N{n}", f"新人{n}", str(13_100_000_000 + n)) for n in range(2)]
    path.write_bytes(workbook(rows).getvalue())
    return path


def members() -> int:
    return db.session.scalar(select(func.count()).select_from(Member)) or 0


def test_a_dry_run_writes_nothing(world: World, file: Path) -> None:
    status, printed = run(world, "import", str(file), "--dry-run")

    assert status == 0
    assert "2 created" in printed
    assert "problems  0 in 0 rows" in printed
    assert members() == 4
    assert db.session.scalars(select(RosterImport.status)).all() == [ImportStatus.DISCARDED]


def test_an_import_writes_everything(world: World, file: Path) -> None:
    status, printed = run(world, "import", str(file))

    assert status == 0
    assert "applied" in printed
    assert members() == 6


def test_problems_are_printed_by_cell_and_stop_the_import(world: World, file: Path) -> None:
    row = member_row(world, "N1", "新人", "12345")
    file.write_bytes(workbook([row]).getvalue())

    status, printed = run(world, "import", str(file))

    assert status == 1
    assert "C2       手机: “12345”不是 11 位手机号" in printed
    assert members() == 4


def test_new_squads_are_made_when_asked_for(world: World, file: Path) -> None:
    row = member_row(world, "N1", "新人", "13100000000")
    row[3:5] = ["team_a", "青年分队"]
    file.write_bytes(workbook([row]).getvalue())

    assert run(world, "import", str(file))[0] == 1
    assert run(world, "import", str(file), "--new-units")[0] == 0
    assert members() == 5


def test_many_leaving_need_their_number(world: World, file: Path) -> None:
    complete = ("import", str(file), "--complete", str(world.units["brigade"].id))

    status, printed = run(world, *complete)
    assert status == 1
    assert "4 of 4 members" in printed
    assert "roster_many_leave" in printed
    assert run(world, *complete, "--leaving", "4")[0] == 0


def test_a_team_has_a_roster_of_its_own(world: World, file: Path) -> None:
    status, printed = run(world, "import", str(file), "--unit", str(world.units["team_b"].id), "--dry-run")
    assert status == 1
    assert "team_a" not in printed
    assert run(world, "import", str(file), "--unit", "999999")[0] == 1


def test_what_is_no_workbook_is_told(world: World, file: Path) -> None:
    file.write_text("a,b")
    status, printed = run(world, "import", str(file))
    assert status == 1
    assert "这不是 .xlsx 表格文件" in printed


def test_a_template_is_written(world: World, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    assert run(world, "template", str(path), "--kind", "operators")[0] == 0
    assert path.read_bytes().startswith(b"PK")
    status, printed = run(world, "import", str(path), "--kind", "operators", "--dry-run")
    assert status == 0
    assert "0 rows below line 1" in printed
