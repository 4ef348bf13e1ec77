"""The members a pasted list of names means, within the leader's reach, and what speaks against each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select

from volunteer.claims.rules import Facts, refusal
from volunteer.claims.taking import look_at_each
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import visible
from volunteer.people.models import SERVING, Member
from volunteer.suggestions.name_matching import Match, Person, Wanted, match, wanted
from volunteer.suggestions.pasted_names import NameList, names_in


@dataclass(frozen=True)
class ReadList:
    """A list as it was understood: who is meant by each name, and the reason against each member who cannot come."""

    names: NameList
    matches: tuple[Match, ...]
    against: Mapping[int, str]


def read_list(actor: Actor, position_id: int, text: str) -> ReadList:
    """Understand a list for a position that the actor sees. Whoever is out of reach is not found, and nothing told."""
    names = names_in(text)
    people = _people(actor, wanted(names.people)) if names.people else []
    matches = tuple(match(named, people) for named in names.people)
    meant = {person.id for one in matches for person in one.people}
    return ReadList(names, matches, _against(position_id, meant))


def _people(actor: Actor, looked_for: Wanted) -> list[Person]:
    statement = (
        visible(Member, actor, Permission.CLAIM_MANAGE)
        .join(Unit, Unit.id == Member.unit_id)
        .where(
            Member.kind.in_(SERVING),
            or_(
                Member.name.in_(looked_for.names),
                Member.pinyin.in_(looked_for.pinyin),
                Member.initials.in_(looked_for.initials),
                Member.phone.in_(looked_for.phones),
            ),
        )
        .add_columns(Unit.path)
        .order_by(Member.pinyin, Member.id)
    )
    rows = db.session.execute(statement).all()
    names = _unit_names({unit_id for _member, path in rows for unit_id in ids_of(path)})
    return [_person(member, [names[unit_id] for unit_id in ids_of(path)]) for member, path in rows]


def _person(member: Member, units: list[tuple[str, str]]) -> Person:
    """`units` are (name, short name) from the top down."""
    return Person(
        id=member.id,
        name=member.name,
        number=member.number,
        pinyin=member.pinyin,
        initials=member.initials,
        phone=member.phone,
        unit=units[-1][0],
        units=tuple(name for both in units[1:] or units for name in both),
        unit_id=member.unit_id,
    )


def _unit_names(unit_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = db.session.execute(select(Unit.id, Unit.name, Unit.short_name).where(Unit.id.in_(unit_ids)))
    return {unit_id: (name, short_name) for unit_id, name, short_name in rows}


def _against(position_id: int, member_ids: Iterable[int]) -> dict[int, str]:
    """Why a member cannot be asked or signed up, whatever the number of places."""
    facts = look_at_each(position_id, sorted(member_ids), clock.now())
    reasons = {member_id: _reason(one) for member_id, one in facts.items()}
    return {member_id: reason for member_id, reason in reasons.items() if reason is not None}


def _reason(facts: Facts) -> str | None:
    now = clock.now()
    today = clock.local(now).date()
    found = (refusal(facts, now, today, blocking=blocking) for blocking in (True, False))
    return next((reason for reason in found if reason not in (None, "full")), None)
