"""JSON API of surveys."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.surveys import queries, service
from volunteer.surveys.models import Survey
from volunteer.surveys.schemas import RemindedOut, SurveyIn, SurveyOut, SurveyPatch, SurveyUnitFilter, TallyOut
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("surveys", __name__, "Members asked to bring their profiles up to date")


@blp.route("/surveys", methods=["GET"])
@needs(Permission.MEMBER_READ)
@blp.response(200, SurveyOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_surveys() -> Listing:
    """Those that ask people within reach, open ones first."""
    return Listing(queries.surveys_seen(current_actor()))


@blp.route("/surveys", methods=["POST"])
@needs(Permission.SURVEY_RUN)
@idempotent
@blp.arguments(SurveyIn)
@blp.response(201, SurveyOut)
@documented(blp, 401, 403, 404, 409)
def open_survey(new: service.NewSurvey) -> Survey:
    """Ask everybody in a unit; all are told."""
    return service.open_survey(current_actor(), new)


@blp.route("/surveys/<int:survey_id>", methods=["GET"])
@needs(Permission.MEMBER_READ)
@blp.response(200, SurveyOut)
@documented(blp, 401, 403, 404)
def get_survey(survey_id: int) -> Survey:
    """One survey."""
    return queries.survey_seen(current_actor(), survey_id)


@blp.route("/surveys/<int:survey_id>", methods=["PATCH"])
@needs(Permission.SURVEY_RUN)
@idempotent
@blp.arguments(SurveyPatch)
@blp.response(200, SurveyOut)
@documented(blp, 401, 403, 404, 409)
def extend(data: dict[str, Any], survey_id: int) -> Survey:
    """Let it run until another day."""
    return service.extend(current_actor(), survey_id, data["due_on"], data["version"])


@blp.route("/surveys/<int:survey_id>/progress", methods=["GET"])
@needs(Permission.MEMBER_READ)
@blp.arguments(SurveyUnitFilter, location="query")
@blp.response(200, TallyOut(many=True))
@documented(blp, 401, 403, 404)
def progress(filters: dict[str, Any], survey_id: int) -> list[dict[str, int]]:
    """Each unit directly below, in the order of the tree."""
    actor = current_actor()
    survey = queries.survey_seen(actor, survey_id)
    unit = queries.unit_seen(actor, survey, filters.get("unit"))
    tallies = queries.tallies(survey, unit.path if unit else None)
    below = queries.units_below(actor, unit)
    return [{"unit_id": one.id, **asdict(tallies.get(one.id, queries.NOBODY))} for one in below]


@blp.route("/surveys/<int:survey_id>/remind", methods=["POST"])
@needs(Permission.SURVEY_RUN)
@idempotent
@blp.response(200, RemindedOut)
@documented(blp, 401, 403, 404, 409)
def remind(survey_id: int) -> dict[str, int]:
    """Remind those who have not answered; at most once a day."""
    return {"reminded": service.remind(current_actor(), survey_id)}


@blp.route("/surveys/<int:survey_id>/close", methods=["POST"])
@needs(Permission.SURVEY_RUN)
@idempotent
@blp.response(200, SurveyOut)
@documented(blp, 401, 403, 404, 409)
def close(survey_id: int) -> Survey:
    """Take no more answers."""
    return service.close(current_actor(), survey_id)
