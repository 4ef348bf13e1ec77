"""JSON API of lists of names from a group chat."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.suggestions.name_matching import How, Match
from volunteer.suggestions.name_pages import MOST_CHARACTERS
from volunteer.suggestions.named_members import ReadList, read_list
from volunteer.suggestions.service import position_seen
from volunteer.web.api import blueprint, documented
from volunteer.web.fields import Input, Text
from volunteer.web.guard import needs
from volunteer.web.humanize import masked_name

blp = blueprint("names", __name__, "Names pasted from a group chat")


class NamesIn(Input):
    """The list as it stands in the chat."""

    text = Text(MOST_CHARACTERS, required=True)


class MeantOut(ma.Schema):
    """A member who may be meant; the name is masked. `refusal`: why they cannot be asked for this position."""

    member = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    unit_id = ma.fields.Integer(required=True)
    refusal = ma.fields.String(required=True, allow_none=True)


class NameOut(ma.Schema):
    """A name of the list. Only a `match` of `found` is certain; the members of the others are to be chosen from."""

    name = ma.fields.String(required=True)
    hint = ma.fields.String(required=True, metadata={"description": "what else was written: a unit, a remark"})
    guests = ma.fields.Integer(required=True)
    stays_away = ma.fields.Boolean(required=True)
    match = ma.fields.String(required=True, validate=validate.OneOf([str(how) for how in How]))
    members = ma.fields.List(ma.fields.Nested(MeantOut), required=True)


class NamesOut(ma.Schema):
    """The names in their order, and the lines that named nobody."""

    names = ma.fields.List(ma.fields.Nested(NameOut), required=True)
    skipped = ma.fields.List(ma.fields.String(), required=True)


@blp.route("/positions/<int:position_id>/names", methods=["POST"])
@needs(Permission.CLAIM_MANAGE)
@blp.arguments(NamesIn)
@blp.response(200, NamesOut)
@documented(blp, 401, 403, 404, 422)
def names(pasted: dict[str, Any], position_id: int) -> dict[str, Any]:
    """Who is meant by the names of a group chat, among the members within reach. Nobody is asked by this."""
    actor = current_actor()
    position = position_seen(actor, position_id, clock.now())
    read = read_list(actor, position.id, pasted["text"])
    return {"names": [_name(one, read) for one in read.matches], "skipped": read.names.skipped}


def _name(one: Match, read: ReadList) -> dict[str, Any]:
    return {
        "name": one.named.name,
        "hint": one.named.hint,
        "guests": one.named.guests,
        "stays_away": one.named.stays_away,
        "match": one.how,
        "members": [
            {
                "member": person.id,
                "name": masked_name(person.name),
                "unit_id": person.unit_id,
                "refusal": read.against.get(person.id),
            }
            for person in one.people
        ],
    }
