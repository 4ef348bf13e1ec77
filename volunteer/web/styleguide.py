"""The page that shows every component in its states, so that the kit can be looked at and checked as a whole."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import lazy_gettext as _
from sqlalchemy import literal
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from volunteer.kernel import clock
from volunteer.web import display, humanize
from volunteer.web.assets import static_path
from volunteer.web.guard import public
from volunteer.web.picking import Choice, PickerField
from volunteer.web.public_words import PublicWordsForm
from volunteer.web.qr import qr_svg
from volunteer.web.statuses import LOOKS
from volunteer.web.styleguide_map import sample_map
from volunteer.web.styleguide_states import COMPONENTS, STATES
from volunteer.web.tables import sorting

blueprint = Blueprint("styleguide", __name__)


class SampleForm(PublicWordsForm):
    """One field of every kind the macros know."""

    PUBLIC = ("text",)

    title = StringField(_("需要什么帮助"), [InputRequired(_("请写明需要什么帮助")), Length(max=40)])
    text = TextAreaField(_("具体情况"))
    headcount = IntegerField(_("需要几个人"), [NumberRange(1, 200, _("请填 1 到 200 之间的人数"))])
    category = SelectField(
        _("类别"),
        choices=[SelectChoice("", _("请选择")), SelectChoice("medical", _("助医")), SelectChoice("repair", _("维修"))],
        default="",
    )
    date = DateField(_("日期"))
    time = TimeField(_("时间"))
    urgency = RadioField(
        _("急不急"), choices=[SelectChoice("normal", _("按计划")), SelectChoice("urgent", _("尽快"))], default="normal"
    )
    skills = SelectMultipleField(
        _("需要的技能"),
        choices=[SelectChoice("care", _("护理")), SelectChoice("law", _("法律")), SelectChoice("electric", _("电工"))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    community = PickerField(_("社区"), source="site")
    outdoors = BooleanField(_("在室外"))
    recommend = BooleanField(_("接收为你推荐的服务"), default=True)


@blueprint.get("/styleguide")
@public
def index() -> str:
    """The kit as it stands on a page."""
    return _guide(
        "pages/styleguide.html",
        looks=LOOKS,
        sample_sorting=sorting({"name": literal(1), "unit": literal(2), "minutes": literal(3)}, literal(0), "name"),
    )


@blueprint.get("/styleguide/states")
@public
def states() -> str:
    """Each component in each of its states."""
    symbols = static_path("img/icons.svg").read_text("utf-8")
    return _guide(
        "pages/styleguide/states.html",
        states=STATES,
        components=COMPONENTS,
        icon_names=re.findall(r'<symbol id="(\w+)"', symbols),
        long=str(
            _(
                "市退役军人事务局直属分局机关党员志愿服务队第二分队与花园新村社区党群服务中心联合开展的独居老人上门探访和居家安全检查"
            )
        ),
    )


def _guide(template: str, **samples: object) -> str:
    """A page of the guide in the look its address asks for; one form is clean, the other as after a refusal."""
    now = clock.now()
    starts = clock.local(now).replace(hour=9, minute=0) + timedelta(days=1)
    wrong = SampleForm(formdata=None, prefix="wrong", headcount=0, meta={"csrf": False})
    wrong.validate()
    wrong.text.data, wrong.as_written.errors = str(_("请联系13812345678")), [_("请选择隐去，或确认可以公开")]
    wrong.community.text = str(_("花园"))
    wrong.community.found = [Choice(n, f"{_('花园新村社区')} {n}", str(_("南城街道"))) for n in (1, 2)]
    wrong.community.errors = [_("“%(text)s”有 %(count)s 个可选，请选一个", text=_("花园"), count=2)]
    size = display.ELDER if request.args.get("elder") else display.STANDARD
    return render_template(
        template,
        look=display.read({display.SIZE: size, display.THEME: request.args.get("theme", display.AUTO)}),
        now=now,
        starts=starts,
        ends=starts + timedelta(hours=2),
        days=[starts.date() + timedelta(days=ahead) for ahead in range(7)],
        when=humanize.period(starts, starts + timedelta(hours=2), now),
        clean=SampleForm(formdata=None),
        wrong=wrong,
        **samples,
    )


@blueprint.get("/styleguide/code")
@public
def code() -> Response:
    """What the gate's script asks for when its time is up; here always the same invented code."""
    return jsonify(code="305846", qr_svg=qr_svg("https://example.org/c/305846"), seconds_left=30)


@blueprint.get("/styleguide/map")
@public
def map_sample() -> Response:
    """What the guide's map shows."""
    return jsonify(sample_map())
