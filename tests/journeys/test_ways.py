"""Every way of every role leads somewhere, and every page can be reached by somebody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.database import WorkerDatabase
from tests.support.everything import Ids, filled, something_of_everything
from tests.support.undone import Undoing, undoing
from tests.support.walk import Walk
from tests.support.world import World, build_world
from volunteer.kernel.database import db
from volunteer.organization.actor import NOBODY
from volunteer.organization.permissions import Role
from volunteer.web.guard import PUBLIC, SIGNED_IN, declared_access

ROLES = ("member", "site", "town", "squad", "team", "committee", "supervisor", "admin")
BOTH = ("leading_member", "serving_operator")
VISITOR = "visitor"

OTHERS = ("/api/", "/styleguide")
# Addresses no link leads to, and why.
WITHOUT_LINK = {
    "/healthz": "asked by whoever watches the server",
    "/readyz": "asked by whoever watches the server",
    "/.well-known/security.txt": "asked by whoever found a weakness",
    "/manifest.webmanifest": "asked by the browser that installs the site",
    "/metrics": "asked by whoever watches the server, with a token",
    "/account/identities": "where other ways to sign in are set up",
    "/account/identities/<provider>/link": "where other ways to sign in are set up",
    "/sign-in/with/<provider>": "where other ways to sign in are set up",
    "/sign-in/with/<provider>/back": "where a provider sends people back",
    "/sign-in/link": "where one arrives whom the provider named and nobody is linked to",
    "/sign-in/second-step": "where one arrives whose password was right and who has a second factor",
    "/system/worst": "fetched by the administrator's home",
    "/offline": "shown by the service worker",
    "/offline/day": "shown by the service worker",
    "/reports/month/behind/<figure>": "behind each number that is not nought; in this city's last month each is",
    "/calendar/<token>.ics": "read by calendars; its address is told once, when it is made",
    "/demands/<int:demand_id>/private-place": "where a reload of the opened place arrives",
    "/demands/<int:demand_id>/follow-link": "where a reload of the new link arrives",
    "/complaints/<int:complaint_id>/content": "where a reload of the opened words arrives",
    "/complaints/follow/<complaint_token>": "told once, to whoever complained",
    "/follow/<follow_token>": "told once, to whoever asked for help",
    "/how/<survey_token>": "sent to whom a service was for",
    "/r/<rate_word>": "in the QR code on the leader's phone",
    "/said/<answer_key>": "where one arrives who has said how it was",
    "/hotlines/<int:hotline_id>/results": "where a reload of the results arrives",
    "/registrations/slips/<slip_code>": "scanned from the slip that a member brings",
    "/call-outs/for/<int:position_id>": "beside a need, as long as an emergency holds",
    "/pick/<name>": "asked by the script of a field as one types",
    "/reports/hours-check/list": "behind each line of what deserves a look, as long as something does",
    "/g/<int:session_id>/<digits>": "in the QR code at the gate",
    "/verify/<verify_code>": "in the QR code of a certificate, and where a typed code is sent on",
    "/registrations/slip": "where a typed code of a slip is sent on",
}
ENDS_THE_SESSION = {"/sign-out", "/account/sign-out-everywhere"}
# Lists behind the numbers of a home, branches of a deep tree: not everybody who may open them has them on a page.
NOT_EVERYWHERE = {
    "/call-outs/new", "/groups", "/home/gaps", "/home/hours", "/home/towns", "/units/<int:unit_id>/branch",
}  # fmt: skip


@pytest.fixture(scope="module")
def walks(app: Flask, worker_database: WorkerDatabase) -> Iterator[tuple[dict[str, Walk], Ids]]:
    """Everybody's walk through the same city."""
    worker_database.clean()
    with app.app_context():
        city = build_world(app)
        people_with_two_roles(city)
        ids = something_of_everything(city)
        walks = {name: Walk(app, city.browser(name), city.actor(name)).start("/home") for name in (*ROLES, *BOTH)}
        walks[VISITOR] = Walk(app, city.browser(None), NOBODY).start("/")
        yield walks, ids
        db.session.remove()


def people_with_two_roles(city: World) -> None:
    """A squad leader who serves in a squad, and an operator of a site who is a member."""
    city.add_member("leading_member", "squad_a1")
    city.add_member("serving_operator", "squad_a2")
    city._grant("leading_member", Role.SQUAD_LEADER, unit="squad_a1")
    city._grant("serving_operator", Role.SITE_OPERATOR, place="site_1")
    db.session.commit()


def test_no_way_leads_nowhere(walks: tuple[dict[str, Walk], Ids]) -> None:
    found, _ = walks
    assert {name: walk.wrong for name, walk in found.items() if walk.wrong} == {}
    assert all(walk.pages >= 5 for walk in found.values())


def test_every_page_can_be_reached(app: Flask, walks: tuple[dict[str, Walk], Ids]) -> None:
    found, _ = walks
    reached = set().union(*(walk.rules for walk in found.values()))
    assert sorted(pages_of(app) - reached - WITHOUT_LINK.keys()) == []


@pytest.mark.parametrize("name", ROLES)
def test_what_a_role_may_open_it_is_led_to(app: Flask, walks: tuple[dict[str, Walk], Ids], name: str) -> None:
    found, ids = walks
    walk = found[name]
    unseen = pages_of(app) - walk.rules - WITHOUT_LINK.keys() - NOT_EVERYWHERE
    theirs = {rule for rule in unseen if needs_a_permission(app, rule)}
    assert sorted(rule for rule in theirs if walk.browser.get(filled(rule, ids)).status_code == 200) == []


def test_no_form_is_refused_to_whom_it_is_shown(app: Flask, walks: tuple[dict[str, Walk], Ids]) -> None:
    found, _ = walks
    with undoing(app) as undone:
        wrong = {name: refused(walk, undone) for name, walk in found.items()}
    assert {name: forms for name, forms in wrong.items() if forms} == {}


def refused(walk: Walk, undone: Undoing) -> list[str]:
    """The forms that are answered as if they were not for this person, each submitted as it stands and taken back."""
    wrong = []
    for action, (page, hidden) in walk.posts.items():
        if action not in ENDS_THE_SESSION:
            with undone():
                answer = walk.browser.post(action, hidden, referrer=page)
            if answer.status_code in (400, 403, 404, 405):
                wrong.append(f"{page}: POST {action} {answer.status_code}")
    return wrong


def pages_of(app: Flask) -> set[str]:
    """Every address that is read, the machines' own and the style guide's left out."""
    return {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and not rule.rule.startswith(OTHERS)
    }


def needs_a_permission(app: Flask, address: str) -> bool:
    """Whether an address is open to holders of a permission only."""
    rules = (rule for rule in app.url_map.iter_rules() if rule.rule == address and "GET" in (rule.methods or ()))
    return declared_access(app, next(rules).endpoint) not in ((PUBLIC,), (SIGNED_IN,))
