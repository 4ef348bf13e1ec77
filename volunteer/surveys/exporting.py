"""The progress of a survey as a file: numbers of units in the order of the tree, no persons."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from volunteer.happenings.exports import ExportMade
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.words import TIERS
from volunteer.surveys import queries
from volunteer.surveys.models import Survey
from volunteer.web.spreadsheet import Column, Sheet, answer

LIST = "survey_progress"


@use_case
def progress(work: Work, actor: Actor, survey: Survey) -> Response:
    """Every unit that the survey covers within reach; on record."""
    tallies, units = queries.tallies(survey), queries.units_within(actor, survey)
    details = {"list": LIST, "survey_id": survey.id, "rows": len(units), "filters": {}}
    work.record(ExportMade(unit_id=survey.unit_id, details=details))
    columns = [
        Column(str(_("组织")), width=40),
        Column(str(_("层级"))),
        Column(str(_("应核对")), "number"),
        Column(str(_("已核对")), "number"),
        Column(str(_("其中有更新")), "number"),
        Column(str(_("未核对")), "number"),
    ]
    rows = (
        (unit.name, TIERS[unit.tier], tally.asked, tally.answered, tally.changed, tally.missing)
        for unit in units
        if (tally := tallies.get(unit.id, queries.NOBODY)).asked
    )
    return answer([Sheet(str(_("核对进度")), columns, rows)], str(_("%(title)s进度", title=survey.title)))
