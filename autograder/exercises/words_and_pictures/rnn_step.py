"""rnn_step: one step of a plain recurrent network."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import numbers, some


def rnn_step(x, h, Wx, Wh, b):
    """One step of a plain recurrent network, for a batch.

    x: (N, D), what comes in; h: (N, H), the state after the step before; Wx: (H, D),
    Wh: (H, H), b: (H,). In both matrices a row belongs to a number of the new state.
    The new state is the tanh of what Wx makes of x, what Wh makes of h, and b, all
    added up.
    Returns the new state (N, H).
    Elman 1990.
    """
    return np.tanh(x @ Wx.T + h @ Wh.T + b)


def takes_wh_by_its_columns(x, h, Wx, Wh, b):
    """Wh is used without its transpose. It is square, so nothing complains; but a row of Wh belongs
    to a number of the new state, as a row of Wx does."""
    return np.tanh(x @ Wx.T + h @ Wh + b)


def takes_wx_by_its_columns(x, h, Wx, Wh, b):
    """Wx is used without its transpose, which fails unless D and H are equal. A row of Wx belongs
    to a number of the new state."""
    return np.tanh(x @ Wx + h @ Wh.T + b)


def takes_both_by_their_columns(x, h, Wx, Wh, b):
    """Both matrices are used without their transpose. In each a row belongs to a number of the new
    state, while x and h hold an example in each row."""
    return np.tanh(x @ Wx + h @ Wh + b)


def exchanges_the_matrices(x, h, Wx, Wh, b):
    """Wx and Wh have changed places, which nothing tells you where D and H are equal. Which of them
    belongs to x?"""
    return np.tanh(x @ Wh.T + h @ Wx.T + b)


def forgets_the_state(x, h, Wx, Wh, b):
    """The state before has no say, so the network remembers nothing."""
    return np.tanh(x @ Wx.T + b)


def forgets_what_comes_in(x, h, Wx, Wh, b):
    """What comes in has no say. The new state depends on x and on h."""
    return np.tanh(h @ Wh.T + b)


def forgets_the_shift(x, h, Wx, Wh, b):
    """b is not added."""
    return np.tanh(x @ Wx.T + h @ Wh.T)


def adds_the_shift_twice(x, h, Wx, Wh, b):
    """b is added twice, once with each matrix. There is one for both."""
    return np.tanh(x @ Wx.T + h @ Wh.T + 2 * b)


def adds_the_shift_after_tanh(x, h, Wx, Wh, b):
    """b is added after tanh, and the state may leave the range from -1 to 1. All three are added up
    first."""
    return np.tanh(x @ Wx.T + h @ Wh.T) + b


def squashes_each_part(x, h, Wx, Wh, b):
    """Each part goes through a tanh of its own. Add them up first: there is one tanh."""
    return np.tanh(x @ Wx.T + b) + np.tanh(h @ Wh.T)


def squashes_what_comes_in_alone(x, h, Wx, Wh, b):
    """The part that comes from h is added after tanh. Add up all three first."""
    return np.tanh(x @ Wx.T + b) + h @ Wh.T


def squashes_twice(x, h, Wx, Wh, b):
    """There is a tanh in a tanh. The sum goes through it once."""
    return np.tanh(np.tanh(x @ Wx.T + h @ Wh.T + b))


def squashes_the_state_first(x, h, Wx, Wh, b):
    """h goes through a tanh before Wh. It has been through one, in the step before."""
    return np.tanh(x @ Wx.T + np.tanh(h) @ Wh.T + b)


def squashes_nothing(x, h, Wx, Wh, b):
    """There is no tanh: after some steps the state would grow without end."""
    return x @ Wx.T + h @ Wh.T + b


def takes_relu(x, h, Wx, Wh, b):
    """Numbers below 0 become 0, as ReLU makes them. The step of this network is a tanh."""
    return np.maximum(0, x @ Wx.T + h @ Wh.T + b)


def takes_the_sigmoid(x, h, Wx, Wh, b):
    """Your numbers go from 0 to 1, as those of a sigmoid. tanh goes from -1 to 1."""
    return 1 / (1 + np.exp(-(x @ Wx.T + h @ Wh.T + b)))


def adds_to_the_old_state(x, h, Wx, Wh, b):
    """The old state is added to the new one. h has its say by Wh alone."""
    return h + np.tanh(x @ Wx.T + h @ Wh.T + b)


def takes_exponentials_that_overflow(x, h, Wx, Wh, b):
    """Where a sum is large your tanh is no number: an exponential overflows, and infinity is
    divided by infinity. np.tanh knows how to avoid that."""
    a = x @ Wx.T + h @ Wh.T + b
    return (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))


def multiplies_the_parts(x, h, Wx, Wh, b):
    """What the two matrices make is multiplied. It is added up."""
    return np.tanh((x @ Wx.T) * (h @ Wh.T) + b)


def works_on_the_first_example(x, h, Wx, Wh, b):
    """Only the first example of the batch is worked on. Each row of x and h is one."""
    return np.tanh(x[:1] @ Wx.T + h[:1] @ Wh.T + b)


def adds_the_shift_down_the_batch(x, h, Wx, Wh, b):
    """b goes down the rows, which fails unless N and H are equal. It has a number for each column
    of the new state."""
    return np.tanh(x @ Wx.T + h @ Wh.T + b[:, None])


def returns_the_state_lying_down(x, h, Wx, Wh, b):
    """Your result is transposed. An example is a row, in the new state as in the old."""
    return rnn_step(x, h, Wx, Wh, b).T


def overwrites_the_state(x, h, Wx, Wh, b):
    """The state that you were given is overwritten. Make a new one: learning needs the old ones as
    well."""
    h[...] = rnn_step(x, h, Wx, Wh, b)
    return h


def step(rng: np.random.Generator, N: int, D: int, H: int, memory: bool = True) -> Call:
    """Numbers so small that tanh tells them apart."""
    x, h, Wx, Wh, b = (numbers(rng, *shape) for shape in ((N, D), (N, H), (H, D), (H, H), (H,)))
    return call(x / 2, h / 2 * memory, Wx / 2, Wh / 2, b / 2)


def fixed(seed: int, *sizes: int, memory: bool = True) -> Call:
    return step(np.random.default_rng(seed), *sizes, memory)


def first_step(rng: np.random.Generator) -> Call:
    D, H = (int(n) for n in rng.choice([1, 2, 3, 4], 2, replace=False))
    return step(rng, some(rng, 1, 3), D, H, memory=False)


def later_step(rng: np.random.Generator) -> Call:
    D, H = (int(n) for n in rng.choice([2, 3, 4, 5], 2, replace=False))
    return step(rng, some(rng, 1, 4), D, H)


def of_equal_sizes(rng: np.random.Generator) -> Call:
    size = some(rng, 2, 4)
    return step(rng, some(rng, 2, 4), size, size)


EXERCISE = Exercise(
    solution=rnn_step,
    parts=[
        Part(
            "the first step, without memory",
            [
                call(
                    np.array([[1.0, 2.0]]),
                    np.zeros((1, 1)),
                    np.array([[0.5, -0.5]]),
                    np.array([[1.0]]),
                    np.array([0.25]),
                ),
                fixed(1, 1, 3, 2, memory=False),
                fixed(2, 2, 2, 3, memory=False),
                fixed(3, 3, 1, 3, memory=False),
                drawn(first_step, 3),
            ],
        ),
        Part(
            "with memory",
            [
                call(
                    np.array([[1.0]]),
                    np.array([[0.5, -0.5]]),
                    np.array([[0.25], [0.0]]),
                    np.array([[0.0, 1.0], [0.5, 0.0]]),
                    np.array([0.0, 0.25]),
                ),
                fixed(4, 1, 3, 2),
                fixed(5, 3, 2, 3),
                fixed(6, 2, 4, 1),
                fixed(7, 4, 3, 5),
                call(
                    np.array([[500.0, -1.0]]),
                    np.array([[0.5, 1.0]]),
                    np.array([[2.0, 1.0], [-2.0, 1.0]]),
                    np.array([[0.5, 1.0], [0.0, 1.0]]),
                    np.array([0.25, 0.5]),
                ),
                drawn(later_step, 3),
            ],
        ),
        Part(
            "as many numbers in as in the state",
            [fixed(8, 1, 2, 2), fixed(9, 3, 3, 3), fixed(10, 2, 4, 4), drawn(of_equal_sizes, 3)],
        ),
    ],
    hints=[
        "Print the shapes: x is (N, D) and Wx is (H, D). What has to be turned so that (N, H) "
        "comes out?",
        "x @ Wx.T is (N, H). Make (N, H) of h and Wh in the same way, add both and b, and only "
        "then comes np.tanh.",
    ],
)
