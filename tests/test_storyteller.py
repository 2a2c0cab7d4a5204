"""A caption is written with a made step, which knows what it was asked and forgets nothing."""

from __future__ import annotations

import json

import numpy as np
import pytest

from autograder.exercises.words_and_pictures.greedy_caption import greedy_caption
from helpers.checking.ingredients import Storyteller
from helpers.checking.kinds import STORY
from helpers.checking.outcome import Outcome
from helpers.checking.run import outcome_of
from helpers.checking.typed import literal
from helpers.checking.values import HEADER_BYTES, TAG, decode, encode
from helpers.words_and_pictures import stories

ARGS = (Storyteller(7, 6), 0, 5, 4)
COUNT = 4


def told(answer, args=ARGS) -> Outcome:
    """The outcome as the judge sees it."""
    return STORY.measured(outcome_of(STORY, answer, args, {}), None)


def ignoring(result):
    """An answer that returns this, whatever the step says."""
    return lambda step, start, end, length: result


def test_a_storyteller_crosses_as_data_and_is_typed_as_its_function():
    assert decode(encode(ARGS)) == ARGS
    step = eval(literal(ARGS[0]), {"stories": stories})
    assert np.array_equal(step(0, None)[0], ARGS[0].make()(0, None)[0])


@pytest.mark.parametrize(
    "items",
    [[], [1], [-1, 6], ["7", 6], [True, 6], [7, 1], [7, 101], [7, "6"], [7, True], [7, [6]]],
)
def test_what_is_no_storyteller_is_not_read_as_one(items):
    header = json.dumps({TAG: "storyteller", "items": items}).encode()
    with pytest.raises(ValueError):
        decode(len(header).to_bytes(HEADER_BYTES, "big") + header)


def test_scores_depend_on_the_word_and_on_all_words_before():
    step = stories.storyteller(1, words=6)
    first, state = step(0, None)
    assert first.shape == (6,) and first.dtype == float
    assert not np.array_equal(first, step(1, None)[0])
    others = [step(word, None)[1] for word in range(6)]
    assert len({step(2, other)[0].tobytes() for other in others}) == 6
    assert np.array_equal(step(2, state)[0], step(2, others[0])[0])


def test_scores_are_of_any_sign_and_some_are_equal():
    scores = np.array([stories.storyteller(seed, 6)(0, None)[0] for seed in range(200)])
    assert (scores.max(axis=1) < 0).any() and (scores.min(axis=1) > 0).any()
    tied = (scores == scores.max(axis=1, keepdims=True)).sum(axis=1) > 1
    assert 0.05 < tied.mean() < 0.5


def test_who_changes_scores_changes_no_later_ones():
    step = stories.storyteller(1, words=6)
    before = step(0, None)[0].copy()
    step(0, None)[0][:] = 0
    assert np.array_equal(step(0, None)[0], before)


def test_a_state_of_another_story_is_refused():
    one, other = stories.storyteller(1, words=6), stories.storyteller(1, words=6)
    for state in (other(0, None)[1], 0, (), np.zeros(3)):
        with pytest.raises(RuntimeError, match="not one that the same step returned"):
            one(0, state)


def test_who_hands_on_only_states_that_are_true_hands_on_none():
    def true_ones(step, start, end, length):
        return greedy_caption(lambda word, state: step(word, state or None), start, end, length)

    assert told(true_ones).value != told(greedy_caption).value


@pytest.mark.parametrize("word, error", [(6, IndexError), (-1, IndexError), (1.0, TypeError)])
def test_a_word_that_is_not_known_is_refused(word, error):
    with pytest.raises(error):
        stories.storyteller(1, words=6)(word, None)


def test_a_story_has_an_end_somewhere():
    step, state = stories.storyteller(1, words=6), None
    with pytest.raises(RuntimeError, match="100 words and nobody has ended it"):
        for _ in range(101):
            _, state = step(0, state)


def test_the_words_that_the_step_was_asked_with_are_noted():
    words, asked = told(greedy_caption).value
    assert len(words) == COUNT and asked == [0, *words[:-1]]


def test_who_asks_once_more_and_drops_it_has_asked_for_the_same():
    def once_more(step, start, end, length):
        words, word, state = [], start, None
        while True:
            scores, state = step(word, state)
            word = int(scores.argmax())
            if word == end or len(words) == length:
                return words
            words.append(word)

    assert told(once_more).value == told(greedy_caption).value


def test_words_may_be_a_list_a_tuple_or_an_array_of_ints():
    for words in ([2, 1], (2, 1), np.array([2, 1]), [np.int64(2), np.uint8(1)]):
        assert told(ignoring(words)).value == ([2, 1], [])
    for nothing in ([], (), np.array([])):
        assert told(ignoring(nothing)).value == ([], [])


NO_WORDS = {
    "[2., 1.] of type float64, and only ints are words": [2.0, 1.0],
    "numbers of shape (1, 2), not a list of words": [[2, 1]],
    "3, not a list of words": 3,
    "None, not a list of words": None,
    "something else than numbers": "red star",
    "rows of different lengths": [[1], [2, 3]],
}


@pytest.mark.parametrize("message, value", NO_WORDS.items())
def test_what_is_no_list_of_words_is_told_so(message, value):
    outcome = told(ignoring(value))
    assert (outcome.kind, outcome.message) == ("not data", message)


@pytest.mark.parametrize(
    "value",
    [None, 3, [], [[], []], ([],), ([1], [2], [3]), ({}, []), ([1], "x"), ([1], None), ("a", [1])],
    ids=repr,
)
def test_whatever_a_process_sends_in_place_of_a_story_is_no_data(value):
    assert STORY.measured(Outcome("returned", value), None).kind == "not data"
