"""Lists as they come out of a group chat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.suggestions.pasted_names import MOST_NAMES, NameList, names_in, put_right


def names(text: str) -> list[str]:
    return [one.name for one in names_in(text).people]


def test_a_list_as_the_chat_makes_it() -> None:
    found = names_in(
        "#接龙\n周六清洁日\n\n1. 张三\n2、李四 13800138000\n3）王五（二队）\n"
        "4. 欧阳娜娜 +1\n5 赵六👍\n6. 张三\n请大家继续接龙"
    )
    assert [(one.name, one.digits, one.hint, one.guests) for one in found.people] == [
        ("张三", "", "", 0),
        ("李四", "13800138000", "", 0),
        ("王五", "", "二队", 0),
        ("欧阳娜娜", "", "", 1),
        ("赵六", "", "", 0),
    ]
    assert found.skipped == ("#接龙", "周六清洁日", "请大家继续接龙")
    assert found.repeated == 1


@pytest.mark.parametrize(
    "line",
    [
        "1.张三",
        "1、张三",
        "1）张三",
        "(1) 张三",
        "（1）张三",
        "【1】张三",
        "1 张三",
        "1张三",
        "①张三",
        "1️⃣张三",
        "⒈张三",
        "No.1 张三",
        "01. 张三",
        "一、张三",
        "1: 张三",
        "1，张三",
        "- 张三",
        "• 张三",
        "* 张三",
        "@张三",
        "@张三 ",
        "1. 张 三",
        "1. 张　三",
        "1. 张三。",
        "1. 张三！",
        "1. 张三同志",
        "1. 张三报名",
        "1. 张三 报名",
        "1. 张三 收到",
        "1. 张三：参加",
        "1. 张三🌹🌹",
        "1. 🙋‍♀️张三",
        "1. \u200b张三\ufeff",
        "张三",
        "　张三　",
        "1. 张三 上午",
        "1. 张三 9:30到",
        "1. 二队 张三",
        "1. 二队-张三",
        "1. 财政局：张三",
    ],
)
def test_however_the_line_is_written(line: str) -> None:
    assert names(line) == ["张三"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("3. 阿依古丽·买买提", "阿依古丽·买买提"),
        ("3. 阿依古丽•买买提", "阿依古丽·买买提"),
        ("3. 欧阳修文", "欧阳修文"),
        ("3. 曾国强（综合科）", "曾国强"),
        ("3. 区志强", "区志强"),
        ("3. Zhang San", "Zhang San"),
        ("3. zhangsan", "zhangsan"),
        ("3. 李四科长", "李四"),
        ("3. 陈书记", "陈书记"),
        ("3. 王一", "王一"),
        ("3. 二队 王科", "王科"),
        ("3. 李科文", "李科文"),
        ("3. 林办", "林办"),
        ("3. 万三千", "万三千"),
        ("3. 党员李建国", "李建国"),
        ("12. 和平", "和平"),
    ],
)
def test_names_of_every_sort(line: str, name: str) -> None:
    assert names(line) == [name]


@pytest.mark.parametrize(
    ("line", "digits"),
    [
        ("1. 李四 13800138000", "13800138000"),
        ("1. 李四13800138000", "13800138000"),
        ("1. 李四 138-0013-8000", "13800138000"),
        ("1. 李四 138 0013 8000", "13800138000"),
        ("1. 李四 +8613800138000", "13800138000"),
        ("13800138000 李四", "13800138000"),
        ("1. 李四（电话：13800138000）", "13800138000"),
        ("1. 李四 8000", "8000"),
        ("1. 李四（尾号8000）", "8000"),
        ("1. 李四 9:30", ""),
        ("1. 李四 2026年", ""),
        ("1. 李四", ""),
    ],
)
def test_a_phone_or_its_last_digits(line: str, digits: str) -> None:
    (found,) = names_in(line).people
    assert (found.name, found.digits) == ("李四", digits)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("1. 王五（二队）", "二队"),
        ("1. 王五(二队", "二队"),
        ("1. 王五【财政局】", "财政局"),
        ("1. 王五-二队", "二队"),
        ("1. 王五—综合科", "综合科"),
        ("1. 王五 市财政局 可以开车", "市财政局 可以开车"),
        ("1. 第二服务队 王五", "第二服务队"),
        ("1. 二队王五", "二队"),
        ("1. 市财政局王五", "市财政局"),
        ("1. 财政局办公室王五", "财政局办公室"),
        ("1. 王五二队", "二队"),
        ("1. 王五第二分队", "第二分队"),
        ("1. 王五3组", "3组"),
        ("1. 王五（二队，13800138000）", "二队"),
    ],
)
def test_what_is_written_beside_a_name(line: str, hint: str) -> None:
    (found,) = names_in(line).people
    assert (found.name, found.hint) == ("王五", hint)


@pytest.mark.parametrize(
    ("line", "guests"),
    [
        ("1. 王五 +1", 1),
        ("1. 王五＋２", 2),
        ("1. 王五+1人", 1),
        ("1. 王五 带两人", 2),
        ("1. 王五（另带1位）", 1),
        ("1. 王五 带小孩1个", 1),
        ("1. 王五", 0),
    ],
)
def test_whom_somebody_brings_along(line: str, guests: int) -> None:
    (found,) = names_in(line).people
    assert (found.name, found.guests) == ("王五", guests)


@pytest.mark.parametrize("line", ["1. 王五（请假）", "1. 王五 去不了", "1. 王五 有事不参加", "1. 王五-取消"])
def test_who_wrote_that_they_cannot_come(line: str) -> None:
    (found,) = names_in(line).people
    assert (found.name, found.stays_away) == ("王五", True)
    assert not names_in("1. 王五").people[0].stays_away


@pytest.mark.parametrize(
    "text",
    [
        "张三、李四、王五",
        "张三，李四，王五",
        "张三 李四 王五",
        "张三/李四/王五",
        "张三+李四+王五",
        "张三\n李四\n王五",
        "张三\r\n\r\n李四\r\n王五",
        "1.张三2.李四3.王五",
        "1. 张三 2. 李四 3. 王五",
        "1. 张三、李四\n2. 王五",
        "1. 张三\n李四\n2. 王五",
        "大家好\n1. 张三\n2. 李四\n3. 王五\n谢谢大家",
    ],
)
def test_several_names(text: str) -> None:
    assert names(text) == ["张三", "李四", "王五"]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "#接龙", "周六上午 9:00 集合", "谢谢", "13800138000", "👍👍", "1.", "#接龙 张三"]
)
def test_nobody(text: str) -> None:
    assert names_in(text).people == ()


def test_what_stands_beside_one_of_several_is_theirs() -> None:
    found = names_in("报名：张三，李四（一队，13800138000），王五13900139000、二队，赵六+1、孙七请假。")
    assert [(one.name, one.digits, one.hint, one.guests, one.stays_away) for one in found.people] == [
        ("张三", "", "报名", 0, False),
        ("李四", "13800138000", "一队", 0, False),
        ("王五", "13900139000", "二队", 0, False),
        ("赵六", "", "", 1, False),
        ("孙七", "", "", 0, True),
    ]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("1. 张三\n2. 李四", "1. 张珊\n2. 李四"),
        ("1. 张三丰\n2. 张三", "1. 张三丰\n2. 张珊"),
        ("1. 张 三", "1. 张珊"),
        ("1.张三报名", "1.张珊报名"),
        ("1. 李四", "1. 李四"),
    ],
)
def test_a_name_is_put_right_where_it_stands_by_itself(text: str, after: str) -> None:
    assert put_right(text, "张三", "张珊") == after


def test_the_example_of_a_list_is_nobody() -> None:
    found = names_in("#接龙\n例 1. 王小明\n联系人：李四 13800138000\n\n1. 张三")
    assert [one.name for one in found.people] == ["张三"]
    assert found.skipped == ("#接龙", "例 1. 王小明", "联系人:李四 13800138000")


def test_two_people_of_one_name_stay_two_where_they_wrote_which() -> None:
    found = names_in("1. 张伟 8000\n2. 张伟 9000\n3. 张伟（一队）\n4. 张伟 8000")
    assert [(one.name, one.digits, one.hint) for one in found.people] == [
        ("张伟", "8000", ""),
        ("张伟", "9000", ""),
        ("张伟", "", "一队"),
    ]
    assert found.repeated == 1


def test_no_more_than_the_most() -> None:
    family = "赵钱孙李周吴郑王冯陈"
    given_ = "一二三四五六七八九十百千"
    text = "\n".join(f"{n}. {a}{b}" for n, (a, b) in enumerate(((a, b) for a in family for b in given_), 1))
    found = names_in(text)
    assert len(found.people) == MOST_NAMES
    assert len(found.skipped) == 120 - MOST_NAMES


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_handed_back(text: str) -> None:
    found = names_in(text)
    assert isinstance(found, NameList)
    assert all(one.name and "\n" not in one.name for one in found.people)
    assert len({one.key for one in found.people}) == len(found.people)
