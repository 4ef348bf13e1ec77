"""No page and no list shows a recipient or a member's phone to somebody who gave no purpose for it."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from sqlalchemy import select

from tests.support.everything import Ids, something_of_everything
from tests.support.matrix import PART, Held, nothing_changes
from tests.support.world import World
from volunteer.demands.models import Demand
from volunteer.kernel.database import db
from volunteer.organization.models import PrivatePlace
from volunteer.people.models import Member
from volunteer.projects.models import Project
from volunteer.resources.models import Resource
from volunteer.task_forces.models import CallOut

STEP = re.compile(r"<any\(")
API = "/api/v1"
# Those whose own data a page may show: what they entered themselves, in the form in which it can be changed.
ROLES = (None, "supervisor", "team", "member", "site")
OWN: dict[str | None, tuple[str, ...]] = {
    "member": ("/me", "/api/v1/me"),
}


def addresses(world: World, ids: Ids) -> list[str]:
    """Every page and list that is read, with the ids of rows in it."""
    found = []
    for rule in world.app.url_map.iter_rules():
        parts = PART.findall(rule.rule)
        if "GET" in (rule.methods or ()) and not STEP.search(rule.rule) and all(part in ids for part in parts):
            found.append(PART.sub(lambda part: str(ids[part[1]]), rule.rule))
    return sorted(found)


def secrets_of(world: World) -> set[str]:
    """Phones of members, and all of recipients; official contacts of units and sites are no secret."""
    official = set()
    for column in (Demand.contact_phone, Project.contact_phone, Resource.contact_phone, CallOut.leader_phone):
        official |= set(db.session.scalars(select(column)))
    found = set(db.session.scalars(select(Member.phone)))
    for place in db.session.scalars(select(PrivatePlace)):
        found |= {place.recipient, place.phone, place.address, place.access_notes}
    return {text for text in found if text and len(text) > 2} - official


@pytest.fixture
def everything(world: World) -> Ids:
    """Something of everything, in which each member has a phone of their own."""
    for n, member in enumerate(world.members.values()):
        member.phone = f"139{n:08d}"
    db.session.commit()
    ids = something_of_everything(world)
    for n, place in enumerate(db.session.scalars(select(PrivatePlace)).all()):
        place.recipient, place.phone, place.address = f"欧阳震华{n}", f"138{n:08d}", f"和平路二巷{n}号"
    db.session.commit()
    return ids


def test_nobody_sees_in_clear_what_was_not_opened(world: World, everything: Ids) -> None:
    secrets, shown, read = secrets_of(world), [], Counter[bool]()
    assert len(secrets) > len(world.members)
    asked = addresses(world, everything)
    browsers = {role: world.browser(role) for role in ROLES}
    programs = {role: world.api(role) for role in ROLES if role}
    with nothing_changes():
        for role in ROLES:
            for address in asked:
                if address.startswith(("/static", *OWN.get(role, ()))):
                    continue
                by_program = bool(role) and address.startswith(API)
                try:
                    if role and by_program:
                        answer = programs[role].get(address.removeprefix(API))
                    else:
                        answer = browsers[role].get(address)
                except Held:  # a page that notes that it was read
                    continue
                finally:
                    db.session.rollback()
                read[by_program] += answer.status_code == 200
                said = json.dumps(answer.get_json() if answer.is_json else answer.data.decode(errors="replace"))
                shown += [f"{role} {address}: {secret}" for secret in secrets if json.dumps(secret)[1:-1] in said]
    assert shown == []
    assert read[False] > len(asked)
    assert read[True] > 100
