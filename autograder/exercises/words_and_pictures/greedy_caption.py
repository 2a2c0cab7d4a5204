"""greedy_caption: a caption of which each word is the one with the highest score."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import some
from helpers.checking.ingredients import Storyteller
from helpers.checking.kinds import STORY


def greedy_caption(step, start, end, length):
    """A caption in which each word is the one with the highest score.

    step: a function. step(word, state) takes the word before, an int, and the state
    that it returned the time before. It returns scores (V,), one for each word that may
    come next, and a new state, which may be anything. The first call gets start, and
    None for the state.
    start, end: ints, the signs for beginning and end; length: an int, 1 or more: the
    caption has no more words than that.
    The next word is the one with the highest score, of equal scores the first. Where
    that is end, the caption is complete.
    Returns a list of ints, the words without start and end.
    """
    words, word, state = [], start, None
    while len(words) < length:
        scores, state = step(word, state)
        word = int(np.argmax(scores))
        if word == end:
            break
        words.append(word)
    return words


def highest(scores):
    return int(np.argmax(scores))


def written(step, start, end, most, choose=None, feed=None, keep=None):
    """A caption of at most so many words. choose: makes a word of scores; feed: the word that the
    step gets, of start and the word before; keep: its state, of the one before and the new one."""
    words, word, state = [], start, None
    while len(words) < most:
        scores, new = step(feed(start, word) if feed else word, state)
        state = keep(state, new) if keep else new
        word = (choose or highest)(scores)
        if word == end:
            break
        words.append(word)
    return words


def feeds_start_each_time(step, start, end, length):
    """Each step gets start. It gets the word that was chosen last: what comes next depends on
    it."""
    return written(step, start, end, length, feed=lambda begin, word: begin)


def throws_the_state_away(step, start, end, length):
    """Each step begins without a state. It remembers the picture and the words so far: hand it the
    one that the last step returned, whatever that is."""
    return written(step, start, end, length, keep=lambda old, new: None)


def keeps_the_first_state(step, start, end, length):
    """Each step gets the state of the first one. A step returns a new state: the next one goes on
    from there."""
    return written(step, start, end, length, keep=lambda old, new: new if old is None else old)


def goes_one_word_behind(step, start, end, length):
    """Each step gets the word before the last one. When the step is called, has the new word taken
    the place of the old one?"""
    words, word, before, state = [], start, start, None
    while len(words) < length:
        scores, state = step(before, state)
        before, word = word, highest(scores)
        if word == end:
            break
        words.append(word)
    return words


def puts_start_into_the_caption(step, start, end, length):
    """The caption begins with start. That is a sign for the step, and no word."""
    return [start, *greedy_caption(step, start, end, length)]


def puts_end_into_the_caption(step, start, end, length):
    """The caption ends with the sign for the end. Look for it before you append."""
    words, word, state = [], start, None
    while len(words) < length:
        scores, state = step(word, state)
        word = highest(scores)
        words.append(word)
        if word == end:
            break
    return words


def puts_both_signs_into_the_caption(step, start, end, length):
    """Start and end stand in the caption. They are signs for the step, and no words."""
    return [start, *puts_end_into_the_caption(step, start, end, length)]


def counts_start_and_leaves_it_in(step, start, end, length):
    """The caption begins with start, which also takes the place of a word: a caption that does not
    end by itself is one word short. Start is a sign for the step, and no word."""
    return [start, *written(step, start, end, length - 1)]


def counts_start_as_a_word(step, start, end, length):
    """A caption that does not end by itself is one word short. Only words count for length: start
    and end are none."""
    return written(step, start, end, length - 1)


def writes_one_word_more(step, start, end, length):
    """A caption that does not end by itself is one word too long. With length words it is
    complete."""
    return written(step, start, end, length + 1)


def knows_no_limit(step, start, end, length):
    """The caption goes on until it ends by itself. A network need not end: length says where to
    stop."""
    return written(step, start, end, 10**6)


def gives_up_long_captions(step, start, end, length):
    """Of a caption that does not end by itself nothing comes back. It is cut: its first words, as
    many as length says."""
    words = greedy_caption(step, start, end, length)
    return words if len(words) < length else []


def goes_on_behind_the_end(step, start, end, length):
    """At the end the loop goes on, and what comes behind it gets into the caption. To leave out end
    is not enough: stop there."""
    words, word, state = [], start, None
    for _ in range(length):
        scores, state = step(word, state)
        word = highest(scores)
        if word != end:
            words.append(word)
    return words


def fills_up_with_the_end(step, start, end, length):
    """Behind the end the caption is filled up with it to its full length. It has as many words as
    it has."""
    words = greedy_caption(step, start, end, length)
    return words + [end] * (length - len(words))


def never_chooses_the_end(step, start, end, length):
    """The end is never chosen, however high its score: it is left out before you compare. It
    competes like any word."""

    def choose(scores):
        scores[end] = -np.inf
        return highest(scores)

    return written(step, start, end, length, choose)


def ends_what_has_no_end(step, start, end, length):
    """A caption that does not end by itself gets the sign for the end. That is no word: a full
    caption is complete without it."""
    words = greedy_caption(step, start, end, length)
    return words + [end] * (len(words) == length)


def takes_both_results_for_scores(step, start, end, length):
    """The step returns two things, and you take both of them for the scores. Give each a name of
    its own: scores, state = ..."""
    words, word, state = [], start, None
    while len(words) < length:
        word = highest(step(word, state))
        words.append(word)
    return words


def takes_the_lowest_score(step, start, end, length):
    """You take the word with the lowest score."""
    return written(step, start, end, length, lambda scores: int(np.argmin(scores)))


def takes_the_largest_size(step, start, end, length):
    """A score far below 0 counts as high with you: its sign gets lost."""
    return written(step, start, end, length, lambda scores: highest(np.abs(scores)))


def takes_the_last_of_equal_scores(step, start, end, length):
    """Of equal scores you take the last one. It should be the first, which is what argmax finds."""
    return written(step, start, end, length, lambda scores: len(scores) - 1 - highest(scores[::-1]))


def looks_for_scores_above_zero(step, start, end, length):
    """Where all scores are below 0 none is chosen, and word 0 stays: your search for the best
    begins at a score of 0. Scores may have any sign."""
    return written(step, start, end, length, lambda scores: highest(np.maximum(scores, 0)))


def counts_words_from_one(step, start, end, length):
    """Your words are one too high. They count from 0, as places in the scores do."""
    return [word + 1 for word in greedy_caption(step, start, end, length)]


def returns_the_scores(step, start, end, length):
    """You return the highest scores and not the words that have them: the place of the maximum is
    asked for."""
    best = []

    def choose(scores):
        best.append(scores.max())
        return highest(scores)

    words = written(step, start, end, length, choose)
    return best[: len(words)]


def makes_floats_of_words(step, start, end, length):
    """Your words are floats, as those of np.zeros. Make ints of them: a word is a place in a
    list."""
    return [float(word) for word in greedy_caption(step, start, end, length)]


def returns_the_last_word(step, start, end, length):
    """You return one word, the last. All of them are asked for, in a list."""
    return greedy_caption(step, start, end, length)[-1:]


def stops_after_the_first_word(step, start, end, length):
    """The caption has one word at most. Is a return inside of your loop?"""
    return greedy_caption(step, start, end, length)[:1]


def turns_the_words_round(step, start, end, length):
    """The words come in reverse order. The first that was chosen is the first of the caption."""
    return greedy_caption(step, start, end, length)[::-1]


def follow(story: Storyteller, start: int, end: int | None, most: int) -> tuple[list[int], bool]:
    """The words that come before the end, one more than `most` at most, and whether two words ever
    had the highest score."""
    step, words, word, state, tied = story.make(), [], start, None, False
    while len(words) <= most:
        scores, state = step(word, state)
        word, tied = highest(scores), tied or (scores == scores.max()).sum() > 1
        if word == end:
            break
        words.append(word)
    return words, tied


def a_story(
    rng: np.random.Generator, least: int, most: int, length: int | None = None, tied: bool = False
) -> Call:
    """A call with a story that ends by itself after so many words. Start is none of them, and none
    that would come behind the end.

    tied: whether two words ever have the highest score.
    """
    V = some(rng, 5, 7)
    start, end = (int(word) for word in rng.choice(V, 2, replace=False))
    while True:
        story = Storyteller(some(rng, 1, 10**6), V)
        words, is_tied = follow(story, start, end, most)
        if not least <= len(words) <= most or is_tied != tied:
            continue
        most_words = length or len(words) + some(rng, 1, 4)
        if start not in [*words, *follow(story, start, None, most_words)[0]]:
            return call(story, start, end, most_words)


def fixed(seed: int, *args, **kwargs) -> Call:
    return a_story(np.random.default_rng(seed), *args, **kwargs)


def of_one_word(rng: np.random.Generator) -> Call:
    return a_story(rng, 1, 1)


def of_several_words(rng: np.random.Generator) -> Call:
    return a_story(rng, 3, 6)


def that_ends(rng: np.random.Generator) -> Call:
    return a_story(rng, 0, 0) if rng.random() < 0.4 else a_story(rng, 1, 3)


def that_goes_on(rng: np.random.Generator) -> Call:
    length = some(rng, 1, 5)
    return a_story(rng, length + 1, length + 6, length)


def of_just_that_length(rng: np.random.Generator) -> Call:
    length = some(rng, 2, 5)
    return a_story(rng, length, length, length)


def with_equal_scores(rng: np.random.Generator) -> Call:
    return a_story(rng, 3, 6, tied=True)


FIRST_WORDS = [fixed(1, 1, 1), fixed(2, 1, 1), fixed(3, 1, 1), drawn(of_one_word, 3)]
LATER_WORDS = [fixed(4, 2, 2), fixed(5, 3, 3), fixed(6, 5, 6), drawn(of_several_words, 3)]


EXERCISE = Exercise(
    solution=greedy_caption,
    kind=STORY,
    parts=[
        Part("one word", FIRST_WORDS, item=0),
        Part("several words", LATER_WORDS, item=0),
        Part("the words that the step gets", LATER_WORDS, item=1),
        Part(
            "the end, sometimes at once",
            [fixed(7, 0, 0), fixed(8, 2, 2), fixed(9, 0, 0), fixed(10, 3, 3), drawn(that_ends, 4)],
            item=0,
        ),
        Part(
            "no more words than length",
            [
                fixed(11, 2, 3, 1),
                fixed(12, 4, 6, 3),
                fixed(13, 6, 9, 5),
                fixed(14, 3, 3, 3),
                drawn(that_goes_on, 3),
                drawn(of_just_that_length, 1),
            ],
            item=0,
        ),
        Part(
            "of equal scores the first",
            [
                fixed(15, 1, 2, tied=True),
                fixed(16, 4, 5, tied=True),
                fixed(17, 3, 4, tied=True),
                fixed(18, 3, 4, tied=True),
                drawn(with_equal_scores, 3),
            ],
            item=0,
        ),
    ],
    hints=[
        "Three things change from step to step: the words so far, the word before and the state. "
        "What is each of them at first?",
        "In a loop: ask step with the word and the state that you have, take the place of the "
        "highest score, np.argmax(scores), and look whether it is the end.",
        "Two things stop the loop: the end, which is not appended, and len(words) == length.",
    ],
)
