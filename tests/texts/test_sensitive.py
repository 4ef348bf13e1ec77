"""What must not be public is found and taken out; what may be public stays as it is written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteer.texts.sensitive import (
    IDENTITY_CHECKS,
    IDENTITY_FACTORS,
    Sensitive,
    is_card_number,
    is_identity_number,
    kinds,
    masked,
    spots,
)

CHINESE = st.text("社区老人请来帮忙打扫卫生，。张王李患糖尿病住在栋房电话今天 ", max_size=30)


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    region = draw(st.integers(110000, 659999))
    birth = f"{draw(st.integers(1920, 2020))}{draw(st.integers(1, 12)):02}{draw(st.integers(1, 28)):02}"
    number = f"{region}{birth}{draw(st.integers(0, 999)):03}"
    total = sum(int(digit) * factor for digit, factor in zip(number, IDENTITY_FACTORS, strict=True))
    return number + IDENTITY_CHECKS[total % 11]


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    number = "62" + draw(st.text("0123456789", min_size=13, max_size=16))
    return next(number + check for check in "0123456789" if is_card_number(number + check))


@st.composite
def phone_numbers(draw: st.DrawFn) -> str:
    number = "1" + draw(st.sampled_from("3456789")) + draw(st.text("0123456789", min_size=9, max_size=9))
    between = draw(st.sampled_from(["", " ", "-"]))
    return between.join((number[:3], number[3:7], number[7:]))


@given(before=CHINESE, number=identity_numbers(), after=CHINESE)
def test_an_identity_number_is_found_anywhere(before: str, number: str, after: str) -> None:
    text = before + number + after
    assert Sensitive.IDENTITY in kinds([text])
    assert number not in masked(text)


@given(before=CHINESE, number=card_numbers(), after=CHINESE)
def test_a_bank_card_is_found_anywhere(before: str, number: str, after: str) -> None:
    assert number not in masked(before + number + after)


@given(before=CHINESE, number=phone_numbers(), after=CHINESE)
def test_a_phone_number_is_found_anywhere(before: str, number: str, after: str) -> None:
    text = before + number + after
    assert Sensitive.PHONE in kinds([text])
    assert number not in masked(text)


@given(st.text("0123456789Xx -*栋座室房号张王患病糖尿的，。电话+()", max_size=60))
def test_nothing_sensitive_is_left_and_masking_again_changes_nothing(text: str) -> None:
    once = masked(text)
    assert spots(once) == []
    assert masked(once) == once


@given(st.text(max_size=80))
def test_a_text_without_findings_stays_as_it_is(text: str) -> None:
    if not spots(text):
        assert masked(text) == text


@given(st.text(max_size=120))
def test_spots_stand_in_order_and_apart(text: str) -> None:
    found = spots(text)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(identity_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_no_identity_number(number: str, place: int, added: int) -> None:
    wrong = number[:place] + str((int(number[place]) + added) % 10) + number[place + 1 :]
    assert is_identity_number(number)
    assert not is_identity_number(wrong)


@pytest.mark.parametrize(
    ("text", "kind", "instead"),
    [
        ("联系电话13812345678", Sensitive.PHONE, "联系电话138****5678"),
        ("电话１３８１２３４５６７８找陈主任", Sensitive.PHONE, "电话138****5678找陈主任"),
        ("请打 0769-22830000", Sensitive.PHONE, "请打 ********0000"),
        ("身份证号 11010519491231002X", Sensitive.IDENTITY, "身份证号 **************002X"),
        ("卡号6222 0212 3456 7890", None, "卡号6222 0212 3456 7890"),
        ("住在花园路12号3栋2单元501房", Sensitive.ADDRESS, "住在花园路（门牌不公开）"),
        ("阿婆住二巷15号，腿脚不便", Sensitive.ADDRESS, "阿婆住（门牌不公开），腿脚不便"),
        ("独居老人张桂兰患糖尿病，需要上门量血糖", Sensitive.HEALTH, "独居老人张某某患糖尿病，需要上门量血糖"),
        ("陈阿婆中风后卧床", Sensitive.HEALTH, "某阿婆中风后卧床"),
    ],
)
def test_what_is_proposed_instead(text: str, kind: Sensitive | None, instead: str) -> None:
    assert masked(text) == instead
    assert kinds([text]) == ([kind] if kind else [])


@pytest.mark.parametrize(
    "text",
    [
        "为高血压、糖尿病老人量血压",
        "本周六上午9:00-11:00在党群服务中心3栋201室义诊",
        "需要20名志愿者，服务100人次",
        "工单号2026112200018873",
        "陈主任带队打扫卫生",
        "周末为残疾人上门理发",
        "3栋楼道灯坏了，2单元没有电",
        "慢病管理讲座，白内障筛查",
        "给3栋12位老人送餐",
        "方便的话请带轮椅，老人骨折",
    ],
)
def test_what_may_be_public_is_left_alone(text: str) -> None:
    assert spots(text) == []
