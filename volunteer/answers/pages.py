"""Answers of recipients for those who serve and those who ask: the list, the year, personal data hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.answers import moderation, queries
from volunteer.answers.call_backs import number_to_call
from volunteer.answers.forms import HideForm
from volunteer.answers.models import Answer
from volunteer.answers.moderation import Hiding, may_hide
from volunteer.answers.queries import FIRST_YEAR, LAST_YEAR, AnswerFilters
from volunteer.answers.review import Line, review
from volunteer.answers.rules import is_low, shown_words
from volunteer.answers.states import Source
from volunteer.answers.words import BY, HEADINGS, PERSONAL_DATA, SOURCES
from volunteer.demands.states import DemandStatus
from volunteer.demands.wording import STATUSES
from volunteer.kernel import clock
from volunteer.kernel.errors import Forbidden
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import LARGEST_ID
from volunteer.web.errors import came_from
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import PAGE_SIZE, Page, page_of

YEARS_OFFERED = 5

bp = Blueprint("answers", __name__)


@bp.get("/answers")
@needs(Permission.DEMAND_READ)
def index() -> str:
    """What recipients say of the services in sight, newest first; words without personal data that was hidden."""
    actor, wanted = current_actor(), filters()
    may_call = actor.may(Permission.DEMAND_HANDLE)
    found = page_of(queries.loaded(queries.answers(actor, wanted)))
    return render_template(
        "pages/answers/index.html",
        found=found,
        rows=_rows(actor, found.items),
        wanted=wanted,
        years=years(),
        sources=[(source.value, word) for source, word in SOURCES.items()],
        source_words=SOURCES,
        kinds=PERSONAL_DATA,
        may_call=may_call,
        to_call=number_to_call(actor, clock.now()) if may_call else 0,
    )


@bp.post("/answers/<int:answer_id>/hide")
@needs(Permission.DEMAND_ASK)
def hide(answer_id: int) -> Response:
    """Hide personal data in an answer's words; its author sees what and why."""
    form, actor = HideForm(), current_actor()
    if not may_hide(actor, queries.one_answer(actor, answer_id)):
        raise Forbidden
    hidden = carried_out(
        form,
        lambda: moderation.hide(
            actor, answer_id, Hiding(form.words.data or "", form.kind_of_data, form.reason.data or "")
        ),
        refused_at="words",
    )
    if hidden is None:
        flash(next(iter(form.errors.values()))[0], "error")
    else:
        flash(_("已隐去，写评价的人看得到隐去了什么和原因"), "ok")
    page = came_from()
    return redirect(page if page != "/" else url_for(".index"), 303)


@bp.get("/answers/review")
@needs(Permission.DEMAND_READ)
def year() -> str:
    """A year by unit, site or category."""
    asked, by = year_asked(), by_asked()
    found = review(current_actor(), asked, by)
    return render_template(
        "pages/answers/review.html",
        review=found,
        page=_page_of(found.lines),
        year=asked,
        by=by,
        years=years(),
        ways=BY,
        heading=str(HEADINGS[by]),
    )


def filters() -> AnswerFilters:
    """What the address narrows the list to; what cannot be meant is left out."""
    source = request.args.get("source")
    return AnswerFilters(
        year=year_asked() if "year" in request.args else None,
        low=request.args.get("low") == "1",
        source=source if source in set(Source) else None,
        demand_id=_id("demand"),
        unit_id=_id("unit"),
        site_id=_id("site"),
        category=request.args.get("category") or None,
    )


def year_asked() -> int:
    """The year of the address, this one if it names none that can be."""
    asked = request.args.get("year", type=int)
    return asked if asked is not None and FIRST_YEAR <= asked <= LAST_YEAR else clock.today().year


def by_asked() -> str:
    """By what the year is told."""
    by = request.args.get("by", "unit")
    return by if by in BY else "unit"


def years() -> list[tuple[str, str]]:
    """The years to choose from, this one first."""
    this = clock.today().year
    return [(str(one), _("%(year)s 年", year=one)) for one in range(this, this - YEARS_OFFERED, -1)]


def _page_of(lines: Sequence[Line]) -> Page:
    """The page of the lines that the address asks for, the last one if it asks for too much."""
    pages = max(1, -(-len(lines) // PAGE_SIZE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return Page(lines[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], len(lines), number, PAGE_SIZE)


def _id(name: str) -> int | None:
    given = request.args.get(name, type=int)
    return given if given is not None and 0 < given <= LARGEST_ID else None


def _rows(actor: Actor, answers: Sequence[Answer]) -> list[dict[str, Any]]:
    return [
        {
            "answer": answer,
            "words": shown_words(answer.comment, answer.hidden),
            "what_came": what_came(answer),
            "may_hide": answer.comment is not None and may_hide(actor, answer),
        }
        for answer in answers
    ]


def what_came(answer: Answer) -> str | None:
    """What came of a low answer: done again and how far that is, or kept as a remark."""
    demand = answer.demand
    if not is_low(answer.score) or demand is None:
        return None
    if demand.times_reopened >= answer.round:
        return str(_("已重新办理：%(status)s", status=STATUSES[DemandStatus(demand.status)]))
    return str(_("希望再办一次，待社区决定") if answer.again else _("只是意见"))
