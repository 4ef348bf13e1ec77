"""The forms of service that is entered later: by a leader for others, by a member for oneself."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from volunteer.backfills.entering import Service
from volunteer.backfills.models import LEAST_PROOF
from volunteer.backfills.words import PROOFS
from volunteer.kernel.clock import SHANGHAI
from volunteer.ledger.rules import PHYSICAL_DAY
from volunteer.organization.forms import cleaned
from volunteer.web.checkboxes import CheckboxesField
from volunteer.web.picking import PickerField

AS_TYPED = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
LONGEST_PROOF = 1000
PEOPLE = ("person_1", "person_2", "person_3", "person_4", "person_5")
OF_ACTIVITY = ("activity", "place", "starts", "ends")


class ServiceForm(FlaskForm):
    """What was done and what proves it. The view removes the fields of an activity where a session stands for it."""

    activity = StringField(_l("做了什么"), [InputRequired(_l("请写明做了什么")), Length(max=80)], filters=[cleaned])
    place = StringField(_l("在哪里"), [InputRequired(_l("请写明地点")), Length(max=80)], filters=[cleaned])
    starts = DateTimeLocalField(_l("开始"), [InputRequired(_l("请填写开始时间"))], format=AS_TYPED)
    ends = DateTimeLocalField(_l("结束"), [InputRequired(_l("请填写结束时间"))], format=AS_TYPED)
    minutes = IntegerField(
        _l("服务时长（分钟）"),
        [InputRequired(_l("请填写分钟数")), NumberRange(1, PHYSICAL_DAY, _l("须为 1 到 1440 分钟"))],
    )
    proof_kind = RadioField(
        _l("凭什么认定"), choices=[SelectChoice(kind, words) for kind, words in PROOFS.items()], default="sheet"
    )
    proof = TextAreaField(
        _l("依据说明"),
        [
            InputRequired(_l("请写明依据")),
            Length(LEAST_PROOF, LONGEST_PROOF, _l("请写 10 到 1000 个字")),
        ],
        filters=[cleaned],
    )

    def for_session(self) -> None:
        """A session tells what, where and when."""
        for name in OF_ACTIVITY:
            del self[name]

    def service(self, session_id: int | None) -> Service:
        """What was typed."""
        told = {"proof_kind": self.proof_kind.data, "proof": self.proof.data or "", "session_id": session_id}
        if session_id is not None:
            return Service(**told)
        starts, ends = (field.data.replace(tzinfo=SHANGHAI) for field in (self.starts, self.ends))
        return Service(**told, activity=self.activity.data, place=self.place.data, starts=starts, ends=ends)


class BackfillForm(ServiceForm):
    """The same for some people: ticked among those of the session, or found by name."""

    people = CheckboxesField(_l("给谁补录"), coerce=int, validate_choice=False)
    person_1 = PickerField(_l("第一名成员"), [Optional()], source="member_of_hours")
    person_2 = PickerField(_l("第二名成员"), [Optional()], source="member_of_hours")
    person_3 = PickerField(_l("第三名成员"), [Optional()], source="member_of_hours")
    person_4 = PickerField(_l("第四名成员"), [Optional()], source="member_of_hours")
    person_5 = PickerField(_l("第五名成员"), [Optional()], source="member_of_hours")

    def wanted(self) -> Sequence[int]:
        """The members that were chosen, each once."""
        found = [self[name].data for name in PEOPLE if self[name].data]
        return list(dict.fromkeys([*(self.people.data or ()), *found]))
