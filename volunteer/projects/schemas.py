"""Projects and sessions in JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.organization.actor import Reach
from volunteer.projects import rules
from volunteer.projects.content import WORDS, PositionRow, ProjectContent, Rest, SessionRow
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.rules import ASSURED
from volunteer.projects.shape import rows_of
from volunteer.projects.states import ProjectStatus
from volunteer.web.fields import Id, Input, Moment, Phone, QueryId, StrictBoolean, Text
from volunteer.web.humanize import masked_name, masked_phone

CAMPAIGN_NAME, CAMPAIGN_TEXT = 40, 1000
MOST_ROWS = 20
LAST_LINE = 10_000
MOST_SESSIONS = 60
MOST_HEADS = 500

SESSION_COLUMNS = (
    "id",
    "project_id",
    "site_id",
    "status",
    "starts",
    "ends",
    "off_hours",
    "break_starts",
    "break_ends",
    "public_place",
    "host_id",
    "version",
)


class PositionRowIn(Input):
    """A row of positions: one in every session that does not say otherwise. `line` keeps a row that is there."""

    title = Text(40, required=True)
    skill = Text(40, allow_none=True)
    level = ma.fields.Integer(strict=True, validate=validate.Range(1, 3))
    headcount = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, MOST_HEADS))
    line = ma.fields.Integer(strict=True, validate=validate.Range(1, LAST_LINE))

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: object) -> PositionRow:
        """The use case's own input."""
        return PositionRow(**data)


class _WithBreak(Input):
    """When a session rests: both ends or neither; both null for no break. Not given, a break stays as it is."""

    break_starts = Moment(allow_none=True)
    break_ends = Moment(allow_none=True)

    @ma.validates_schema
    def _whole_break(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if (data.get("break_starts") is None) != (data.get("break_ends") is None):
            raise ma.ValidationError("break_starts / break_ends", "break_ends")

    @ma.post_load
    def make(self, data: dict[str, Any], **_kwargs: Any) -> Any:
        """The break as one value."""
        given = "break_starts" in data or "break_ends" in data
        rest = Rest(data.pop("break_starts", None), data.pop("break_ends", None))
        return {**data, "rest": rest if given else None}


class HeadcountIn(Input):
    """How many one session has of a row of positions; 0 for none. Rows without a `line` are numbered from 1."""

    line = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, LAST_LINE))
    headcount = ma.fields.Integer(strict=True, required=True, validate=validate.Range(0, MOST_HEADS))


def by_line(headcounts: Sequence[Mapping[str, int]]) -> dict[int, int]:
    """The numbers by the line of their row."""
    return {stated["line"]: stated["headcount"] for stated in headcounts}


class SessionRowIn(_WithBreak):
    """A dated occurrence. `id` names a session that is already there.

    `headcounts`: where it departs from the rows of positions; not given, a new session has them all, and one that is
    there stays as it is.
    """

    starts = Moment(required=True)
    ends = Moment(required=True)
    id = Id()
    public_place = Text(120, allow_none=True)
    headcounts = ma.fields.List(ma.fields.Nested(HeadcountIn), validate=validate.Length(max=MOST_ROWS))

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> SessionRow:
        """The use case's own input."""
        stated = data.pop("headcounts", None)
        departures = None if stated is None else by_line(stated)
        return SessionRow(**super().make(data, **kwargs), departures=departures)


class _Words(Input):
    title = Text(80)
    summary = Text(2000)
    category = Text(40)
    site_id = Id()
    contact_name = Text(40, allow_none=True)
    contact_phone = Phone(allow_none=True)
    risk_note = Text(2000, allow_none=True)
    bring_note = Text(2000, allow_none=True)
    opens_at = Moment(allow_none=True)
    own_duty = ma.fields.Boolean()
    insurance_note = Text(200, allow_none=True)
    assured = ma.fields.List(ma.fields.String(validate=validate.OneOf(ASSURED)))
    campaign_id = Id(allow_none=True)
    positions = ma.fields.List(ma.fields.Nested(PositionRowIn), validate=validate.Length(max=MOST_ROWS))
    sessions = ma.fields.List(ma.fields.Nested(SessionRowIn), validate=validate.Length(max=MOST_SESSIONS))
    as_written = StrictBoolean()


class ProjectIn(_Words):
    """A new project. With `demand_ids`, what is not given comes from the demands."""

    unit_id = Id()
    demand_ids = ma.fields.List(Id(), validate=validate.Length(max=20))


class ProjectPatch(_Words):
    """Changes to a project; `positions` and `sessions` replace the form's rows."""

    version = ma.fields.Integer(strict=True, required=True)


class CallOffIn(Input):
    """Why, for those who are told."""

    reason = Text(500, allow_none=True)


class ProjectReturnIn(Input):
    """Why: must be said."""

    reason = Text(500, required=True)


class SessionPatch(_WithBreak):
    """A new time, public place or break for a session."""

    version = ma.fields.Integer(strict=True, required=True)
    starts = Moment()
    ends = Moment()
    public_place = Text(120)


class HeadcountsIn(Input):
    """How many of each row of positions one session has; a row that is not mentioned stays as it is there."""

    version = ma.fields.Integer(strict=True, required=True)
    headcounts = ma.fields.List(
        ma.fields.Nested(HeadcountIn), required=True, validate=validate.Length(min=1, max=MOST_ROWS)
    )


class ProjectFiltersIn(Input):
    """What the list of projects can be narrowed by."""

    status = ma.fields.String(validate=validate.OneOf([status.value for status in ProjectStatus]))
    category = Text(40)
    town = Text(80)
    unit_id = QueryId()
    campaign = QueryId()
    q = Text(80)
    mine = ma.fields.Boolean()


class SessionPositionOut(ma.Schema):
    """A position of one session."""

    id = ma.fields.Integer()
    line = ma.fields.Integer()
    title = ma.fields.String()
    skill = ma.fields.String(allow_none=True)
    level = ma.fields.Integer()
    headcount = ma.fields.Integer()
    taken = ma.fields.Integer()
    reserved = ma.fields.Integer()
    free = ma.fields.Integer()


class SessionOut(ma.Schema):
    """A dated occurrence; `state` adds what the clock says to `status`."""

    id = ma.fields.Integer()
    project_id = ma.fields.Integer()
    site_id = ma.fields.Integer()
    status = ma.fields.String()
    state = ma.fields.String()
    starts = ma.fields.AwareDateTime()
    ends = ma.fields.AwareDateTime()
    off_hours = ma.fields.Boolean()
    break_starts = ma.fields.AwareDateTime(allow_none=True)
    break_ends = ma.fields.AwareDateTime(allow_none=True)
    public_place = ma.fields.String(allow_none=True)
    host_id = ma.fields.Integer(allow_none=True)
    version = ma.fields.Integer()
    positions = ma.fields.List(ma.fields.Nested(SessionPositionOut))


class PositionRowOut(ma.Schema):
    """A row of the project's form."""

    line = ma.fields.Integer()
    title = ma.fields.String()
    skill = ma.fields.String(allow_none=True)
    level = ma.fields.Integer()
    headcount = ma.fields.Integer()


class ProjectFillOut(ma.Schema):
    """How full the sessions that are held are; `state` is what fill and clock make of the status."""

    state = ma.fields.String()
    headcount = ma.fields.Integer()
    taken = ma.fields.Integer()
    reserved = ma.fields.Integer()
    free = ma.fields.Integer()


class ProjectOut(ma.Schema):
    """A project. The contact is masked for those who do not organize."""

    id = ma.fields.Integer()
    status = ma.fields.String()
    title = ma.fields.String()
    summary = ma.fields.String()
    category = ma.fields.String()
    site_id = ma.fields.Integer()
    unit_id = ma.fields.Integer()
    demand_ids = ma.fields.List(ma.fields.Integer())
    contact_name = ma.fields.String(allow_none=True)
    contact_phone = ma.fields.String(allow_none=True)
    risk_note = ma.fields.String(allow_none=True)
    bring_note = ma.fields.String(allow_none=True)
    opens_at = ma.fields.AwareDateTime(allow_none=True)
    own_duty = ma.fields.Boolean(metadata={"description": "the organizing organ's own job"})
    insurance_note = ma.fields.String(allow_none=True)
    assured = ma.fields.List(ma.fields.String())
    campaign_id = ma.fields.Integer(allow_none=True)
    return_reason = ma.fields.String(allow_none=True)
    published_at = ma.fields.AwareDateTime(allow_none=True)
    positions = ma.fields.List(ma.fields.Nested(PositionRowOut))
    sessions = ma.fields.List(ma.fields.Nested(SessionOut))
    fill = ma.fields.Nested(ProjectFillOut)
    version = ma.fields.Integer()


def content_from(data: dict[str, Any]) -> ProjectContent:
    """What the use cases take, from a loaded body."""
    words = {name: data[name] for name in WORDS if name in data}
    positions, sessions = data.get("positions"), data.get("sessions")
    return ProjectContent(
        words,
        None if positions is None else tuple(positions),
        None if sessions is None else tuple(sessions),
        data.get("as_written", False),
    )


def project_json(project: Project, demand_ids: Sequence[int], reach: Reach, now: datetime) -> dict[str, Any]:
    """A project as the API shows it to somebody with this reach."""
    own = reach.covers(project.unit.path, project.site.path)
    plain = {name: getattr(project, name) for name in ("id", "status", "unit_id", "published_at", "version", *WORDS)}
    if not own:
        plain["contact_name"] = masked_name(project.contact_name or "") or None
        plain["contact_phone"] = masked_phone(project.contact_phone or "") or None
    return {
        **plain,
        "return_reason": project.return_reason if own else None,
        "demand_ids": demand_ids,
        "positions": rows_of(project),
        "sessions": [session_json(session, now) for session in project.sessions],
        "fill": {"state": rules.fill_state(project, now), **fill_counts(project.sessions)},
    }


def session_json(session: ServiceSession, now: datetime) -> dict[str, Any]:
    """A session with its positions."""
    return {
        **{name: getattr(session, name) for name in SESSION_COLUMNS},
        "state": rules.session_state(session, now),
        "positions": [_position(position) for position in session.positions],
    }


def fill_counts(sessions: Sequence[ServiceSession]) -> dict[str, int]:
    """Places of the sessions that are held or were."""
    positions = [position for session in rules.planned(sessions) for position in session.positions]
    counts = {name: sum(getattr(p, name) for p in positions) for name in ("headcount", "taken", "reserved")}
    return {**counts, "free": sum(map(rules.free_places, positions))}


def _position(position: Position) -> dict[str, Any]:
    names = ("id", "line", "title", "skill", "level", "headcount", "taken", "reserved")
    return {**{name: getattr(position, name) for name in names}, "free": rules.free_places(position)}
