"""The forms of recipients, of whoever calls them, and of whoever hides personal data."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from volunteer.answers.giving import Said
from volunteer.answers.states import CallOutcome, PersonalData
from volunteer.answers.words import OUTCOMES, PERSONAL_DATA
from volunteer.demands.forms import RateForm
from volunteer.web.fields import number_carried, tidy

LONGEST_WORDS = 100


class AnswerForm(RateForm):
    """Stars, words, and what is to come of a low one."""

    def said(self) -> Said:
        """What the use cases take."""
        return Said(score=self.score.data or 0, comment=self.comment.data, again=self.again)


class ScannedForm(AnswerForm):
    """The same, opened by a scan; of which demand is asked only where there are several."""

    ticket = HiddenField()
    demand_id = HiddenField(filters=[number_carried])


class CallForm(AnswerForm):
    """What came of a call; stars and words only where the person answered."""

    outcome = RadioField(
        _l("结果"),
        [InputRequired(_l("请选择回访结果"))],
        choices=[SelectChoice(one.value, word) for one, word in OUTCOMES.items()],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Stars are asked of those who answered, and of nobody else."""
        if self.outcome.data == CallOutcome.ANSWERED:
            return bool(super().validate(extra_validators))
        return bool(self.outcome.validate(self) and self.csrf_token.validate(self))


class HideForm(FlaskForm):
    """Which words to hide, what they give away, and why."""

    words = StringField(
        _l("要隐去的字"), [DataRequired(_l("请照原文写出要隐去的字")), Length(max=LONGEST_WORDS)], filters=[tidy]
    )
    kind = RadioField(
        _l("是什么个人信息"),
        [InputRequired(_l("请选择是哪一种个人信息"))],
        choices=[SelectChoice(one.value, word) for one, word in PERSONAL_DATA.items()],
    )
    reason = StringField(_l("原因"), [DataRequired(_l("请写明原因，本人看得到")), Length(max=200)], filters=[tidy])

    @property
    def kind_of_data(self) -> PersonalData:
        """The kind that was chosen."""
        return PersonalData(self.kind.data)
