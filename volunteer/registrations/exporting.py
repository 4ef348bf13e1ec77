"""The members registered with a site as a file: names masked, no phones, no addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _
from sqlalchemy import Select

from volunteer.happenings.exports import ExportMade
from volunteer.kernel.clock import today
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place
from volunteer.people.models import Member
from volunteer.people.shown import shown
from volunteer.people.words import LEVELS
from volunteer.registrations import queries
from volunteer.registrations.words import KINDS, free_times
from volunteer.taxonomy.naming import skill_name
from volunteer.web.spreadsheet import Column, Sheet, answer

LIST = "site_members"


@use_case
def members_of_site(
    work: Work, actor: Actor, place: Place, members: Select[Member], filters: Mapping[str, str]
) -> Response:
    """The list as it stands on the screen, all pages of it; on record."""
    found = db.session.scalars(members).unique().all()
    work.record(ExportMade(details={"list": LIST, "site_id": place.id, "rows": len(found), "filters": dict(filters)}))
    sheet = Sheet(str(_("报到党员")), _columns(), _rows(actor, place, found))
    return answer([sheet], str(_("%(site)s报到党员 %(day)s", site=place.name, day=today().isoformat())))


def _columns() -> list[Column]:
    return [
        Column(str(_("姓名"))),
        Column(str(_("所在队")), width=28),
        Column(str(_("报到类别")), width=24),
        Column(str(_("报到日期")), "date"),
        Column(str(_("技能")), width=40),
        Column(str(_("空闲时间")), width=32),
        Column(str(_("在本社区服务次数")), "number", width=18),
        Column(str(_("在本社区服务小时")), "number", width=18),
    ]


def _rows(actor: Actor, place: Place, members: Sequence[Member]) -> Iterator[Sequence[Any]]:
    ids = [member.id for member in members]
    held, served, nothing = queries.held_at(place.id, ids), queries.service_at(place.id, ids), queries.Service()
    for record in shown(actor, members):
        registrations, service = held[record.member.id], served.get(record.member.id, nothing)
        yield (
            record.name,
            record.member.unit.name,
            _("、").join(str(KINDS[one.kind]) for one in registrations),
            min(one.since for one in registrations),
            _("、").join(f"{skill_name(code)}（{LEVELS[level]}）" for code, level in record.skills.items()),
            free_times(record.member.availability),
            service.sessions,
            round(service.minutes / 60, 1),
        )
