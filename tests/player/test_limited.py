"""What may hang does not hang who asks."""

import threading

import pytest

from player.limited import Limited

LONG_S, SHORT_S = 30.0, 0.02


def test_an_answer_in_time_is_given() -> None:
    answers = [1, None, 3]
    ask = Limited(lambda: answers.pop(0), LONG_S)
    assert [ask(), ask(), ask()] == [1, None, 3]


@pytest.mark.parametrize("trouble", [OSError("no display"), ValueError("a mistake here")])
def test_a_question_that_fails_answers_nothing_and_is_asked_again(trouble: Exception) -> None:
    answers: list[int] = []

    def work() -> int:
        if not answers:
            raise trouble
        return answers[0]

    ask = Limited(work, LONG_S)
    assert ask() is None
    answers.append(5)
    assert ask() == 5


def test_one_that_hangs_answers_nothing_and_is_not_asked_twice() -> None:
    hanging, asked = threading.Event(), []

    def work() -> int:
        asked.append(1)
        hanging.wait(LONG_S)
        return len(asked)

    ask = Limited(work, SHORT_S)
    assert [ask(), ask(), ask()] == [None, None, None]
    assert len(asked) == 1
    hanging.set()
    found = None
    while found is None:
        found = ask()
    while found == 1:  # the late answer may come once
        found = ask()
    assert found is not None and found >= 2
