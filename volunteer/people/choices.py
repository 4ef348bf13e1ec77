"""Members as something to pick in a form: masked, told apart by their number."""

from __future__ import annotations

from sqlalchemy.orm import joinedload

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.people.finding import find_members
from volunteer.people.models import SERVING, Member
from volunteer.web.humanize import masked_name
from volunteer.web.picking import Choice, Source


def member_source(permission: Permission = Permission.MEMBER_READ) -> Source:
    """Serving members within the reach of a permission."""

    def find(actor: Actor, q: str, most: int) -> list[Choice]:
        return [_choice(member) for member in find_members(actor, q, most, permission)]

    def known(actor: Actor, member_id: int) -> Choice | None:
        wanted = visible(Member, actor, permission).where(Member.id == member_id, Member.kind.in_(SERVING))
        member = db.session.scalar(wanted.options(joinedload(Member.unit)))
        return _choice(member) if member else None

    return Source(find, known)


def _choice(member: Member) -> Choice:
    return Choice(member.id, f"{masked_name(member.name)} · {member.number}", member.unit.name)
