"""JSON API of one's own skills, papers and times away."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from tests.people.papers import photo
from tests.support.world import ApiClient, World, coming


def upload(client: ApiClient, skill: str, picture: bytes, **form: str) -> TestResponse:
    return client._client.put(
        f"/api/v1/me/skills/{skill}/evidence",
        data={"picture": (BytesIO(picture), "paper.jpg"), **form},
        headers={"Authorization": f"Bearer {client.token}"},
    )


def test_skills_are_added_together_shown_and_taken_off(world: World) -> None:
    client = world.api("member")
    wanted = {"skills": [{"skill": "law", "level": 2}, {"skill": "nursing", "level": 3}]}
    added: list[dict[str, Any]] = client.post("/me/skills", wanted).json
    assert [(one["skill"], one["counts"], one["standing"]) for one in added] == [
        ("law", False, "pending"),
        ("nursing", True, None),
    ]
    assert client.call("DELETE", "/me/skills/nursing").status_code == 204
    assert [one["skill"] for one in client.get("/me/skills").json] == ["law"]
    assert client.post("/me/skills", {"skills": [{"skill": "flying", "level": 1}]}).status_code == 422
    assert world.api("site").get("/me/skills").status_code == 404


def test_a_paper_is_uploaded_and_taken_back(world: World) -> None:
    world.give_skill("member", "law", approved=False)
    client = world.api("member")
    shown = upload(client, "law", photo(), expires_on="2031-05-01")
    assert (shown.status_code, shown.json["standing"]) == (200, "pending")
    assert shown.json["evidence_at"]
    assert upload(client, "law", b"%PDF-1.7").status_code == 422
    assert upload(client, "law", b"\0" * 9_000_000).status_code == 413
    assert upload(client, "nursing", photo()).status_code == 404
    assert client.call("DELETE", "/me/skills/law/evidence").status_code == 204
    assert client.call("DELETE", "/me/skills/law/evidence").status_code == 404


def test_times_away_are_added_listed_and_removed(world: World) -> None:
    client = world.api("member")
    wanted = {"kind": "holiday", "starts": coming(days=2).isoformat(), "ends": coming(days=4).isoformat()}
    made = client.post("/me/absences", wanted)
    assert (made.status_code, made.json["kind"]) == (201, "holiday")
    assert client.post("/me/absences", wanted).status_code == 422
    assert [one["id"] for one in client.get("/me/absences").json] == [made.json["id"]]
    assert world.api("member_2").call("DELETE", f"/me/absences/{made.json['id']}").status_code == 404
    assert client.call("DELETE", f"/me/absences/{made.json['id']}").status_code == 204
    assert client.get("/me/absences").json == []


def test_places_are_kept_as_closely_as_wanted_and_all_is_confirmed(world: World) -> None:
    client = world.api("member")
    point = {"lon": 113.7654321, "lat": 23.0123456}
    assert client.call("PUT", "/me", {"office": point}).json["office"] == {"lon": 113.765, "lat": 23.012}
    closer = client.call("PUT", "/me", {"office": point, "precise_places": True}).json
    assert closer["office"] == {"lon": 113.76543, "lat": 23.01235}
    assert closer["checked_at"] is None
    assert client.post("/me/confirm").json["checked_at"]
    assert client.call("PUT", "/me", {"office": None, "home": None}).json["office"] is None


def test_a_leader_gives_a_paper_back_and_the_member_reads_why(world: World) -> None:
    world.give_skill("member", "law", approved=False)
    path = f"/members/{world.members['member'].id}/skills/law/return"
    leader = world.api("team")
    assert leader.post(path, {}).status_code == 422
    assert leader.post(path, {"reason": "看不清编号"}).json["returned_reason"] == "看不清编号"
    assert leader.post(path, {"reason": "再退一次"}).json["reason"] == "not_in_this_state"
    assert world.api("squad").post(path, {"reason": "看不清"}).status_code == 403
    (held,) = world.api("member").get("/me/skills").json
    assert (held["standing"], held["returned_reason"]) == ("returned", "看不清编号")
