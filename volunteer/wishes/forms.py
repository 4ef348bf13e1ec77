"""The form of a wish."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from volunteer.web.fields import PHONE
from volunteer.web.picking import PickerField
from volunteer.wishes.schemas import NAME, PLACE, TEXT, TITLE


def tidy(text: str | None) -> str | None:
    """Without stray spaces and NUL characters; empty is None."""
    return (text or "").replace("\x00", "").strip() or None


def _number(text: Any) -> int:
    return int(text) if str(text or "").isdecimal() and len(str(text)) < 10 else 0


class WishForm(FlaskForm):
    """What is wished, and apart from it whose wish it is. The site is asked for only when there is a choice."""

    form_key = HiddenField()
    version = HiddenField(filters=[_number])
    title = StringField(_l("心愿"), [DataRequired(_l("请用一句话写明心愿")), Length(max=TITLE)], filters=[tidy])
    text = TextAreaField(_l("说明"), [DataRequired(_l("请写明要什么、什么样的合适")), Length(max=TEXT)], filters=[tidy])
    value_yuan = IntegerField(_l("大约价值（元）"), [InputRequired(_l("请填写大约多少元"))])
    site_id = PickerField(_l("社区"), [InputRequired(_l("请选择社区"))], source="site_of_demands")
    recipient = StringField(_l("谁的心愿"), [Length(max=NAME)], filters=[tidy])
    phone = StringField(
        _l("联系电话"), [Optional(), Regexp(PHONE, message=_l("请填写手机号或带区号的座机"))], filters=[tidy]
    )
    address = StringField(_l("详细门牌"), [Length(max=PLACE)], filters=[tidy])
    access_notes = TextAreaField(_l("送达须知"), [Length(max=TEXT)], filters=[tidy])

    def content(self) -> dict[str, Any]:
        """What the use cases take."""
        names = ("title", "text", "value_yuan", "recipient", "phone", "address", "access_notes")
        chosen = {"site_id": self.site_id.data} if "site_id" in self else {}
        return {**chosen, **{name: self[name].data for name in names}}
