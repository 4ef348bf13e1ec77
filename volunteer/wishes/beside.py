"""How many wishes wait for a site, for its board."""

from __future__ import annotations

from flask import url_for
from flask_babel import ngettext
from sqlalchemy import func, select

from volunteer.demands.beside import Beside
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.wishes.models import Wish
from volunteer.wishes.queries import waiting_for


def waiting_wishes(actor: Actor, site_id: int | None) -> Beside | None:
    """The wishes whose next step is the actor's, as their list has them; None without any."""
    rows = waiting_for(actor)
    if site_id is not None:
        rows = rows.where(Wish.site_id == site_id)
    number = db.session.scalar(select(func.count()).select_from(rows.with_only_columns(Wish.id).subquery()))
    if not number:
        return None
    text = ngettext("%(num)s 个微心愿等你办理", "%(num)s 个微心愿等你办理", number)
    return Beside(text, url_for("wishes.waiting", site=site_id))
