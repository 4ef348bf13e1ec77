"""The members registered with a site as a file: names always masked, no phones, no addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response as BaseResponse

from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Export, ListColumn, export
from volunteer.organization.models import Place
from volunteer.people.models import Member, Registration
from volunteer.people.shown import ShownMember, shown
from volunteer.people.words import at_level
from volunteer.registrations.queries import Service, held_at, service_at
from volunteer.registrations.words import KINDS, free_times
from volunteer.taxonomy.naming import skill_name


@dataclass(frozen=True)
class _Line:
    """One member with the registrations that hold and what was done at the site."""

    record: ShownMember
    held: Sequence[Registration]
    service: Service


def members_of_site(place: Place, members: Select[Member]) -> BaseResponse:
    """The list as it stands on the screen, all pages of it; on record."""
    title = _("%(site)s报到党员", site=place.name)
    return export(Export("site_members", title, _columns(), load=partial(_lines, place.id)), members)


def _lines(site_id: int, members: Sequence[Member]) -> Iterator[_Line]:
    ids = [member.id for member in members]
    held, served, nothing = held_at(site_id, ids), service_at(site_id, ids), Service()
    for record in shown(current_actor(), members):
        yield _Line(record, held[record.member.id], served.get(record.member.id, nothing))


def _columns() -> list[ListColumn]:
    return [
        ListColumn(_("姓名"), lambda line, _show: line.record.name),
        ListColumn(_("所在队"), lambda line, _show: line.record.member.unit.name, width=28),
        ListColumn(_("报到类别"), lambda line, _show: _kinds(line.held), width=26),
        ListColumn(_("报到日期"), lambda line, _show: min(one.since for one in line.held), "date"),
        ListColumn(_("技能"), lambda line, _show: _skills(line.record), width=40),
        ListColumn(_("空闲时间"), lambda line, _show: free_times(line.record.member.availability), width=32),
        ListColumn(_("在本社区服务次数"), lambda line, _show: line.service.sessions, "number", 18),
        ListColumn(_("在本社区服务小时"), lambda line, _show: round(line.service.minutes / 60, 1), "number", 18),
    ]


def _kinds(held: Sequence[Registration]) -> str:
    return str(_("、")).join(str(KINDS[one.kind]) for one in held)


def _skills(record: ShownMember) -> str:
    return str(_("、")).join(at_level(skill_name(code), level) for code, level in record.skills.items())
