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


def drops_an_axis_of_db(dout, x, W):
    """db of a layer with one output is a bare number. Its shape is (1,) there, as that of b:
    squeeze and item take away an axis that belongs to it."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, np.squeeze(db)


def drops_an_axis_of_dx(dout, x, W):
    """dx loses an axis where there is one example, or one number in it. A batch of one is still a
    batch: dx always has the shape of x."""
    dx, dW, db = affine_backward(dout, x, W)
    return np.squeeze(dx), dW, db


def drops_every_axis_of_one(dout, x, W):
    """Axes of length one are lost, as squeeze loses them. One example, one input and one output
    keep their axis: every gradient has the shape of what it belongs to."""
    return tuple(np.squeeze(gradient) for gradient in affine_backward(dout, x, W))


def has_the_weights_lying_down(dout, x, W):
    """This is right for weights of shape (in, out), as some other courses have them. Here W is
    (M, D), a row for each output, and dW is shaped like it."""
    return (dout @ W.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def flattens_nothing_for_dW(dout, x, W):
    """dx is right for images, and dW is not: x still has its axes there. The layer saw each example
    as one row of numbers, and dW is worked out from those rows."""
    return (dout @ W).reshape(x.shape), dout.T @ x, dout.sum(axis=0)


def reads_the_images_by_columns(dout, x, W):
    """For images, dW meets the numbers in another order than the layer did. Flatten each example
    without moving anything, the last axis fastest."""
    dx, _, db = affine_backward(dout, x, W)
    return dx, dout.T @ np.stack([example.ravel(order="F") for example in x]), db


def keeps_the_last_example_only(dout, x, W):
    """dW and db hold one example only, the last: each round of a loop writes over the one before.
    The examples share W and b, so what they give is added up."""
    dx, *_ = affine_backward(dout, x, W)
    return dx, *affine_backward(dout[-1:], x[-1:], W)[1:]


def keeps_the_first_example_only(dout, x, W):
    """dW and db hold the first example only. Does a return end your loop in its first round? The
    examples share W and b, so what all of them give is added up."""
    dx, *_ = affine_backward(dout, x, W)
    return dx, *affine_backward(dout[:1], x[:1], W)[1:]


def keeps_the_last_example_in_dW(dout, x, W):
    """dW holds one example only, the last: each round of a loop writes over the one before. The
    examples share W: add up what they give."""
    dx, _, db = affine_backward(dout, x, W)
    return dx, np.outer(dout[-1], x[-1]), db


def mixes_the_examples_in_dW(dout, x, W):
    """For dW the numbers of several examples are mixed up: reshape fills the rows in the order in
    which the numbers lie. Let the first axis, that of the examples, stay the first."""
    dx, _, db = affine_backward(dout, x, W)
    return dx, dout.T @ x.reshape(-1, len(x)).T, db


def takes_the_first_row_for_db(dout, x, W):
    """db is the first row of dout. All examples share the bias: add up their rows."""
    dx, dW, _ = affine_backward(dout, x, W)
    return dx, dW, dout[0].copy()


def leaves_dx_zero(dout, x, W):
    """dx is still zero. Each input goes into all outputs: collect what comes back from them."""
    dx, dW, db = affine_backward(dout, x, W)
    return 0 * dx, dW, db


def leaves_dW_zero(dout, x, W):
    """dW is still zero. Each weight is multiplied by an input in the forward pass, and that is what
    its gradient needs beside dout."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, 0 * dW, db


def leaves_db_zero(dout, x, W):
    """db is still zero. A bias is added to an output in every example."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, 0 * db


def turns_all_three_round(dout, x, W):
    """All three have the wrong sign. A gradient says how the loss grows; to go down is the business
    of the step, which comes later."""
    return tuple(-gradient for gradient in affine_backward(dout, x, W))


def averages_all_three(dout, x, W):
    """All three are divided by the number of examples. Where the loss is a mean it has done so
    itself, and dout has come with it: nothing is left to divide here."""
    return tuple(gradient / len(x) for gradient in affine_backward(dout, x, W))


def returns_db_before_dW(dout, x, W):
    """db stands before dW in what you return. Keep to the order of the docstring."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, db, dW


def returns_dx_last(dout, x, W):
    """dx is the last of what you return. The docstring has it first."""
    dx, dW, db = affine_backward(dout, x, W)
    return dW, db, dx


def gives_one_to_each_bias(dout, x, W):
    """db is 1 everywhere. That is the slope of the bias in one example: multiply by the gradient
    that arrives, and add up over the examples."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, np.ones_like(db)


def returns_no_db(dout, x, W):
    """Two gradients come back, and the layer has three things that went in. The bias needs its
    gradient too."""
    return affine_backward(dout, x, W)[:2]


def gives_ones_to_db(dout, x, W):
    """db counts the examples and does not look at dout. The bias has slope 1, and that times the
    gradient that arrives is dout itself: add it up."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, np.full_like(db, len(x))


def multiplies_sums_for_dW(dout, x, W):
    """For dW, dout and x are added up over the examples first, and then multiplied: each example
    meets the inputs of all others. Multiply within an example, and add up the products."""
    dx, _, db = affine_backward(dout, x, W)
    return dx, np.outer(db, x.reshape(len(x), -1).sum(axis=0)), db


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


# A batch of one; then one input, and one output.
BACKWARD_OF_ONE = [
    call(
        np.array([[1.0, -2.0]]),
        np.array([[3.0, 1.0, 2.0]]),
        np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 4.0]]),
    ),
    call(np.array([[1.0], [-3.0]]), np.array([[2.0], [5.0]]), np.array([[4.0]])),
]


VECTORS = [*FIXED_BACKWARD[:2], *BACKWARD_OF_ONE]


EXERCISE = Exercise(
    solution=affine_backward,
    parts=[
        Part("dx", [*VECTORS, drawn(backward_of_vectors, 3)], item=0),
        Part("dW", [*VECTORS, drawn(backward_of_vectors, 3)], item=1),
        Part("db", [*VECTORS, drawn(backward_of_vectors, 3)], item=2),
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
