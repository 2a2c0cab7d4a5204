"""affine_backward: the backward pass of affine_forward."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def affine_backward(dout, x, W):
    """The backward pass of affine_forward.

    dout: (N, M), the gradient of its output; x: (N, ...) and W: (M, D), as they went in.
    Returns dx (shaped like x), dW (M, D) and db (M,).
    """
    dx = (dout @ W).reshape(x.shape)
    dW = dout.T @ x.reshape(len(x), -1)
    db = dout.sum(axis=0)
    return dx, dW, db


def leaves_dx_flat(dout, x, W):
    """dx comes back with a row for each example. Every gradient has the shape of what it belongs
    to: give dx the shape of x."""
    _, dW, db = affine_backward(dout, x, W)
    return dout @ W, dW, db


def multiplies_images_as_they_are(dout, x, W):
    """Vectors go back through this layer, images do not. In the forward pass each example was one
    row of numbers: make x that again for dW, and give dx the shape of x at the end."""
    return dout @ W, dout.T @ x, dout.sum(axis=0)


def transposes_dW(dout, x, W):
    """dW is lying on its side. It has the shape of W, a row for each output: what must stand
    first in the product for that?"""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW.T, db


def multiplies_dx_by_the_transpose(dout, x, W):
    """For dx, W is the wrong way round, which only shows where the shapes do not tell. Every input
    collects over the outputs that it fed: (N, M) times (M, D)."""
    _, dW, db = affine_backward(dout, x, W)
    return (dout @ W.T).reshape(x.shape), dW, db


def leaves_db_for_each_example(dout, x, W):
    """db has a row for each example. All the examples share one bias, so what they ask of it is
    added up."""
    dx, dW, _ = affine_backward(dout, x, W)
    return dx, dW, dout


def averages_db(dout, x, W):
    """db is a mean over the examples. If the loss is a mean, its 1/N is in dout already: add up
    here."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, db / len(x)


def averages_dW(dout, x, W):
    """dW is divided by the number of examples. The layer does not know what the loss does with
    them: if that is a mean, its 1/N is in dout already."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW / len(x), db


def averages_dW_and_db(dout, x, W):
    """dW and db are divided by the number of examples. Whether the loss is a mean is the business
    of the loss, which has put it into dout."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW / len(x), db / len(x)


def adds_db_up_to_one_number(dout, x, W):
    """db is a single number. There is one bias for each output: add up over the examples only."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, db.sum()


def keeps_an_axis_in_db(dout, x, W):
    """db has the right numbers in a shape (1, M). It must have the shape of b, which is (M,)."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, db[None]


def adds_db_over_the_outputs(dout, x, W):
    """db is added up over the outputs, and has a number for each example. The biases belong to the
    outputs: it is the examples that are added up."""
    dx, dW, _ = affine_backward(dout, x, W)
    return dx, dW, dout.sum(axis=1)


def returns_dW_first(dout, x, W):
    """dx, dW and db come back in another order. The docstring has them in the order of x, W, b."""
    dx, dW, db = affine_backward(dout, x, W)
    return dW, dx, db


def gives_ones_to_db(dout, x, W):
    """db counts the examples and does not look at dout. The bias has slope 1, and that times the
    gradient that arrives is dout itself: add it up."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, np.full_like(db, len(x))


def backward_layer(rng: np.random.Generator, *shape: int, outputs: int) -> Call:
    inputs = int(np.prod(shape[1:]))
    dout, x = rng.normal(size=(shape[0], outputs)), rng.normal(size=shape)
    return call(dout.round(2), x.round(2), rng.normal(size=(outputs, inputs)).round(2))


def backward_of_vectors(rng: np.random.Generator) -> Call:
    n, inputs, outputs = (int(side) for side in rng.permutation([2, 3, 4]))
    return backward_layer(rng, n, inputs, outputs=outputs)


def backward_of_a_square_layer(rng: np.random.Generator) -> Call:
    side = int(rng.integers(2, 4))
    return backward_layer(rng, side, side, outputs=side)


def backward_of_images(rng: np.random.Generator) -> Call:
    return backward_layer(rng, 2, 2, 2, 3, outputs=int(rng.integers(2, 4)))


FIXED_BACKWARD = [
    call(
        np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 1.0]]),
        np.array([[1.0, 0.0, 2.0, -1.0], [3.0, 1.0, 0.0, 2.0], [1.0, -2.0, 1.0, 4.0]]),
        np.array([[1.0, 2.0, 3.0, 4.0], [0.0, -1.0, 1.0, 2.0]]),
    ),
    call(
        np.array([[1.0, 2.0], [3.0, -1.0]]),
        np.array([[1.0, 4.0], [3.0, 1.0]]),
        np.array([[1.0, 2.0], [5.0, -1.0]]),
    ),
    call(
        np.array([[1.0, -2.0, 3.0], [0.5, 1.0, 2.0]]),
        np.arange(8.0).reshape(2, 2, 2),
        np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 3.0, 1.0, 1.0], [2.0, 1.0, 1.0, -1.0]]),
    ),
]


EXERCISE = Exercise(
    solution=affine_backward,
    parts=[
        Part("dx", [*FIXED_BACKWARD[:2], drawn(backward_of_vectors, 3)], item=0),
        Part("dW", [*FIXED_BACKWARD[:2], drawn(backward_of_vectors, 3)], item=1),
        Part("db", [*FIXED_BACKWARD[:2], drawn(backward_of_vectors, 3)], item=2),
        Part(
            "square layers and images",
            [
                *FIXED_BACKWARD,
                drawn(backward_of_a_square_layer, 3),
                drawn(backward_of_images, 3),
            ],
        ),
    ],
    hints=[
        "Each gradient has the shape of what it belongs to. That alone leaves one way to "
        "multiply for dx, and one for dW.",
        "One weight W[m, d] joins input d to output m, in every example: its gradient adds up "
        "dout[n, m] times x[n, d] over the examples n. A bias has the input 1.",
    ],
)
