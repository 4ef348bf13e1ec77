"""Rosters for the benchmark: a network of units, clean rows for it, and rows with errors planted at known cells.

The workbooks keep their texts in one shared table, as office programs write them: harder to read in bounded memory than
texts that stand in their cells.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

import psycopg

HEADINGS = ("编号", "姓名", "手机", "服务队", "分队", "党支部", "类别")
COLUMN = {name: n for n, name in enumerate(("number", "name", "phone", "team", "squad", "branch", "kind"))}
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚桂英华慧建文玉婷雪飞鹏浩宇轩梓涵子怡欣佳思雨晨曦睿泽"
KINDS = ("在职", "在职", "在职", "退休", "流动", "借调", "")
FIRST_LINE = 2

WIDE = {ord("0") + n: ord("０") + n for n in range(10)}
IN_CHARGE = "COMMITTEE"

Row = list[str]
Plant = Callable[[list[Row], int], None]


@dataclass(frozen=True)
class Network:
    """Names of teams with those of their squads."""

    teams: Mapping[str, Sequence[str]]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every team with each of its squads."""
        return [(team, squad) for team, squads in self.teams.items() for squad in squads]


@dataclass(frozen=True)
class Planted:
    """An error: where it stands, and what it must be called."""

    line: int
    column: str
    problem: str


def network(teams: int, squads: int) -> Network:
    """So many teams with so many squads among them."""
    names = [f"市直第{n + 1}机关服务队" for n in range(teams)]
    sizes = [len(range(n, squads, teams)) for n in range(teams)]
    return Network({name: [f"第{k + 1}分队" for k in range(size)] for name, size in zip(names, sizes, strict=True)})


def build(owner_url: str, of: Network) -> None:
    """Write the network into an empty database, with somebody in charge of it."""
    with psycopg.connect(owner_url) as connection:
        account = connection.execute(
            "INSERT INTO account (name, status, failed_sign_ins, locale, sign_in_epoch)"
            " VALUES ('工委', 'active', 0, 'zh', 0) RETURNING id"
        ).fetchone()
        rows: list[tuple[str, str, str, int | None]] = [("brigade", "市大队", "市大队", None)]
        number = {"": 1}
        for team in of.teams:
            rows.append(("team", team, team, 1))
            number[team] = len(rows)
        rows += [("squad", f"{team}{squad}", squad, number[team]) for team, squad in of.pairs]
        path: dict[int | None, str] = {None: ""}
        with connection.cursor().copy(
            "COPY unit (id, parent_id, tier, name, short_name, pinyin, initials, path, status, settings, version)"
            " FROM STDIN"
        ) as copy:
            for id_, (tier, name, short, parent) in enumerate(rows, 1):
                path[id_] = f"{path[parent]}{id_}/"
                copy.write_row((id_, parent, tier, name, short, "", "", path[id_], "active", "{}", 1))
        connection.execute("SELECT setval(pg_get_serial_sequence('unit', 'id'), %s)", (len(rows),))
        connection.execute(
            "INSERT INTO access_grant (account_id, role, unit_id, since)"
            " VALUES (%s, 'committee', 1, now() - interval '1 day')",
            account,
        )
        connection.execute(
            "INSERT INTO sign_in_identity (account_id, kind, subject) VALUES (%s, 'password', %s)",
            (*(account or ()), IN_CHARGE.lower()),
        )
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("ANALYZE")


def clean_rows(of: Network, count: int, seed: int) -> Iterator[Row]:
    """Members of the network, each with a number and a phone of their own."""
    draw = random.Random(seed)
    pairs = of.pairs
    for n in range(count):
        team, squad = pairs[n % len(pairs)]
        name = draw.choice(FAMILY) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 2, 2))))
        yield [f"DG{n:07d}", name, str(13_000_000_000 + n), team, squad, f"第{n % 40 + 1}党支部",
               draw.choice(KINDS)]  # fmt: skip


def messed(rows: Iterable[Row]) -> Iterator[Row]:
    """The same rows as offices type them: every seventh with wide digits, stray spaces or a prefix; all still right."""
    for n, row in enumerate(rows):
        if n % 21 == 0:
            row[COLUMN["phone"]] = row[COLUMN["phone"]].translate(WIDE)
        elif n % 21 == 7:
            row[COLUMN["name"]] = " " + "\u3000".join(row[COLUMN["name"]])
        elif n % 21 == 14:
            phone = row[COLUMN["phone"]]
            row[COLUMN["phone"]] = f"+86 {phone[:3]}-{phone[3:7]} {phone[7:]}"
        yield row


def _typed(column: str, value: str) -> Plant:
    def plant(rows: list[Row], n: int) -> None:
        rows[n][COLUMN[column]] = value

    return plant


def _as_above(*columns: str) -> Plant:
    def plant(rows: list[Row], n: int) -> None:
        for name in columns:
            rows[n][COLUMN[name]] = rows[n - 1][COLUMN[name]]

    return plant


def _phone_of_the_next(rows: list[Row], n: int) -> None:
    rows[n][COLUMN["phone"]] = rows[n + 1][COLUMN["phone"]]


def _stranger(rows: list[Row], n: int) -> None:
    """Somebody unknown, by a phone that nobody has, without a number."""
    rows[n][COLUMN["number"]], rows[n][COLUMN["phone"]] = "", str(15_000_000_000 + n)


def _number_of_another(rows: list[Row], n: int) -> None:
    """The number of somebody else, whose own row is about a newcomer instead."""
    following = rows[n + 1]
    rows[n][COLUMN["number"]] = following[COLUMN["number"]]
    following[COLUMN["number"]], following[COLUMN["phone"]] = f"NEW{n:07d}", str(16_000_000_000 + n)


def _number_of_an_account(rows: list[Row], n: int) -> None:
    rows[n][COLUMN["number"]], rows[n][COLUMN["phone"]] = IN_CHARGE, str(17_000_000_000 + n)


# Each kind of error: the column it is told at, its name, and how it is planted.
ERRORS: tuple[tuple[str, str, Plant], ...] = (
    ("name", "missing", _typed("name", " ")),
    ("name", "name_wrong", _typed("name", "１２３")),
    ("name", "too_long", _typed("name", "张" * 41)),
    ("name", "another_person", _number_of_another),
    ("number", "number_wrong", _typed("number", "DG/1")),
    ("number", "number_needed", _stranger),
    ("number", "number_taken", _number_of_an_account),
    ("number", "twice", _as_above("number", "name", "phone")),
    ("phone", "phone_wrong", _typed("phone", "1380013800")),
    ("phone", "phone_twice", _as_above("phone")),
    ("phone", "phone_of_another", _phone_of_the_next),
    ("squad", "missing", _typed("squad", "")),
    ("squad", "unknown_unit", _typed("squad", "第九十九分队")),
    ("squad", "several_units", _typed("team", "")),
    ("kind", "choice_wrong", _typed("kind", "临时")),
    ("branch", "too_long", _typed("branch", "支部" * 41)),
)


def with_errors(rows: list[Row], count: int) -> list[Planted]:
    """Plant so many errors into the rows, all kinds in turn, far enough apart to leave each other alone."""
    apart = len(rows) // count
    planted = []
    for k in range(count):
        n, (column, problem, plant) = k * apart + 1, ERRORS[k % len(ERRORS)]
        plant(rows, n)
        planted.append(Planted(n + FIRST_LINE, column, problem))
    return planted


def write_workbook(path: Path, rows: Iterable[Row]) -> None:
    """A workbook with a heading and these rows, its texts in a shared table."""
    strings: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in PARTS.items():
            package.writestr(name, content)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for line, row in enumerate(chain([HEADINGS], rows), 1):
                sheet.write(_row(line, row, strings))
            sheet.write(b"</sheetData></worksheet>")
        with package.open("xl/sharedStrings.xml", "w", force_zip64=True) as shared:
            shared.write(f'{XML}<sst xmlns="{MAIN}" uniqueCount="{len(strings)}">'.encode())
            for text in strings:
                shared.write(f"<si><t>{escape(text)}</t></si>".encode())
            shared.write(b"</sst>")


def _row(line: int, row: Sequence[str], strings: dict[str, int]) -> bytes:
    cells = "".join(
        f'<c r="{"ABCDEFG"[n]}{line}" t="s"><v>{strings.setdefault(text, len(strings))}</v></c>'
        for n, text in enumerate(row)
        if text
    )
    return f'<row r="{line}">{cells}</row>'.encode()


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="成员名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
