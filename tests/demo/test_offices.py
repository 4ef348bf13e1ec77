"""The demo city's supervisor, deputies, posts and areas."""

from __future__ import annotations

from datetime import UTC, datetime

from volunteer.accounts.models import SignInIdentity
from volunteer.demo.load import make_city
from volunteer.demo.rows import Rows
from volunteer.demo.scale import SCALES
from volunteer.designations.models import Designation
from volunteer.organization.models import Grant, Organ, Tier, Unit

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def _city() -> Rows:
    return make_city(SCALES["small"], 7, NOW, "hash")


def test_the_supervisor_holds_one_grant_at_the_group_of_the_demo_team() -> None:
    rows = _city()
    account = {row["subject"]: row["account_id"] for row in rows.of(SignInIdentity)}
    (held,) = [row for row in rows.of(Grant) if row["account_id"] == account["supervisor"]]
    led = next(row["unit_id"] for row in rows.of(Grant) if row["account_id"] == account["team"])
    organs = {row["id"]: row["collaboration_group_id"] for row in rows.of(Organ)}
    organ = next(row["organ_id"] for row in rows.of(Unit) if row["id"] == led)
    assert held["collaboration_group_id"] == organs[organ]
    assert held.get("unit_id") is None


def test_deputies_stand_beside_leaders_and_are_nobody_of_the_demo() -> None:
    rows = _city()
    deputies = [row for row in rows.of(Grant) if row.get("deputy")]
    known = {row["account_id"] for row in rows.of(SignInIdentity) if row["subject"] in ("member", "team", "squad")}
    holders = [row["account_id"] for row in rows.of(Grant) if not row.get("deputy")]
    assert deputies
    assert not {row["account_id"] for row in deputies} & (known | set(holders))
    assert {row["until"] is None for row in deputies} == {True, False}


def test_posts_and_areas_are_held_some_ended() -> None:
    rows = _city()
    tiers = {row["id"]: row["tier"] for row in rows.of(Unit)}
    named = rows.of(Designation)
    areas = [row for row in named if row["kind"] == "responsibility_area"]
    assert areas
    assert all(tiers[row["unit_id"]] == Tier.TEAM and row["place_id"] for row in areas)
    assert any(row.get("until") for row in named)
    assert not all(row.get("until") for row in named)
