"""What whoever runs the program has set: the environment, else the file that `SETTINGS_FILE` names.

Either may name a file that holds nothing but the value (`NAME_FILE`), so that a secret need stand in neither. Used
before anything is installed, so it knows the standard library only; what a setting means stands in
`volunteer/settings/`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FILE = "SETTINGS_FILE"
SUFFIX = "_FILE"
ENVIRONMENT = "environment"
QUOTES = "\"'"


class Unreadable(Exception):
    """A file that holds a setting cannot be read; the message is one line that names both."""


@dataclass(frozen=True)
class Value:
    """A text and where it stands: `environment`, or the path of a file with the number of its line."""

    text: str
    origin: str


@dataclass(frozen=True)
class Given:
    """Values by name, the environment's before those of the file; `faults` tells what of the file is no setting."""

    sources: tuple[Mapping[str, Value], ...]
    faults: tuple[str, ...] = field(default=())

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Given:
        """What is set now."""
        environment = os.environ if environment is None else environment
        own = {name: Value(text, ENVIRONMENT) for name, text in environment.items() if text}
        path = environment.get(FILE)
        if not path:
            return cls((own,))
        try:
            lines, faults = _parse(path, _text(FILE, path))
        except Unreadable as error:
            return cls((own,), (str(error),))
        return cls((own, lines), faults)

    @property
    def in_file(self) -> Mapping[str, Value]:
        """What the settings file says."""
        return self.sources[1] if len(self.sources) > 1 else {}

    def look(self, name: str) -> Value | None:
        """What a setting is set to, None where it is not; raises `Unreadable`."""
        for source in self.sources:
            if name in source:
                return source[name]
            if aside := source.get(name + SUFFIX):
                return Value(_text(name + SUFFIX, aside.text).strip(), aside.text)
        return None


def given(name: str) -> str:
    """What a setting is set to now, empty where it is not. For those few that the program needs before it can check."""
    try:
        value = Given.read().look(name)
    except Unreadable:
        return ""  # told with the other faults by whoever checks all settings
    return value.text if value else ""


def _text(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise Unreadable(f"{name} names a file that cannot be read: {path} ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} names a file that is not UTF-8 text: {path}") from error


def _parse(path: str, text: str) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Lines `NAME=value`; blank ones and those that begin with # say nothing. Quotes around a value are taken off."""
    values: dict[str, Value] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        origin = f"{path}:{number}"
        name, sign, value = (part.strip() for part in line.partition("="))
        if not line.strip() or name.startswith("#"):
            continue
        if not sign or not name.isidentifier():
            faults.append(f"{origin} is not of the form NAME=value")
        elif name in values:
            faults.append(f"{origin} sets {name} again: {values[name].origin} does already; take one of them out")
        else:
            values[name] = Value(_unquoted(value), origin)
    return {name: value for name, value in values.items() if value.text}, tuple(faults)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] in QUOTES and value[-1] == value[0] else value
