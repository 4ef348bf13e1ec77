"""The keys that personal data are sealed with: a file that only the platform's own account may read.

It holds several keys: the newest seals, older ones still open what they sealed until it has been sealed anew
(`flask --app app keys rotate`). The key of marks (`marking`) stays when others are added, as the same words must have
the same mark for as long as they are looked for. Every host of one installation needs the same file, and so does
whoever restores a backup: without it nobody can read what was sealed.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app, has_app_context

from volunteer.kernel import key_files

KEY_BYTES = 32
FIRST = "k1"
STORE = "volunteer_field_keys"
_outside: ContextVar[Path] = ContextVar("field_keys_file")
_kept_outside: dict[str, Any] = {}


class NoKeys(Exception):
    """The file of keys is not there; the message says what to do."""


@dataclass(frozen=True)
class Ring:
    """The keys by their short names; `newest` seals."""

    newest: str
    keys: Mapping[str, bytes]
    marking: bytes

    @cached_property
    def boxes(self) -> dict[str, AESGCM]:
        """What opens, by the key's name."""
        return {name: AESGCM(key) for name, key in self.keys.items()}

    def with_another(self) -> Ring:
        """The same with a new key that seals from now on."""
        name = f"k{1 + max(int(known[1:]) for known in self.keys)}"
        return Ring(name, {**self.keys, name: secrets.token_bytes(KEY_BYTES)}, self.marking)

    def only_newest(self) -> Ring:
        """The same without the keys that seal nothing any more."""
        return Ring(self.newest, {self.newest: self.keys[self.newest]}, self.marking)

    def written(self) -> bytes:
        """As it stands in the file."""
        keys = {name: _text(key) for name, key in self.keys.items()}
        return json.dumps({"newest": self.newest, "keys": keys, "marking": _text(self.marking)}, indent=1).encode()


def key_file() -> Path:
    """Where this installation keeps the keys."""
    return Path(current_app.config["FIELD_KEYS_FILE"]) if has_app_context() else _outside.get()


@contextmanager
def using(file: Path) -> Iterator[None]:
    """For programs that write rows without an application, as those that load a city do."""
    token = _outside.set(file)
    try:
        yield
    finally:
        _outside.reset(token)


def ensure() -> Ring:
    """The keys, made if there are none yet: for whoever sets up an installation."""
    if not key_file().exists():
        first = Ring(FIRST, {FIRST: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))
        key_files.make_once(key_file(), first.written())
    return ring()


def replace(keys: Ring) -> None:
    """Write other keys; each process takes them over with the next value that it seals."""
    key_files.replace(key_file(), keys.written())


def ring() -> Ring:
    """The keys as the file has them now; read again only when it was written since.

    Production never makes keys on the way: a second host that lacks the file would seal what the first cannot open.
    """
    store = current_app.extensions if has_app_context() else _kept_outside
    kept: tuple[Path, int, Ring] | None = store.get(STORE)
    try:
        written = key_file().stat().st_mtime_ns
    except FileNotFoundError:
        if has_app_context() and current_app.config["APP_ENV"] == "production":
            raise NoKeys(
                f"FIELD_KEYS_FILE is not there: {key_file()}. Copy it from another host or from the backup; "
                "a new installation makes it with `flask --app app init`"
            ) from None
        return ensure()
    if kept is None or kept[:2] != (key_file(), written):
        kept = (key_file(), written, _read(key_file()))
        store[STORE] = kept
    return kept[2]


def _read(file: Path) -> Ring:
    said = json.loads(file.read_bytes())
    keys = {name: base64.b64decode(key) for name, key in said["keys"].items()}
    return Ring(said["newest"], keys, base64.b64decode(said["marking"]))


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()
