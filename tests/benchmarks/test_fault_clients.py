"""What tells how people fared while something broke must not make it look better than it was."""

from __future__ import annotations

from benchmarks.faults.clients import Try, errors, healthy_after, longest_silence, words_of
from benchmarks.faults.letters import number_of


def _try(ended: float, status: int = 200, words: str = "") -> Try:
    return Try(ended - 0.1, ended, "page", status, words)


def test_silence_runs_to_the_end_when_nobody_answers_again() -> None:
    assert longest_silence([_try(1.0), _try(4.0, 503), _try(5.0, 0)], since=2.0, until=10.0) == 8.0
    assert longest_silence([_try(3.0), _try(7.0), _try(8.0)], since=2.0, until=9.0) == 4.0


def test_what_failed_before_the_fault_is_not_its_work() -> None:
    tries = [_try(1.0, 500, "早先"), _try(3.0, 503, "稍后重试"), _try(6.0)]

    assert errors(tries, since=2.0) == {"503 稍后重试": 1}
    assert healthy_after(tries, since=2.0) == 1.0
    assert healthy_after([_try(6.0)], since=2.0) == 0.0


def test_somebody_who_is_signed_out_was_not_served() -> None:
    assert _try(1.0, 401).failed
    assert not _try(1.0, 409).failed


def test_words_are_those_that_people_read() -> None:
    assert words_of('{"reason": "full", "message": "名额已满"}') == "名额已满"
    assert words_of('<main><h1 class="title">服务暂时不可用</h1></main>') == "服务暂时不可用"


def test_letters_are_known_by_their_number() -> None:
    assert number_of("急招结束：第 000123 条 已结束") == 123
    assert number_of("别的信") == -1
