"""Service records as other systems get them: complete, masked, as documented."""

from __future__ import annotations

import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from sqlalchemy import select

from tests.activities.day import scan, session_with
from tests.ledger.test_service import hours_of
from tests.months.october import moment, serve
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.interchange import files, records
from volunteer.interchange.fields import JSON_FIELDS, SHEET_FIELDS
from volunteer.interchange.files import SCHEMA_FILE, Counted, sheets, write_json
from volunteer.interchange.records import ServiceRecord, Wanted, stream
from volunteer.interchange.schemas import ServiceRecordOut
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger import service, totals
from volunteer.organization.actor import Reach
from volunteer.organization.exporting import Disclosure

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
PATH = "/reports/service-records"


def three_services(world: World) -> list[int]:
    """A verified one, one that was corrected and is disputed, a backfilled one of another team."""
    with clock.travel(moment(10, 1)):
        ids = [
            serve(world, "member", moment(10, 10)),
            serve(world, "member_2", moment(10, 17)),
            serve(world, "member_b", moment(10, 24), backfilled=True),
        ]
    with clock.travel(moment(10, 27)):
        service.correct(world.actor("committee"), ids[1], 90, "张三说晚到半小时")
    return ids


def exported(world: World, who: str = "committee", query: str = "", **form: str) -> dict[str, Any]:
    """The JSON file that the page gives out."""
    answer = world.browser(who).post(f"{PATH}/export{query}", {"format": "json", **form})
    assert answer.status_code == 200
    told: dict[str, Any] = json.loads(answer.data)
    return told


def test_the_export_is_as_its_schema_says(world: World) -> None:
    ids = three_services(world)
    told = exported(world)
    jsonschema.validate(told, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [record["id"] for record in told["records"]] == ids
    assert (told["count"], told["names"]) == (3, "masked")


def test_schema_file_api_and_workbook_name_the_same_fields() -> None:
    fields = set(JSON_FIELDS)
    assert set(SCHEMA["$defs"]["record"]["properties"]) == fields
    assert set(ServiceRecordOut().fields) == fields
    in_sheet = {field.name for field in SHEET_FIELDS}
    assert in_sheet - {"minutes_before", "corrected_at", "correction_reason"} == fields - {"correction"}
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    assert [name for name in fields if f"`{name}`" not in page] == []


def test_the_schema_refuses_what_is_wrong(world: World) -> None:
    three_services(world)
    told = exported(world)
    told["records"][0]["minutes"] = "120"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, SCHEMA)


def test_a_record_holds_what_stands(world: World) -> None:
    three_services(world)
    plain, corrected, backfilled = exported(world)["records"]
    assert plain["minutes"] == 120
    assert (plain["source"], plain["status"], plain["correction"]) == ("verified", "effective", None)
    assert (plain["unit"], plain["organizer"]) == (world.units["squad_a1"].name, world.units["team_a"].name)
    assert (plain["site"], plain["town"]) == (world.places["site_1"].name, world.places["town_1"].name)
    assert (plain["project"], plain["category"], plain["service_date"]) == ("社区义诊", "助老", "2027-10-10")
    assert (plain["confirmed_role"], plain["member_number"]) == ("committee", world.members["member"].number)
    assert corrected["minutes"] == 90
    assert (corrected["status"], corrected["correction"]["minutes_before"]) == ("corrected", 120)
    assert (backfilled["source"], backfilled["organizer"]) == ("backfilled", world.units["team_a"].name)


def test_minutes_and_number_are_those_of_the_ledger(world: World) -> None:
    three_services(world)
    told = exported(world)["records"]
    (total,) = totals.by_month(world.actor("committee"))
    assert (len(told), sum(one["minutes"] for one in told)) == (total.services, total.minutes)


def test_what_waits_or_was_refused_is_not_there(world: World) -> None:
    ids = three_services(world)
    for day in (28, 29):
        session = session_with(world, "member_a2", starts=moment(10, day))
        scan(world, "member_a2", session)
    service.refuse(world.actor("committee"), hours_of(session.id), "没有到场")
    assert [record["id"] for record in exported(world)["records"]] == ids


@pytest.mark.parametrize(
    ("who", "query", "count"),
    [
        ("committee", "", 3),
        ("team", "", 2),
        ("team_b", "", 1),
        ("supervisor", "", 2),
        ("committee", "?unit={team_b}", 1),
        ("committee", "?since=2027-10-17&until=2027-10-17", 1),
        ("committee", "?since=2027-10-25", 0),
        ("team_b", "?unit={team_a}", 1),  # what is out of reach narrows nothing and opens nothing
    ],
)
def test_each_gets_the_records_in_reach(world: World, who: str, query: str, count: int) -> None:
    three_services(world)
    query = query.format(**{name: unit.id for name, unit in world.units.items()})
    told = exported(world, who, query)
    assert told["count"] == count
    with clock.travel(moment(11, 1)):
        assert f"共 {count} 条" in text_of(world.browser(who).get(PATH + query))


def test_names_are_masked_unless_opened_for_a_purpose(world: World) -> None:
    three_services(world)
    names = {world.members[name].name for name in ("member", "member_2", "member_b")}
    masked = exported(world)
    assert names.isdisjoint(record["member_name"] for record in masked["records"])
    assert masked["records"][1]["correction"]["reason"] is None  # what somebody wrote may name people
    clear = exported(world, full="1", purpose="填报全国系统")
    assert {record["member_name"] for record in clear["records"]} == names
    assert clear["records"][1]["correction"]["reason"] == "张三说晚到半小时"
    jsonschema.validate(clear, SCHEMA)
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "export").order_by(AuditEvent.id))
    assert [(event.action, event.reason) for event in events] == [
        ("export.made", None),
        ("export.made", "填报全国系统"),
        ("export.unmasked", "填报全国系统"),
    ]


def test_without_a_purpose_nothing_leaves(world: World) -> None:
    three_services(world)
    for file_format in ("json", "xlsx"):
        form = {"format": file_format, "full": "1", "purpose": "  ", "next": PATH}
        answer = world.browser("committee").post(f"{PATH}/export", form)
        assert (answer.status_code, answer.headers["Location"]) == (303, PATH)
    assert world.browser("supervisor").post(f"{PATH}/export", {**form, "purpose": "看"}).status_code == 403


def test_the_workbook_says_the_same(world: World) -> None:
    three_services(world)
    answer = world.browser("committee").post(f"{PATH}/export", {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["服务记录"]
    headings, *rows = sheet.iter_rows(values_only=True)
    assert headings == tuple(str(field.heading) for field in SHEET_FIELDS)
    told = exported(world)["records"]
    by_name = [dict(zip((field.name for field in SHEET_FIELDS), row, strict=True)) for row in rows]
    assert [row["minutes"] for row in by_name] == [record["minutes"] for record in told]
    assert [row["minutes_before"] for row in by_name] == [None, 120, None]
    assert by_name[0]["source"] == "现场核实"


def test_the_api_pages_through_the_same_records(world: World) -> None:
    ids, told = three_services(world), exported(world)["records"]
    api = world.api("committee")
    first = api.get(f"{PATH}?page_size=2")
    assert [record["id"] for record in first.get_json()] == ids[:2]
    assert json.loads(first.headers["X-Pagination"])["total"] == 3
    assert [record["id"] for record in api.get(f"{PATH}?page_size=2&page=2").get_json()] == ids[2:]
    assert {**first.get_json()[1], "correction": told[1]["correction"]} == told[1]
    assert world.api("team_b").get(f"{PATH}?unit_id={world.units['team_a'].id}").status_code == 404
    assert world.api("member").get(PATH).status_code == 403


def test_the_command_writes_files(world: World, tmp_path: Path) -> None:
    ids = three_services(world)
    runner = world.app.test_cli_runner()
    file = tmp_path / "out.json"
    answer = runner.invoke(args=["records", "export", str(file), "--until", "2027-10-20"])
    assert answer.exit_code == 0, answer.output
    told = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(told, SCHEMA)
    assert [record["id"] for record in told["records"]] == ids[:2]
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]
    book = tmp_path / "out.xlsx"
    full = ["--full", "--purpose", "填报", "--unit", str(world.units["team_b"].id)]
    assert runner.invoke(args=["records", "export", str(book), *full]).exit_code == 0
    names = [row[2] for row in openpyxl.load_workbook(book).worksheets[0].iter_rows(values_only=True)]
    assert names[1:] == [world.members["member_b"].name]
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "export.unmasked")).one()
    assert (event.reason, event.details["rows"]) == ("填报", 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["out.csv"], "must end in .json or .xlsx"),
        (["out.json", "--full"], "need --purpose"),
        (["out.json", "--unit", "999999"], "no such unit"),
    ],
)
def test_the_command_says_what_is_wrong(world: World, tmp_path: Path, wrong: list[str], said: str) -> None:
    name, *options = wrong
    answer = world.app.test_cli_runner().invoke(args=["records", "export", str(tmp_path / name), *options])
    assert answer.exit_code != 0
    assert said in answer.output
    assert list(tmp_path.iterdir()) == []


def test_records_are_read_in_pieces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = three_services(world)
    monkeypatch.setattr(records, "AT_ONCE", 2)
    assert [one.id for one in stream(Wanted(Reach(unit_paths=(world.units["brigade"].path,))))] == ids


def test_a_workbook_goes_on_on_another_sheet(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    three_services(world)
    monkeypatch.setattr(files, "ROWS_OF_A_SHEET", 2)
    found = stream(Wanted(Reach(unit_paths=(world.units["brigade"].path,))))
    assert [(sheet.name, len(list(sheet.rows))) for sheet in sheets(found, Disclosure())] == [
        ("服务记录", 2),
        ("服务记录2", 1),
    ]


def test_memory_does_not_grow_with_the_records(world: World) -> None:
    three_services(world)
    reach = Reach(unit_paths=(world.units["brigade"].path,))
    (record, *_rest) = stream(Wanted(reach))
    assert _peak(record, reach, 5_000) < _peak(record, reach, 500) + 2**18


def _peak(record: ServiceRecord, reach: Reach, number: int) -> int:
    class Nowhere(io.StringIO):
        def write(self, text: str) -> int:
            return len(text)

    tracemalloc.start()
    write_json(Nowhere(), Counted(record for _ in range(number)), Wanted(reach), Disclosure(), clock.now())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
