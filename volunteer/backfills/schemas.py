"""Backfilled and missing hours in JSON."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.backfills.models import LEAST_PROOF, ProofKind
from volunteer.ledger.rules import PHYSICAL_DAY
from volunteer.ledger.schemas import LONGEST_REASON, RefusedOut
from volunteer.web.fields import Id, Input, Text

LONGEST_PROOF = 1000
LONGEST_NAME = 80


class ServiceIn(Input):
    """What was done and what proves it: a session, or an activity with its own place and time."""

    session_id = Id()
    activity = Text(LONGEST_NAME)
    place = Text(LONGEST_NAME)
    starts = ma.fields.AwareDateTime()
    ends = ma.fields.AwareDateTime()
    proof_kind = ma.fields.String(required=True, validate=validate.OneOf([kind.value for kind in ProofKind]))
    proof = Text(LONGEST_PROOF, required=True, metadata={"description": f"at least {LEAST_PROOF} characters"})


class PersonIn(Input):
    """One member's minutes."""

    member_id = Id(required=True)
    minutes = ma.fields.Integer(required=True, strict=True, validate=validate.Range(1, PHYSICAL_DAY))


class BackfillIn(ServiceIn):
    """The same for some members."""

    people = ma.fields.List(ma.fields.Nested(PersonIn), required=True, validate=validate.Length(1, 500))


class BackfilledOut(ma.Schema):
    """Hours that were entered, and members for whom that was refused."""

    entered = ma.fields.List(ma.fields.Integer(), required=True, attribute="done")
    refused = ma.fields.List(ma.fields.Nested(RefusedOut), required=True)


class AgreedOut(ma.Schema):
    """What became of many."""

    agreed = ma.fields.List(ma.fields.Integer(), required=True, attribute="done")
    refused = ma.fields.List(ma.fields.Nested(RefusedOut), required=True)


class BackingOut(ma.Schema):
    """What backfilled hours rest on; `awaited` says in words whose agreement is waited for, by unit and role."""

    starts = ma.fields.AwareDateTime(required=True)
    ends = ma.fields.AwareDateTime(required=True)
    place = ma.fields.String(required=True, allow_none=True)
    proof_kind = ma.fields.String(required=True)
    proof = ma.fields.String(required=True)
    entered_at = ma.fields.AwareDateTime(required=True)
    agreed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    same_tier = ma.fields.Boolean(
        required=True, metadata={"description": "the second person is of the same tier, as nobody stands above"}
    )
    awaited = ma.fields.String(required=True, allow_none=True)
    until = ma.fields.Date(required=True, allow_none=True)
    refused_because = ma.fields.String(required=True, allow_none=True)
    may_agree = ma.fields.Boolean(required=True)


class ObjectionAnswerIn(Input):
    """The answer to an objection: the hours stay on notice, or are refused."""

    kept = ma.fields.Boolean(required=True)
    reason = Text(LONGEST_REASON, required=True)


class PublicNoticeOut(ma.Schema):
    """One thing on public notice; the name is masked."""

    kind = ma.fields.String(required=True)
    id = ma.fields.Integer(required=True)
    unit = ma.fields.String(required=True)
    person = ma.fields.String(required=True)
    what = ma.fields.String(required=True)
    until = ma.fields.Date(required=True)
    basis = ma.fields.String(required=True, allow_none=True)
    stopped = ma.fields.Boolean(required=True)


class MissingIn(ServiceIn):
    """What a member declares."""

    minutes = ma.fields.Integer(required=True, strict=True, validate=validate.Range(1, PHYSICAL_DAY))


class MissingOut(ma.Schema):
    """A declaration and where it stands."""

    id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)
    member_id = ma.fields.Integer(required=True)
    session_id = ma.fields.Integer(required=True, allow_none=True)
    activity = ma.fields.String(required=True, allow_none=True)
    starts = ma.fields.AwareDateTime(required=True)
    ends = ma.fields.AwareDateTime(required=True)
    minutes = ma.fields.Integer(required=True)
    asked_unit_id = ma.fields.Integer(required=True)
    answer_by = ma.fields.AwareDateTime(required=True)
    hours_id = ma.fields.Integer(required=True, allow_none=True, attribute="proposal_id")
