"""How much two texts say the same, and which words they share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from volunteer.texts.likeness import likeness, pairs, shared_words

WORDS = st.text("大树倒了花园路口挡住人行道灯不亮，。请", max_size=40)


@given(WORDS, WORDS)
def test_likeness_is_mutual_and_a_share(one: str, other: str) -> None:
    alike = likeness(pairs(one), pairs(other))
    assert alike == likeness(pairs(other), pairs(one))
    assert 0 <= alike <= 1


@given(WORDS, WORDS)
def test_shared_words_stand_in_both_and_none_within_another(one: str, other: str) -> None:
    found = shared_words(one, other)
    assert all(piece in one and piece in other for piece in found)
    assert not [piece for piece in found for more in found if piece != more and piece in more]


def test_the_longest_common_pieces_are_told() -> None:
    assert shared_words("花园路口树倒了，花园路口一棵大树", "花园路口一棵大树倒了") == ["树倒了", "花园路口一棵大树"]
