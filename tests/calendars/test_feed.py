"""The private feed: an address of one's own, read without signing in, by programs of others."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.calendars.reading import read
from tests.support.statements import counted_statements
from tests.support.world import World, coming
from volunteer.accounts.states import AccountStatus
from volunteer.audit.models import AuditEvent
from volunteer.calendars import service
from volunteer.calendars.models import CalendarFeed
from volunteer.claims import answering
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects import session_service

TITLE = "社区义诊，量血压；免费\\听力检查与家庭用药咨询，欢迎带上老人一起来参加“健康进万家”活动"


def address_of(world: World, name: str = "member") -> str:
    """The path of a fresh feed."""
    return f"/calendar/{service.make(world.actor(name))}.ics"


def feed_of(world: World, path: str) -> dict[str, Any]:
    """What a calendar program makes of the answer."""
    answer = world.browser(None).get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return read(answer.data)


def event_of(world: World, path: str) -> dict[str, Any]:
    """The one event of a feed."""
    (event,) = feed_of(world, path)["events"]
    found: dict[str, Any] = event
    return found


def test_another_program_reads_what_was_written(world: World, app: Flask) -> None:
    starts = coming(days=5)
    project = world.project(title=TITLE, starts=starts, bring_note="水杯、雨衣；\n身份证")
    claim = world.claim("member", project.positions[0])
    feed = feed_of(world, address_of(world))
    (event,) = feed["events"]
    assert (feed["name"], feed["refresh-interval"], feed["x-published-ttl"]) == ("志愿服务", "PT1H", "PT1H")
    assert event["uid"] == f"claim-{claim.id}@volunteer-service"
    assert event["summary"] == TITLE
    assert (event["zone"], event["dtstart"][11:]) == ("Asia/Shanghai", "09:00:00")
    assert event["starts"] == starts.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert event["ends"] == (starts + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    site = world.places["site_1"]
    assert event["location"] == f"{world.places['town_1'].name} {site.name}"
    assert event["geo"] == [site.lat, site.lon]
    assert event["url"] == f"{app.config['PUBLIC_BASE_URL']}/positions/{project.positions[0].id}"
    assert "带什么：水杯、雨衣；\n身份证\n" in event["description"]
    assert (event["status"], event["transp"]) == ("CONFIRMED", "OPAQUE")
    assert [alarm["trigger"] for alarm in event["alarms"]] == ["-PT2H"]


def test_lines_are_folded_between_letters_and_end_as_the_standard_says(world: World) -> None:
    world.claim("member", world.project(title=TITLE).positions[0])
    text = world.browser(None).get(address_of(world)).data
    lines = text.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines if line)
    assert len(TITLE.encode()) > 75


def test_no_names_phones_or_guarded_places_leave(world: World) -> None:
    project = world.project(contact_name="李社工", contact_phone="13900000000")
    world.claim("member", project.positions[0])
    world.claim("member_2", project.positions[0])
    text = world.browser(None).get(address_of(world)).text
    assert text.count("BEGIN:VEVENT") == 1
    assert not [word for word in ("李社工", "1390000", "1380000", world.members["member_2"].name) if word in text]


def test_a_new_time_comes_with_a_higher_number(world: World) -> None:
    project = world.project()
    world.claim("member", project.positions[0])
    path = address_of(world)
    before = event_of(world, path)
    session = project.sessions[0]
    starts = session.starts + timedelta(days=1)
    session_service.move(world.actor("team"), session.id, session.version, starts, starts + timedelta(hours=3))
    after = event_of(world, path)
    assert after["uid"] == before["uid"]
    assert int(after["sequence"]) > int(before["sequence"])
    assert after["starts"] == starts.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert after["last-modified"] > before["last-modified"] or after["dtstamp"] >= before["dtstamp"]
    assert after["status"] == "TENTATIVE"


def test_what_was_called_off_stays_for_thirty_days_so_that_calendars_let_go(world: World) -> None:
    project = world.project(sessions=2)
    for position in project.positions:
        world.claim("member", position)
    path = address_of(world)
    numbers = {event["uid"]: int(event["sequence"]) for event in feed_of(world, path)["events"]}
    session_service.cancel(world.actor("team"), project.sessions[0].id, "台风")
    session_service.postpone(world.actor("team"), project.sessions[1].id, "台风")
    events = feed_of(world, path)["events"]
    assert {event["uid"]: (event["status"], event["alarms"]) for event in events} == dict.fromkeys(
        numbers, ("CANCELLED", [])
    )
    assert all(int(event["sequence"]) > numbers[event["uid"]] for event in events)
    with clock.travel(clock.now() + timedelta(days=31)):
        assert feed_of(world, path)["events"] == []


def test_a_place_given_back_is_cancelled_and_claimed_again_is_another_event(world: World) -> None:
    position = world.project().positions[0]
    claim = world.claim("member", position)
    path = address_of(world)
    answering.release(world.actor("member"), claim.id)
    again = world.claim("member", position)
    states = {event["uid"]: event["status"] for event in feed_of(world, path)["events"]}
    assert states == {
        f"claim-{claim.id}@volunteer-service": "CANCELLED",
        f"claim-{again.id}@volunteer-service": "CONFIRMED",
    }


def test_only_places_that_are_held_stand_in_it(world: World) -> None:
    shown = {}
    for day, status in enumerate(ClaimStatus, start=2):
        claim = world.claim("member", world.project(starts=coming(days=day)).positions[0], status)
        shown[status] = f"claim-{claim.id}@volunteer-service"
    states = {event["uid"]: event["status"] for event in feed_of(world, address_of(world))["events"]}
    tentative = (ClaimStatus.REQUESTED, ClaimStatus.RECONFIRM, ClaimStatus.OFFERED)
    over = (ClaimStatus.RELEASED, ClaimStatus.DECLINED, ClaimStatus.LAPSED, ClaimStatus.REFUSED)
    assert states == {
        shown[ClaimStatus.CONFIRMED]: "CONFIRMED",
        shown[ClaimStatus.ATTENDED]: "CONFIRMED",
        **{shown[status]: "TENTATIVE" for status in tentative},
        **{shown[status]: "CANCELLED" for status in over},
    }


def test_an_offer_that_ran_out_is_off_before_anybody_tidies_up(world: World) -> None:
    claim = world.claim("member", world.project().positions[0], ClaimStatus.OFFERED)
    path = address_of(world)
    before = event_of(world, path)
    claim.respond_by = clock.now() - timedelta(minutes=1)
    db.session.commit()
    after = event_of(world, path)
    assert (before["status"], after["status"]) == ("TENTATIVE", "CANCELLED")
    assert int(after["sequence"]) > int(before["sequence"])


def test_what_was_long_ago_is_left_out(world: World) -> None:
    for days in (10, 100):
        project = world.project(starts=clock.now() - timedelta(days=days), title=f"{days}天前")
        world.claim("member", project.positions[0], ClaimStatus.ATTENDED)
    assert event_of(world, address_of(world))["summary"] == "10天前"


def test_unchanged_it_is_not_sent_again(world: World) -> None:
    project = world.project()
    claim = world.claim("member", project.positions[0])
    path = address_of(world)
    browser = world.browser(None).client
    first = browser.get(path)
    assert first.headers["Cache-Control"] == "private, max-age=300"
    known = {"If-None-Match": first.headers["ETag"]}
    again = browser.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    answering.release(world.actor("member"), claim.id)
    assert browser.get(path, headers=known).status_code == 200


def test_two_statements_however_much_is_in_it(world: World) -> None:
    path = address_of(world)
    for day in range(3, 9):
        world.claim("member", world.project(starts=coming(days=day)).positions[0])
    client = world.browser(None).client
    with counted_statements() as statements:
        text = client.get(path).text
    assert text.count("BEGIN:VEVENT") == 6
    assert len(statements) == 2


def test_who_has_not_the_address_reads_nothing(world: World, client: FlaskClient) -> None:
    first = address_of(world)
    second = address_of(world)
    assert client.get("/calendar/guessed.ics").status_code == 404
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    service.revoke(world.actor("member"))
    assert client.get(second).status_code == 404
    assert db.session.scalars(select(CalendarFeed.revoked_at)).all().count(None) == 0


def test_a_disabled_account_has_no_feed(world: World, client: FlaskClient) -> None:
    path = address_of(world)
    world.accounts["member"].status = AccountStatus.DISABLED
    db.session.commit()
    assert client.get(path).status_code == 404


def test_it_speaks_the_language_of_its_owner(world: World) -> None:
    world.claim("member", world.project().positions[0])
    path = address_of(world)
    world.accounts["member"].locale = "en"
    db.session.commit()
    chinese = world.browser(None).client.get(path, headers={"Accept-Language": "zh"})
    english = world.browser(None).client.get(path, headers={"Accept-Language": "en"})
    assert chinese.data == english.data


def test_making_and_taking_back_are_on_record_without_the_secret(world: World) -> None:
    path = address_of(world)
    address_of(world)
    service.revoke(world.actor("member"))
    service.revoke(world.actor("member"))
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    actions = [event.action.partition(".")[2] for event in events if event.action.startswith("calendar_feed.")]
    assert actions == ["made", "revoked", "made", "revoked"]
    token = re.search(r"/calendar/(.+)\.ics", path)
    assert token is not None
    assert not [event for event in events if token[1] in str(event.details)]


def test_a_moved_request_is_newer_too(world: World) -> None:
    project = world.project()
    claim = world.claim("member", project.positions[0], ClaimStatus.REQUESTED)
    before = claim.changed_at
    session = project.sessions[0]
    starts = session.starts + timedelta(days=1)
    session_service.move(world.actor("team"), session.id, session.version, starts, starts + timedelta(hours=2))
    assert db.session.get_one(Claim, claim.id).changed_at > before


def test_each_of_several_changes_is_newer_than_the_one_before(world: World) -> None:
    """Programs drop what is not newer: moved twice, confirmed in between, called off in the end."""
    project = world.project()
    claim = world.claim("member", project.positions[0])
    path, session = address_of(world), project.sessions[0]
    told = [event_of(world, path)]
    for days in (1, 2):
        starts = session.starts + timedelta(days=days)
        session_service.move(world.actor("team"), session.id, session.version, starts, starts + timedelta(hours=2))
        told.append(event_of(world, path))
        answering.accept(world.actor("member"), claim.id)
        told.append(event_of(world, path))
        db.session.refresh(session)
    session_service.cancel(world.actor("team"), session.id, "台风")
    told.append(event_of(world, path))
    numbers = [int(event["sequence"]) for event in told]
    assert numbers == sorted(set(numbers))
    statuses = ["CONFIRMED", "TENTATIVE", "CONFIRMED", "TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert [event["status"] for event in told] == statuses
    assert len({event["uid"] for event in told}) == 1
