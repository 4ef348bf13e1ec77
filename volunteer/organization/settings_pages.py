"""The page of a unit's own settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.errors import Refused
from volunteer.organization import service
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require
from volunteer.organization.settings import KNOBS, Group, holding
from volunteer.organization.settings_form import GROUP_TITLES, SettingsForm, said
from volunteer.web.guard import needs
from volunteer.web.wording import words

bp = Blueprint("unit_settings", __name__)


@dataclass(frozen=True)
class ShownKnob:
    """One setting beside its field: what holds without it, and what that rests on."""

    key: str
    inherited: str
    source: LazyString


@dataclass(frozen=True)
class ShownGroup:
    """Settings about one thing."""

    key: str
    title: LazyString
    knobs: list[ShownKnob]


@bp.get("/units/<int:unit_id>/settings")
@needs(Permission.SETTING_MANAGE)
def edit(unit_id: int) -> str:
    """The unit's own settings beside what holds without them."""
    unit = _managed(unit_id)
    return _page(unit, SettingsForm(data={"version": unit.version, **unit.settings}))


@bp.post("/units/<int:unit_id>/settings")
@needs(Permission.SETTING_MANAGE)
def save(unit_id: int) -> BaseResponse | tuple[str, int]:
    """Save the unit's own settings."""
    unit = _managed(unit_id)
    form = SettingsForm()
    if form.validate():
        chosen = {key: form[key].data for key in KNOBS}
        try:
            service.update_unit(current_actor(), unit.id, int(form.version.data or 0), {"settings": chosen})
        except Refused as refused:
            flash(words(refused), "error")
            return _page(unit, form), 409
        flash(_("设置已保存"), "ok")
        return redirect(url_for("units.show", unit_id=unit.id), 303)
    return _page(unit, form), 422


def _managed(unit_id: int) -> Unit:
    unit = get_visible(Unit, current_actor(), Permission.UNIT_READ, unit_id)
    for permission in (Permission.SETTING_MANAGE, Permission.UNIT_MANAGE):
        require(current_actor(), permission, unit_path=unit.path)
    return unit


def _page(unit: Unit, form: SettingsForm) -> str:
    return render_template("pages/units/settings.html", unit=unit, form=form, groups=_groups(holding(unit)))


def _groups(inherited: Mapping[str, Any]) -> list[ShownGroup]:
    found = []
    for group in Group:
        knobs = [
            ShownKnob(key, said(knob, inherited[key]), knob.source)
            for key, knob in KNOBS.items()
            if knob.group is group
        ]
        if knobs:
            found.append(ShownGroup(group, GROUP_TITLES[group], knobs))
    return found
