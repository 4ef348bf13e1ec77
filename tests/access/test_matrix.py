"""docs/permissions.md against the running application: every address, every role, inside and outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from flask import Flask

from tests.support.database import WorkerDatabase
from tests.support.everything import Ids
from tests.support.matrix import INSIDE, OUTSIDE, VISITOR, Asker, Line, add_far_accounts, lines, nothing_changes
from tests.support.shared_city import shared_city
from tests.support.world import World
from volunteer.organization.permissions import Role

LINES = lines()
NEEDING = [line for line in LINES if "." in line.open_to or line.roles]
SIGNED_IN = [line for line in LINES if line.open_to == "whoever is signed in"]
CLOSED = (401, 302)
REFUSED = (403, 404)

# Rows that whoever holds the permission may work with wherever they stand, and why.
ANYWHERE = {
    r"/(api/v1/)?(positions|projects)/<int:\w+>/(candidates|invitations|names|people(/export)?|team-claim|claim)":
        "leaders look for their own people for whatever is published",
    r"/demands/<int:\w+>/private-place": "leads back to the demand, which is refused",
    r"/(api/v1/)?(surveys|call-outs)/<int:\w+>(/(people|progress|board|export|call-list))?":
        "asked of everybody below a unit: each leader sees the answers of their own people",
    r"/emergencies/<int:\w+>": "that a town is in an emergency is told to everybody who acts",
    r"/rosters/templates/<roster>": "an empty form",
    r"/help/<site_code>/poster.pdf": "what hangs at the door of a site; committees ask for every site",
    r"/reports/month/behind/<figure>": "the reader's own unit where the address names none",
    r"/(api/v1/)?(checklists|checklist-items)/<int:\w+>.*": "what everybody makes sure of belongs to no unit",
    r"/(api/v1/)?demand-templates/<template_code>.*": "what demands start from is the same for everybody",
    r"/outbox/<int:message_id>/(again|drop)": "the outbox is the installation's, and names nobody",
    r"/holidays/<int:year>/.*": "the holiday table is the same for everybody",
    r"/taxonomy/<kind>.*": "skills and categories are the same for everybody",
    r"/(api/v1/)?resources/<int:\w+>(/orders?)?": "what is published can be ordered by any site for itself",
}  # fmt: skip
# Rows that everybody who is signed in may open, and why.
FOR_ALL = {
    r"/(api/v1/)?projects/<int:\w+>(/poster(\.pdf)?)?": "what is published is public",
    r"/(api/v1/)?sessions/<int:\w+>(/check-(in|out)s?|/left)?": "public as published; checking in takes the code",
    r"/api/v1/sessions/<int:\w+>/punches": "each entry is refused by itself, and none is taken in here",
    r"/(api/v1/)?sites/<int:\w+>": "communities are public knowledge inside the network",
    r"/(api/v1/)?positions/<int:\w+>/(claims?|series|why)": "any member may claim what is published",
    r"/(api/v1/me|projects/<int:project_id>)/not-for-me(/.+)?": "any member may say so of what is published",
    r"/api/v1/campaigns/<int:\w+>(/totals)?": "what units call for is told to everybody",
    r"/wishes/<int:\w+>/private-place": "leads back to the wish, which is refused; opening it is a POST",
    r"/pick/<name>": "what can be picked is narrowed to the reach of whoever asks; sites are public knowledge",
    r"/(api/v1/)?hours/<int:posted_id>/objection": "everybody of the network reads what is on notice, and may object",
    r"/api/v1/me/skills/<skill>/evidence": "one's own paper, whatever the skill",
}
# Who stands on the other side of a row, and sees it for that reason.
SIDES = {
    r"/(api/v1/)?transfers/<int:\w+>(/\w+)?": {"member_b", "far_team_leader"},  # a member of theirs is to move
}
# Asked with the least body, these name rows that do not exist, or the code of another kind of row.
OTHER_ROWS = re.compile(
    r"/(api/v1/)?(categories|skills|skill-groups)/<code>|.*/skills/<code>(/\w+)?|/api/v1/(call-outs|ratings|surveys|trainings)"
    r"|/api/v1/emergencies/<int:\w+>/needs|/(api/v1/)?units/<int:\w+>/registrations|/(api/v1/)?plans/.*<int:member_id>.*"
    r"|/api/v1/projects/<int:\w+>/claim|/call-outs/for/<int:\w+>|/(api/v1/)?demands/<int:\w+>/private-place|/call-backs/<int:\w+>/telephone"
    r"|/(api/v1/)?triage/(demands/)?<int:demand_id>/(alike|apart|merge)|/(api/v1/)?demands/<int:\w+>/undo|/notices/templates/try|/series/<int:series_id>/dates/<day>/restore"
)
# What asks for a reach wider than a team's (a body that names the unit 1 means the brigade), and what only the asker of
# a demand may do.
WIDER = re.compile(
    r"/api/v1/resources|/(api/v1/)?(call-outs/<int:\w+>/(close|remind)|(collaboration-)?groups.*|task-forces/<int:\w+>.*"
    r"|complaints/<int:\w+>.*|(deadlines/)?extensions/<int:\w+>/(grant|refuse)"
    r"|units/<int:\w+>/(close|merge|move|split|leader)|demands/<int:\w+>/(withdraw|cancel|reopen|submit))"
)
# What is done to a demand by whoever asked for it: a unit only to what it asked for itself, a site's word by the site.
OF_THE_ASKER = re.compile(
    r"PATCH /api/v1/demands/<int:\w+>|(GET|POST) /demands/<int:\w+>/edit|POST /(api/v1/)?demands/<int:\w+>/vouch"
)
OF_THE_SITE = re.compile(r"/(api/v1/)?demands/<int:\w+>/vouch")


def listed(line: Line, table: dict[str, str]) -> bool:
    """Whether an exception names the address."""
    return any(re.fullmatch(pattern, line.pattern) for pattern in table)


@pytest.fixture(scope="module")
def asked(app: Flask, worker_database: WorkerDatabase) -> Iterator[tuple[World, Ids]]:
    """Rows of every kind and the same roles elsewhere; nothing that is asked changes them."""
    with shared_city(app, worker_database) as (city, ids):
        add_far_accounts(city)
        yield city, ids


def answers(asked: tuple[World, Ids], name: str, wanted: list[Line]) -> list[tuple[Line, int]]:
    """What somebody gets at each of some addresses."""
    world, ids = asked
    asker = Asker(world, name)
    with nothing_changes():
        return [(line, asker.ask(line.verb, line.address(ids))) for line in wanted]


def told(name: str, wrong: Iterable[tuple[Line, int]]) -> list[str]:
    return [f"{name}: {line.verb} {line.pattern}: {status}" for line, status in wrong]


def refused(asked: tuple[World, Ids], name: str, wanted: list[Line], how: tuple[int, ...]) -> list[str]:
    """Where somebody is not refused though they should be."""
    assert wanted
    return told(name, [pair for pair in answers(asked, name, wanted) if pair[1] not in how])


def test_visitors_get_what_is_public_and_nothing_else(asked: tuple[World, Ids]) -> None:
    closed = [line for line in LINES if line.open_to != "public"]
    assert len(closed) > 300
    assert refused(asked, VISITOR, closed, CLOSED) == []


def test_without_the_permission_it_is_refused(asked: tuple[World, Ids]) -> None:
    wrong = refused(asked, "member", NEEDING, (403,))
    for role in Role:
        without = [line for line in NEEDING if role not in line.roles]
        wrong += refused(asked, INSIDE[role], without, (403,)) if without else []
    assert wrong == [], "\n".join(wrong)


def test_outside_it_is_refused(asked: tuple[World, Ids]) -> None:
    wrong = []
    for role in Role:
        rows = [line for line in NEEDING if role in line.roles and line.parts and not listed(line, ANYWHERE)]
        wrong += refused(asked, OUTSIDE[role], rows, REFUSED)
    assert wrong == [], "\n".join(wrong)


def test_inside_it_is_open(asked: tuple[World, Ids]) -> None:
    rows = [line for line in NEEDING if not OTHER_ROWS.fullmatch(line.pattern)]
    of_team = [line for line in rows if Role.TEAM_LEADER in line.roles and not WIDER.fullmatch(line.pattern)]
    of_team = [line for line in of_team if not OF_THE_ASKER.fullmatch(f"{line.verb} {line.pattern}")]
    of_committee = [line for line in rows if Role.COMMITTEE in line.roles and not OF_THE_SITE.fullmatch(line.pattern)]
    assert len(of_team) > 100
    wrong = [pair for pair in answers(asked, "team", of_team) if pair[1] in REFUSED]
    wrong += [pair for pair in answers(asked, "committee", of_committee) if pair[1] in REFUSED]
    assert wrong == [], "\n".join(told("inside", wrong))


def test_what_is_somebodys_own_is_theirs(asked: tuple[World, Ids]) -> None:
    rows = [line for line in SIGNED_IN if line.parts and not listed(line, FOR_ALL)]
    wrong = []
    for name in ("member_b", *OUTSIDE.values()):
        aside = [pattern for pattern, sides in SIDES.items() if name in sides]
        foreign = [line for line in rows if not any(re.fullmatch(pattern, line.pattern) for pattern in aside)]
        wrong += refused(asked, name, foreign, REFUSED)
    assert wrong == [], "\n".join(wrong)
