"""The pages and the API of certificates, and checking one by its code."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.records.given import asked, issued, serve
from tests.records.sheets import printed_code
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.records import certificates
from volunteer.records.jobs import FORGET_MISSES
from volunteer.records.models import Certificate, VerifyMiss
from volunteer.records.verifying import MOST_MISSES


def test_from_the_request_to_the_sheet(world: World) -> None:
    serve(world)
    member, team = world.browser("member"), world.browser("team")
    form = {"purpose": "年度考核", "unit_id": world.units["team_a"].id, "since": "", "until": ""}
    assert "team_a 服务队（全部服务）" in text_of(member.get("/me/certificates/new"))
    address = member.post("/me/certificates/new", form).location
    assert address is not None
    assert member.post("/me/certificates/new", form).status_code == 422
    assert "年度考核" in text_of(member.get("/me/certificates"))
    waiting = text_of(team.get("/certificates"))
    assert "年度考核" in waiting
    assert world.members["member"].name not in waiting
    assert member.get(f"{address}/sheet").status_code == 409
    assert "受理" in text_of(team.get(address))
    assert team.post(f"{address}/accept").location == address
    assert "将要开具的内容" in text_of(team.get(address))
    assert team.post(f"{address}/issue").location == address
    assert "年度考核" in text_of(team.get("/certificates?show=issued"))
    sheet = member.get(f"{address}/sheet")
    assert sheet.mimetype == "application/pdf"
    assert sheet.data.startswith(b"%PDF")
    assert "no-store" in sheet.headers["Cache-Control"]


def test_a_look_at_somebody_elses_sheet_is_on_record(world: World) -> None:
    serve(world)
    certificate = issued(world)
    world.browser("member").get(f"/certificates/{certificate.id}/sheet")
    opened = select(AuditEvent.subject_id).where(AuditEvent.action == "member.unmasked")
    assert db.session.scalars(opened).all() == []
    assert world.browser("team").get(f"/certificates/{certificate.id}/sheet").status_code == 200
    assert db.session.scalars(opened).all() == [world.members["member"].id]
    for other in ("team_b", "member_2", "squad", "site"):
        assert world.browser(other).get(f"/certificates/{certificate.id}/sheet").status_code == 404


def test_whoever_holds_the_paper_checks_it(world: World) -> None:
    world.members["member"].name = "张小明"
    db.session.commit()
    serve(world)
    certificate = issued(world)
    code, visitor = printed_code(certificate.pdf or b""), world.browser(None)
    found = visitor.get(f"/verify?code={code.lower()}")
    assert found.location == f"/verify/{code.replace('-', '').lower()}"
    page = visitor.get(found.location)
    words = text_of(page)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert certificate.snapshot is not None
    for printed in ("这张证明有效", "张*明", certificate.snapshot["serial"], "2 小时", "社区义诊"):
        assert printed in words, printed
    for hidden in ("张小明", world.members["member"].phone or "", "team账号"):
        assert hidden not in words, hidden
    certificates.revoke(world.actor("team"), certificate.id, "张小明重名")
    words = text_of(visitor.get(found.location))
    assert "不能再使用" in words
    assert "重名" not in words


@pytest.mark.parametrize(("changed", "said"), [(b"", "一字未改"), (b" ", "与开具时的原件不同")])
def test_a_file_is_compared_with_what_was_handed_out(world: World, changed: bytes, said: str) -> None:
    serve(world)
    certificate = issued(world)
    pdf = certificate.pdf or b""
    answer = world.browser(None).post(f"/verify/{printed_code(pdf)}", {"file": (BytesIO(pdf + changed), "x.pdf")})
    assert said in text_of(answer)


def test_guessing_is_slowed_down(world: World, client: FlaskClient) -> None:
    serve(world)
    code = printed_code(issued(world).pdf or b"")
    visitor = world.browser(None)
    for _try in range(MOST_MISSES):
        assert visitor.get(f"/verify/{'A' * 26}").status_code == 404
    assert visitor.get(f"/verify/{'A' * 26}").status_code == 429
    assert visitor.get(f"/verify/{code}").status_code == 429
    elsewhere = visitor.client.get(f"/verify/{code}", environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert elsewhere.status_code == 200
    (miss,) = db.session.scalars(select(VerifyMiss)).all()
    assert b"127.0.0.1" not in miss.address_hash
    with clock.travel(clock.now() + timedelta(minutes=16)):
        assert visitor.get(f"/verify/{code}").status_code == 200
        assert perform(FORGET_MISSES) == 1


def test_pages_by_role(world: World) -> None:
    serve(world)
    certificate = asked(world)
    path = f"/certificates/{certificate.id}"
    seen = {"member": 200, "team": 200, "committee": 200, "squad": 404, "supervisor": 404, "team_b": 404, "site": 404}
    assert {name: world.browser(name).get(path).status_code for name in seen} == seen
    listed = {"team": 200, "committee": 200, "squad": 403, "supervisor": 403, "member": 403, "site": 403}
    assert {name: world.browser(name).get("/certificates").status_code for name in listed} == listed
    assert path not in world.browser("team_b").get("/certificates").get_data(as_text=True)
    assert world.browser("member").post(f"{path}/withdraw").location == path


def test_the_whole_life_over_the_api(world: World) -> None:
    serve(world)
    member, team = world.api("member"), world.api("team")
    made = member.post("/certificates", {"purpose": "年度考核"})
    assert made.status_code == 201
    number = made.get_json()["id"]
    assert member.post("/certificates", {"purpose": "年度考核"}).get_json()["reason"] == "certificate_open"
    assert [one["id"] for one in team.get("/certificates?status=requested").get_json()] == [number]
    assert team.post(f"/certificates/{number}/accept").get_json()["status"] == "accepted"
    issued_now = team.post(f"/certificates/{number}/issue").get_json()
    assert (issued_now["status"], issued_now["serial"][-2:]) == ("issued", "1号")
    assert issued_now["name"] == "张******"
    assert member.get(f"/certificates/{number}").get_json()["name"] == world.members["member"].name
    assert member.get(f"/certificates/{number}/sheet").data.startswith(b"%PDF")
    assert team.post(f"/certificates/{number}/revoke", {}).status_code == 422
    assert team.post(f"/certificates/{number}/revoke", {"reason": "重名"}).get_json()["status"] == "revoked"
    assert db.session.get_one(Certificate, number).revoked_reason == "重名"
    assert world.api("squad").post(f"/certificates/{number}/revoke", {"reason": "重名"}).status_code == 403
