"""docs/security.md: every requirement of ASVS 5.0.0, levels 1 and 2, once; what it names is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from volunteer.runtime.paths import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (L[12]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)+|[\w-]+\.(?:toml|lock|json))`")
MET, IN_PART, NOT_MET, NOT_APPLICABLE, OPERATORS = "符合", "部分", "未达到", "不适用", "运维"
TESTED = re.compile(r"`tests/[\w/]+\.py`")


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, ...]]:
    """Number, level, what is asked for, how it stands, where."""
    return [match.groups() for match in ROW.finditer(DOCUMENT.read_text("utf-8"))]


def test_every_requirement_stands_once_with_its_level(rows: list[tuple[str, ...]]) -> None:
    asked = Path(__file__).with_name("asvs_5_0_0.txt").read_text("ascii").splitlines()
    assert Counter(f"{number} {level[1]}" for number, level, *_rest in rows) == Counter(asked)
    assert len(asked) == 253


def test_each_says_how_it_stands_and_where_or_why(rows: list[tuple[str, ...]]) -> None:
    assert {status for *_row, status, _where in rows} == {MET, IN_PART, NOT_MET, NOT_APPLICABLE, OPERATORS}
    assert [number for number, _level, _asked, _status, where in rows if len(where.strip()) < 2] == []


def test_every_file_that_is_named_is_there(rows: list[tuple[str, ...]]) -> None:
    named = {(number, path) for number, *_row, where in rows for path in FILE.findall(where)}
    assert {(number, path) for number, path in named if not (PROJECT_ROOT / path).exists()} == set()
    assert len({path for _number, path in named}) > 80


def test_the_sums_are_those_of_the_rows(rows: list[tuple[str, ...]]) -> None:
    text = DOCUMENT.read_text("utf-8")
    for status, many in Counter(status for *_row, status, _where in rows).items():
        assert f"{status} {many}" in text


def test_most_of_what_is_met_is_tested(rows: list[tuple[str, ...]]) -> None:
    met = [where for *_row, status, where in rows if status == MET]
    assert sum(TESTED.search(where) is not None for where in met) > len(met) * 0.6
