"""The progress of a survey as a file: numbers of units in the order of the tree, no persons."""

from __future__ import annotations

from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.organization.actor import Actor
from volunteer.organization.exporting import Export, ListColumn, export
from volunteer.organization.words import TIERS
from volunteer.surveys import queries
from volunteer.surveys.models import Survey


def progress(actor: Actor, survey: Survey) -> BaseResponse:
    """Every unit that the survey covers within reach; on record."""
    tallies = queries.tallies(survey)
    counted = ((unit, tallies.get(unit.id, queries.NOBODY)) for unit in queries.units_within(actor, survey))
    title = _("%(title)s进度", title=survey.title)
    return export(Export("survey_progress", title, _columns()), (row for row in counted if row[1].asked))


def _columns() -> list[ListColumn]:
    return [
        ListColumn(_("组织"), lambda row, _show: row[0].name, width=40),
        ListColumn(_("层级"), lambda row, _show: TIERS[row[0].tier]),
        ListColumn(_("应核对"), lambda row, _show: row[1].asked, "number"),
        ListColumn(_("已核对"), lambda row, _show: row[1].answered, "number"),
        ListColumn(_("其中有更新"), lambda row, _show: row[1].changed, "number"),
        ListColumn(_("未核对"), lambda row, _show: row[1].missing, "number"),
    ]
