"""How this device shows pages: size of text, colours, language. Kept in cookies, so it needs no account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import HiddenField, RadioField, SelectChoice

from volunteer.web.guard import is_api, public
from volunteer.web.links import inside
from volunteer.web.speech import speaking

SIZE, THEME, LOCALE = "size", "theme", "locale"
KEPT_SECONDS = 365 * 24 * 3600
STANDARD, ELDER = "standard", "elder"
AUTO, LIGHT, DARK = "auto", "light", "dark"
LOCALES = {"zh": "中文", "en": "English"}

bp = Blueprint("display", __name__)


@dataclass(frozen=True)
class Display:
    """What the frame of a page asks."""

    size: str = STANDARD
    theme: str = AUTO

    @property
    def elder(self) -> bool:
        """Whether letters and buttons are large."""
        return self.size == ELDER


class DisplayForm(FlaskForm):
    """One choice per question; each applies to this device only."""

    size = RadioField(
        _l("文字大小"), choices=[SelectChoice(STANDARD, _l("标准")), SelectChoice(ELDER, _l("大字（长辈模式）"))]
    )
    theme = RadioField(
        _l("颜色"),
        choices=[
            SelectChoice(AUTO, _l("跟随手机或电脑")),
            SelectChoice(LIGHT, _l("浅色")),
            SelectChoice(DARK, _l("深色")),
        ],
    )
    locale = RadioField(_l("语言"), choices=[SelectChoice(code, name) for code, name in LOCALES.items()])
    next = HiddenField()


def read(choices: Mapping[str, str]) -> Display:
    """The look that cookies or an address name; what is unknown counts as not chosen."""
    size, theme = choices.get(SIZE), choices.get(THEME)
    return Display(
        size=size if size == ELDER else STANDARD,
        theme=theme if theme in (LIGHT, DARK) else AUTO,
    )


def chosen() -> Display:
    """What was chosen on the device that makes this request."""
    return read(request.cookies)


def locale() -> str:
    """The language chosen on this device; what a program asks for by Accept-Language; Chinese otherwise."""
    if not request:
        return "zh"
    code = request.cookies.get(LOCALE)
    if code in LOCALES:
        return code
    return (request.accept_languages.best_match(LOCALES) if is_api() else None) or "zh"


def keep(response: BaseResponse, name: str, value: str) -> None:
    """Keep a choice on this device for a year."""
    response.set_cookie(name, value, max_age=KEPT_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure)


@bp.get("/display")
@public
def show() -> str:
    """The choices as they stand."""
    now = chosen()
    form = DisplayForm(
        formdata=None,
        size=now.size,
        theme=now.theme,
        locale=locale(),
        next=inside(request.args.get("next")),
    )
    return _page(form)


@bp.post("/display")
@public
def choose() -> tuple[str, int] | BaseResponse:
    """Keep the choices and go back to where the reader came from."""
    form = DisplayForm()
    if not form.validate():
        return _page(form), 422
    with speaking(form.locale.data):
        flash(_("显示设置已保存在这台设备上"), "ok")
    response = redirect(inside(form.next.data) or "/", 303)
    for name in (SIZE, THEME, LOCALE):
        keep(response, name, form[name].data)
    return response


def _page(form: DisplayForm) -> str:
    return render_template("pages/display.html", form=form, back_to=inside(form.next.data) or "/")
