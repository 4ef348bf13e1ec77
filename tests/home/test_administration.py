"""The administrator's home: each number is the length of the list it leads to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.world import World, text_of
from volunteer.accounts.states import AccountStatus
from volunteer.home.administration import Untidy, untidy
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.outbox import TOO_LATE, OutboxMessage
from volunteer.organization.models import Grant
from volunteer.people.models import MemberKind


@pytest.fixture
def disorder(world: World) -> World:
    """Two people never signed in, one of them gone; one is locked out; a role ends next week; a mail is stuck."""
    world.accounts["member"].status = AccountStatus.PENDING
    world.accounts["member_2"].status = AccountStatus.PENDING
    world.members["member_2"].kind = MemberKind.LEFT
    world.accounts["member_b"].locked_until = clock.now() + timedelta(minutes=10)
    grant = db.session.query(Grant).filter_by(account_id=world.accounts["squad"].id).one()
    grant.until = clock.now() + timedelta(days=7)
    message = {"channel": "mail", "recipient": "mail:w@example.org", "payload": {}, "due_at": clock.now()}
    for key, error in (("refused", "Undeliverable: SMTP 550"), ("late", TOO_LATE)):
        db.session.add(OutboxMessage(dedupe_key=key, dead_at=clock.now(), last_error=error, **message))
    db.session.commit()
    return world


def test_what_waits_is_counted(disorder: World) -> None:
    found = untidy(disorder.actor("admin"), clock.now())
    assert found == Untidy(pending=1, locked=1, leaders=2, operators=1, teams=2, ending=1, stuck=1)


def test_each_number_leads_to_its_list(disorder: World) -> None:
    browser = disorder.browser("admin")
    home = browser.get("/home").text
    for address, shown in (
        ("/accounts?state=locked", "member_b"),
        ("/accounts?state=pending", "squad_a1 服务队"),
        ("/grants/vacancies?kind=leaders", "squad_a2 服务队"),
        ("/grants/vacancies?kind=operators", "site_2 社区"),
        ("/grants/vacancies?kind=teams", "site_3 社区"),
        ("/grants?ending=30", "squad_a1 服务队"),
        ("/outbox?state=stuck", "w***@example.org"),
    ):
        assert f'href="{address}"' in home
        assert shown in text_of(browser.get(address)), address


def test_the_committee_of_a_part_counts_its_part(disorder: World) -> None:
    assert untidy(disorder.actor("team_b"), clock.now()).pending == 0
    assert untidy(disorder.actor("team"), clock.now()).pending == 1
