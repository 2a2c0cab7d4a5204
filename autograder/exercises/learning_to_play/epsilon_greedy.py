"""epsilon_greedy: the best action that is known, and now and then any."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, drawn
from helpers.checking.ingredients import Generator
from helpers.checking.kinds import SHARES


def epsilon_greedy(values, epsilon, rng):
    """Choose an action: nearly always the best that is known, and now and then any.

    values: (A,), what each action is thought to be worth; epsilon: from 0 to 1; rng: a
    numpy.random.Generator, from which all chance is drawn, and from nothing else.
    With probability epsilon it is any of the A actions, each as likely as the others,
    the best one too. Else it is one with the largest value; where several have it, each
    of them is as likely.
    Returns the index of the action, an int.
    Sutton and Barto 2018, section 2.2.
    """
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == np.max(values))))


def one_of(actions, rng):
    """One of the actions by chance, for mistakes."""
    return int(actions[rng.integers(len(actions))])


def best_of(values):
    return np.flatnonzero(values == np.max(values))


def first_of_equals(values, epsilon, rng):
    """Where several actions have the largest value, the first of them is taken for ever, as argmax
    does. Which actions share that value? Draw among them."""
    return one_of(range(len(values)), rng) if rng.random() < epsilon else int(np.argmax(values))


def last_of_equals(values, epsilon, rng):
    """Where several actions have the largest value, the last of them is taken for ever. Which
    actions share that value? Draw among them."""
    return one_of(range(len(values)), rng) if rng.random() < epsilon else int(best_of(values)[-1])


def explores_among_the_others(values, epsilon, rng):
    """Exploring never takes the action with the largest value, unless all have it. It takes any
    action, the best one too."""
    others = np.flatnonzero(values != np.max(values))
    if rng.random() < epsilon and len(others):
        return one_of(others, rng)
    return one_of(best_of(values), rng)


def explores_all_but_one(values, epsilon, rng):
    """Exploring never takes the action that would have been taken else. It takes any action, that
    one too."""
    best = one_of(best_of(values), rng)
    if rng.random() < epsilon and len(values) > 1:
        return one_of(np.delete(np.arange(len(values)), best), rng)
    return best


def seldom_takes_the_best(values, epsilon, rng):
    """epsilon and 1 − epsilon are exchanged: you explore with probability 1 − epsilon. At which
    epsilon should nothing be left to chance?"""
    return epsilon_greedy(values, 1 - epsilon, rng)


def never_explores(values, epsilon, rng):
    """The best action is always taken: epsilon has no effect. Now and then any action has to be
    tried."""
    return one_of(best_of(values), rng)


def always_explores(values, epsilon, rng):
    """Every action is as likely as any other, whatever the values and epsilon are. Only with
    probability epsilon chance decides among all."""
    return one_of(range(len(values)), rng)


def epsilon_for_each_other(values, epsilon, rng):
    """Each of the other actions is taken with probability epsilon. That is the probability of
    exploring, which all actions share."""
    others = np.flatnonzero(values != np.max(values))
    u = rng.random()
    if u < epsilon * len(others):
        return int(others[int(u / epsilon)])
    return one_of(best_of(values), rng)


def half_as_often(values, epsilon, rng):
    """The best action comes too often: you explore half as often as epsilon says. Between which
    numbers does the one lie that you compare with it?"""
    return epsilon_greedy(values, epsilon / 2, rng)


def explores_with_one_number(values, epsilon, rng):
    """The number that decides whether to explore also says which action to take, and it is small by
    then. Draw another one."""
    u = rng.random()
    return int(u * len(values)) if u < epsilon else one_of(best_of(values), rng)


def last_action_never_tried(values, epsilon, rng):
    """Exploring never takes the last action. rng.integers(A) leaves out A by itself."""
    if rng.random() < epsilon:
        return one_of(range(max(len(values) - 1, 1)), rng)
    return one_of(best_of(values), rng)


def first_action_never_tried(values, epsilon, rng):
    """Exploring never takes the first action. Actions are counted from 0."""
    if rng.random() < epsilon:
        return one_of(range(1, len(values)) or [0], rng)
    return one_of(best_of(values), rng)


def one_action_too_many(values, epsilon, rng):
    """Exploring takes an action that does not exist. Of A actions the last one is A − 1."""
    return (
        int(rng.integers(len(values) + 1))
        if rng.random() < epsilon
        else one_of(best_of(values), rng)
    )


def counts_actions_from_one(values, epsilon, rng):
    """Actions are counted from 1. They are indices into values, which count from 0."""
    return epsilon_greedy(values, epsilon, rng) + 1


def takes_the_worst(values, epsilon, rng):
    """You take an action with the smallest value. What is it worth to whoever plays?"""
    return epsilon_greedy(-np.asarray(values), epsilon, rng)


def farthest_from_zero(values, epsilon, rng):
    """You take the value that is farthest from 0. Values may be negative, and −2 is worth less than
    1."""
    return epsilon_greedy(np.abs(values), epsilon, rng)


def by_softmax(values, epsilon, rng):
    """Actions are drawn by the softmax of their values. Here the largest value alone decides, by
    however little it is the largest."""
    if rng.random() < epsilon:
        return one_of(range(len(values)), rng)
    shares = np.exp(values - np.max(values))
    return int(rng.choice(len(values), p=shares / shares.sum()))


def in_proportion(values, epsilon, rng):
    """Actions are drawn in proportion to their values. Here the largest value alone decides, by
    however little it is the largest."""
    if rng.random() < epsilon:
        return one_of(range(len(values)), rng)
    above = np.asarray(values) - np.min(values)
    above = above if above.any() else above + 1
    return int(rng.choice(len(values), p=above / above.sum()))


def explores_by_softmax(values, epsilon, rng):
    """Exploring prefers what seems better, by a softmax of the values. With probability epsilon any
    of the actions is taken, each as likely as the others."""
    if rng.random() >= epsilon:
        return one_of(best_of(values), rng)
    shares = np.exp(values - np.max(values))
    return int(rng.choice(len(values), p=shares / shares.sum()))


def almost_as_good_is_enough(values, epsilon, rng):
    """An action whose value is nearly the largest is taken as often as the best. Draw among those
    alone whose values equal the largest, without a tolerance."""
    if rng.random() < epsilon:
        return one_of(range(len(values)), rng)
    return one_of(np.flatnonzero(np.isclose(values, np.max(values), atol=0.05)), rng)


def noise_on_the_values(values, epsilon, rng):
    """An action whose value is nearly the largest is taken now and then. Do you add noise to the
    values? Leave them as they are, and draw among those that equal the largest."""
    if rng.random() < epsilon:
        return one_of(range(len(values)), rng)
    return int(np.argmax(values + 0.01 * rng.random(len(values))))


def compares_values_with_an_index(values, epsilon, rng):
    """You look for values that equal an index. argmax says where the largest value is: which values
    equal the largest **value**?"""
    if rng.random() < epsilon:
        return one_of(range(len(values)), rng)
    return int(rng.choice(np.flatnonzero(values == np.argmax(values))))


def returns_an_array(values, epsilon, rng):
    """An array comes back, not an int. Draw one of the best actions, and return the index alone."""
    return np.array([epsilon_greedy(values, epsilon, rng)])


def returns_a_float(values, epsilon, rng):
    """A float comes back. Say which action it is, by its index, an int: not what it is worth."""
    return float(epsilon_greedy(values, epsilon, rng))


def returns_a_number_of_numpy(values, epsilon, rng):
    """A float of NumPy comes back, as a value is one. Which action is it? Return its index, an
    int."""
    return values[epsilon_greedy(values, epsilon, rng)]


def returns_no_action(values, epsilon, rng):
    """Nothing comes back from the function: end it with return, however it goes."""
    return


def draws_from_np_random(values, epsilon, rng):
    """Not all chance is drawn from rng: with a generator of the same seed other actions come out.
    Use rng for everything, neither np.random nor a generator of your own."""
    return epsilon_greedy(values, epsilon, np.random.default_rng())


def makes_a_new_generator(values, epsilon, rng):
    """A new generator of a fixed seed is made at every call, and draws the same numbers every
    time. Use rng, which goes on."""
    return epsilon_greedy(values, epsilon, np.random.default_rng(0))


def actions(rng: np.random.Generator, values: list | np.ndarray, epsilon: float) -> Call:
    """A call with the right share of each action, which only the judge gets."""
    values = np.array(values, dtype=float)
    best = values == values.max()
    shares = epsilon / len(values) + (1 - epsilon) * best / best.sum()
    seed = Generator(int(rng.integers(1, 10**6)))
    return Call((values, epsilon, seed), {}, {"shares": shares})


def fixed(seed: int, values: list, epsilon: float) -> Call:
    return actions(np.random.default_rng(seed), values, epsilon)


def some_values(rng: np.random.Generator, count: int, best: int) -> np.ndarray:
    """Different values, but for the best of them, which come as often as asked."""
    steps = np.sort(rng.permutation(np.arange(-12, 10))[: count - best + 1]) / 4 + 0.1
    return rng.permutation([*steps[:-1], *[steps[-1]] * best])


def certain(rng: np.random.Generator) -> Call:
    return actions(rng, some_values(rng, int(rng.integers(3, 6)), 1), 0.0)


def equals(rng: np.random.Generator) -> Call:
    return actions(rng, some_values(rng, 4, int(rng.integers(2, 4))), 0.0)


def any_action(rng: np.random.Generator) -> Call:
    return actions(rng, some_values(rng, int(rng.integers(3, 5)), int(rng.integers(1, 3))), 1.0)


def now_and_then(rng: np.random.Generator) -> Call:
    values = some_values(rng, 3, 1) + 3.25  # none of them negative
    return actions(rng, values, float(rng.choice([0.55, 0.6, 0.65, 0.7])))


EXERCISE = Exercise(
    solution=epsilon_greedy,
    kind=SHARES,
    parts=[
        Part(
            "nothing to explore",
            [
                fixed(1, [0.5, 2.0, 1.0], 0.0),
                fixed(2, [-0.5, -3.0, -1.5, -0.25], 0.0),
                fixed(3, [1.1, 1.0], 0.0),
                fixed(13, [1.0, 1.002, 0.5], 0.0),
                drawn(certain, 1),
            ],
        ),
        Part(
            "equal ones",
            [
                fixed(4, [1.5, 1.5], 0.0),
                fixed(5, [1.5, 0.5, 1.5], 0.0),
                fixed(6, [-0.5, -0.25, -0.25, -2.0, -0.25], 0.0),
                drawn(equals, 1),
            ],
        ),
        Part(
            "any action",
            [
                fixed(7, [0.5, 1.5], 1.0),
                fixed(8, [0.5, 2.0, 1.5], 1.0),
                fixed(9, [2.5, 0.25, -1.5, 2.5], 1.0),
                drawn(any_action, 1),
            ],
        ),
        Part(
            "now and then any",
            [
                fixed(10, [0.25, 1.5], 0.5),
                fixed(11, [0.5, 2.25, 1.5], 0.6),
                fixed(12, [1.5, 0.25, 1.5, -0.5], 0.4),
                drawn(now_and_then, 1),
            ],
        ),
    ],
    hints=[
        "rng.random() is below epsilon with probability epsilon, and rng.integers(A) is any index "
        "from 0 to A - 1.",
        "values == np.max(values) is a mask of the best, np.flatnonzero makes indices of it, and "
        "rng.choice takes one.",
    ],
)
