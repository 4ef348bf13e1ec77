"""The demo city shows papers in every standing, and nobody's place rests on one that nobody approved."""

from __future__ import annotations

from datetime import UTC, datetime

from volunteer.claims.models import Claim
from volunteer.demo.load import make_city
from volunteer.demo.rows import Rows
from volunteer.demo.scale import Scale
from volunteer.people.models import Absence, Member, MemberSkill, SkillEvidence
from volunteer.projects.models import Position

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CITY = Scale(organs=5, teams=6, squads=14, members=1800, sites=12, past_projects=12, attendances=150, open_items=40)


def test_there_is_something_of_everything_to_look_at() -> None:
    rows = make_city(CITY, 7, NOW, "hash")
    assert any(member.get("office_lon") for member in rows.of(Member))
    assert any(member.get("profile_checked_at") for member in rows.of(Member))
    assert rows.of(Absence)
    held = {(one["member_id"], one["skill"]): one for one in rows.of(MemberSkill)}
    shown = [held[one["member_id"], one["skill"]] for one in rows.of(SkillEvidence)]
    assert {_standing(one) for one in shown} == {"pending", "returned", "renewing"}


def test_no_place_rests_on_a_qualification_nobody_approved() -> None:
    rows: Rows = make_city(CITY, 7, NOW, "hash")
    skills = {position["id"]: position["skill"] for position in rows.of(Position)}
    taken = {(claim["member_id"], skills[claim["position_id"]]) for claim in rows.of(Claim)}
    shown = {(one["member_id"], one["skill"]) for one in rows.of(SkillEvidence)}
    assert not taken & shown


def _standing(held: dict[str, object]) -> str:
    if held.get("returned_at"):
        return "returned"
    return "renewing" if held["approved_at"] else "pending"
