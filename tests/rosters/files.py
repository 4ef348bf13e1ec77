"""Workbooks for tests, and an import carried through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.organization.actor import Actor
from volunteer.rosters import service
from volunteer.rosters.jobs import JOBS
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.states import RosterKind

MEMBERS = ("编号", "姓名", "手机", "服务队", "分队", "党支部", "类别")


def workbook(rows: Iterable[Sequence[Any]], headings: Sequence[Any] = MEMBERS, above: int = 0) -> BytesIO:
    """A workbook with these rows; `above` lines of title stand over the headings."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    for n in range(above):
        sheet.append([f"标题 {n}"])
        sheet.merge_cells(start_row=n + 1, start_column=1, end_row=n + 1, end_column=4)
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def member_row(city: World, number: str, name: str, phone: str, squad: str = "squad_a1", kind: str = "") -> list[str]:
    """A row of a member, the squad by its full name."""
    return [number, name, phone, "", city.units[squad].name.replace(" ", ""), "第一党支部", kind]


def carry_on() -> None:
    """What the scheduler would do until nothing waits."""
    db.session.rollback()  # lets go of a connection that a page has read with
    while perform(JOBS[0]):
        pass


def checked(
    actor: Actor,
    file: BytesIO,
    kind: RosterKind = RosterKind.MEMBERS,
    unit_id: int | None = None,
) -> RosterImport:
    """A file taken in and checked."""
    import_id = service.take_in(actor, service.Upload(kind=kind, file=file, name="名单.xlsx", unit_id=unit_id)).id
    carry_on()
    return fresh(import_id)


def applied(actor: Actor, made: RosterImport, leave: int | None = None) -> RosterImport:
    """A checked import let through."""
    import_id = made.id
    service.let_through(actor, import_id, made.version, leave)
    carry_on()
    return fresh(import_id)


def decided(actor: Actor, made: RosterImport, units: Sequence[int] = (), complete: Sequence[int] = ()) -> RosterImport:
    """A checked import with decisions, compared anew."""
    import_id = made.id
    service.decide(actor, import_id, units, complete)
    carry_on()
    return fresh(import_id)


def fresh(import_id: int) -> RosterImport:
    """The import as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(RosterImport, import_id)


def problems(made: RosterImport) -> set[tuple[int, str, str]]:
    """(line, column, problem) of everything that is wrong."""
    rows = db.session.query(RosterRow).filter(RosterRow.import_id == made.id)
    return {(row.line, one["column"], one["problem"]) for row in rows for one in row.problems}
