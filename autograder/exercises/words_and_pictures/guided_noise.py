"""guided_noise: a guess of the noise that follows the words more than the network does."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import numbers, some


def guided_noise(with_words, without_words, scale):
    """A guess of the noise that listens to the words more than the network does.

    with_words, without_words: float arrays of one shape, what the network takes for the
    noise when it is told the words, and when it is not; scale: a number.
    The guesses lie on the straight line through both: without_words at scale 0,
    with_words at scale 1, and at scale 2 as far again beyond with_words.
    Returns an array of the same shape.
    Ho, Salimans 2021.
    """
    return without_words + scale * (with_words - without_words)


def counts_from_the_guess_with_words(with_words, without_words, scale):
    """Your line begins at with_words, so that each scale goes one step too far. At scale 0 the
    words have no say: it begins at without_words."""
    return with_words + scale * (with_words - without_words)


def returns_the_difference_alone(with_words, without_words, scale):
    """This is the way from one guess to the other, and not yet a guess. Where does it begin?"""
    return scale * (with_words - without_words)


def goes_the_other_way(with_words, without_words, scale):
    """You go from with_words to without_words, so that a larger scale listens to the words less.
    Scale 1 has to give with_words."""
    return with_words + scale * (without_words - with_words)


def goes_away_from_the_words(with_words, without_words, scale):
    """You begin at without_words and go away from with_words. Which of the two is taken away from
    the other?"""
    return without_words - scale * (with_words - without_words)


def adds_the_guess_instead_of_the_way(with_words, without_words, scale):
    """You add scale times with_words itself. The way there from without_words is the difference of
    both."""
    return without_words + scale * with_words


def multiplies_the_guess_with_words(with_words, without_words, scale):
    """without_words has no say, and at scale 0 the result is 0. If it stands in your formula, it
    cancels: look at what the scale is multiplied with."""
    return scale * with_words


def takes_the_other_guess_off_once(with_words, without_words, scale):
    """with_words is multiplied by scale, and without_words is taken off once, whatever the scale.
    What is multiplied is the way between them, and it begins at without_words."""
    return scale * with_words - without_words


def goes_one_step_too_few(with_words, without_words, scale):
    """Each scale goes one step too few: scale - 1 belongs to a line that begins at with_words."""
    return without_words + (scale - 1) * (with_words - without_words)


def cuts_the_scale(with_words, without_words, scale):
    """The scale is cut to a whole number. Anything between counts as well."""
    return without_words + int(scale) * (with_words - without_words)


def takes_the_mean(with_words, without_words, scale):
    """You take the mean of both guesses. How far to go along the line is what scale says."""
    return (with_words + without_words) / 2 + 0 * scale


def ignores_the_scale(with_words, without_words, scale):
    """The scale has no say: with_words comes back, whatever it is."""
    return with_words + 0 * scale


def stops_at_the_guess_with_words(with_words, without_words, scale):
    """A scale above 1 is taken for 1. Beyond with_words the line goes on, and there the pictures
    get clearer."""
    return guided_noise(with_words, without_words, min(scale, 1))


def stops_at_both_guesses(with_words, without_words, scale):
    """A scale below 0 is taken for 0, and one above 1 for 1. The line goes on in both
    directions."""
    return guided_noise(with_words, without_words, min(max(scale, 0), 1))


def stops_at_the_guess_without_words(with_words, without_words, scale):
    """A scale below 0 is taken for 0. The line goes on there too, away from what the words say."""
    return guided_noise(with_words, without_words, max(scale, 0))


def divides_by_the_weights(with_words, without_words, scale):
    """You divide by the sum of two weights, as for a mean. The weights of a point on the line add
    up to 1 by themselves."""
    return (without_words + scale * with_words) / (1 + np.float64(scale))


def squares_the_scale(with_words, without_words, scale):
    """The scale is squared, which only shows where it is neither 0 nor 1. At 2 it is twice as far
    as at 1."""
    return without_words + scale**2 * (with_words - without_words)


def clips_the_guess(with_words, without_words, scale):
    """Your guess is cut off at -1 and 1. Noise is larger than that in one place of three."""
    return np.clip(guided_noise(with_words, without_words, scale), -1, 1)


def overwrites_the_guess_without_words(with_words, without_words, scale):
    """without_words itself is changed, by += for instance. Make a new array."""
    without_words[...] = guided_noise(with_words, without_words, scale)
    return without_words


def overwrites_the_guess_with_words(with_words, without_words, scale):
    """with_words itself is changed, by -= for instance. Make a new array."""
    with_words[...] = guided_noise(with_words, without_words, scale)
    return with_words


def guessed(rng: np.random.Generator, scale: float, *shape: int) -> Call:
    return call(numbers(rng, *shape), numbers(rng, *shape), scale)


def fixed(seed: int, scale: float, *shape: int) -> Call:
    return guessed(np.random.default_rng(seed), scale, *shape)


def any_shape(rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(some(rng, 2, 4) for _ in range(some(rng, 1, 4)))


def at_a_guess(rng: np.random.Generator) -> Call:
    return guessed(rng, float(rng.integers(2)), *any_shape(rng))


def between(rng: np.random.Generator) -> Call:
    return guessed(rng, some(rng, 1, 9) / 10, *any_shape(rng))


def beyond(rng: np.random.Generator) -> Call:
    return guessed(rng, some(rng, 15, 80) / 10, *any_shape(rng))


def before(rng: np.random.Generator) -> Call:
    return guessed(rng, -some(rng, 5, 40) / 10, *any_shape(rng))


WITH, WITHOUT = np.array([2.0, -1.0, 0.5]), np.array([1.0, 1.0, 0.5])


EXERCISE = Exercise(
    solution=guided_noise,
    parts=[
        Part(
            "scale 0 and scale 1",
            [
                call(WITH, WITHOUT, 0),
                call(WITH, WITHOUT, 1),
                fixed(1, 0.0, 2, 3),
                fixed(2, 1.0, 3, 2),
                drawn(at_a_guess, 3),
            ],
        ),
        Part(
            "between",
            [
                call(WITH[:1], WITHOUT[:1], 0.25),
                call(WITH, WITHOUT, 0.5),
                fixed(3, 0.75, 1, 1),
                fixed(4, 0.25, 2, 2),
                drawn(between, 3),
            ],
        ),
        Part(
            "beyond",
            [
                call(WITH, WITHOUT, 2),
                call(WITH, WITHOUT, 3),
                fixed(5, 7.5, 2, 3, 2),
                drawn(beyond, 3),
            ],
        ),
        Part(
            "on the other side",
            [call(WITH, WITHOUT, -1), fixed(6, -0.5, 2, 2), fixed(7, -3.0, 3), drawn(before, 3)],
        ),
    ],
    hints=[
        "Which way leads from without_words to with_words? It is a difference, and scale says how "
        "much of it you go.",
        "Begin at without_words, and add scale times (with_words - without_words).",
    ],
)
