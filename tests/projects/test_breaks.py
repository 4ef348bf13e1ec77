"""The break of a session: inside it, set where its times are set, along when the session is moved."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.projects import service, session_service
from volunteer.projects.content import ProjectContent, Rest, SessionRow
from volunteer.projects.forms import typed_like
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.rules import moved_break

BAD = [
    ({"break_starts": "12:00"}, "请填写休息的开始和结束，或都不填"),
    ({"break_ends": "12:00"}, "请填写休息的开始和结束，或都不填"),
    ({"break_starts": "13:30", "break_ends": "12:00"}, "休息结束要晚于休息开始"),
    ({"break_starts": "08:00", "break_ends": "09:30"}, "休息时间要在本场时间以内"),
    ({"break_starts": "09:00", "break_ends": "15:00"}, "休息时间要在本场时间以内"),
    ({"break_starts": "14:00", "break_ends": "15:30"}, "休息时间要在本场时间以内"),
    ({"break_starts": "noon", "break_ends": "13:00"}, ""),
]


@pytest.fixture
def session(world: World) -> ServiceSession:
    """From 9:00 until 15:00."""
    return world.project(hours=6).sessions[0]


def stored(session: ServiceSession) -> tuple[datetime | None, datetime | None]:
    """The break as it stands."""
    db.session.expire_all()
    return session.break_starts, session.break_ends


def hours_after(session: ServiceSession, *hours: float) -> tuple[datetime, ...]:
    """Instants so many hours after the start."""
    return tuple(session.starts + timedelta(hours=after) for after in hours)


def rest(world: World, session: ServiceSession, first: float = 3, last: float = 4.5, who: str = "team") -> None:
    """Set the break by hours after the start."""
    times = Rest(*hours_after(session, first, last))
    session_service.move(world.actor(who), session.id, session.version, rest=times)


def typed(session: ServiceSession, **more: str) -> dict[str, str]:
    """The form of a session as it stands, with a break."""
    times = {name: f"{typed_like(getattr(session, name)):%Y-%m-%dT%H:%M}" for name in ("starts", "ends")}
    return {**times, "version": str(session.version), "public_place": "", **more}


def actions() -> list[str]:
    """What the audit trail holds of sessions."""
    return list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("session."))))


def test_the_form_of_the_session_sets_the_break_and_takes_it_out(world: World, session: ServiceSession) -> None:
    browser, path = world.browser("team"), f"/sessions/{session.id}/move"
    claim = world.claim("member", session.positions[0])
    answer = browser.post(path, typed(session, break_starts="12:00", break_ends="13:30"))
    assert answer.status_code == 303
    assert "报名的人不用重新确认" in text_of(browser.get(answer.location))
    assert stored(session) == hours_after(session, 3, 4.5)
    assert claim.status == "confirmed"
    assert 'value="12:00"' in browser.get(path).text
    assert "12:00–13:30，不计时长" in text_of(world.browser("member").get(f"/positions/{session.positions[0].id}"))
    assert browser.post(path, typed(session)).status_code == 303
    assert stored(session) == (None, None)
    assert actions() == ["session.break_set"] * 2


@pytest.mark.parametrize(("more", "words"), BAD)
def test_what_is_wrong_with_a_break_is_said_at_its_field(
    world: World, session: ServiceSession, more: dict[str, str], words: str
) -> None:
    answer = world.browser("team").post(f"/sessions/{session.id}/move", typed(session, **more))
    assert (answer.status_code, words in text_of(answer)) == (422, True)
    assert 'id="break_starts-error"' in answer.text or 'id="break_ends-error"' in answer.text
    assert stored(session) == (None, None)


def test_a_session_over_midnight_rests_on_the_next_day(world: World) -> None:
    session = world.project(starts=coming(days=7, hour=22), hours=6).sessions[0]
    form = typed(session, break_starts="01:00", break_ends="01:30")
    assert world.browser("team").post(f"/sessions/{session.id}/move", form).status_code == 303
    assert stored(session) == hours_after(session, 3, 3.5)


def test_a_new_time_and_its_break_are_set_together(world: World, session: ServiceSession) -> None:
    claim = world.claim("member", session.positions[0])
    rest(world, session)
    day = coming(days=10, hour=13)
    times = {"starts": f"{typed_like(day):%Y-%m-%dT%H:%M}", "ends": f"{typed_like(day):%Y-%m-%dT18:00}"}
    form = typed(session, break_starts="15:00", break_ends="15:20") | times
    assert world.browser("team").post(f"/sessions/{session.id}/move", form).status_code == 303
    db.session.expire_all()
    assert (session.starts, stored(session)) == (day, (day + timedelta(hours=2), day + timedelta(minutes=140)))
    assert claim.status == "reconfirm"


def test_the_break_follows_a_moved_session(world: World, session: ServiceSession) -> None:
    rest(world, session)
    starts = coming(days=10, hour=14)
    session_service.move(world.actor("team"), session.id, session.version, starts, starts + timedelta(hours=6))
    assert stored(session) == hours_after(session, 3, 4.5)


def test_a_session_too_short_for_its_break_has_none(world: World, session: ServiceSession) -> None:
    rest(world, session)
    starts = coming(days=10, hour=14)
    session_service.move(world.actor("team"), session.id, session.version, starts, starts + timedelta(hours=4))
    assert stored(session) == (None, None)


def test_nothing_moves_where_there_is_no_break(session: ServiceSession) -> None:
    assert moved_break(session, session.starts, session.ends) is None


def test_a_break_is_set_by_who_organizes_until_the_end(world: World, session: ServiceSession) -> None:
    with pytest.raises(Forbidden):
        rest(world, session, who="supervisor")
    with pytest.raises(Invalid):
        session_service.move(world.actor("team"), session.id, session.version, rest=Rest(session.starts, None))
    with pytest.raises(Refused, match="stale"):
        session_service.move(world.actor("team"), session.id, session.version + 1, rest=Rest())
    with clock.travel(session.starts + timedelta(hours=1)):
        rest(world, session)
    assert stored(session) == hours_after(session, 3, 4.5)
    with clock.travel(session.ends), pytest.raises(Refused, match="not_in_this_state"):
        rest(world, session, 1, 2)


def test_the_same_break_again_is_nothing_new(world: World, session: ServiceSession) -> None:
    rest(world, session)
    rest(world, session)
    assert actions() == ["session.break_set"]


def test_a_session_put_off_takes_place_again_with_its_break(world: World, session: ServiceSession) -> None:
    session_service.postpone(world.actor("team"), session.id)
    rest(world, session)
    assert (session.status, stored(session)) == ("planned", hours_after(session, 3, 4.5))


def new_project(world: World, **row: str) -> dict[str, str]:
    """The form of a new project with one session from 9:00 until 15:00."""
    day = typed_like(coming(days=9))
    times = {"sessions-0-starts": f"{day:%Y-%m-%dT09:00}", "sessions-0-ends": f"{day:%Y-%m-%dT15:00}"}
    words = {"title": "社区清洁", "category": "care", "summary": "", "contact_phone": ""}
    places = {"site_id": str(world.places["site_1"].id), "unit_id": str(world.units["team_a"].id)}
    return {**words, **places, **times, **{f"sessions-0-{name}": value for name, value in row.items()}}


def test_a_new_project_is_made_with_its_break(world: World) -> None:
    browser = world.browser("team")
    answer = browser.post("/projects/new", new_project(world, break_starts="12:00", break_ends="13:00"))
    assert answer.status_code == 303
    session = db.session.scalars(select(ServiceSession)).one()
    assert stored(session) == hours_after(session, 3, 4)
    edit = browser.get(f"/projects/{session.project_id}/edit")
    assert 'name="sessions-0-break_starts" type="time" value="12:00"' in edit.text


@pytest.mark.parametrize(("more", "words"), BAD)
def test_what_is_wrong_in_a_row_is_said_there(world: World, more: dict[str, str], words: str) -> None:
    answer = world.browser("team").post("/projects/new", new_project(world, **more))
    assert (answer.status_code, words in text_of(answer)) == (422, True)
    assert 'id="sessions-0-break_starts-error"' in answer.text or 'id="sessions-0-break_ends-error"' in answer.text
    assert db.session.scalars(select(Project)).all() == []


def test_a_break_alone_is_no_session(world: World) -> None:
    form = new_project(world, break_starts="12:00", break_ends="13:00") | {
        "sessions-0-starts": "",
        "sessions-0-ends": "",
    }
    assert "请填写开始和结束时间" in text_of(world.browser("team").post("/projects/new", form))


def test_the_rows_of_a_draft_change_its_break(world: World, session: ServiceSession) -> None:
    project = session.project
    kept = SessionRow(session.starts, session.ends, session.id, rest=Rest(*hours_after(session, 1, 2)))
    service.edit(world.actor("team"), project.id, project.version, ProjectContent(sessions=(kept,)))
    assert stored(session) == hours_after(session, 1, 2)
    as_it_is = SessionRow(session.starts, session.ends, session.id)
    service.edit(world.actor("team"), project.id, project.version, ProjectContent(sessions=(as_it_is,)))
    assert stored(session) == hours_after(session, 1, 2)


def test_over_the_api(world: World, session: ServiceSession) -> None:
    team, path = world.api("team"), f"/sessions/{session.id}"
    first, last = (moment.isoformat() for moment in hours_after(session, 3, 4))
    half = team.patch(path, {"version": session.version, "break_starts": first})
    assert (half.status_code, "break_ends" in half.text) == (422, True)
    outside = team.patch(
        path, {"version": session.version, "break_starts": first, "break_ends": "2099-01-01T00:00:00Z"}
    )
    assert outside.status_code == 422
    answer = team.patch(path, {"version": session.version, "break_starts": first, "break_ends": last})
    assert answer.status_code == 200
    assert stored(session) == hours_after(session, 3, 4)
    gone = team.patch(path, {"version": session.version, "break_starts": None, "break_ends": None})
    assert (gone.status_code, gone.json["break_starts"]) == (200, None)
    assert "session.moved" not in actions()


def test_a_project_over_the_api_brings_its_breaks(world: World) -> None:
    starts = coming(days=9)
    row = {"starts": starts, "ends": starts + timedelta(hours=6)}
    row |= {"break_starts": starts + timedelta(hours=3), "break_ends": starts + timedelta(hours=4)}
    body = {
        "title": "社区清洁",
        "category": "care",
        "site_id": world.places["site_1"].id,
        "unit_id": world.units["team_a"].id,
        "sessions": [{name: moment.isoformat() for name, moment in row.items()}],
    }
    answer = world.api("team").post("/projects", body)
    assert answer.status_code == 201
    (made,) = answer.json["sessions"]
    assert datetime.fromisoformat(made["break_starts"]) == row["break_starts"]
