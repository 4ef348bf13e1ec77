"""JSON API of imports."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from flask_babel import gettext as _

from volunteer.kernel.errors import Invalid
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.rosters import queries, service
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.schemas import ApplyIn, DecideIn, ProblemOut, RosterIn, RosterOut, problems_json, roster_json
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

ENTRY = (Permission.ROSTER_IMPORT, Permission.SITE_MANAGE, Permission.GRANT_MANAGE)

blp = blueprint("rosters", __name__, "People, units, places and operators in from spreadsheets, as a dry run first")


@blp.route("/rosters", methods=["GET"])
@needs(*ENTRY)
@blp.response(200, RosterOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_rosters() -> Listing:
    """The imports within reach, newest first."""
    return Listing(queries.imports(current_actor()), _roster_list)


@blp.route("/rosters", methods=["POST"])
@needs(*ENTRY)
@idempotent
@blp.arguments(RosterIn)
@blp.response(201, RosterOut)
@documented(blp, 401, 403, 404, 422)
def upload_roster(data: dict[str, Any]) -> dict[str, Any]:
    """Bring a workbook; it is checked within seconds, and nothing of it is written before it is let through."""
    try:
        content = base64.b64decode(data["content"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid({"content": _("不是 base64")}) from error
    upload = service.Upload(
        kind=data["kind"], file=BytesIO(content), name=data["file_name"], unit_id=data.get("unit_id")
    )
    return roster_json(service.take_in(current_actor(), upload))


@blp.route("/rosters/<int:import_id>", methods=["GET"])
@needs(*ENTRY)
@blp.response(200, RosterOut)
@documented(blp, 401, 403, 404)
def get_roster(import_id: int) -> dict[str, Any]:
    """One import: how far it is, what it would do."""
    return roster_json(queries.import_seen(current_actor(), import_id))


@blp.route("/rosters/<int:import_id>/problems", methods=["GET"])
@needs(*ENTRY)
@blp.response(200, ProblemOut(many=True))
@documented(blp, 401, 403, 404)
@blp.paginate(ListingPage, max_page_size=100)
def list_problems(import_id: int) -> Listing:
    """Every problem by row; a page holds so many rows."""
    made = queries.import_seen(current_actor(), import_id)

    def told(rows: Sequence[RosterRow]) -> list[dict[str, Any]]:
        return [problem for row in rows for problem in problems_json(made, row)]

    return Listing(queries.wrong_rows(made), told)


@blp.route("/rosters/<int:import_id>/decide", methods=["POST"])
@needs(*ENTRY)
@idempotent
@blp.arguments(DecideIn)
@blp.response(200, RosterOut)
@documented(blp, 401, 403, 404, 409, 422)
def decide_roster(data: dict[str, Any], import_id: int) -> dict[str, Any]:
    """Say which squads are to be made and whose list is complete; the rows are compared anew."""
    units, complete = data.get("new_units", ()), data.get("complete", ())
    return roster_json(service.decide(current_actor(), import_id, units, complete))


@blp.route("/rosters/<int:import_id>/apply", methods=["POST"])
@needs(*ENTRY)
@idempotent
@blp.arguments(ApplyIn)
@blp.response(200, RosterOut)
@documented(blp, 401, 403, 404, 409, 422)
def apply_roster(data: dict[str, Any], import_id: int) -> dict[str, Any]:
    """Let a checked file do what it would do: all of it, or nothing."""
    return roster_json(service.let_through(current_actor(), import_id, data["version"], data.get("leaving")))


@blp.route("/rosters/<int:import_id>/discard", methods=["POST"])
@needs(*ENTRY)
@idempotent
@blp.response(200, RosterOut)
@documented(blp, 401, 403, 404, 409, 422)
def discard_roster(import_id: int) -> dict[str, Any]:
    """Put an import aside."""
    return roster_json(service.discard(current_actor(), import_id))


def _roster_list(imports: Sequence[RosterImport]) -> list[dict[str, Any]]:
    return [roster_json(made) for made in imports]
