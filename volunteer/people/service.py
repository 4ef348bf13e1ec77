"""What leaders do with the records of members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.accounts.models import Account, SignInIdentity
from volunteer.accounts.rules import user_name
from volunteer.accounts.states import IdentityKind
from volunteer.happenings.people import MemberAdded, MemberChanged, MemberUnmasked
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.pinyin import pinyin_of
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization import settings
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require
from volunteer.organization.traced import kept
from volunteer.organization.tree import keep_tree
from volunteer.people.models import Member, MemberKind
from volunteer.people.moves import open_squad
from volunteer.people.rules import ASSUMED_AVAILABILITY

CHANGEABLE = ("name", "phone", "kind", "branch", "unit_id")


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """What a new member's record is made of."""

    number: str
    name: str
    unit_id: int
    phone: str | None = None
    kind: str = MemberKind.ACTIVE
    branch: str | None = None


@use_case
def add_member(work: Work, actor: Actor, new: NewMember) -> Member:
    """A member with an account of their own, still to be activated with a printed code (D1)."""
    squad = _squad(actor, new.unit_id)
    taken = select(SignInIdentity.id).where(
        SignInIdentity.kind == IdentityKind.PASSWORD, SignInIdentity.subject == user_name(new.number)
    )
    if db.session.scalar(select(Member.id).where(Member.number == new.number)) or db.session.scalar(taken):
        raise Invalid({"number": str(_("这个编号已经登记过"))})
    account = Account(name=new.name)
    db.session.add(account)
    db.session.flush()
    db.session.add(SignInIdentity(account_id=account.id, kind=IdentityKind.PASSWORD, subject=user_name(new.number)))
    pinyin, initials = pinyin_of(new.name)
    member = Member(
        account_id=account.id,
        number=new.number,
        name=new.name,
        pinyin=pinyin,
        initials=initials,
        phone=new.phone,
        kind=new.kind,
        unit_id=squad.id,
        branch=new.branch,
        availability=ASSUMED_AVAILABILITY,
        radius_km=settings.setting(squad, "default_radius_km", settings.KNOBS["default_radius_km"].default),
    )
    db.session.add(member)
    db.session.flush()
    work.record(MemberAdded(subject_id=member.id, unit_id=squad.id))
    return member


@use_case
def update_member(work: Work, actor: Actor, member_id: int, version: int, changes: Mapping[str, Any]) -> Member:
    """Correct a record, transfer to another squad (`unit_id`), or change the kind of member (D4)."""
    if "unit_id" in changes:
        keep_tree()
    member = get_visible(Member, actor, Permission.MEMBER_READ, member_id, lock=True)
    require(actor, Permission.MEMBER_MANAGE, unit_path=member.unit.path)
    if member.version != version:
        raise Refused("stale")
    changed = {key: changes[key] for key in CHANGEABLE if key in changes and changes[key] != getattr(member, key)}
    if "unit_id" in changed:
        _squad(actor, changed["unit_id"])
    before = kept({key: getattr(member, key) for key in changed}, changed, person=True)
    for key, value in changed.items():
        setattr(member, key, value)
    if "name" in changed:
        member.pinyin, member.initials = pinyin_of(member.name)
        member.account.name = member.name
    member.version += 1
    db.session.flush()
    work.record(
        MemberChanged(
            subject_id=member.id,
            unit_id=member.unit_id,
            member_account_id=member.account_id,
            kind=changed.get("kind"),
            details={
                "fields": sorted(changed),
                "before": before,
                "after": kept(changed, changed, person=True),
                **({"kind": changed["kind"]} if "kind" in changed else {}),
            },
        )
    )
    return member


@use_case
def unmask(work: Work, actor: Actor, members: Sequence[Member], purpose: str) -> None:
    """Put on record that the actor sees these members' full names and phones, and why."""
    if not purpose.strip():
        raise Invalid({"purpose": str(_("请写明查看用途"))})
    wanted = {member.id for member in members}
    reach = actor.reach(Permission.MEMBER_UNMASK)
    paths = db.session.execute(
        select(Member.id, Unit.id, Unit.path).join(Unit, Unit.id == Member.unit_id).where(Member.id.in_(wanted))
    )
    for member_id, unit_id, path in paths:
        if not reach.covers(unit_path=path):
            raise Forbidden
        work.record(MemberUnmasked(subject_id=member_id, unit_id=unit_id, reason=purpose))


def _squad(actor: Actor, unit_id: int) -> Unit:
    """The squad a member shall belong to."""
    try:
        unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id)
    except NotVisible as error:
        raise Invalid({"unit_id": str(_("没有这个组织"))}) from error
    require(actor, Permission.MEMBER_MANAGE, unit_path=unit.path)
    return open_squad(unit.id)
