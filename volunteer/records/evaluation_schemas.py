"""The words of the years in JSON."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.records.evaluations import LONGEST
from volunteer.records.record import FIRST_YEAR
from volunteer.web.fields import Input, Text


class WordsOut(ma.Schema):
    """A leader's words on a year."""

    year = ma.fields.Integer()
    unit = ma.fields.String()
    text = ma.fields.String()


class WrittenOut(WordsOut):
    """The same for those who lead the member: when it was written, and what it said before."""

    at = ma.fields.AwareDateTime()
    earlier = ma.fields.List(ma.fields.String())


class EvaluationIn(Input):
    """The words of a year, of this one at the latest."""

    year = ma.fields.Integer(required=True, strict=True, validate=validate.Range(FIRST_YEAR, 2100))
    text = Text(LONGEST, required=True)
