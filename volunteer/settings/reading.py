"""The table filled with what is set: every value read, every fault told in a line that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from volunteer.runtime.given import FILE, SUFFIX, Given, Unreadable, Value
from volunteer.settings.table import BY_NAME, SETTINGS, Setting

DEFAULT = "default"
PASSED = "passed by the program"


@dataclass
class Reading:
    """Values by name, where each of them comes from, and what is wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def set(self, name: str) -> bool:
        """Whether somebody has set it."""
        return self.origins[name] != DEFAULT


def read(given: Given, passed: Mapping[str, Any]) -> Reading:
    """Defaults, then the settings file, then the environment, then what the program passes."""
    reading = Reading(faults=[*given.faults, *_unknown(given)])
    for setting in SETTINGS:
        _fill(reading, setting, given, passed)
    return reading


def _fill(reading: Reading, setting: Setting, given: Given, passed: Mapping[str, Any]) -> None:
    name = setting.name
    reading.values[name], reading.origins[name] = setting.default, DEFAULT
    try:
        value = Value(str(passed[name]), PASSED) if passed.get(name) is not None else given.look(name)
    except Unreadable as error:
        reading.faults.append(str(error))
        reading.origins[name] = "unreadable"
        return
    if value is None or not value.text:
        return
    reading.origins[name] = value.origin
    try:
        reading.values[name] = setting.kind.read(value.text)
    except ValueError as error:
        shown = "" if setting.secret else f", not {value.text!r}"
        reading.faults.append(f"{name} must be {error}{shown} (from {value.origin})")


def _unknown(given: Given) -> list[str]:
    """Lines of the file that set nothing: the environment holds much that is not ours, the file must not."""
    faults = []
    for name, value in given.in_file.items():
        if name == FILE:
            faults.append(f"{value.origin} sets {FILE}, which only the environment can")
        elif name not in BY_NAME and name.removesuffix(SUFFIX) not in BY_NAME:
            close = get_close_matches(name, BY_NAME, n=1)
            hint = f"did you mean {close[0]}?" if close else "docs/settings.md lists all"
            faults.append(f"{value.origin} sets {name}, which is no setting: {hint}")
    return faults
