"""td_targets: what the values of moves should have been."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def td_targets(rewards, next_values, done, gamma):
    """What the chosen moves should have been worth, by the step that came next.

    rewards: (N,), of N single steps; next_values: (N, A), the values of all moves after
    the step; done: (N,), bool, whether the game was over then; gamma: from 0 to 1.
    Returns (N,), float64: the reward and gamma times the largest of the next values; the
    reward alone where the game was over, whatever stands in next_values there, NaN too.
    Mnih and others 2015, algorithm 1.
    """
    best = np.where(done, 0.0, np.max(next_values, axis=1))
    return rewards + gamma * best


def expected_next(next_values, done, of=np.max):
    """What comes next, (N,), 0 where the game was over; of: makes one number of a row."""
    rows = np.where(np.asarray(done)[:, None], 0.0, next_values)
    return np.array([of(row) for row in rows])


def future_after_the_end(rewards, next_values, done, gamma):
    """A future is added where the game was over. After the end nothing comes: look at done."""
    return rewards + gamma * np.max(next_values, axis=1)


def nan_is_the_end(rewards, next_values, done, gamma):
    """A future is added where the game was over, unless NaN stands there. It is done that says
    where a game was over."""
    return rewards + gamma * np.max(np.nan_to_num(next_values), axis=1)


def future_at_the_end_alone(rewards, next_values, done, gamma):
    """A future is added where the game was over, and nowhere else. It is the other way round."""
    return rewards + gamma * np.where(done, np.max(next_values, axis=1), 0.0)


def multiplies_by_zero(rewards, next_values, done, gamma):
    """What stands after the end is multiplied by 0, and NaN times 0 is NaN. Choose between two
    numbers, do not multiply."""
    return rewards + gamma * np.max(next_values, axis=1) * (1 - np.asarray(done, dtype=float))


def zero_at_the_end(rewards, next_values, done, gamma):
    """Where the game was over the target is 0. The last move has a reward like any other; only what
    would follow it is missing."""
    return np.where(done, 0.0, rewards + gamma * expected_next(next_values, done))


def shrinks_the_reward_too(rewards, next_values, done, gamma):
    """The reward is multiplied by gamma as well. It comes at once: only the future shrinks."""
    return gamma * (rewards + expected_next(next_values, done))


def shrinks_the_reward_alone(rewards, next_values, done, gamma):
    """gamma stands with the reward. It belongs to what comes a step later."""
    return gamma * np.asarray(rewards) + expected_next(next_values, done)


def future_in_full(rewards, next_values, done, gamma):
    """The future counts in full: gamma has no effect."""
    return rewards + expected_next(next_values, done)


def rewards_are_enough(rewards, next_values, done, gamma):
    """The rewards come back, and no future is added to any. Where the game goes on, the best of the
    next moves is worth something too."""
    return np.array(rewards, dtype=float)


def best_of_each_move(rewards, next_values, done, gamma):
    """The maximum is taken over the steps, for each move. Each step has next values of its own, a
    row: which axis goes along a row?"""
    return rewards + gamma * np.where(done, 0.0, np.max(next_values, axis=0))


def best_of_all(rewards, next_values, done, gamma):
    """The largest value of the whole array is added to every step. Each step has next values of its
    own, a row."""
    return rewards + gamma * np.where(done, 0.0, np.max(next_values))


def best_before_the_end_of_all(rewards, next_values, done, gamma):
    """The largest value of all games that go on is added to each of them. Each step has next values
    of its own, a row."""
    largest = np.max(next_values[~done], initial=-np.inf)
    return rewards + np.where(done, 0.0, gamma * (largest if np.isfinite(largest) else 0.0))


def begins_the_search_at_zero(rewards, next_values, done, gamma):
    """Where all next values are negative, the best of them counts as 0. Begin your search with one
    of them, not with 0."""
    return rewards + gamma * np.maximum(expected_next(next_values, done), 0.0)


def size_of_the_values(rewards, next_values, done, gamma):
    """The sign of next values is lost: the best one is the largest, not the one that is farthest
    from 0."""
    return rewards + gamma * expected_next(np.abs(next_values), done)


def mean_of_the_next(rewards, next_values, done, gamma):
    """You take the mean of the next values, as if all moves were made alike. Which one will be
    made?"""
    return rewards + gamma * expected_next(next_values, done, np.mean)


def sum_of_the_next(rewards, next_values, done, gamma):
    """You add up the next values. One move only will be made."""
    return rewards + gamma * expected_next(next_values, done, np.sum)


def worst_of_the_next(rewards, next_values, done, gamma):
    """You take the smallest of the next values. Whoever plays makes the best move."""
    return rewards + gamma * expected_next(next_values, done, np.min)


def index_of_the_best(rewards, next_values, done, gamma):
    """You add the index of the best move. What is it worth?"""
    return rewards + gamma * np.where(done, 0, np.argmax(next_values, axis=1))


def first_of_the_next(rewards, next_values, done, gamma):
    """You take the value of the first move, whichever is the best."""
    return rewards + gamma * expected_next(next_values, done, lambda row: row[0])


def one_for_each_move(rewards, next_values, done, gamma):
    """There is a target for every move of a step. One is asked for, that of the best: one number a
    step."""
    future = np.where(np.asarray(done)[:, None], 0.0, gamma * next_values)
    return np.asarray(rewards)[:, None] + future


def column_for_each_step(rewards, next_values, done, gamma):
    """The targets have the shape (N, N): a column and a row were added up. Let the maximum drop its
    axis."""
    future = np.where(done, 0.0, np.max(next_values, axis=1))[:, None]
    return rewards + gamma * future


def cut_to_whole_targets(rewards, next_values, done, gamma):
    """Rewards may be ints, and the targets are put into an array of ints, where all digits behind
    the point are cut off. Make an array of floats."""
    targets = np.array(rewards)
    targets[~done] = (rewards + gamma * expected_next(next_values, done))[~done]
    return targets


def writes_into_next_values(rewards, next_values, done, gamma):
    """Zeros are written into the next values that you were given. Work on a copy, or choose with
    np.where."""
    next_values[done] = 0
    return rewards + gamma * np.max(next_values, axis=1)


def writes_into_the_rewards(rewards, next_values, done, gamma):
    """The future is added to the rewards that you were given. Make a new array: += changes the old
    one."""
    targets = td_targets(rewards, next_values, done, gamma)
    rewards[...] = targets
    return targets


def steps(
    rng: np.random.Generator, count: int, moves: int, over: int = 0, low: int = -30, high: int = 31
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Steps with values of one digit behind the point; over: how many of them end a game."""
    done = rng.permutation(np.arange(count) < over)
    rewards = rng.integers(-20, 21, count) / 10
    gamma = int(rng.integers(5, 10)) / 10
    return rewards, rng.integers(low, high, (count, moves)) / 10, done, gamma


def going_on(rng: np.random.Generator) -> Call:
    """Of each step one next value at least is positive."""
    rewards, values, done, gamma = steps(rng, int(rng.integers(2, 5)), 3)
    values[:, rng.integers(3)] = rng.integers(1, 31, len(values)) / 10
    return call(rewards, values, done, gamma)


def with_an_end(rng: np.random.Generator) -> Call:
    return call(*steps(rng, 4, 3, over=int(rng.integers(1, 4)), low=1))


def nothing_known_after_the_end(rng: np.random.Generator) -> Call:
    rewards, values, done, gamma = steps(rng, 4, 3, over=2, low=1)
    values[done] = np.where(rng.random((2, 3)) < 0.7, np.nan, np.inf)
    values[np.flatnonzero(done)[0]] = np.nan
    return call(rewards, values, done, gamma)


def nothing_good_ahead(rng: np.random.Generator) -> Call:
    return call(*steps(rng, 4, 3, over=1, high=-2))


NAN = np.nan
EXERCISE = Exercise(
    solution=td_targets,
    parts=[
        Part(
            "the game goes on",
            [
                call(np.array([1.0]), np.array([[0.0, 2.0, 1.0]]), np.array([False]), 0.5),
                call(
                    np.array([0.0, 1.0]),
                    np.array([[3.0, 1.0, 0.5], [-1.0, 0.0, 2.0]]),
                    np.array([False, False]),
                    0.9,
                ),
                call(
                    np.array([0, 1, -2]),
                    np.array([[0.5, 1.5, 0.5], [1.0, 4.5, -2.0], [0.0, -3.0, 2.5]]),
                    np.array([False, False, False]),
                    0.5,
                ),
                call(
                    np.array([0.5, -0.5, 0.0, 1.0]),
                    np.array([[1.0, 2.0], [2.5, 0.0], [-1.0, 1.0], [3.0, -3.5]]),
                    np.array([False, False, False, False]),
                    0.8,
                ),
                drawn(going_on, 4),
            ],
        ),
        Part(
            "the end",
            [
                call(np.array([1.0]), np.array([[2.0, 3.0, 1.0]]), np.array([True]), 0.5),
                call(
                    np.array([0.0, -1.0]),
                    np.array([[3.0, 1.0, 2.0], [1.0, 0.0, 2.0]]),
                    np.array([False, True]),
                    0.9,
                ),
                call(
                    np.array([2.0, 0.0, -1.0]),
                    np.array([[0.5, 1.0, 4.0], [1.0, 2.0, 0.5], [5.0, 3.0, 4.0]]),
                    np.array([True, False, True]),
                    0.5,
                ),
                call(
                    np.array([0.0, 1.0, -1.0]),
                    np.array([[0.5, 4.0], [2.0, 1.5], [6.0, 1.0]]),
                    np.array([False, False, True]),
                    0.8,
                ),
                drawn(with_an_end, 4),
            ],
        ),
        Part(
            "whatever stands there after the end",
            [
                call(np.array([1.0]), np.array([[NAN, NAN, NAN]]), np.array([True]), 0.5),
                call(
                    np.array([0.0, -1.0]),
                    np.array([[1.0, 3.0, 2.0], [NAN, NAN, NAN]]),
                    np.array([False, True]),
                    0.9,
                ),
                call(
                    np.array([-1.0, 0.0, 1.0]),
                    np.array([[np.inf, 2.0, NAN], [2.0, 1.0, 3.0], [NAN, NAN, NAN]]),
                    np.array([True, False, True]),
                    0.5,
                ),
                call(
                    np.array([0.5, 0.0, -1.0]),
                    np.array([[1.0, 3.0], [2.5, 2.0], [NAN, NAN]]),
                    np.array([False, False, True]),
                    0.8,
                ),
                drawn(nothing_known_after_the_end, 4),
            ],
        ),
        Part(
            "all next values are negative",
            [
                call(np.array([1.0]), np.array([[-3.0, -1.0, -2.0]]), np.array([False]), 0.5),
                call(
                    np.array([0.0, -1.0]),
                    np.array([[-1.0, -2.0, -4.0], [-3.0, -2.0, -0.5]]),
                    np.array([False, True]),
                    0.9,
                ),
                call(
                    np.array([0.5, 1.0, -1.0, 0.0]),
                    np.array([[-4.0, -0.5], [-3.0, -2.0], [-1.0, -5.0], [-2.0, -1.5]]),
                    np.array([False, False, True, False]),
                    0.8,
                ),
                drawn(nothing_good_ahead, 4),
            ],
        ),
    ],
    hints=[
        "For one step by hand: which of the next values would a good player get? How much of it "
        "counts now?",
        "np.max(next_values, axis=1) is the best of each row. np.where(done, a, b) takes a where "
        "the game was over and b elsewhere, whatever b is there.",
    ],
)
