"""JSON shapes of positions, claims and team claims."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.claims.rules import LONGEST_EXPLANATION
from volunteer.claims.states import ClaimStatus
from volunteer.web.fields import Id, Input, Moment, StrictBoolean, Text

MOST_PLACES = 500


class PositionQuery(Input):
    """Filters of the open positions."""

    town = Text(80)
    category = Text(40)
    skill = Text(40)
    on = ma.fields.Date()
    near = Text(60, pattern=r"^-?\d{1,3}(\.\d+)?,-?\d{1,2}(\.\d+)?$", metadata={"description": "lon,lat in WGS-84"})
    within = ma.fields.Float(validate=validate.Range(min=0.1, max=200), metadata={"description": "kilometres"})
    q = Text(80)
    free = ma.fields.Boolean()


class SessionPart(ma.Schema):
    """When."""

    id = ma.fields.Integer(required=True)
    starts = ma.fields.AwareDateTime(required=True)
    ends = ma.fields.AwareDateTime(required=True)


class SitePart(ma.Schema):
    """Where: the public place only."""

    id = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    town = ma.fields.String(required=True, allow_none=True)
    lon = ma.fields.Float(required=True)
    lat = ma.fields.Float(required=True)


class PositionOut(ma.Schema):
    """A position that can be claimed."""

    id = ma.fields.Integer(required=True)
    title = ma.fields.String(required=True)
    project_id = ma.fields.Integer(required=True)
    project_title = ma.fields.String(required=True)
    session = ma.fields.Nested(SessionPart, required=True)
    site = ma.fields.Nested(SitePart, required=True)
    category = ma.fields.String(required=True)
    skill = ma.fields.String(required=True, allow_none=True)
    level = ma.fields.Integer(required=True)
    headcount = ma.fields.Integer(required=True)
    free = ma.fields.Integer(required=True)
    free_for_my_unit = ma.fields.Integer(required=True)
    waiting = ma.fields.Integer(required=True)
    distance_m = ma.fields.Integer(required=True, allow_none=True)


class ClaimIn(Input):
    """Empty for oneself; `waitlist` to queue when full; `member_id` and `consented` by a leader.

    `hour`: when it begins, for a position whose session leaves that to whoever claims first.
    """

    hour = Moment()
    waitlist = StrictBoolean()
    member_id = Id()
    consented = StrictBoolean()

    @ma.validates_schema
    def one_purpose(self, data: dict[str, object], **_kwargs: object) -> None:
        """The queue is joined by oneself, consent is somebody else's."""
        if "member_id" in data and data.get("waitlist"):
            raise ma.ValidationError("waitlist and member_id exclude each other", "waitlist")
        if "hour" in data and len(data) > 1:
            raise ma.ValidationError("an hour is chosen for oneself", "hour")
        if "consented" in data and "member_id" not in data:
            raise ma.ValidationError("consented needs member_id", "consented")


class ClaimOut(ma.Schema):
    """A claim."""

    id = ma.fields.Integer(required=True)
    position_id = ma.fields.Integer(required=True)
    member_id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True, validate=validate.OneOf([str(status) for status in ClaimStatus]))
    waitlist_place = ma.fields.Integer(required=True, allow_none=True)
    respond_by = ma.fields.AwareDateTime(required=True, allow_none=True)


class ClaimReasonIn(Input):
    """A step with a word on why."""

    reason = Text(500, allow_none=True)


class ExplanationIn(Input):
    """Why one did not come, or came late."""

    text = Text(LONGEST_EXPLANATION, required=True)


class ExplanationOut(ma.Schema):
    """What one said, and when."""

    claim_id = ma.fields.Integer(required=True)
    text = ma.fields.String(required=True)
    written_at = ma.fields.AwareDateTime(required=True)


class InviteIn(Input):
    """Whom to ask."""

    member_ids = ma.fields.List(Id(), required=True, validate=validate.Length(min=1, max=100))


class SeriesIn(Input):
    """Several positions in one step."""

    position_ids = ma.fields.List(Id(), required=True, validate=validate.Length(min=1, max=60))


class SeriesRefusal(ma.Schema):
    """A position and member that did not come together, and why."""

    position_id = ma.fields.Integer(required=True)
    member_id = ma.fields.Integer(required=True)
    reason = ma.fields.String(required=True)


class SeriesOut(ma.Schema):
    """What became of each."""

    claimed = ma.fields.List(ma.fields.Nested(ClaimOut), required=True)
    refused = ma.fields.List(ma.fields.Nested(SeriesRefusal), required=True)


class PlacesIn(Input):
    """Places wanted in one position."""

    position_id = Id(required=True)
    places = ma.fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=MOST_PLACES))


class TeamClaimIn(Input):
    """A team's claim on a project."""

    unit_id = Id(required=True)
    places = ma.fields.List(ma.fields.Nested(PlacesIn), required=True, validate=validate.Length(min=1, max=60))
    release_at = Moment(required=True)


class ReservationOut(ma.Schema):
    """Places held for a team."""

    id = ma.fields.Integer(required=True)
    position_id = ma.fields.Integer(required=True)
    unit_id = ma.fields.Integer(required=True)
    places = ma.fields.Integer(required=True)
    remaining = ma.fields.Integer(required=True)
    release_at = ma.fields.AwareDateTime(required=True)
