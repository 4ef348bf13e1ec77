"""The form of a wish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from volunteer.web.fields import PHONE
from volunteer.web.picking import PickerField
from volunteer.web.public_words import MASK, PublicWordsForm
from volunteer.wishes.rules import without_person
from volunteer.wishes.schemas import NAME, PLACE, TEXT, TITLE


def tidy(text: str | None) -> str | None:
    """Without stray spaces and NUL characters; empty is None."""
    return (text or "").replace("\x00", "").strip() or None


def _number(text: Any) -> int:
    return int(text) if str(text or "").isdecimal() and len(str(text)) < 10 else 0


class WishForm(PublicWordsForm):
    """What is wished, and apart from it whose wish it is. The site is asked for only when there is a choice.

    The public words never tell whose it is: other words are proposed, and nobody may keep them as they are.
    """

    PUBLIC: ClassVar[tuple[str, ...]] = ("title", "text")

    as_written = RadioField(_l("公开的写法"), [Optional()], choices=[SelectChoice(MASK, _l("隐去后保存"))])
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

    def __init__(self, *args: Any, guarded: Mapping[str, str | None] | None = None, **kwargs: Any) -> None:
        """`guarded`: whose wish it is, as it is known already; fields left empty leave that as it stands."""
        super().__init__(*args, **kwargs)
        self._known = guarded or {}

    def without_personal(self, words: str) -> str:
        """The words without the person who is named below them."""
        whose = {name: self[name].data or self._known.get(name) for name in ("recipient", "address")}
        return without_person(words, whose)

    def content(self) -> dict[str, Any]:
        """What the use cases take."""
        names = ("title", "text", "value_yuan", "recipient", "phone", "address", "access_notes")
        chosen = {"site_id": self.site_id.data} if "site_id" in self else {}
        return {**chosen, **{name: self[name].data for name in names}}
