"""Who is meant by a name: the rules, without a database."""

from __future__ import annotations

import pytest

from volunteer.kernel.pinyin import pinyin_of
from volunteer.suggestions.name_matching import How, Person, match, wanted
from volunteer.suggestions.pasted_names import Named, names_in


def person(number: int, name: str, phone: str | None = None, units: tuple[str, ...] = ("第一分队",)) -> Person:
    pinyin, initials = pinyin_of(name)
    return Person(number, name, f"M{number}", pinyin, initials, phone, units[-1], units, 7)


WEI_1 = person(1, "张伟", "13800000001", ("市财政局机关服务队", "第一分队"))
WEI_2 = person(2, "张伟", "13800000002", ("市财政局机关服务队", "第二分队"))
WEI_3 = person(3, "张薇", "13800000003", ("市教育局机关服务队", "第一分队"))
CITY = (WEI_1, WEI_2, WEI_3)


def meant(line: str) -> tuple[How, list[int]]:
    (named,) = names_in(line).people
    found = match(named, CITY)
    return found.how, [one.id for one in found.people]


@pytest.mark.parametrize(
    ("line", "how", "ids"),
    [
        ("张伟", How.CHOOSE, [1, 2]),
        ("张伟 13800000002", How.FOUND, [2]),
        ("张伟 尾号0001", How.FOUND, [1]),
        ("张伟（二队）", How.FOUND, [2]),
        ("张伟（第二分队）", How.FOUND, [2]),
        ("张伟（财政局）", How.CHOOSE, [1, 2]),
        ("张伟（教育局）", How.CHOOSE, [1, 2]),
        ("张伟 13911111111", How.OTHER_PHONE, [1, 2]),
        ("张薇", How.FOUND, [3]),
        ("章伟", How.CONFIRM, [1, 2, 3]),
        ("章伟（教育局）", How.CONFIRM, [3]),
        ("1. zhangwei", How.CONFIRM, [1, 2, 3]),
        ("1. Zhang Wei", How.CONFIRM, [1, 2, 3]),
        ("1. zw", How.CONFIRM, [1, 2, 3]),
        ("李伟 13800000003", How.CONFIRM, [3]),
        ("李伟", How.NOT_FOUND, []),
        ("李伟 0003", How.NOT_FOUND, []),
    ],
)
def test_the_same_name_is_taken_what_comes_near_is_asked(line: str, how: How, ids: list[int]) -> None:
    assert meant(line) == (how, ids)


def test_everything_that_may_find_somebody_is_looked_for_at_once() -> None:
    looked_for = wanted(
        [
            Named("", "张伟", digits="13800000001"),
            Named("", "Zhang San"),
            Named("", "ZS"),
            Named("", "李四", digits="0001"),
        ]
    )
    assert looked_for.names == {"张伟", "Zhang San", "ZS", "李四"}
    assert looked_for.pinyin == {"zhangwei", "zhangsan", "zs", "lisi"}
    assert looked_for.initials == {"zs"}
    assert looked_for.phones == {"13800000001"}
