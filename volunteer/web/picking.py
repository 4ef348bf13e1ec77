"""Choosing one of many in a form: typed and found, with a script as one types, without one when the form is sent.

A room registers what can be picked as a `Source`; a form says `PickerField(label, source="unit")`; templates draw it
with `field(…)` like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import StopValidation

from volunteer.web.api import LARGEST_ID
from volunteer.web.guard import acting, signed_in

MOST = 12
LONGEST = 80
SOURCES = "picker_sources"

bp = Blueprint("picking", __name__)


@dataclass(frozen=True)
class Choice:
    """One thing that can be picked; its label tells it from every other, `note` helps to tell it apart."""

    id: int
    label: str
    note: str = ""


@dataclass(frozen=True)
class Source:
    """What can be picked: found by what is typed, and known again by its id, both within the actor's reach."""

    find: Callable[[Any, str, int], Sequence[Choice]]
    known: Callable[[Any, int], Choice | None]


def init_app(app: Flask, sources: Mapping[str, Source]) -> None:
    """Set what can be picked, by name (called by wiring)."""
    app.extensions[SOURCES] = dict(sources)
    app.register_blueprint(bp)


def _source(name: str) -> Source:
    found: Source = current_app.extensions[SOURCES][name]
    return found


@bp.get("/pick/<name>")
@signed_in
def pick(name: str) -> Response:
    """What fits the text typed so far, without a text the first few; nobody is told of anything out of reach."""
    if name not in current_app.extensions[SOURCES]:
        abort(404)
    typed = request.args.get("q", "").replace("\x00", "").strip()[:LONGEST]
    found = _source(name).find(acting(), typed, MOST)
    answer = jsonify([asdict(choice) for choice in found])
    answer.headers["Cache-Control"] = "no-store"
    return answer


class PickerField(Field):
    """An id picked by typing.

    The browser sends the text as well, as `<name>_text`, and `<name>_choice` where it was asked to choose.
    `found` are the choices to offer when the text fits several.
    """

    def __init__(self, label: Any = None, validators: Any = None, *, source: str, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.source = source
        self.text = ""
        self.found: Sequence[Choice] = ()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the id picked; a text that is not the picked one's label is looked up again."""
        if formdata is None or not any(key in formdata for key in (self.name, self._named("text"))):
            super().process(None, data, extra_filters)
            self.text = label_of(self.source, self.data)
            return
        self.process_errors = []
        self.object_data, self.data = data, None
        self.text = (formdata.get(self._named("text")) or "").replace("\x00", "").strip()[:LONGEST]
        picked = _number(formdata.get(self._named("choice"))) or _number(formdata.get(self.name))
        asked = self._named("choice") in formdata or not self.text
        self.raw_data = [self.text or str(picked or "")]
        known = _source(self.source).known(acting(), picked) if picked else None
        if known is not None and (asked or known.label == self.text):
            self.data, self.text = known.id, known.label
        elif self.text:
            self._look_up()

    def pre_validate(self, form: Any) -> None:
        """Say what is wrong with a text that fits nothing, or several."""
        if self.data is not None or not (self.text or any(self.raw_data or ())):
            return
        if self.found:
            raise StopValidation(_("“%(text)s”有 %(count)s 个可选，请选一个", text=self.text, count=len(self.found)))
        raise StopValidation(_("没有找到“%(text)s”，请换个名称、拼音或首字母", text=self.text or self.raw_data[0]))

    def _look_up(self) -> None:
        self.found = _source(self.source).find(acting(), self.text, MOST)
        if len(self.found) == 1:
            self.data, self.text = self.found[0].id, self.found[0].label
            self.found = ()

    def _named(self, part: str) -> str:
        return f"{self.name}_{part}"


def label_of(source: str, picked: int | None) -> str:
    """How what was picked is called; empty when it is out of reach or nothing."""
    known = _source(source).known(acting(), picked) if picked else None
    return known.label if known else ""


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and 0 < int(text) <= LARGEST_ID else None
