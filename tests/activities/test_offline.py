"""What devices noted without network, over HTTP and under the hands of several at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, update

from tests.activities.day import code_now, minute, scan, session_with
from tests.support.races import all_at_once
from tests.support.world import Browser, World, text_of
from volunteer.activities import rules
from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchKind, PunchMethod
from volunteer.activities.offline import Result, take_in
from volunteer.activities.offline_judging import Noted
from volunteer.activities.offline_remarks import remarks
from volunteer.claims.models import Claim
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger import service as ledger
from volunteer.ledger.models import HoursEntry, HoursProposal
from volunteer.projects.models import ServiceSession
from volunteer.projects.states import SessionStatus

IN, OUT = PunchKind.IN, PunchKind.OUT


@pytest.fixture
def session(world: World) -> ServiceSession:
    """A session within the life of a token, claimed by two."""
    return session_with(world, "member", "member_2", starts=clock.now() + timedelta(hours=1))


def tick(world: World, kind: PunchKind, at: datetime, client_id: str, member: str = "member", **more: Any) -> Noted:
    """A leader's tick as it waits on a device."""
    return Noted(client_id, kind, at, member_id=world.members[member].id, **more)


def shown(session: ServiceSession, at: datetime) -> str:
    """The code at the gate at a time."""
    return rules.code_of(session.code_secret, rules.step_at(at))


def body(*entries: dict[str, Any], ahead: timedelta = timedelta(0), **more: Any) -> dict[str, Any]:
    """What a device sends now."""
    return {"sent_at": (clock.now() + ahead).isoformat(), "entries": list(entries), **more}


def attendance(world: World, member: str = "member") -> Attendance:
    """A member's only attendance, as stored."""
    statement = select(Attendance).where(Attendance.member_id == world.members[member].id)
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def punches() -> int:
    """How many punches there are."""
    return db.session.scalar(select(func.count(Punch.id))) or 0


def test_a_leaders_device_sends_what_it_noted(world: World, session: ServiceSession) -> None:
    site, member_id = world.api("site"), world.members["member"].id
    came, left = session.starts, session.starts + timedelta(minutes=50)
    entries = [
        {"client_id": "device-1-out", "kind": "out", "at": left.isoformat(), "member_id": member_id},
        {"client_id": "device-1-in", "kind": "in", "at": came.isoformat(), "member_id": member_id},
    ]
    with minute(session, 60):
        first = site.post(f"/sessions/{session.id}/punches", body(*entries))
        again = site.post(f"/sessions/{session.id}/punches", body(*entries))
    assert first.status_code == again.status_code == 200
    assert [answer["result"] for answer in first.json["entries"]] == ["accepted", "accepted"]
    assert [answer["result"] for answer in again.json["entries"]] == ["repeated", "repeated"]
    there = attendance(world)
    assert (there.status, there.minutes) == (AttendanceStatus.CHECKED_OUT, 50)
    assert there.ticked_by == world.accounts["site"].id
    assert punches() == 2


@pytest.mark.parametrize(("sent", "whose_word"), [(17, None), (19, "member"), (90, "member")])
def test_a_members_phone_sends_the_code_it_was_shown(
    world: World, session: ServiceSession, sent: int, whose_word: str | None
) -> None:
    member = world.api("member")
    came = session.starts + timedelta(minutes=3)
    right = {"client_id": "phone-in-1", "kind": "in", "at": came.isoformat(), "code": shown(session, came)}
    stale = {**right, "client_id": "phone-in-2", "at": (came + timedelta(minutes=2)).isoformat()}
    with minute(session, sent):
        answers = member.post(f"/sessions/{session.id}/punches", body(right, stale)).json["entries"]
    assert answers[0] == {
        "client_id": "phone-in-1",
        "result": "accepted",
        "clock_off_s": None,
        "after_confirmed": False,
    }
    assert (answers[1]["result"], answers[1]["reason"]) == ("refused", "code_expired")
    assert "签到码" in answers[1]["message"]
    there = attendance(world)
    assert (there.first_in, there.ticked_by) == (came, world.accounts[whose_word].id if whose_word else None)
    assert [remark.sent_late for remark in remarks(session.id)] == ([True] if whose_word else [])
    assert db.session.execute(select(Punch.method)).scalar_one() == PunchMethod.CODE


def test_guessing_codes_by_the_batch_is_stopped(world: World, session: ServiceSession) -> None:
    with minute(session, 10):
        at = clock.now()
        wrong = [code for code in (f"{n:06d}" for n in range(12)) if code != shown(session, at)][:10]
        noted = [Noted(f"guess-{code}", IN, at, code=code) for code in wrong]
        noted.append(Noted("right-one", IN, at, code=shown(session, at)))
        answers = take_in(world.actor("member"), session.id, at, noted)
    reasons = [answer.refusal.reason for answer in answers if answer.refusal]
    assert reasons[:4] == ["code_expired"] * 4
    assert set(reasons[4:]) == {"too_many_tries"}
    assert len(reasons) == len(noted)


def test_one_code_sent_twice_is_one_proof_kept_twice(world: World, session: ServiceSession) -> None:
    with minute(session, 30):
        at = rules.step_ends(rules.step_at(session.starts))
        code = shown(session, at)
        later = [Noted("pressed-2", IN, at + timedelta(seconds=20), code=code)]
        earlier = [Noted("pressed-1", IN, at + timedelta(seconds=5), code=code)]
        for noted in (later, earlier):
            (answer,) = take_in(world.actor("member"), session.id, clock.now(), noted)
            assert answer.result is Result.ACCEPTED
    assert attendance(world).first_in == at + timedelta(seconds=5)
    assert punches() == 2


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(minutes=-40)])
def test_a_wrong_clock_is_put_right_and_shown(world: World, session: ServiceSession, ahead: timedelta) -> None:
    came = session.starts + timedelta(minutes=5)
    with minute(session, 60):
        noted = [Noted("phone-wrong", IN, came + ahead, code=shown(session, came))]
        (answer,) = take_in(world.actor("member"), session.id, clock.now() + ahead, noted)
    off = int(ahead.total_seconds())
    assert (answer.result, answer.clock_off_s) == (Result.ACCEPTED, off)
    punch = db.session.execute(select(Punch)).scalar_one()
    assert (punch.at, punch.said_at, punch.clock_off_s) == (came, came + ahead, off)
    assert attendance(world).ticked_by == world.accounts["member"].id, "counts as somebody's word"


def test_a_clock_off_by_more_than_a_day_needs_a_human_look(world: World, session: ServiceSession) -> None:
    ahead = timedelta(days=2)
    with minute(session, 60):
        noted = [tick(world, IN, session.starts + ahead, "far-off-clock")]
        (answer,) = take_in(world.actor("site"), session.id, clock.now() + ahead, noted)
    assert answer.refusal
    assert answer.refusal.reason == "clock_wrong"
    assert punches() == 0


@pytest.mark.parametrize(
    ("who", "minutes", "received", "reason"),
    [
        ("site", -31, 60, "not_open_yet"),
        ("site", 121, 200, "check_in_closed"),
        ("site", 10, 120 + 49 * 60, "sent_too_late"),
        ("team_b", 10, 60, "not_your_gate"),
        ("member_2", 10, 60, "not_your_gate"),
    ],
)
def test_refusals_name_their_reason(
    world: World, session: ServiceSession, who: str, minutes: int, received: int, reason: str
) -> None:
    with minute(session, received):
        noted = [tick(world, IN, session.starts + timedelta(minutes=minutes), "refused-1")]
        (answer,) = take_in(world.actor(who), session.id, clock.now(), noted)
    assert answer.refusal
    assert answer.refusal.reason == reason


def test_one_refusal_holds_nothing_else_up(world: World, session: ServiceSession) -> None:
    with minute(session, 60):
        noted = [
            tick(world, IN, session.starts, "nobody-here", "member_b"),
            tick(world, IN, session.starts, "somebody-here"),
        ]
        answers = take_in(world.actor("site"), session.id, clock.now(), noted)
    assert [answer.result for answer in answers] == [Result.REFUSED, Result.ACCEPTED]
    assert answers[0].refusal
    assert answers[0].refusal.reason == "not_yours"


def test_a_session_called_off_takes_nothing_in(world: World, session: ServiceSession) -> None:
    session.status = SessionStatus.CANCELLED
    db.session.commit()
    with minute(session, 60):
        (answer,) = take_in(
            world.actor("site"), session.id, clock.now(), [tick(world, IN, session.starts, "called-off")]
        )
    assert answer.refusal
    assert answer.refusal.reason == "called_off"


def test_an_id_used_for_somebody_else_is_refused(world: World, session: ServiceSession) -> None:
    with minute(session, 60):
        for member, result in (("member", Result.ACCEPTED), ("member_2", Result.REFUSED)):
            noted = [tick(world, IN, session.starts, "same-id-twice", member)]
            (answer,) = take_in(world.actor("site"), session.id, clock.now(), noted)
            assert answer.result is result
    assert punches() == 1


def test_two_devices_ticking_one_person_make_one_stretch(world: World, session: ServiceSession) -> None:
    at = session.starts
    noted = {
        "site": [tick(world, IN, at, "a-1-in-x"), tick(world, OUT, at + timedelta(minutes=61), "a-1-out")],
        "team": [
            tick(world, OUT, at + timedelta(minutes=60), "b-1-out"),
            tick(world, IN, at + timedelta(minutes=2), "b-1-in-x"),
        ],
    }
    with minute(session, 100):
        for who, entries in noted.items():
            take_in(world.actor(who), session.id, clock.now(), entries)
    there = attendance(world)
    assert (there.first_in, there.last_out, there.minutes) == (at, at + timedelta(minutes=60), 60)
    assert punches() == 4


def test_a_pending_proposal_follows_what_comes_late(world: World, session: ServiceSession) -> None:
    scan(world, "member", session, came=10, left=110)
    with minute(session, 130):
        take_in(
            world.actor("site"),
            session.id,
            clock.now(),
            [tick(world, OUT, session.starts + timedelta(hours=1), "left")],
        )
    proposal = db.session.execute(select(HoursProposal).execution_options(populate_existing=True)).scalar_one()
    assert proposal.minutes in (49, 50)  # the clock runs on while the codes are scanned
    assert proposal.ticked


def test_what_says_nothing_new_leaves_the_countersign_alone(world: World, session: ServiceSession) -> None:
    with minute(session, 100):
        noted = [tick(world, IN, session.starts, "first-in"), tick(world, OUT, clock.now(), "first-out")]
        take_in(world.actor("team"), session.id, clock.now(), noted)
        ledger.countersign(world.actor("site"), list(db.session.scalars(select(HoursProposal.id))))
        again = [tick(world, IN, session.starts + timedelta(minutes=1), "second-in")]
        take_in(world.actor("team"), session.id, clock.now(), again)
    proposal = db.session.execute(select(HoursProposal).execution_options(populate_existing=True)).scalar_one()
    assert proposal.countersigned_by == world.accounts["site"].id


def test_what_comes_after_confirmation_is_kept_and_changes_nothing(world: World, session: ServiceSession) -> None:
    scan(world, "member", session)
    with minute(session, 130):
        assert ledger.confirm(world.actor("team"), list(db.session.scalars(select(HoursProposal.id)))).done
        before = attendance(world)
        stood = (before.status, before.first_in, before.last_out, before.minutes)
        (answer,) = take_in(
            world.actor("site"), session.id, clock.now(), [tick(world, OUT, session.starts, "after-all")]
        )
    assert (answer.result, answer.after_confirmed) == (Result.ACCEPTED, True)
    after = attendance(world)
    assert (after.status, after.first_in, after.last_out, after.minutes) == stood
    assert punches() == 3
    assert db.session.scalar(select(func.count(HoursEntry.id))) == 1


def test_what_comes_after_confirmation_gives_nothing_to_another_session(world: World, session: ServiceSession) -> None:
    second = session_with(world, "member", starts=session.starts + timedelta(hours=2))
    scan(world, "member", session)
    with minute(session, 121):
        assert ledger.confirm(world.actor("team"), list(db.session.scalars(select(HoursProposal.id)))).done
    second.starts, second.ends = session.starts, session.ends  # moved onto the first, claims or not
    db.session.commit()
    with minute(session, 122):
        gone_between = [
            tick(world, OUT, session.starts + timedelta(minutes=10), "gone-early"),
            tick(world, IN, session.starts + timedelta(minutes=110), "back-late"),
        ]
        take_in(world.actor("site"), session.id, clock.now(), gone_between)
        stayed = [tick(world, kind, at, f"second-{kind}") for kind, at in ((IN, second.starts), (OUT, second.ends))]
        take_in(world.actor("site"), second.id, clock.now(), stayed)
        assert len([one for one in remarks(session.id) if one.too_late]) == 2
    minutes = dict(db.session.execute(select(Attendance.session_id, Attendance.minutes)).all())
    assert minutes == {session.id: 120, second.id: 0}


def test_the_same_batch_at_the_same_moment_counts_once(world: World, session: ServiceSession) -> None:
    names = {name: world.members[name].id for name in ("member", "member_2")}
    at, session_id, site = session.starts, session.id, world.actor("site")
    noted = [
        Noted(f"{name}-{kind}-{n}", kind, at + timedelta(minutes=60 * (kind is OUT) + n), member_id=member_id)
        for name, member_id in names.items()
        for kind in PunchKind
        for n in range(3)
    ]

    def send() -> str:
        answers = take_in(site, session_id, clock.now(), noted)
        return ",".join(sorted({answer.result for answer in answers}))

    with minute(session, 100):
        assert all_at_once(world, [send] * 6) == {"accepted": 1, "repeated": 5}
    assert punches() == len(noted)
    assert [attendance(world, name).minutes for name in names] == [60, 60]


def test_devices_that_cross_each_other_do_not_block(world: World, session: ServiceSession) -> None:
    names = ("member", "member_2")
    members, session_id = [world.members[name].id for name in names], session.id
    actors = [world.actor("site"), world.actor("team")]

    def device(number: int) -> str:
        order = members if number % 2 else members[::-1]
        noted = [Noted(f"cross-{number}-{m}", IN, clock.now(), member_id=m) for m in order]
        return str(take_in(actors[number % 2], session_id, clock.now(), noted)[0].result)

    with minute(session, 10):
        said = all_at_once(world, [partial(device, n) for n in range(6)])
    assert said == {"accepted": 6}
    assert punches() == 12


def test_the_gate_says_what_to_look_at(world: World, session: ServiceSession) -> None:
    page = f"/sessions/{session.id}/gate"
    scan(world, "member_2", session, came=1, left=100)
    ahead = timedelta(hours=3)
    with minute(session, 110):
        assert "离线记录" not in text_of(world.browser("site").get(page))
        assert ledger.confirm(world.actor("team"), list(db.session.scalars(select(HoursProposal.id)))).done
        came = session.starts + timedelta(minutes=5)
        noted = [tick(world, IN, came + ahead, "fast-clock"), tick(world, OUT, came + ahead, "too-late-1", "member_2")]
        take_in(world.actor("site"), session.id, clock.now() + ahead, noted)
        words = text_of(world.browser("site").get(page))
    assert "设备时钟快 3 小时，已按服务器时间折算" in words
    assert words.count("时长认定后才收到") == 1


def csrf(browser: Browser) -> dict[str, str]:
    """What a page sends along with JSON."""
    told = browser.client.get("/api/v1/device")
    assert told.status_code == 200
    return {"X-CSRFToken": told.json["csrf_token"]}


def test_a_browser_sends_with_its_cookie_and_token(world: World, session: ServiceSession) -> None:
    member_id = world.members["member"].id
    entry = {"client_id": "browser-1", "kind": "in", "at": session.starts.isoformat(), "member_id": member_id}
    path = f"/api/v1/sessions/{session.id}/punches"
    with minute(session, 10):
        site = world.browser("site")
        assert site.client.post(path, json=body(entry)).status_code == 400
        answer = site.client.post(path, json=body(entry), headers=csrf(site))
    assert answer.status_code == 200
    assert punches() == 1


def test_another_account_does_not_send_what_is_not_its_own(world: World, session: ServiceSession) -> None:
    entry = {"client_id": "shared-tablet", "kind": "in", "at": session.starts.isoformat()}
    sent = body({**entry, "member_id": world.members["member"].id}, account_id=world.accounts["site"].id)
    with minute(session, 10):
        answer = world.api("team").post(f"/sessions/{session.id}/punches", sent)
    assert (answer.status_code, answer.json["reason"]) == (409, "other_account")
    assert punches() == 0


def test_nobody_signed_in_is_told_so(world: World, session: ServiceSession) -> None:
    nobody = world.browser(None).client
    assert nobody.get("/api/v1/device").status_code == 401
    assert nobody.post(f"/api/v1/sessions/{session.id}/punches", json=body()).status_code == 401


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [{}],
        [{"client_id": "entry-01", "kind": "up", "at": "2026-11-22T09:00:00"}],
        [{"client_id": "entry-01", "kind": "in", "at": "2026-11-22T09:00:00", "code": "123456", "member_id": 1}],
        [{"client_id": "entry-01", "kind": "in", "at": "2026-11-22T09:00:00", "lon": 1.0}],
        [{"client_id": "entry-01", "kind": "in", "at": "2026-11-22T09:00:00"}] * 2,
        [{"client_id": f"entry-{n}", "kind": "in", "at": "2026-11-22T09:00:00"} for n in range(100, 301)],
    ],
)
def test_bad_batches_are_422(world: World, session: ServiceSession, entries: list[dict[str, Any]]) -> None:
    assert world.api("site").post(f"/sessions/{session.id}/punches", body(*entries)).status_code == 422


def test_a_helper_without_a_gate_gives_their_own_word(world: World, session: ServiceSession) -> None:
    db.session.execute(update(ServiceSession).values(own_word=True))
    db.session.commit()
    with minute(session, 60):
        (answer,) = take_in(world.actor("member"), session.id, clock.now(), [Noted("own-word-1", IN, session.starts)])
    assert answer.result is Result.ACCEPTED
    assert db.session.execute(select(Punch.method)).scalar_one() == PunchMethod.OWN


@pytest.mark.parametrize("radius", [None, 200])
@pytest.mark.parametrize("said_where", [False, True])
def test_an_own_word_without_network_counts_as_not_saying_where(
    world: World, session: ServiceSession, radius: int | None, said_where: bool
) -> None:
    site = world.places["site_1"]
    db.session.execute(update(ServiceSession).values(own_word=True, check_in_radius_m=radius))
    db.session.commit()
    here = {"lon": site.lon, "lat": site.lat, "accuracy_m": 20} if said_where else {}
    with minute(session, 60):
        entries = [
            {"client_id": f"own-word-{kind}", "kind": kind, "at": (session.starts + timedelta(minutes=at)).isoformat()}
            for kind, at in (("in", 0), ("out", 50))
        ]
        answers = world.api("member").post(f"/sessions/{session.id}/punches", body({**entries[0], **here}, entries[1]))
        assert [answer["result"] for answer in answers.json["entries"]] == ["accepted", "accepted"]
        words = text_of(world.browser("site").get(f"/sessions/{session.id}/gate"))
    assert [(remark.kind, remark.unplaced) for remark in remarks(session.id)] == ([("in", True)] if radius else [])
    assert ("没有核对位置，按没有提供位置对待" in words) is bool(radius)
    (refused,) = ledger.confirm(world.actor("team"), list(db.session.scalars(select(HoursProposal.id)))).refused
    assert refused.reason == "needs_countersign"


def test_a_place_check_needs_a_position_offline_too(world: World, session: ServiceSession) -> None:
    site = world.places["site_1"]
    db.session.execute(update(ServiceSession).values(check_in_radius_m=200))
    db.session.commit()
    with minute(session, 10):
        code = code_now(session)
        entry = {"client_id": "no-place-1", "kind": "in", "at": clock.now().isoformat(), "code": code}
        here = {**entry, "client_id": "in-place-1", "lon": site.lon, "lat": site.lat, "accuracy_m": 20}
        answers = world.api("member").post(f"/sessions/{session.id}/punches", body(entry, here)).json["entries"]
    assert [answer.get("reason") for answer in answers] == ["no_position", None]


def test_the_claim_counts_as_attended_once_the_arrival_is_here(world: World, session: ServiceSession) -> None:
    statuses = []
    with minute(session, 100):
        for kind, minutes in ((OUT, 60), (IN, 0)):
            noted = [tick(world, kind, session.starts + timedelta(minutes=minutes), f"attended-{kind}")]
            take_in(world.actor("site"), session.id, clock.now(), noted)
            statement = select(Claim.status).where(Claim.member_id == world.members["member"].id)
            statuses.append(db.session.execute(statement).scalar_one())
    assert statuses == ["confirmed", "attended"]
