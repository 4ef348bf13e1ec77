"""Series that follow when a role is handed over; and whose they are when somebody left without handing over."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, func, select

from volunteer.accounts.models import Account
from volunteer.demands.asking_side import site_people
from volunteer.happenings.accounts import WorkHandedOver
from volunteer.happenings.recurring import SeriesTakenOver
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.handing_over import Following, Held
from volunteer.organization.models import Place
from volunteer.recurring.models import DemandSeries
from volunteer.recurring.states import SeriesStatus


def work_handed_over(happening: WorkHandedOver, work: Work) -> None:
    """What comes back at the place belongs to whoever took over; so does the contact's name."""
    if happening.place_path is None:
        return
    asked = select(DemandSeries).where(_asked(happening.before.account_id, happening.place_path))
    for series in db.session.scalars(asked.order_by(DemandSeries.id).with_for_update(key_share=True)):
        give_to(series, happening.after.account_id, happening.before.name, happening.after.name)


def has_asker(work: Work, series: DemandSeries) -> bool:
    """Whether somebody of the site still asks. Whoever left is followed by the first who runs it now."""
    people = site_people(series.site, work.now, besides=series.asker_id)
    if series.asker_id in people:
        return True
    if not people:
        return False
    before, after = series.asker_id, min(people)
    names = {account.id: account.name for account in db.session.scalars(_accounts(before, after))}
    give_to(series, after, names.get(before or 0, ""), names[after])
    work.record(SeriesTakenOver(subject_id=series.id, site_id=series.site_id, asker_id=after))
    return True


def give_to(series: DemandSeries, account_id: int, name_before: str, name: str) -> None:
    """Another asks from now on, and is the contact where the one before was."""
    series.asker_id = account_id
    if series.content["contact_name"] == name_before:
        series.content = {**series.content, "contact_name": name}
    series.version += 1


def _accounts(*ids: int | None) -> Select[Account]:
    return select(Account).where(Account.id.in_([one for one in ids if one is not None]))


def _asked(account_id: int, place_path: str) -> ColumnElement[bool]:
    sites = select(Place.id).where(Place.path.startswith(place_path, autoescape=True))
    open_ones = DemandSeries.status != SeriesStatus.ENDED
    return and_(DemandSeries.asker_id == account_id, DemandSeries.site_id.in_(sites), open_ones)


def _count(held: Held) -> int:
    if held.view.tree != "place":
        return 0
    asked = _asked(held.contact.account_id, held.view.path)
    return db.session.scalar(select(func.count(DemandSeries.id)).where(asked)) or 0


SERIES = Following(_count, lambda number: ngettext("%(num)s 条定期需求", "%(num)s 条定期需求", number))
