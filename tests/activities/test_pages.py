"""The gate and the member's check-in, without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from tests.activities.day import code_now, minute, session_with
from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from volunteer.activities.models import Attendance
from volunteer.audit.models import AuditEvent
from volunteer.claims.models import Claim
from volunteer.happenings.people import MemberUnmasked
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.models import ServiceSession


@pytest.fixture
def session(world: World) -> ServiceSession:
    """A session that begins soon."""
    return session_with(world, "member", "member_2", starts=clock.now() + timedelta(minutes=20))


def attendance() -> Attendance:
    """The only attendance, as stored."""
    return db.session.execute(select(Attendance).execution_options(populate_existing=True)).scalar_one()


def test_the_gate_shows_code_and_people(world: World, session: ServiceSession) -> None:
    page = world.browser("site").get(f"/sessions/{session.id}/gate")
    assert page.status_code == 200
    code = code_now(session)
    words = text_of(page)
    assert f"{code[:3]} {code[3:]}" in words
    assert "已到 0 / 2" in words
    assert "点名" in words
    assert world.members["member"].name not in words
    renewed = world.browser("site").get(f"/sessions/{session.id}/gate/code")
    assert set(renewed.json) == {"code", "qr_svg", "seconds_left"}
    assert 1 <= renewed.json["seconds_left"] <= 30


@pytest.mark.parametrize("page", ["gate", "gate/code", "sheet"])
def test_the_gate_is_closed_to_others(world: World, session: ServiceSession, page: str) -> None:
    assert world.browser("member").get(f"/sessions/{session.id}/{page}").status_code == 403
    assert world.browser(None).get(f"/sessions/{session.id}/{page}").status_code == 302


def test_ticking_in_and_out(world: World, session: ServiceSession) -> None:
    site, form = world.browser("site"), {"member_id": world.members["member"].id}
    with minute(session, 5):
        assert site.post(f"/sessions/{session.id}/gate/in", form).status_code == 303
        assert "已到 1 / 2" in text_of(site.get(f"/sessions/{session.id}/gate"))
    with minute(session, 10):
        assert site.post(f"/sessions/{session.id}/gate/out", form).status_code == 303
    assert attendance().minutes in (4, 5)  # the clock runs on while the pages are asked for


def test_a_missing_check_out_is_closed_with_a_time(world: World, session: ServiceSession) -> None:
    site, form = world.browser("committee"), {"member_id": world.members["member"].id}
    with minute(session, -1):
        site.post(f"/sessions/{session.id}/gate/in", form)
    left = clock.local(session.starts + timedelta(minutes=60)).strftime("%H:%M")
    with minute(session, 125):
        committee = world.browser("committee")
        assert "补签退" in text_of(committee.get(f"/sessions/{session.id}/gate"))
        assert committee.post(f"/sessions/{session.id}/gate/out", {**form, "ended": left}).status_code == 303
    assert attendance().minutes in (59, 60)


def test_marking_a_no_show(world: World, session: ServiceSession) -> None:
    form = {"member_id": world.members["member"].id}
    with minute(session, 125):
        answer = world.browser("site").post(f"/sessions/{session.id}/gate/no-show", form)
    assert answer.status_code == 303
    claim = db.session.scalar(select(Claim).where(Claim.member_id == form["member_id"]))
    db.session.refresh(claim)
    assert claim.status == "no_show"


def test_a_member_checks_in_and_out_on_the_phone(world: World, session: ServiceSession) -> None:
    path = f"/sessions/{session.id}/check-in"
    member = world.browser("member")
    with minute(session, 1):
        code = code_now(session)
        assert f'value="{code}"' in member.get(f"{path}?code={code}").get_data(as_text=True)
        assert member.post(path, {"code": code, "kind": "in"}).status_code == 303
        assert "已签到，服务结束时请再来签退" in text_of(member.get(path))
    with minute(session, 31.5):
        assert member.post(path, {"code": code_now(session), "kind": "out"}).status_code == 303
        assert "已签退，本次服务 30 分，待负责人确认" in text_of(member.get(path))


def test_a_wrong_code_is_explained_beside_the_field(world: World, session: ServiceSession) -> None:
    path = f"/sessions/{session.id}/check-in"
    member = world.browser("member")
    with minute(session, 0):
        for code, status, said in (("12", 422, "签到码是六位数字"), ("000000", 409, "签到码不对")):
            answer = member.post(path, {"code": code, "kind": "in"})
            assert answer.status_code == status
            assert said in text_of(answer)
            assert f'value="{code}"' in answer.get_data(as_text=True)


def test_the_sheet_lists_who_is_expected(world: World, session: ServiceSession) -> None:
    sheet = world.browser("site").get(f"/sessions/{session.id}/sheet")
    words = text_of(sheet)
    assert "志愿服务签到表" in words
    assert words.count("squad_a1") == 2
    assert world.members["member"].name not in words
    assert "显示完整姓名" not in words
    assert sheet.text.count('class="sheet-row"') == 14, "rows for those who come along"
    assert 'class="segno"' in sheet.text


def test_full_names_on_the_sheet_are_put_on_record(world: World, session: ServiceSession) -> None:
    path, names = f"/sessions/{session.id}/sheet", [world.members[name].name for name in ("member", "member_2")]
    leader = world.browser("team")
    assert "显示完整姓名" in text_of(leader.get(path))
    words = text_of(leader.post(path))
    assert all(name in words for name in names)
    seen = db.session.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == MemberUnmasked.action)).all()
    assert set(seen) == {world.members[name].id for name in ("member", "member_2")}
    assert world.browser("site").post(path).status_code == 403


def test_a_leader_names_only_members_of_the_own_unit(world: World) -> None:
    stranger = world.add_member("stranger", "squad_b1")
    session = session_with(world, "member", "stranger")
    words = text_of(world.browser("team").post(f"/sessions/{session.id}/sheet"))
    assert world.members["member"].name in words
    assert stranger.name not in words


def test_those_who_keep_a_gate_find_their_sessions(world: World) -> None:
    session = session_with(world, "member")
    gate = f"/sessions/{session.id}/gate"
    listed = {name: gate in world.browser(name).get("/sessions").text for name in ("site", "squad", "team", "team_b")}
    assert listed == {"site": True, "squad": False, "team": True, "team_b": False}
    with minute(session, 60 * 24 * 4):
        assert gate not in world.browser("site").get("/sessions").text


def test_the_gate_names_the_missing_first_and_ticks_once_it_opens(world: World, session: ServiceSession) -> None:
    path = f"/sessions/{session.id}/gate"
    with minute(session, -45):
        early = world.browser("site").get(path)
        assert "开放签到" in text_of(early)
        assert "/gate/in" not in early.text
    with minute(session, -10):
        site = world.browser("site")
        site.post(f"{path}/in", {"member_id": world.members["member"].id})
        page = site.get(path)
        assert "已到 1 / 2" in text_of(page)
        assert "未到 1" in text_of(page)
        assert page.text.index(f'action="{path}/in"') < page.text.index("chip-info")


def test_sixty_people_are_found_by_name_pinyin_or_initials(world: World) -> None:
    names = [f"helper_{n}" for n in range(12)]
    for n, name in enumerate(names):
        world.add_member(name, "squad_a1", pinyin=f"he{chr(97 + n)}", initials="zxm" if n == 3 else "h")
    session = session_with(world, *names, starts=clock.now() + timedelta(minutes=20))
    path, site = f"/sessions/{session.id}/gate", world.browser("site")
    assert "姓名或拼音首字母" in text_of(site.get(path))
    found = site.get(f"{path}?q=ZX")
    assert found.text.count(f'action="{path}/in"') == 1
    assert f'value="{world.members["helper_3"].id}"' in found.text
    assert "已到 0 / 12" in text_of(found), "the counts stay whole"
    assert "没有找到“nobody”" in text_of(site.get(f"{path}?q=nobody"))
    ticked = site.post(f"{path}/in", {"member_id": world.members["helper_3"].id, "q": "zx"})
    assert ticked.headers["Location"] == f"{path}?q=zx"


def test_the_code_in_the_picture_opens_the_check_in_after_signing_in(world: World, session: ServiceSession) -> None:
    visitor = world.browser(None)
    code = code_now(session)
    scanned = visitor.get(f"/g/{session.id}/{code}")
    assert scanned.headers["Location"] == f"/sessions/{session.id}/check-in?code={code}"
    asked = visitor.get(scanned.headers["Location"])
    assert asked.status_code == 302
    assert parse_qs(urlsplit(asked.headers["Location"]).query)["next"] == [scanned.headers["Location"]]


def test_only_the_check_in_page_may_use_the_camera(world: World, session: ServiceSession) -> None:
    member = world.browser("member")
    page, other = member.get(f"/sessions/{session.id}/check-in"), member.get("/schedule")
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "worker-src 'self' blob:" in page.headers["Content-Security-Policy"]
    assert "camera=()" in other.headers["Permissions-Policy"]
    assert "blob:" not in other.headers["Content-Security-Policy"]


def test_a_crowded_gate_costs_no_more_statements(world: World) -> None:
    counts = []
    for people in (2, 12):
        names = [f"{people}_{n}" for n in range(people)]
        for name in names:
            world.add_member(name, "squad_a1")
        session = session_with(world, *names, starts=clock.now() + timedelta(minutes=people))
        site = world.browser("site")
        site.get(f"/sessions/{session.id}/gate")
        with counted_statements() as statements:
            assert site.get(f"/sessions/{session.id}/gate").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
