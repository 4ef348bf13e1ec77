"""The JSON shape of answers, calls and the year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.answers.models import Answer
from volunteer.answers.queries import FIRST_YEAR, LAST_YEAR
from volunteer.answers.rules import shown_words
from volunteer.answers.states import CallOutcome, PersonalData, Source
from volunteer.answers.words import BY
from volunteer.web.api import LARGEST_ID

_YEAR = validate.Range(FIRST_YEAR, LAST_YEAR)
_ID = validate.Range(1, LARGEST_ID)


class AnswerFiltersIn(ma.Schema):
    """What a list of answers is narrowed by."""

    year = ma.fields.Integer(validate=_YEAR)
    low = ma.fields.Boolean()
    source = ma.fields.String(validate=validate.OneOf([one.value for one in Source]))
    demand_id = ma.fields.Integer(validate=_ID)
    unit_id = ma.fields.Integer(validate=_ID)
    site_id = ma.fields.Integer(validate=_ID)
    category = ma.fields.String(validate=validate.Length(max=100))


class RecipientAnswerOut(ma.Schema):
    """What a recipient said; personal data that was hidden is blotted out in `comment`."""

    id = ma.fields.Integer(required=True)
    source = ma.fields.String(required=True)
    demand_id = ma.fields.Integer(required=True, allow_none=True)
    round = ma.fields.Integer(required=True)
    session_id = ma.fields.Integer(required=True, allow_none=True)
    unit_id = ma.fields.Integer(required=True)
    site_id = ma.fields.Integer(required=True)
    category = ma.fields.String(required=True)
    score = ma.fields.Integer(required=True)
    comment = ma.fields.String(required=True, allow_none=True)
    again = ma.fields.Boolean(required=True)
    at = ma.fields.AwareDateTime(required=True)


class HideIn(ma.Schema):
    """Which words to hide, what they give away, and why."""

    words = ma.fields.String(required=True, validate=validate.Length(1, 100))
    kind = ma.fields.String(required=True, validate=validate.OneOf([one.value for one in PersonalData]))
    reason = ma.fields.String(required=True, validate=validate.Length(1, 200))


class CallIn(ma.Schema):
    """What came of a call; a score where the person answered."""

    outcome = ma.fields.String(required=True, validate=validate.OneOf([one.value for one in CallOutcome]))
    score = ma.fields.Integer(validate=validate.Range(1, 5))
    comment = ma.fields.String(allow_none=True, validate=validate.Length(max=1000))
    again = ma.fields.Boolean()


class CallOut(ma.Schema):
    """A call that was noted."""

    id = ma.fields.Integer(required=True)
    demand_id = ma.fields.Integer(required=True)
    round = ma.fields.Integer(required=True)
    outcome = ma.fields.String(required=True)
    answer_id = ma.fields.Integer(required=True, allow_none=True)
    at = ma.fields.AwareDateTime(required=True)


class ToCallOut(ma.Schema):
    """A demand to be called about; the telephone is opened apart, on record."""

    demand_id = ma.fields.Integer(required=True)
    number = ma.fields.String(required=True, allow_none=True)
    title = ma.fields.String(required=True)
    site_id = ma.fields.Integer(required=True)
    served_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    tries = ma.fields.Integer(required=True)


class ReviewIn(ma.Schema):
    """Which year, and by what."""

    year = ma.fields.Integer(required=True, validate=_YEAR)
    by = ma.fields.String(load_default="unit", validate=validate.OneOf(list(BY)))


class ShareOut(ma.Schema):
    """How many of how many; a percentage only where the sample is large enough."""

    count = ma.fields.Integer(required=True)
    sample = ma.fields.Integer(required=True)
    percent = ma.fields.Integer(required=True, allow_none=True)


class ReviewLineOut(ma.Schema):
    """One unit, site or category in a year."""

    key = ma.fields.Raw(required=True)
    name = ma.fields.String(required=True)
    closed = ma.fields.Integer(required=True)
    unrated = ma.fields.Integer(required=True)
    site = ma.fields.Nested(ShareOut, required=True)
    recipients = ma.fields.Nested(ShareOut, required=True)
    low = ma.fields.Integer(required=True)


def answers_json(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Answers as RecipientAnswerOut dumps them."""
    plain = [name for name in RecipientAnswerOut().fields if name != "comment"]
    return [
        {**{name: getattr(one, name) for name in plain}, "comment": shown_words(one.comment, one.hidden)}
        for one in answers
    ]
