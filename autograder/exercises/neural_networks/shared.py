"""What several exercises of this lesson share."""

import numpy as np

from autograder.authoring.exercise import Call, Part, call, drawn


def both_signs(rng: np.random.Generator, *shape: int, smallest: float = 0.2) -> np.ndarray:
    """Numbers between -4 and 4, some above 0 and some below: there are two or more of them."""
    x = rng.uniform(smallest, 4, shape).round(2)
    signs = rng.permutation(np.where(np.arange(x.size) % 2, -1.0, 1.0))
    return x * signs.reshape(shape)


def any_shape(rng: np.random.Generator) -> tuple[int, ...]:
    return tuple(int(side) for side in rng.integers(2, 4, size=rng.integers(2, 4)))


def some_numbers(rng: np.random.Generator) -> Call:
    return call(both_signs(rng, int(rng.integers(3, 7))))


def numbers_of_any_shape(rng: np.random.Generator) -> Call:
    return call(both_signs(rng, *any_shape(rng)))


def whole_numbers(rng: np.random.Generator) -> Call:
    return call(rng.permutation(np.array([-1, 1, *rng.integers(-6, 7, size=3)])))


def far_from_zero(rng: np.random.Generator) -> Call:
    far = rng.uniform(800, 1000, size=2).round()
    return call(rng.permutation(np.array([far[0], -far[1], *both_signs(rng, 2)])))


def grid(rows: int, columns: int, start: int = 0) -> np.ndarray:
    """Small whole numbers without a pattern that a wrong order of axes could hide behind."""
    numbers = (np.arange(rows * columns) + start) * 5 % 11 - 5.0
    return np.where(numbers == 0, 4.0, numbers).reshape(rows, columns)


def weights(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers from -3 to 3, none of them 0."""
    return rng.uniform(0.3, 3, shape).round(1) * rng.choice([-1.0, 1.0], shape)


def three_sizes(rng: np.random.Generator, smallest: int = 2) -> list[int]:
    """Three sizes, no two of them equal."""
    return [int(n) for n in rng.permutation(np.arange(smallest, smallest + 4))[:3]]


def different_sizes(rng: np.random.Generator, count: int) -> list[int]:
    """Sizes of which no two are equal."""
    return [int(size) for size in rng.permutation(np.arange(11, 200))[:count]]


def sizes_of_one_layer(rng: np.random.Generator) -> Call:
    return call(different_sizes(rng, 2))


def sizes_of_two_layers(rng: np.random.Generator) -> Call:
    return call(different_sizes(rng, 3))


def sizes_of_many_layers(rng: np.random.Generator) -> Call:
    return call(different_sizes(rng, int(rng.integers(4, 7))))


def activation_parts(inside: Part, far: bool) -> list[Part]:
    """What all functions of one array share: shapes, whole numbers and, if wanted, large ones."""
    parts = [
        inside,
        Part(
            "any shape",
            [
                call(np.array([[1.0, -0.5, 2.0], [-1.5, 3.0, -2.0]])),
                call(np.array([[[1.5], [-1.0]], [[-0.5], [0.25]]])),
                call(np.array([[-2.0, 1.0]])),
                call(np.array([[0.75], [3.0]])),
                call(np.array([-1.25])),
                drawn(numbers_of_any_shape, 3),
            ],
        ),
        Part(
            "whole numbers",
            [
                call(np.array([-1, 1])),
                call(np.array([0, 2, -3])),
                call(np.array([[1, -2], [-1, 3]])),
                call(np.array([40, 2])),
                call(np.array([-2, -1])),
                drawn(whole_numbers, 3),
            ],
        ),
    ]
    if far:
        parts.append(
            Part(
                "1000 and -1000",
                [
                    call(np.array([1000.0, -1000.0])),
                    call(np.array([-1000.0, -1.0, 1.0, 1000.0])),
                    drawn(far_from_zero, 3),
                ],
            )
        )
    return parts
