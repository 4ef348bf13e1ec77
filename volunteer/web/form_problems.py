"""What a use case found wrong with a form, said where the person is looking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms import FieldList

from volunteer.kernel.errors import Invalid, Refused
from volunteer.web.wording import words

T = TypeVar("T")


def show_problems(form: FlaskForm, problems: Mapping[str, Any]) -> None:
    """Put problems beside their fields; what has no field of its own stands at the top."""
    for name, message in problems.items():
        if name in form and not isinstance(form[name], FieldList):
            form[name].errors = [*form[name].errors, message]
        else:
            form.form_errors.append(message)


def carried_out(form: FlaskForm, act: Callable[[], T], refused_at: str = "name") -> T | None:
    """What the use case returns, or None with every problem in the form. A refusal is said beside `refused_at`."""
    if not form.validate():
        return None
    try:
        return act()
    except Invalid as invalid:
        show_problems(form, invalid.fields)
    except Refused as refused:
        show_problems(form, {refused_at: words(refused)})
    return None
