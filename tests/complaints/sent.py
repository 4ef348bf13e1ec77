"""Complaints as a stranger sends them."""

from __future__ import annotations

import secrets

from tests.support.world import World
from volunteer.complaints import queries, service
from volunteer.complaints.following import opened
from volunteer.complaints.models import Complaint
from volunteer.complaints.service import Said
from volunteer.complaints.states import About, ComplaintKind
from volunteer.complaints.subjects import subject
from volunteer.kernel.database import db
from volunteer.notices.models import Notice
from volunteer.organization.actor import NOBODY, Actor
from volunteer.organization.permissions import Role
from volunteer.web.strangers import Checked

TEXT = "上次服务没有人来，打 13712345678 找李四也没人接。"
CONTACT = "李四 13712345678"
KEY = "for tests"


def sent(
    about: About = About.PLATFORM, row_id: int | None = None, *, actor: Actor = NOBODY, proven: bool = True
) -> tuple[int, str]:
    """The id of a complaint just sent, and the secret part of its link."""
    said = Said(ComplaintKind.COMPLAINT, TEXT, CONTACT)
    token = service.receive(actor, subject(about, row_id), said, KEY, Checked(secrets.token_hex(8), proven))
    return opened(token).id, token


def about_unit(world: World, name: str) -> tuple[int, str]:
    """One about a unit."""
    return sent(About.UNIT, world.units[name].id)


def stands(complaint_id: int) -> Complaint:
    """It, as it stands in the database."""
    db.session.expire_all()
    return db.session.get_one(Complaint, complaint_id)


def told(world: World, name: str) -> list[str]:
    """The kinds of the notices about complaints that somebody got, in order."""
    rows = db.session.query(Notice).filter_by(account_id=world.accounts[name].id).order_by(Notice.id)
    return [notice.kind for notice in rows if notice.kind.startswith("complaint.")]


def waiting(world: World, name: str) -> list[int]:
    """What waits for somebody's answer."""
    return [one.id for one in db.session.scalars(queries.to_answer(world.actor(name)))]


def who_handles(world: World, complaint_id: int) -> set[str]:
    """All on whose list it is."""
    return {name for name in world.accounts if complaint_id in waiting(world, name)}


def office(world: World, name: str, role: Role, unit: str = "brigade") -> None:
    """One more office."""
    world._grant(name, role, unit=unit)
    db.session.commit()
