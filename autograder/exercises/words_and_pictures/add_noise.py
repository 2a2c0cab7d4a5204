"""add_noise: an image that is partly noise."""

import math

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import numbers, some


def add_noise(image, noise, signal_rate):
    """An image that is partly noise.

    image, noise: float arrays of one shape, the noise with numbers of mean 0 and
    deviation 1; signal_rate: a number from 0 to 1.
    The image is multiplied by the signal rate, the noise by the noise rate, and both
    are added. The squares of the two rates add up to 1. Nothing is clipped.
    Returns an array of the same shape.
    Raises ValueError where signal_rate is below 0 or above 1.
    Ho, Jain, Abbeel 2020, equation 4.
    """
    if not 0 <= signal_rate <= 1:
        raise ValueError("A signal rate goes from 0 to 1.")
    return signal_rate * image + np.sqrt(1 - signal_rate**2) * noise


def root(x):
    """The root, and 0 where a rate is out of range, which ends in an error anyhow."""
    return np.sqrt(np.maximum(x, 0))


def mixed(image, noise, signal_rate, of_image, of_noise):
    """The sum with two rates of any kind, and the right error."""
    if not 0 <= signal_rate <= 1:
        raise ValueError
    return of_image * image + of_noise * noise


def lets_the_rates_add_up_to_one(image, noise, signal_rate):
    """Your rates add up to 1 themselves. Their squares should: only then the sum of two independent
    pictures keeps its size."""
    return mixed(image, noise, signal_rate, signal_rate, 1 - signal_rate)


def forgets_the_root(image, noise, signal_rate):
    """Your noise rate is the square of what it should be. From two squares that add up to 1 to a
    rate a root is missing."""
    return mixed(image, noise, signal_rate, signal_rate, 1 - signal_rate**2)


def takes_the_rate_for_a_square(image, noise, signal_rate):
    """You take the signal rate for a square, as papers do who give the square of it a letter. Here
    the image is multiplied by the rate as it is."""
    return mixed(image, noise, signal_rate, root(signal_rate), root(1 - signal_rate))


def multiplies_by_the_square(image, noise, signal_rate):
    """The image is multiplied by the square of its rate. Squares are for the sum of 1; the image
    gets the rate as it is."""
    rate = signal_rate**2
    return mixed(image, noise, signal_rate, rate, root(1 - rate))


def multiplies_by_both_squares(image, noise, signal_rate):
    """Image and noise are multiplied by the squares of their rates. Squares add up to 1; what is
    multiplied are the rates."""
    return mixed(image, noise, signal_rate, signal_rate**2, 1 - signal_rate**2)


def takes_the_root_of_one_minus_the_rate(image, noise, signal_rate):
    """Your noise rate is the root of 1 less the signal rate. Something has to be squared before it
    is taken away from 1."""
    return mixed(image, noise, signal_rate, signal_rate, root(1 - signal_rate))


def exchanges_the_rates(image, noise, signal_rate):
    """Image and noise have changed places: at a signal rate of 1 nothing but noise is left. It
    should be the image."""
    rate = root(1 - signal_rate**2)
    return mixed(image, noise, signal_rate, rate, signal_rate)


def leaves_the_noise_as_it_is(image, noise, signal_rate):
    """The noise comes in full, whatever the rate. It has a rate of its own."""
    return mixed(image, noise, signal_rate, signal_rate, 1)


def leaves_the_image_as_it_is(image, noise, signal_rate):
    """The image comes in full, whatever the rate, so that the sum grows with the noise. It has a
    rate of its own."""
    return mixed(image, noise, signal_rate, 1, root(1 - signal_rate**2))


def multiplies_both_by_the_signal_rate(image, noise, signal_rate):
    """The noise is multiplied by the rate of the image. It has its own, and the more of one the
    less of the other."""
    return mixed(image, noise, signal_rate, signal_rate, signal_rate)


def darkens_the_image_alone(image, noise, signal_rate):
    """No noise is added: the image gets darker, and that is all."""
    return mixed(image, noise, signal_rate, signal_rate, 0)


def takes_the_noise_away(image, noise, signal_rate):
    """The noise is taken away. It is added: else a network would learn the wrong sign."""
    return mixed(image, noise, signal_rate, signal_rate, -root(1 - signal_rate**2))


def clips_to_the_range_of_images(image, noise, signal_rate):
    """Your result is cut off at -1 and 1. A noisy image may leave that range, and the noise that
    was cut off could not be found again."""
    return np.clip(add_noise(image, noise, signal_rate), -1, 1)


def clips_below_zero_and_above_one(image, noise, signal_rate):
    """Your result is cut off at 0 and 1. A noisy image may leave any range, and the noise that was
    cut off could not be found again."""
    return np.clip(add_noise(image, noise, signal_rate), 0, 1)


def takes_any_rate(image, noise, signal_rate):
    """A rate below 0 or above 1 goes through, and above 1 a root of a negative number makes nan of
    it. Raise the error that the docstring names."""
    rate = np.float64(signal_rate)
    return rate * image + np.sqrt(1 - rate**2) * noise


def returns_the_error(image, noise, signal_rate):
    """The error is returned, and not raised. Whoever calls the function would go on with it as with
    an image: raise ends the call."""
    if not 0 <= signal_rate <= 1:
        return ValueError("a rate from 0 to 1")
    return add_noise(image, noise, signal_rate)


def makes_complex_numbers(image, noise, signal_rate):
    """A rate below 0 or above 1 goes through, and far out ** 0.5 makes complex numbers of it. Raise
    the error that the docstring names."""
    return signal_rate * image + (1 - float(signal_rate) ** 2) ** 0.5 * noise


def leaves_it_to_the_root(image, noise, signal_rate):
    """Where the root fails there is an error, and that is all. Between -1 and 0 it does not fail:
    ask for the range of signal_rate yourself."""
    return signal_rate * image + math.sqrt(1 - signal_rate**2) * noise


def moves_the_rate_into_its_range(image, noise, signal_rate):
    """A rate below 0 is taken for 0, and one above 1 for 1. Whoever gives it has made a mistake:
    raise the error that the docstring names."""
    return add_noise(image, noise, min(max(signal_rate, 0), 1))


def looks_for_rates_above_one_only(image, noise, signal_rate):
    """A rate above 1 is refused, and one below 0 is not."""
    if signal_rate > 1:
        raise ValueError
    return signal_rate * image + np.sqrt(1 - np.float64(signal_rate) ** 2) * noise


def looks_for_rates_below_zero_only(image, noise, signal_rate):
    """A rate below 0 is refused, and one above 1 is not."""
    if signal_rate < 0:
        raise ValueError
    return signal_rate * image + np.sqrt(1 - np.float64(signal_rate) ** 2) * noise


def refuses_both_ends(image, noise, signal_rate):
    """Rates of 0 and 1 are refused. They are allowed: one is noise alone, the other the image
    alone."""
    if not 0 < signal_rate < 1:
        raise ValueError
    return add_noise(image, noise, signal_rate)


def refuses_noise_alone(image, noise, signal_rate):
    """A rate of 0 is refused. It is allowed: nothing but noise comes out."""
    if not 0 < signal_rate <= 1:
        raise ValueError
    return add_noise(image, noise, signal_rate)


def refuses_the_image_alone(image, noise, signal_rate):
    """A rate of 1 is refused. It is allowed: the image comes out as it is."""
    if not 0 <= signal_rate < 1:
        raise ValueError
    return add_noise(image, noise, signal_rate)


def asserts_that_the_rate_fits(image, noise, signal_rate):
    """Outside of 0 to 1 another error is raised than the docstring names: a failing assert, for
    one, raises an AssertionError."""
    assert 0 <= signal_rate <= 1
    return add_noise(image, noise, signal_rate)


def changes_the_image_in_place(image, noise, signal_rate):
    """The image that you were given is changed, by *= or +=. Make a new array: the next step begins
    with the same image."""
    image[...] = add_noise(image, noise, signal_rate)
    return image


def changes_the_noise_in_place(image, noise, signal_rate):
    """The noise that you were given is changed, by *= or +=. Make a new array: the network is asked
    for the noise as it was."""
    noise[...] = add_noise(image, noise, signal_rate)
    return noise


def noisy(rng: np.random.Generator, signal_rate: float, *shape: int) -> Call:
    """Numbers within and beyond the range of images."""
    return call(numbers(rng, *shape) / 2, numbers(rng, *shape), signal_rate)


def fixed(seed: int, signal_rate: float, *shape: int) -> Call:
    return noisy(np.random.default_rng(seed), signal_rate, *shape)


def any_shape(rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(some(rng, 1, 4) for _ in range(some(rng, 1, 4)))


def three_four_five(rng: np.random.Generator) -> Call:
    return noisy(rng, float(rng.choice([0.6, 0.8, 0.28, 0.96])), *any_shape(rng))


def at_an_end(rng: np.random.Generator) -> Call:
    return noisy(rng, float(rng.integers(2)), *any_shape(rng))


def any_rate(rng: np.random.Generator) -> Call:
    return noisy(rng, some(rng, 1, 99) / 100, *any_shape(rng))


def outside(rng: np.random.Generator) -> Call:
    beyond = some(rng, 1, 200) / 100
    return noisy(rng, -beyond if rng.random() < 0.5 else 1 + beyond, *any_shape(rng))


EXERCISE = Exercise(
    solution=add_noise,
    parts=[
        Part(
            "rates of 0.6 and 0.8",
            [
                call(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 0.6),
                call(np.array([[1.0, -1.0, 0.5]]), np.array([[2.0, -1.0, -3.0]]), 0.8),
                fixed(1, 0.6, 2, 3),
                drawn(three_four_five, 3),
            ],
        ),
        Part(
            "noise alone and the image alone",
            [
                call(np.array([1.0, -0.5]), np.array([2.0, 0.5]), 0),
                call(np.array([1.0, -0.5]), np.array([2.0, 0.5]), 1),
                fixed(2, 0.0, 3, 2),
                fixed(3, 1.0, 3, 2),
                drawn(at_an_end, 3),
            ],
        ),
        Part(
            "any rate",
            [
                fixed(4, 0.5, 4),
                fixed(11, 0.3, 1),
                fixed(12, 0.9, 1, 1),
                fixed(5, 0.1, 3, 4, 2),
                fixed(6, 0.95, 2, 1, 3, 3),
                drawn(any_rate, 3),
            ],
        ),
        Part(
            "outside of 0 to 1",
            [
                call(np.array([1.0]), np.array([2.0]), 1.5),
                call(np.array([1.0]), np.array([2.0]), -0.5),
                fixed(7, 0.7, 2, 3),
                fixed(8, 1.01, 2, 2),
                fixed(9, -0.01, 2, 2),
                fixed(10, -2.0, 2),
                drawn(outside, 2),
                drawn(any_rate, 2),
            ],
        ),
    ],
    hints=[
        "Of the two rates one is given. By how much do both squares have to grow to be 1?",
        "The noise rate is np.sqrt(1 - signal_rate**2). Look at the range of signal_rate first.",
    ],
)
