"""denoise_step: from a noisy image to one with less noise."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import numbers, some


def denoise_step(noisy, predicted_noise, rates):
    """From a noisy image to one with less noise, by what a network takes for its noise.

    noisy, predicted_noise: float arrays of one shape, where the noise is guessed as it
    was before it was multiplied by its rate; rates: (now, next), the signal rate of
    noisy and the one that is wanted, each from 0 to 1, whichever is the larger.
    If the guess is right, noisy is what add_noise makes of a clean image, this noise
    and the rate now. Work out that clean image, and return what add_noise would make of
    it, the same noise and the rate next. Nothing is clipped, and no noise is drawn.
    Returns an array of the same shape.
    Raises ValueError where now is 0: nothing is left of the image then.
    Song, Meng, Ermon 2021, equation 12 with σ = 0.
    """
    now, then = rates
    if now == 0:
        raise ValueError("Nothing of the image is left where the signal rate is 0.")
    clean = (noisy - np.sqrt(1 - now**2) * predicted_noise) / now
    return then * clean + np.sqrt(1 - then**2) * predicted_noise


def noise_rate(signal_rate):
    return np.sqrt(1 - signal_rate**2)


def rates_of(rates):
    """Both rates, or the right error."""
    if rates[0] == 0:
        raise ValueError
    return rates


def clean_image(noisy, predicted_noise, now):
    return (noisy - noise_rate(now) * predicted_noise) / now


def takes_the_noise_away_in_full(noisy, predicted_noise, rates):
    """The guess is taken away as it is. Only a part of the noise is in the noisy image: how much,
    at the rate now?"""
    now, then = rates_of(rates)
    return then * (noisy - predicted_noise) / now + noise_rate(then) * predicted_noise


def forgets_that_the_image_was_darkened(noisy, predicted_noise, rates):
    """What is left without the noise is not yet the clean image: add_noise had multiplied it by a
    rate. Undo that."""
    now, then = rates_of(rates)
    rest = noisy - noise_rate(now) * predicted_noise
    return then * rest + noise_rate(then) * predicted_noise


def divides_before_the_noise_is_gone(noisy, predicted_noise, rates):
    """You divide the noisy image, and only then take the noise away. What add_noise did last has to
    be undone first: look at your brackets."""
    now, then = rates_of(rates)
    clean = noisy / now - noise_rate(now) * predicted_noise
    return then * clean + noise_rate(then) * predicted_noise


def divides_the_noise_alone(noisy, predicted_noise, rates):
    """Only the noise is divided by now, since / comes before -. All that is left without the noise
    is to be divided: a pair of brackets is missing."""
    now, then = rates_of(rates)
    clean = noisy - noise_rate(now) * predicted_noise / now
    return then * clean + noise_rate(then) * predicted_noise


def multiplies_by_now(noisy, predicted_noise, rates):
    """To find the clean image you multiply by the rate now, as add_noise does. Here it is to be
    undone."""
    now, then = rates_of(rates)
    clean = (noisy - noise_rate(now) * predicted_noise) * now
    return then * clean + noise_rate(then) * predicted_noise


def adds_noise_to_find_the_clean_image(noisy, predicted_noise, rates):
    """The noise is added once more where it has to be taken away."""
    now, then = rates_of(rates)
    clean = (noisy + noise_rate(now) * predicted_noise) / now
    return then * clean + noise_rate(then) * predicted_noise


def stops_at_the_clean_image(noisy, predicted_noise, rates):
    """This is the clean image, as the network guesses it. The rate next says how much noise is
    wanted: mix it in again."""
    now, _ = rates_of(rates)
    return clean_image(noisy, predicted_noise, now)


def puts_no_noise_back(noisy, predicted_noise, rates):
    """The clean image is made darker and no noise is added. At the rate next a part of the picture
    is still noise, the same as before."""
    now, then = rates_of(rates)
    return then * clean_image(noisy, predicted_noise, now)


def puts_noise_onto_the_bright_image(noisy, predicted_noise, rates):
    """The noise is added to the clean image in full brightness. At the rate next that is multiplied
    by a rate as well."""
    now, then = rates_of(rates)
    return clean_image(noisy, predicted_noise, now) + noise_rate(then) * predicted_noise


def puts_the_old_amount_of_noise_back(noisy, predicted_noise, rates):
    """The noise comes back with the rate that it had before. The new image has less of it: which of
    the two signal rates decides?"""
    now, then = rates_of(rates)
    clean = clean_image(noisy, predicted_noise, now)
    return then * clean + noise_rate(now) * predicted_noise


def puts_the_noise_back_in_full(noisy, predicted_noise, rates):
    """The guess is added as it is. In the new image it has a rate, too."""
    now, then = rates_of(rates)
    return then * clean_image(noisy, predicted_noise, now) + predicted_noise


def takes_the_noise_rate_of_next_away(noisy, predicted_noise, rates):
    """What is taken away is the noise that the new image has. The noisy one still has that of the
    rate now."""
    now, then = rates_of(rates)
    clean = (noisy - noise_rate(then) * predicted_noise) / now
    return then * clean + noise_rate(then) * predicted_noise


def exchanges_now_and_next(noisy, predicted_noise, rates):
    """The two rates have changed places. The first is that of the noisy image."""
    then, now = rates
    if now == 0:
        raise ValueError
    return then * clean_image(noisy, predicted_noise, now) + noise_rate(then) * predicted_noise


def takes_the_difference_of_the_noise_away(noisy, predicted_noise, rates):
    """You only take away by how much the noise gets less. The image gets brighter at the same time:
    go by way of the clean one."""
    now, then = rates_of(rates)
    return noisy - (noise_rate(now) - noise_rate(then)) * predicted_noise


def lets_both_rates_add_up_to_one(noisy, predicted_noise, rates):
    """Your noise rates are 1 less the signal rates. As in add_noise, the squares add up to 1."""
    now, then = rates_of(rates)
    clean = (noisy - (1 - now) * predicted_noise) / now
    return then * clean + (1 - then) * predicted_noise


def forgets_the_root_of_the_noise_rate(noisy, predicted_noise, rates):
    """Your noise rates are squares of what they should be: a root is missing."""
    now, then = rates_of(rates)
    clean = (noisy - (1 - now**2) * predicted_noise) / now
    return then * clean + (1 - then**2) * predicted_noise


def takes_the_rates_for_squares(noisy, predicted_noise, rates):
    """You take both signal rates for squares, as papers do who give the square a letter. Here the
    image was multiplied by the rate as it is."""
    now, then = np.sqrt(rates_of(rates))
    clean = clean_image(noisy, predicted_noise, now)
    return then * clean + noise_rate(then) * predicted_noise


def clips_the_clean_image(noisy, predicted_noise, rates):
    """The clean image is cut off at -1 and 1 on the way. Others do that; here it is to stay as it
    is."""
    now, then = rates_of(rates)
    clean = np.clip(clean_image(noisy, predicted_noise, now), -1, 1)
    return then * clean + noise_rate(then) * predicted_noise


def clips_the_result(noisy, predicted_noise, rates):
    """Your result is cut off at -1 and 1. It still has noise in it, which goes beyond."""
    return np.clip(denoise_step(noisy, predicted_noise, rates), -1, 1)


def divides_by_zero(noisy, predicted_noise, rates):
    """Where the signal rate now is 0 you divide by 0. Nothing is left of the image to be found:
    raise the error that the docstring names."""
    now, then = np.float64(rates[0]), rates[1]
    return then * clean_image(noisy, predicted_noise, now) + noise_rate(then) * predicted_noise


def divides_by_hardly_anything(noisy, predicted_noise, rates):
    """Where the signal rate now is 0 you divide by a tiny number, or by 1. Nothing is left of the
    image to be found: raise the error that the docstring names."""
    return denoise_step(noisy, predicted_noise, (rates[0] or 1e-8, rates[1]))


def starts_from_the_noise(noisy, predicted_noise, rates):
    """Where the signal rate now is 0 the noisy image comes back. Nothing is left of the image to be
    found: raise the error that the docstring names."""
    return denoise_step(noisy, predicted_noise, rates) if rates[0] else noisy


def refuses_to_go_back(noisy, predicted_noise, rates):
    """A rate next that is not above now is refused. The same formula makes an image noisier, and
    the docstring lets either be the larger."""
    now, then = rates_of(rates)
    if then <= now:
        raise ValueError
    return denoise_step(noisy, predicted_noise, rates)


def refuses_to_go_back_to_noise(noisy, predicted_noise, rates):
    """A rate next of 0 is refused. It asks for the noise alone, and that is at hand."""
    if 0 in rates:
        raise ValueError
    return denoise_step(noisy, predicted_noise, rates)


def refuses_to_finish(noisy, predicted_noise, rates):
    """A rate next of 1 is refused. It asks for the clean image, which is what the last step is
    for."""
    if rates[1] == 1:
        raise ValueError
    return denoise_step(noisy, predicted_noise, rates)


def changes_the_noisy_image_in_place(noisy, predicted_noise, rates):
    """The noisy image that you were given is changed, by -= or /=. Make a new array."""
    noisy[...] = denoise_step(noisy, predicted_noise, rates)
    return noisy


def changes_the_guess_in_place(noisy, predicted_noise, rates):
    """The guess that you were given is changed, by *= for instance. Make a new array."""
    predicted_noise[...] = denoise_step(noisy, predicted_noise, rates)
    return predicted_noise


def a_step(rng: np.random.Generator, now: float, then: float, *shape: int) -> Call:
    """A noisy image and a guess that has nothing to do with it."""
    return call(numbers(rng, *shape), numbers(rng, *shape), (now, then))


def fixed(seed: int, now: float, then: float, *shape: int) -> Call:
    return a_step(np.random.default_rng(seed), now, then, *shape)


def right_guess(rng: np.random.Generator, now: float, then: float, *shape: int) -> Call:
    """The image that comes out is the clean one with the same noise at the next rate."""
    image, noise = numbers(rng, *shape) / 2.5, numbers(rng, *shape)
    return call((now * image + noise_rate(now) * noise).round(4), noise, (now, then))


def any_shape(rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(some(rng, 2, 4) for _ in range(some(rng, 1, 3)))


def some_rates(rng: np.random.Generator) -> tuple[float, float]:
    now, then = sorted(rng.choice(np.arange(10, 96), 2, replace=False) / 100)
    return float(now), float(then)


def last_step(rng: np.random.Generator) -> Call:
    return a_step(rng, some(rng, 10, 95) / 100, 1.0, *any_shape(rng))


def on_the_way(rng: np.random.Generator) -> Call:
    return a_step(rng, *some_rates(rng), *any_shape(rng))


def with_a_right_guess(rng: np.random.Generator) -> Call:
    return right_guess(rng, *some_rates(rng), *any_shape(rng))


def from_noise_alone(rng: np.random.Generator) -> Call:
    return a_step(rng, 0.0, some(rng, 1, 100) / 100, *any_shape(rng))


def to_noise_alone(rng: np.random.Generator) -> Call:
    return a_step(rng, some(rng, 1, 100) / 100, 0.0, *any_shape(rng))


EXERCISE = Exercise(
    solution=denoise_step,
    parts=[
        Part(
            "the last step, to a rate of 1",
            [
                call(np.array([1.0, 2.0]), np.array([0.5, -0.5]), (0.6, 1)),
                fixed(1, 0.8, 1.0, 2, 3),
                fixed(2, 0.2, 1.0, 1, 3, 2),
                drawn(last_step, 3),
            ],
        ),
        Part(
            "on the way",
            [
                call(np.array([1.0, 2.0]), np.array([0.5, -0.5]), (0.6, 0.8)),
                call(np.array([[1.5]]), np.array([[-2.0]]), (0.28, 0.6)),
                call(np.array([0.5]), np.array([1.0]), (0.8, 0.96)),
                fixed(3, 0.3, 0.5, 3, 2),
                fixed(4, 0.1, 0.15, 2, 1, 3),
                fixed(10, 0.4, 0.9, 2, 3, 1),
                call(np.array([1.0, 2.0]), np.array([0.5, -0.5]), (0.8, 0.6)),
                drawn(on_the_way, 3),
            ],
        ),
        Part(
            "with a right guess",
            [
                call(np.array([0.6, 0.8]), np.array([0.0, 1.0]), (0.6, 0.8)),
                right_guess(np.random.default_rng(5), 0.6, 0.8, 4),
                right_guess(np.random.default_rng(6), 0.15, 0.4, 2, 3),
                drawn(with_a_right_guess, 3),
            ],
        ),
        Part(
            "rates of 0",
            [
                call(np.array([1.0, 2.0]), np.array([0.5, -0.5]), (0, 0.5)),
                call(np.array([1.0, 2.0]), np.array([0.5, -0.5]), (0.5, 0)),
                fixed(7, 0.0, 1.0, 2, 2),
                fixed(8, 0.7, 0.0, 3, 2),
                fixed(9, 0.0, 0.0, 3),
                drawn(from_noise_alone, 2),
                drawn(to_noise_alone, 2),
            ],
        ),
    ],
    hints=[
        "Write down what add_noise returns at the rate now, with noisy on the left side, and "
        "solve it for the image.",
        "The clean image: take the noise away, as much of it as there is, and divide by now. Then "
        "call add_noise, or write it once more.",
        "The guess stands in it twice, each time with the root of 1 less the square of a rate: "
        "the first time of now, the second of next.",
    ],
)
