"""What several exercises of this lesson share."""

import numpy as np

from autograder.authoring.exercise import Call, call


def one_hot(scores, y):
    """A row for each label, shaped like scores, with a 1 at the label and 0 elsewhere."""
    return np.eye(scores.shape[1])[y]


def lead_of_each_class(scores, y):
    """By how much each score is above the score of the right class of its row."""
    return scores - scores[np.arange(len(y)), y][:, None]


def hinge_costs(scores, y, margin=1.0):
    """What each class costs in each row, 0 for the right one."""
    costs = np.maximum(0, lead_of_each_class(scores, y) + margin)
    return costs * (1 - one_hot(scores, y))


def matrix(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=float)


def vector(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)


def labels(*numbers: int) -> np.ndarray:
    return np.array(numbers)


def counting(*shape: int) -> np.ndarray:
    """1, 2, 3 ... in an array of that shape."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def different_sizes(rng: np.random.Generator, count: int) -> list[int]:
    """Sizes from 2 to 5, no two of them equal."""
    return [int(size) for size in rng.permutation([2, 3, 4, 5])[:count]]


def layer(rng: np.random.Generator, n: int, d: int, c: int) -> tuple[np.ndarray, ...]:
    """X, W and b of random numbers with one decimal."""
    shapes = (n, d), (c, d), (c,)
    return tuple(rng.uniform(-2, 2, size=shape).round(1) for shape in shapes)


def layer_for_one_image(rng: np.random.Generator) -> Call:
    return call(*layer(rng, 1, *different_sizes(rng, 2)))


def layer_for_a_batch(rng: np.random.Generator) -> Call:
    return call(*layer(rng, *different_sizes(rng, 3)))


def layer_of_one_size(rng: np.random.Generator) -> Call:
    return call(*layer(rng, *different_sizes(rng, 1) * 3))


def scores_of(rng: np.random.Generator, n: int, c: int) -> np.ndarray:
    """Moderate scores in quarters: exact in any float type, however large a number is added."""
    return rng.integers(-8, 9, size=(n, c)) / 4


def one_row(rng: np.random.Generator) -> np.ndarray:
    return scores_of(rng, 1, *different_sizes(rng, 1))


def several_rows(rng: np.random.Generator) -> np.ndarray:
    return scores_of(rng, *different_sizes(rng, 2))


def square(rng: np.random.Generator) -> np.ndarray:
    return scores_of(rng, *different_sizes(rng, 1) * 2)


def one_large_row(rng: np.random.Generator) -> np.ndarray:
    return one_row(rng) + rng.choice([-1000.0, 1000.0])


def large_and_small_rows(rng: np.random.Generator) -> np.ndarray:
    scores = several_rows(rng)
    scores[0] += 1000
    scores[1] += rng.choice([-1000.0, 0.0])
    return scores


def with_labels(draw):
    """The same scores with a random label for each row."""

    def labelled(rng: np.random.Generator) -> Call:
        scores = draw(rng)
        return call(scores, rng.integers(scores.shape[1], size=len(scores)))

    return labelled


def off_the_kink(draw):
    """Labelled scores whose differences are multiples of 0.75: no cost is exactly 0."""

    def labelled(rng: np.random.Generator) -> Call:
        scores, y = with_labels(draw)(rng).args
        return call(3 * scores, y)

    return labelled


def no_round_numbers(rng: np.random.Generator) -> Call:
    """Labelled scores with many decimals, in which rounding shows."""
    n, c = different_sizes(rng, 2)
    return call(3 * rng.normal(size=(n, c)), rng.integers(c, size=n))


def hinge_with_a_margin(rng: np.random.Generator) -> Call:
    return call(*off_the_kink(several_rows)(rng).args, margin=float(rng.choice([0.5, 2.0])))


def neuron(rng: np.random.Generator, fires: bool, bias: float) -> tuple[np.ndarray, np.ndarray]:
    """x and w with a product of at least 1 in size, which the bias may turn round or not."""
    while True:
        d = int(rng.integers(2, 5))
        x, w = rng.integers(-3, 4, size=d) * 1.0, rng.integers(-6, 7, size=d) / 2
        if abs(w @ x) >= 1 and w @ x + bias != 0 and (w @ x + bias > 0) == fires:
            return x, w


def balanced_neuron(rng: np.random.Generator) -> Call:
    x, w = neuron(rng, bool(rng.integers(2)), 0.0)
    return call(x, w, float(-w @ x))
