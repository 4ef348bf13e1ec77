"""The robot of a unit's group chat, for whoever manages the unit."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.database import db
from volunteer.notices import robots
from volunteer.notices.forms import RobotForm
from volunteer.notices.models import UnitRobot
from volunteer.notices.words import ROBOTS
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs

bp = Blueprint("unit_robot", __name__)


@bp.get("/units/<int:unit_id>/robot")
@needs(Permission.UNIT_MANAGE)
def show(unit_id: int) -> str:
    """Whether there is one, and of which kind; its address is never shown again."""
    return _page(unit_id, RobotForm(formdata=None))


@bp.post("/units/<int:unit_id>/robot")
@needs(Permission.UNIT_MANAGE)
def save(unit_id: int) -> BaseResponse | tuple[str, int]:
    """Set the address."""
    actor, form = current_actor(), RobotForm()
    robots.managed_unit(actor, unit_id)
    made = carried_out(form, lambda: robots.set_robot(actor, unit_id, form.address.data, form.secret.data), "address")
    if made is None:
        return _page(unit_id, form), 422
    flash(_("群机器人已保存，可以试发一条"), "ok")
    return redirect(url_for(".show", unit_id=unit_id), 303)


@bp.post("/units/<int:unit_id>/robot/try")
@needs(Permission.UNIT_MANAGE)
def try_out(unit_id: int) -> BaseResponse:
    """Say a word in the group."""
    robots.try_robot(current_actor(), unit_id)
    flash(_("已发到群里，没收到请核对机器人地址"), "ok")
    return redirect(url_for(".show", unit_id=unit_id), 303)


@bp.post("/units/<int:unit_id>/robot/remove")
@needs(Permission.UNIT_MANAGE)
def remove(unit_id: int) -> BaseResponse:
    """Say nothing in the group any more."""
    robots.remove_robot(current_actor(), unit_id)
    flash(_("已停用群机器人"), "ok")
    return redirect(url_for(".show", unit_id=unit_id), 303)


def _page(unit_id: int, form: RobotForm) -> str:
    unit = robots.managed_unit(current_actor(), unit_id)
    robot = db.session.get(UnitRobot, unit.id)
    return render_template("pages/notices/robot.html", unit=unit, robot=robot, kinds=ROBOTS, form=form)
