"""The JSON shape of ratings, of sites and of recipients alike (names fixed in docs/openapi.json)."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.answers.models import Answer
from volunteer.answers.rules import shown_words
from volunteer.answers.states import RatingKind, Source
from volunteer.demands.models import Rating
from volunteer.web.fields import Id, Input, QueryId, StrictBoolean, Text


class RateIn(Input):
    """1–5 stars; a low score may ask to do it again."""

    score = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 5))
    comment = Text(1000)
    do_again = StrictBoolean()
    kind = ma.fields.String(validate=validate.OneOf([str(kind) for kind in RatingKind]))
    on_behalf = StrictBoolean()


class RatingIn(RateIn):
    """A rating that names its demand."""

    demand_id = Id(required=True)


class RatingFiltersIn(Input):
    """What the list of ratings is narrowed by."""

    demand_id = QueryId()


class RatingOut(ma.Schema):
    """What was said of the service; `id` counts for each `kind` by itself."""

    id = ma.fields.Integer(required=True)
    demand_id = ma.fields.Integer(required=True)
    round = ma.fields.Integer(required=True)
    kind = ma.fields.String(required=True)
    score = ma.fields.Integer(required=True)
    comment = ma.fields.String(required=True, allow_none=True)
    do_again = ma.fields.Boolean(required=True)
    on_behalf = ma.fields.Boolean(required=True)
    at = ma.fields.AwareDateTime(required=True)


def rating_json(said: Rating | Answer) -> dict[str, Any]:
    """One as RatingOut dumps it; a recipient's words without personal data that was hidden."""
    if isinstance(said, Rating):
        kind, comment, again, on_behalf = RatingKind.SITE, said.comment, said.do_again, said.on_behalf
    else:
        kind, comment = RatingKind.RECIPIENT, shown_words(said.comment, said.hidden)
        again, on_behalf = said.again, said.source == Source.RELAYED
    plain = {name: getattr(said, name) for name in ("id", "demand_id", "round", "score", "at")}
    return {**plain, "kind": kind, "comment": comment, "do_again": again, "on_behalf": on_behalf}
