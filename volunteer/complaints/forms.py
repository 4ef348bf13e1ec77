"""The forms of complaints: what somebody wants to say, and the words of an answer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from volunteer.complaints.states import ComplaintKind
from volunteer.complaints.words import KINDS
from volunteer.organization.forms import cleaned
from volunteer.web.fields import number_carried

LONGEST_TEXT = 2000
LONGEST_CONTACT = 100
LONGEST_ANSWER = 2000


class ComplaintForm(FlaskForm):
    """A kind, some words, and how to be reached only if one wants to say. No account is asked for."""

    challenge = HiddenField()
    work = HiddenField()
    website = StringField()
    kind = RadioField(
        _l("投诉还是建议"),
        choices=[SelectChoice(kind, words) for kind, words in KINDS.items()],
        default=ComplaintKind.COMPLAINT,
    )
    text = TextAreaField(
        _l("想反映什么"),
        [InputRequired(_l("请写明想反映的事")), Length(2, LONGEST_TEXT, _l("请写 2 到 2000 个字"))],
        filters=[cleaned],
    )
    contact = StringField(
        _l("怎么联系你"), [Length(max=LONGEST_CONTACT, message=_l("请写得短一些，最多 100 字"))], filters=[cleaned]
    )


class WordsForm(FlaskForm):
    """One text: an answer, what is passed on, why an answer did not do. `version` is what its writer had read."""

    version = HiddenField(filters=[number_carried])
    words = TextAreaField(
        _l("内容"),
        [InputRequired(_l("请写明内容")), Length(2, LONGEST_ANSWER, _l("请写 2 到 2000 个字"))],
        filters=[cleaned],
    )
