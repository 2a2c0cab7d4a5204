"""affine_forward: A fully connected layer: every output is a weighted sum of all inputs, plus a
bias.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def affine_forward(x, W, b):
    """A fully connected layer: every output is a weighted sum of all inputs, plus a bias.

    x: (N, ...), N examples of any shape, D numbers each; W: (M, D); b: (M,).
    Returns (N, M).
    """
    return x.reshape(len(x), -1) @ W.T + b


def forgets_the_bias(x, W, b):
    """The bias makes no difference to this answer. With an x of zeros the output must be b."""
    return x.reshape(len(x), -1) @ W.T


def multiplies_untransposed(x, W, b):
    """W has a row for each output, so every row of it must meet an example. Write the shapes down:
    (N, D) and (M, D) have to give (N, M)."""
    return x.reshape(len(x), -1) @ W + b


def gives_each_row_a_bias(x, W, b):
    """The bias stands upright, a number for each row, as if every example had one. Each output has
    one, the same for all examples, and (M,) is added to (N, M) as it is."""
    return x.reshape(len(x), -1) @ W.T + b[:, None]


def forgets_to_flatten(x, W, b):
    """Vectors go through this layer, images do not. Put the numbers of each example in one row
    first, whatever axes it has."""
    return x @ W.T + b


def reads_pixels_by_columns(x, W, b):
    """The numbers of an example meet the wrong weights: they were put in a row in another order, or
    an axis was swapped. Flatten without moving anything, the last axis fastest."""
    return np.stack([example.ravel(order="F") for example in x]) @ W.T + b


def drops_the_batch_of_one(x, W, b):
    """A batch of one example comes back without its first axis. N may be 1, and the output is
    (1, M) then."""
    out = affine_forward(x, W, b)
    return out[0] if len(out) == 1 else out


def squeezes_the_output(x, W, b):
    """A batch of one example, or a layer of one output, comes back without that axis: squeeze takes
    both away. The result is (N, M), whatever N and M are."""
    return np.squeeze(affine_forward(x, W, b))


def flattens_the_whole_batch(x, W, b):
    """All examples together became one long row. Keep the first axis, which counts the examples,
    and put only the numbers of each into a row."""
    return x.ravel() @ W.T + b


def mixes_the_examples(x, W, b):
    """Your rows hold numbers of several examples: reshape fills them in the order in which the
    numbers lie, and turning the result over does not put them apart again. Let the first axis stay
    the first."""
    return x.reshape(-1, len(x)).T @ W.T + b


def reshapes_the_weights(x, W, b):
    """W has the right shape for the product after a reshape, and its numbers lie in the old order.
    Rows have to become columns, and that is a transpose."""
    return x.reshape(len(x), -1) @ W.reshape(W.shape[::-1]) + b


def keeps_one_axis_of_an_image(x, W, b):
    """You make a matrix of N rows with as many numbers as the second axis of x is long, and an
    image has more axes. Let reshape work out how many numbers an example has: -1 stands for it."""
    return x.reshape(x.shape[0], x.shape[1]) @ W.T + b


def adds_the_bias_to_the_weights(x, W, b):
    """The bias is added to the weights, so that each input is multiplied by it. Multiply first, and
    add it to the result."""
    return x.reshape(len(x), -1) @ (W.T + b)


def multiplies_as_with_columns(x, W, b):
    """W x is for one example that stands as a column. Here each example is a row of x, so x comes
    first in the product."""
    return W @ x.reshape(len(x), -1) + b


def multiplies_without_adding_up(x, W, b):
    """The star multiplies place by place and adds nothing up. Each output is a sum over all inputs:
    a matrix product."""
    return x.reshape(len(x), -1) * W + b


def stops_after_the_first_example(x, W, b):
    """The outputs of the first example come back, and no others. Does a return end your loop in its
    first round?"""
    return affine_forward(x[:1], W, b)[0]


def bends_the_output(x, W, b):
    """Nothing comes out below 0: a ReLU follows your layer. The layer alone is asked for, and its
    outputs are free to be negative."""
    return np.maximum(0, affine_forward(x, W, b))


def returns_outputs_by_examples(x, W, b):
    """The result is lying on its side: a row for each output. The docstring has a row for each
    example."""
    return affine_forward(x, W, b).T


def subtracts_the_bias(x, W, b):
    """The bias is taken away. It is added to the weighted sum."""
    return affine_forward(x, W, -b)


def layer(rng: np.random.Generator, *shape: int, outputs: int) -> Call:
    inputs = int(np.prod(shape[1:]))
    x, W, b = rng.normal(size=shape), rng.normal(size=(outputs, inputs)), rng.normal(size=outputs)
    return call(x.round(2), W.round(2), b.round(2))


def layer_of_vectors(rng: np.random.Generator) -> Call:
    n, inputs, outputs = (int(side) for side in rng.permutation([2, 3, 4]))
    return layer(rng, n, inputs, outputs=outputs)


def square_layer(rng: np.random.Generator) -> Call:
    side = int(rng.integers(2, 4))
    return layer(rng, side + 1, side, outputs=side)


def layer_of_images(rng: np.random.Generator) -> Call:
    return layer(rng, 2, 2, 2, 3, outputs=int(rng.integers(2, 4)))


def layer_of_one_example(rng: np.random.Generator) -> Call:
    return layer(rng, 1, 3, 2, outputs=int(rng.integers(2, 4)))


EXERCISE = Exercise(
    solution=affine_forward,
    parts=[
        Part(
            "vectors",
            [
                call(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [0.0, -1.0]]), np.zeros(2) + 1),
                call(
                    np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]),
                    np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
                    np.array([10.0, -20.0]),
                ),
                call(np.array([[1.0, 3.0], [2.0, -1.0]]), np.array([[2.0, -1.0]]), np.ones(1)),
                drawn(layer_of_vectors, 4),
            ],
        ),
        Part(
            "as many outputs as inputs",
            [
                call(
                    np.array([[1.0, 2.0], [3.0, 4.0]]),
                    np.array([[1.0, 5.0], [2.0, 0.0]]),
                    np.array([0.5, -2.0]),
                ),
                call(
                    np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 3.0]]),
                    np.array([[-1.0, 2.0], [1.0, -0.5]]),
                    np.array([0.5, 1.0]),
                ),
                drawn(square_layer, 4),
            ],
        ),
        Part(
            "images",
            [
                call(
                    np.arange(12.0).reshape(2, 2, 3),
                    np.array([[1.0, 2.0, 3.0, 0.0, 0.0, -1.0], [0.0, 1.0, 0.0, 0.0, 5.0, 0.0]]),
                    np.array([0.5, 1.0]),
                ),
                call(
                    np.array([[[1.0, 2.0], [3.0, -1.0]]]),
                    np.array([[1.0, 0.0, 2.0, 1.0], [0.0, 3.0, 1.0, 0.0], [1.0, 1.0, 0.0, 2.0]]),
                    np.array([1.0, -0.5, 2.0]),
                ),
                call(
                    np.array([[[1.0], [2.0]], [[-1.0], [0.5]], [[0.0], [3.0]]]),
                    np.array([[-1.0, 2.0], [1.0, -0.5]]),
                    np.array([0.5, -1.0]),
                ),
                drawn(layer_of_images, 3),
                drawn(layer_of_one_example, 2),
            ],
        ),
    ],
    hints=[
        "Make x a matrix with a row for each example first: its shape is (N, -1).",
        "Then write the shapes down: (N, D) times something of shape (D, M) gives (N, M). "
        "Which way round does W have to stand?",
    ],
)
