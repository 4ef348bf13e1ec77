"""What a setting may be: each kind reads a text, or says in a few words what the text must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Kind:
    """`label` stands in the document; `read` raises ValueError with the words that follow "NAME must be"."""

    label: str
    read: Callable[[str], Any]


def number(least: int, most: int) -> Kind:
    """A whole number within bounds."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text) or not least <= int(text) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return int(text)

    return Kind(f"整数 {least}–{most}", read)


def one_of(*words: str) -> Kind:
    """One of some words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return text

    return Kind(" / ".join(f"`{word}`" for word in words), read)


def _web(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("a web address that begins with https:// (or http://)")
    return text


def _database(text: str) -> str:
    if urlsplit(text).scheme not in ("postgresql", "postgres"):
        raise ValueError("like postgresql://user:password@host:5432/database")
    return text


def _existing_file(text: str) -> str:
    if not Path(text).is_file():
        raise ValueError(f"the path of a file that is there; there is none at {text}")
    return text


def _contact(text: str) -> str:
    if not re.fullmatch(r"(?:mailto:[^@\s]+@[^@\s]+|https://\S+|tel:\+?[0-9-]+)", text):
        raise ValueError("like mailto:security@example.cn, https://… or tel:+86-…")
    return text


TEXT = Kind("文字", str)
PATH = Kind("路径", str)
WEB = Kind("网址", _web)
DATABASE = Kind("PostgreSQL 地址", _database)
CONTACT = Kind("`mailto:`、`https://` 或 `tel:` 开头的地址", _contact)
EXISTING_FILE = Kind("已有文件的路径", _existing_file)
