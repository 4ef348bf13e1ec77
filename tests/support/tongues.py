"""Rows of one script only, so that words of the other are the screens' own; and the words that a page says."""

from __future__ import annotations

import re
from hashlib import md5

import psycopg
from psycopg import sql
from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB

from tests.support.markup import VOID, Markup
from volunteer.kernel import sealed
from volunteer.kernel.database import Base
from volunteer.kernel.sealed import Sealed, SealedJson

CHINESE = re.compile(r"[㐀-鿿豈-﫿　-〿＀-￯]+")
LATIN = re.compile(r"[A-Za-z]{2,}")
SPOKEN = ("title", "alt", "aria-label", "placeholder", "value", "content")
UNSEEN = ("script", "style", "svg", "template")
OWN_NAMES = ("中文", "English")


class _Words(Markup):
    """Texts and spoken attributes, with what lies in another language or out of sight left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        values = dict(attrs)
        foreign = tag != "html" and "lang" in values
        if tag not in VOID and (self._unseen or tag in UNSEEN or foreign):
            self._unseen.append(tag)
        elif not self._unseen and not foreign and values.get("type") != "hidden":
            self.found += [values[name] for name in SPOKEN if name in values and not _is_code(tag, name, values)]

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and tag == self._unseen[-1]:
            self._unseen.pop()

    def handle_data(self, data: str) -> None:
        if not self._unseen and data.strip():
            self.found.append(data.strip())


def _is_code(tag: str, name: str, values: dict[str, str]) -> bool:
    """Values that machines read: of options and boxes, of `meta` other than descriptions."""
    if name == "value":
        return tag != "input" or values.get("type") in ("radio", "checkbox")
    return name == "content" and values.get("name") != "description"


def words_of(page: str) -> list[str]:
    """What a page says to the eye and to the ear, the languages' own names aside."""
    parser = _Words()
    parser.feed(page)
    return [words for words in parser.found if words not in OWN_NAMES]


NOT_LATIN = r"[^\u0001-\u007f]"
CHINESE_DATA = (
    "UPDATE unit SET name = '第' || id || '服务队', short_name = '第' || id || '队'",
    "UPDATE place SET name = '第' || id || '社区', code = id::text",
    "UPDATE account SET name = '账号' || id",
    "UPDATE member SET name = '张明'",
    "UPDATE sign_in_identity SET subject = id::text",
)


def write_latin_only(owner_url: str) -> None:
    """Turn every text of the database that is not Latin into letters and figures, each different from the others."""
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            "ALTER TABLE certificate DISABLE TRIGGER keep_certificate"
        )  # what was issued stands as it is
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Sealed | SealedJson):
                    _reseal_latin(connection, table.name, column.name, column.type)
                    continue
                if isinstance(column.type, JSONB):
                    new = sql.SQL("regexp_replace({}::text, {} || '+', 'x', 'g')::jsonb")
                elif isinstance(column.type, String):
                    new = sql.SQL("'z' || left(md5({}), 12)")
                else:
                    continue
                name = sql.Identifier(column.name)
                changed = new.format(name, sql.Literal(NOT_LATIN))
                statement = sql.SQL("UPDATE {} SET {} = {} WHERE {}::text ~ {}")
                connection.execute(
                    statement.format(sql.Identifier(table.name), name, changed, name, sql.Literal(NOT_LATIN))
                )
        connection.execute("ALTER TABLE certificate ENABLE TRIGGER keep_certificate")


def _reseal_latin(connection: psycopg.Connection, table: str, column: str, kind: Sealed | SealedJson) -> None:
    """The same for what stands sealed, which the database cannot read."""
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    found = connection.execute(
        sql.SQL("SELECT ctid::text, {column} FROM {table} WHERE {column} IS NOT NULL").format(**names)
    ).fetchall()
    for at, stored in found:
        plain = sealed.unseal(stored, kind.place)
        latin = re.sub(f"{NOT_LATIN}+", lambda part: "z" + md5(part[0].encode()).hexdigest()[:12], plain)
        if latin != plain:
            again = sealed.seal(latin, kind.place, marked=kind.marked)
            statement = sql.SQL("UPDATE {table} SET {column} = %s WHERE ctid = %s::tid").format(**names)
            connection.execute(statement, (again, at))


def write_chinese_only(owner_url: str) -> None:
    """Name units, places and people of the small city in Chinese."""
    with psycopg.connect(owner_url) as connection:
        for statement in CHINESE_DATA:
            connection.execute(statement)
