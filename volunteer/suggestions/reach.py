"""How many members a position was suggested to last night, told to those who organize it."""

from __future__ import annotations

from flask import url_for

from volunteer.claims.reasons import Hindrance
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.projects.models import Position
from volunteer.suggestions.gap_words import why_short
from volunteer.suggestions.models import SuggestionReach
from volunteer.web.humanize import day, number
from volunteer.web.speech import gettext as _
from volunteer.web.speech import ngettext


def reach_words(position: Position) -> str | None:
    """Whom the position was suggested to, or why to nobody; None where it was not open at night."""
    found = db.session.get(SuggestionReach, position.id)
    if found is None:
        return None
    if not found.listed:
        why = why_short(found.reasons, position.skill, position.level, planned=True)
        return _("没有推荐给任何人：%(why)s", why=why)
    said = {"day": day(found.made_at), "listed": number(found.listed), "first": number(found.first_five)}
    return ngettext(
        "%(day)s推荐给了 %(listed)s 人，其中 %(first)s 人排在前 5 位",
        "%(day)s推荐给了 %(listed)s 人，其中 %(first)s 人排在前 5 位",
        found.listed,
        **said,
    )


def reach_for(actor: Actor, position: Position) -> Hindrance | None:
    """The same for the position's own page, with the way to its candidates; None for those who do not organize it."""
    if not actor.reach(Permission.CLAIM_MANAGE).covers(unit_path=position.project.unit.path):
        return None
    text = reach_words(position)
    if text is None:
        return None
    way = url_for("suggestions.candidates", project_id=position.project_id, position=position.id)
    return Hindrance(text, _("看合适的人"), way)
