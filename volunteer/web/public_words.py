"""Words that everybody will read: what in them is too personal is asked about before they are kept.

One rule for pages and API. A use case calls `check_words`; its form is a `PublicWordsForm` and takes the answer: other
words, or these after all, for which whoever wrote them answers on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from volunteer.happenings.words import WordsKept
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import Work
from volunteer.texts.sensitive import Sensitive, kinds, masked

MASK, KEEP = "n", "y"
SENSITIVE = {
    Sensitive.IDENTITY: _l("身份证号"),
    Sensitive.CARD: _l("银行卡号"),
    Sensitive.PHONE: _l("电话号码"),
    Sensitive.ADDRESS: _l("具体门牌"),
    Sensitive.HEALTH: _l("带姓名的病情"),
}


def check_words(words: Mapping[str, str | None], *, as_written: bool) -> list[Sensitive]:
    """Refuse words that give somebody away, unless whoever wrote them answers for that; the kinds that are kept."""
    given = {name: kinds([text]) for name, text in words.items()}
    found = kinds(words.values())
    if found and not as_written:
        problems = {name: _("里面有%(what)s，所有人都能看到", what=named(of)) for name, of in given.items() if of}
        raise Invalid({**problems, "as_written": str(_("请选择隐去，或确认可以公开"))})
    return found


def new_words(names: Iterable[str], content: Mapping[str, Any], stands: Mapping[str, Any]) -> dict[str, str | None]:
    """Of the public words that are handed in those that did not stand there before: the others have been judged."""
    return {name: content[name] for name in names if name in content and content[name] != stands.get(name)}


def tell_kept(work: Work, kept: Sequence[Sensitive], about: str, subject_id: int, unit_id: int) -> None:
    """Put on record that words were kept as they were written."""
    if kept:
        details = {"kinds": [str(kind) for kind in kept]}
        work.record(WordsKept(about=about, subject_id=subject_id, unit_id=unit_id, details=details))


def named(given: Iterable[Sensitive]) -> str:
    """The kinds in words: 电话号码、具体门牌."""
    return str(_("、")).join(str(SENSITIVE[kind]) for kind in given)


class PublicWordsForm(FlaskForm):
    """A form of public words, and the answer to whether they may be public. `PUBLIC` names the fields."""

    PUBLIC: ClassVar[tuple[str, ...]] = ()

    as_written = RadioField(
        _l("公开文字里有个人信息"),
        [Optional()],
        choices=[
            SelectChoice(MASK, _l("按下面的写法隐去后保存")),
            SelectChoice(KEEP, _l("我已核对，不是他人的个人信息，照原样公开（会记录是谁确认的）")),
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """What is to be masked is masked first, so that the words that are kept are those that are judged."""
        if self.as_written.data == MASK:
            for field in self.public_fields():
                field.data = self.without_personal(field.data or "") or None
        return bool(super().validate(extra_validators))

    def public_fields(self) -> list[Field]:
        """The fields whose words everybody will read."""
        return [self[name] for name in self.PUBLIC if name in self]

    def without_personal(self, words: str) -> str:
        """What is proposed instead of some words."""
        return masked(words)

    @property
    def keeps_words(self) -> bool:
        """Whether whoever writes says that the words may be public as they are."""
        return bool(self.as_written.data == KEEP)

    @property
    def proposals(self) -> list[tuple[str, str]]:
        """The fields that hold something personal, and their words without it."""
        typed = [(str(field.label.text), field.data or "") for field in self.public_fields()]
        return [(label, other) for label, text in typed if (other := self.without_personal(text)) != text]
