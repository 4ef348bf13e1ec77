"""Pages of where help is missing: places that stay empty and why, sites that never ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response as BaseResponse

from volunteer.gaps import counting, report, silent, words
from volunteer.gaps.bands import WORDS, Band
from volunteer.gaps.places import ANY_SKILL, Wanted
from volunteer.gaps.report import Gap
from volunteer.gaps.silent import TownSilence
from volunteer.kernel import clock
from volunteer.kernel.spans import Span
from volunteer.organization.actor import Reach
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.towns import towns
from volunteer.taxonomy.naming import names, skill_name
from volunteer.web.guard import needs
from volunteer.web.tables import page_of, page_of_list

WEEKS = (2, 4, 6)
SILENCES = {"never": True, "long": False}

bp = Blueprint("gaps", __name__)


@bp.get("/reports/gaps")
@needs(Permission.REPORT_READ)
def index() -> str:
    """What is missing by town, skill and band, why, and what would help."""
    actor, hard = current_actor(), "hard" in request.args
    reach = actor.reach(Permission.REPORT_READ)
    weeks, wanted, band = _wanted(clock.today())
    found = listed(reach)
    return render_template(
        "pages/gaps/index.html",
        **_sums(found),
        found=page_of_list(found),
        counted=report.counted(reach),
        span=wanted.days,
        weeks=weeks,
        town=wanted.town,
        skill=wanted.skill,
        band=band,
        hard=hard,
        towns=towns(),
        skills=[(ANY_SKILL, _("不限技能")), *names().skills.items()],
        bands=list(WORDS.items()),
        words=words,
        may_find=actor.may(Permission.CLAIM_MANAGE),
        may_plan=actor.may(Permission.PLAN_RUN),
    )


def listed(reach: Reach) -> list[Gap]:
    """The gaps the address asks for, most missing time first."""
    _weeks, wanted, band = _wanted(clock.today())
    found = report.gaps(reach, wanted, clock.now(), band)
    return [gap for gap in found if not gap.askable] if "hard" in request.args else found


@bp.post("/reports/gaps/recount")
@needs(Permission.REPORT_READ)
def recount() -> BaseResponse:
    """Count the reasons anew."""
    if counting.recount(current_actor()):
        flash(_("原因已重新统计"), "ok")
    else:
        flash(_("刚刚统计过，请稍后再试"), "info")
    return redirect(url_for("gaps.index"), 303)


@bp.get("/reports/silent-sites")
@needs(Permission.REPORT_READ)
def silent_sites() -> str:
    """Sites without a demand for long, with whom to phone; counted by town beside it."""
    reach, now = current_actor().reach(Permission.REPORT_READ), clock.now()
    by_town = silent.by_town(reach, now)
    chosen, kind = chosen_silence(by_town)
    counted = silent.together([chosen] if chosen else by_town)
    number = {None: counted.silent, "never": counted.never, "long": counted.long_ago}[kind]
    found = page_of(listed_silent(reach, now, chosen, kind), scalars=False, total=number)
    return render_template(
        "pages/gaps/silent.html",
        found=found,
        sites=silent.sites_of(found.items),
        by_town=by_town,
        totals=silent.together(by_town),
        town=chosen.code if chosen else None,
        town_choices=[(one.code, one.town) for one in sorted(by_town, key=lambda one: one.code)],
        kind=kind,
        days=silent.days_of(reach),
        today=clock.today(),
    )


def listed_silent(reach: Reach, now: datetime, town: TownSilence | None, kind: str | None) -> Select[Any]:
    """The silent sites of a town, or of all, of one kind of silence or of both."""
    return silent.silent_sites(reach, now, town=town.code if town else None, never=SILENCES[kind] if kind else None)


def chosen_silence(by_town: Sequence[TownSilence]) -> tuple[TownSilence | None, str | None]:
    """The town and the kind of silence the address asks for."""
    kind = request.args.get("kind")
    town = next((one for one in by_town if one.code == request.args.get("town")), None)
    return town, kind if kind in SILENCES else None


def _wanted(today: date) -> tuple[int, Wanted, Band | None]:
    """What the address asks for; what it does not know is left out."""
    asked = request.args
    weeks = asked.get("weeks", WEEKS[0], type=int)
    weeks = weeks if weeks in WEEKS else WEEKS[0]
    town, skill, band = asked.get("town"), asked.get("skill"), asked.get("band")
    return (
        weeks,
        Wanted(
            days=Span(today, today + timedelta(weeks=weeks, days=-1)),
            town=town if town in dict(towns()) else None,
            skill=skill if skill in (ANY_SKILL, *names().skills) else None,
        ),
        Band(band) if band in set(Band) else None,
    )


def _sums(found: list[Gap]) -> dict[str, Any]:
    by_town = report.summed(found, lambda gap: (gap.town_code, gap.town))
    by_band = report.summed(found, lambda gap: gap.band)
    by_skill = report.summed(found, lambda gap: gap.skill)
    return {
        "missing": sum(gap.missing for gap in found),
        "minutes": sum(gap.missing_minutes for gap in found),
        "hard_missing": sum(gap.missing for gap in found if not gap.askable),
        "positions": sum(len(gap.positions) for gap in found),
        "by_town": [(code, name, *sums) for (code, name), *sums in by_town],
        "by_band": [(band, WORDS[band], *sums) for band, *sums in by_band],
        "by_skill": [(skill or ANY_SKILL, skill_name(skill) or _("不限技能"), *sums) for skill, *sums in by_skill],
    }
