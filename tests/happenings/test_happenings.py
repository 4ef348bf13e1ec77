"""Every happening is told in one way: frozen, named subject.verb, by a name of its own that the trail can word."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from dataclasses import FrozenInstanceError, fields

import pytest

from volunteer import happenings
from volunteer.audit.wording import SUBJECTS
from volunteer.happenings.base import Happening

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


def every_kind() -> list[type[Happening]]:
    for module in pkgutil.iter_modules(happenings.__path__):
        importlib.import_module(f"{happenings.__name__}.{module.name}")
    found, waiting = [], [Happening]
    while waiting:
        below = [kind for kind in waiting.pop().__subclasses__() if kind.__module__.startswith(happenings.__name__)]
        found += below
        waiting += below
    return [kind for kind in found if kind.action]


def test_each_has_an_action_of_its_own_that_the_trail_can_word() -> None:
    kinds = every_kind()
    assert len(kinds) > 50
    assert [kind.__name__ for kind in kinds if not ACTION.fullmatch(kind.action)] == []
    assert [action for action, times in Counter(kind.action for kind in kinds).items() if times > 1] == []
    assert {kind.action.partition(".")[0] for kind in kinds} <= SUBJECTS.keys()


def test_what_happened_does_not_change() -> None:
    happened = Happening(subject_id=1)
    for part in fields(happened):
        with pytest.raises(FrozenInstanceError):
            setattr(happened, part.name, 2)
