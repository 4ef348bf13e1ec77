"""Trainings in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.records.trainings import MOST_AT_ONCE, NewTraining
from volunteer.web.fields import Id, Input, Text
from volunteer.web.humanize import masked_name


class TrainingOut(ma.Schema):
    """A training that somebody took part in."""

    id = ma.fields.Integer()
    title = ma.fields.String()
    held_on = ma.fields.Date()
    minutes = ma.fields.Integer()
    organizer = ma.fields.String()


class EnteredTrainingOut(TrainingOut):
    """A training as those who keep records see it; one taken back says when."""

    unit_id = ma.fields.Integer()
    members = ma.fields.Integer(metadata={"description": "how many took part"})
    entered_at = ma.fields.AwareDateTime()
    withdrawn_at = ma.fields.AwareDateTime(allow_none=True)


class TookPartOut(ma.Schema):
    """Somebody who took part; the name is masked."""

    id = ma.fields.Integer()
    number = ma.fields.String()
    name = ma.fields.Function(lambda member: masked_name(member.name), metadata={"type": "string"})
    unit_id = ma.fields.Integer()


class TrainingIn(Input):
    """A training of a unit and who took part: by id, or by number as on a list of names; at least one."""

    unit_id = Id(required=True)
    title = Text(60, required=True)
    held_on = ma.fields.Date(required=True)
    minutes = ma.fields.Integer(required=True, strict=True, validate=validate.Range(1, 14_400))
    organizer = Text(60, required=True)
    member_ids = ma.fields.List(Id(), validate=validate.Length(max=MOST_AT_ONCE))
    numbers = ma.fields.List(Text(20), validate=validate.Length(max=MOST_AT_ONCE))

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: object) -> NewTraining:
        """The use case's own input."""
        ids = tuple(dict.fromkeys(data.pop("member_ids", ())))
        numbers = tuple(dict.fromkeys(number.upper() for number in data.pop("numbers", ())))
        return NewTraining(**data, member_ids=ids, numbers=numbers)
