"""Supervisors read the trail of the units they watch, masked; they take nothing away and settle nothing."""

from __future__ import annotations

import pytest

from tests.support.world import World, text_of
from volunteer.happenings.accounts import SignedIn
from volunteer.happenings.organization import UnitChanged
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.ledger.proof_models import Fault, LedgerFinding, LedgerProof
from volunteer.organization.permissions import Permission, Role, roles_with

OWN, OTHER, NOBODYS = 910_001, 910_002, 910_003


@pytest.fixture
def trail(world: World) -> World:
    """A change in the unit that the supervisor watches, one in another, a sign-in of no unit."""
    with transaction(world.actor("committee")) as work:
        work.record(UnitChanged(subject_id=OWN, unit_id=world.units["team_a"].id, reason="本队的事"))
        work.record(UnitChanged(subject_id=OTHER, unit_id=world.units["team_b"].id, reason="别队的事"))
        work.record(SignedIn(subject_id=NOBODYS))
    return world


def test_reading_and_taking_away_are_two_permissions() -> None:
    assert roles_with(Permission.AUDIT_READ) == {Role.ADMIN, Role.COMMITTEE, Role.SUPERVISOR}
    assert roles_with(Permission.AUDIT_HANDLE) == {Role.ADMIN, Role.COMMITTEE}


def test_they_read_what_is_theirs_masked(trail: World) -> None:
    answer = trail.api("supervisor").get("/audit-events?subject_kind=unit")
    assert {event["subject_id"] for event in answer.get_json()} == {OWN}
    page = trail.browser("supervisor").get("/audit")
    assert "本队的事" in text_of(page)
    assert "别队的事" not in text_of(page)
    assert trail.accounts["committee"].name not in text_of(page)
    for closed in ("/audit/export", "/audit/hand-over", "/privacy/requests"):
        assert closed not in page.text
        assert closed == "/privacy/requests" or closed in trail.browser("committee").get("/audit").text


@pytest.mark.parametrize("name", ["supervisor", "team", "squad", "member", "site", "town"])
def test_nothing_leaves_and_nothing_is_settled(trail: World, name: str) -> None:
    browser, today = trail.browser(name), clock.today()
    form = {"since": str(today), "until": str(today), "purpose": "检查"}
    assert browser.post("/audit/hand-over", form).status_code == 403
    assert browser.post("/audit/export", {"kind": "xlsx"}).status_code == 403
    finding = _finding(trail)
    assert browser.post(f"/reports/ledger/findings/{finding}/settle", {"reason": "看过了"}).status_code == 403
    assert browser.get("/audit").status_code == (200 if name == "supervisor" else 403)


def test_findings_are_shown_without_the_form(trail: World) -> None:
    path = f"/reports/ledger/findings/{_finding(trail)}/settle"
    assert path not in trail.browser("supervisor").get("/reports/ledger").text
    assert path in trail.browser("committee").get("/reports/ledger").text


def _finding(world: World) -> int:
    """Of a member of the unit that the supervisor watches."""
    now = clock.now()
    run = LedgerProof(whole=True, since=None, begun_at=now, finished_at=now, after_member=0, members=0, entries=0)
    db.session.add(run)
    db.session.flush()
    finding = LedgerFinding(
        proof_id=run.id, fault=Fault.CONTENT, member_id=world.members["member"].id, details={}, found_at=now
    )
    db.session.add(finding)
    db.session.commit()
    return finding.id
