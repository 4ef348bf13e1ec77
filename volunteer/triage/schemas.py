"""The JSON shape of the queue and of what stands beside a demand in it."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.demands.states import Channel, Urgency
from volunteer.texts.sensitive import Sensitive
from volunteer.triage.queue import ORDERS, PRESSING
from volunteer.triage.service import MOST_HELPERS, SORTED_BY
from volunteer.web.fields import Id, Input, Text

URGENCIES = [str(urgency) for urgency in Urgency]


class QueueFiltersIn(Input):
    """What the queue is narrowed by, and its order."""

    town = Text(20)
    urgency = ma.fields.String(validate=validate.OneOf(URGENCIES))
    channel = ma.fields.String(validate=validate.OneOf([str(channel) for channel in Channel]))
    category = Text(40)
    overdue = ma.fields.Boolean()
    order = ma.fields.String(validate=validate.OneOf(list(ORDERS)), load_default=PRESSING)


class SortIn(Input):
    """What is corrected; what is left out stays."""

    category = Text(40)
    skill = Text(40, allow_none=True)
    urgency = ma.fields.String(validate=validate.OneOf(URGENCIES))
    headcount = ma.fields.Integer(strict=True, validate=validate.Range(1, MOST_HELPERS))


class MergeIn(Input):
    """The demand that answers this one as well."""

    lead_id = Id(required=True)


class ApartIn(Input):
    """The demand that asks for something else."""

    other_id = Id(required=True)


class HintOut(ma.Schema):
    """A field, what it should perhaps say, and the words of the text that say so."""

    field = ma.fields.String(required=True, validate=validate.OneOf(SORTED_BY))
    value = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    why = ma.fields.List(ma.fields.String(), required=True)


class TwinOut(ma.Schema):
    """A demand that it resembles, from 0.5 to 1."""

    demand_id = ma.fields.Integer(required=True)
    likeness = ma.fields.Float(required=True)


class ProposedUnitOut(ma.Schema):
    """A unit that should take it, and why."""

    unit_id = ma.fields.Integer(required=True, attribute="unit.id")
    name = ma.fields.String(required=True, attribute="unit.name")
    reasons = ma.fields.List(ma.fields.String(), required=True)


class BesideOut(ma.Schema):
    """What was found about a demand; nothing of it counts before a person has taken it over."""

    overdue = ma.fields.Boolean(required=True, attribute="late")
    steps = ma.fields.List(ma.fields.String(), required=True)
    hints = ma.fields.List(ma.fields.Nested(HintOut), required=True)
    personal = ma.fields.List(ma.fields.String(validate=validate.OneOf(list(Sensitive))), required=True)
    twins = ma.fields.List(ma.fields.Nested(TwinOut), required=True)
    units = ma.fields.List(ma.fields.Nested(ProposedUnitOut), required=True, attribute="proposals")
