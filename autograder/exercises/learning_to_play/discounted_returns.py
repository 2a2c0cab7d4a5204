"""discounted_returns: what each step of a game is worth, seen from its end."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def discounted_returns(rewards, gamma):
    """What each step of a game is worth: its reward and all that follow, later ones less.

    rewards: (T,), floats or ints, in the order of the steps; gamma: from 0 to 1, what a
    reward is worth that comes one step later.
    Returns (T,), float64, the return of each step: G_t = r_t + gamma · G_{t+1}, where
    nothing follows the last step. A game without a step gives (0,).
    Sutton and Barto 2018, section 3.3.
    """
    returns = np.zeros(len(rewards))
    following = 0.0
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns


def by_weights(rewards, weight):
    """For each step t the sum of weight(t, k) times the reward of each step k, for mistakes."""
    steps = range(len(rewards))
    return np.array([sum(weight(t, k) * float(rewards[k]) for k in steps) for t in steps])


def sums_what_came_before(rewards, gamma):
    """You add up what came before a step. A move is judged by what follows it: begin at the other
    end."""
    return by_weights(rewards, lambda t, k: gamma ** (t - k) if k <= t else 0)


def left_in_reverse(rewards, gamma):
    """The returns stand in reverse order. Going from the end is right; where does the return of the
    first step belong afterwards?"""
    return discounted_returns(rewards, gamma)[::-1]


def first_return_alone(rewards, gamma):
    """One number comes back, the return of the first step. Each step has a future of its own."""
    returns = discounted_returns(rewards, gamma)
    return returns[0] if len(returns) else returns


def first_return_for_all(rewards, gamma):
    """All steps get the return of the first one. Each step has a future of its own, which begins
    with its own reward."""
    returns = discounted_returns(rewards, gamma)
    return returns * 0 + returns[:1]


def far_from_the_start(rewards, gamma):
    """A reward counts less the later it comes in the game. How far it is away is measured from the
    step that is judged, not from the start."""
    return by_weights(rewards, lambda t, k: gamma**k if k >= t else 0)


def leaves_out_its_own_reward(rewards, gamma):
    """The reward of the step itself is missing: its return begins with what comes next."""
    return by_weights(rewards, lambda t, k: gamma ** (k - t - 1) if k > t else 0)


def shrinks_its_own_reward(rewards, gamma):
    """The reward of the step itself is multiplied by gamma, and every other once too often. Which
    power of gamma belongs to what comes at once?"""
    return gamma * discounted_returns(rewards, gamma)


def starts_shrinking_late(rewards, gamma):
    """A reward that comes one step later counts in full, and all others are shrunk once too seldom.
    Only the step's own reward counts in full."""
    return by_weights(rewards, lambda t, k: gamma ** max(k - t - 1, 0) if k >= t else 0)


def nothing_shrinks(rewards, gamma):
    """Later rewards count in full: gamma has no effect."""
    return by_weights(rewards, lambda t, k: k >= t)


def shrinks_once_for_all(rewards, gamma):
    """All that follows is multiplied by gamma once, however far away it is. It shrinks with every
    step."""
    return by_weights(rewards, lambda t, k: gamma if k > t else float(k == t))


def looks_one_step_ahead(rewards, gamma):
    """You add the next reward and nothing after it. Add the next step's return, which holds all
    that follows."""
    return by_weights(rewards, lambda t, k: gamma ** (k - t) if t <= k <= t + 1 else 0)


def starts_anew_at_each_reward(rewards, gamma):
    """The sum starts anew wherever a reward is not 0, as if a game ended there. This is one game:
    all that follows counts, beyond the next reward too."""
    following, returns = 0.0, np.zeros(len(rewards))
    for t in reversed(range(len(rewards))):
        following = rewards[t] + (0.0 if rewards[t] else gamma * following)
        returns[t] = following
    return returns


def divides_by_powers(rewards, gamma):
    """For a gamma of 0 what comes out is no number. You divide by powers of gamma, which are 0
    then: multiply alone, from the last step to the first."""
    powers = float(gamma) ** np.arange(len(rewards))
    following = np.cumsum((powers * rewards)[::-1])[::-1]
    return np.divide(following, powers, out=np.full(len(rewards), np.nan), where=powers != 0)


def rewards_alone(rewards, gamma):
    """These are the rewards themselves: nothing that follows is added to them."""
    return np.array(rewards, dtype=float)


def forgets_the_last_step(rewards, gamma):
    """The last step has the return 0. Nothing follows it, but it has a reward of its own."""
    returns = discounted_returns(rewards, gamma)
    returns[-1:] = 0
    return returns


def last_reward_lost(rewards, gamma):
    """The reward of the last step is added nowhere, as if the game ended before it. Where does your
    loop begin?"""
    return by_weights(rewards, lambda t, k: gamma ** (k - t) if t <= k < len(rewards) - 1 else 0)


def mean_and_spread_taken_off(rewards, gamma):
    """The mean of the returns is subtracted, and they are divided by their standard deviation. Some
    who learn from returns do so afterwards; here the returns themselves are asked for."""
    returns = discounted_returns(rewards, gamma)
    return (returns - returns.mean()) / (returns.std() + 1e-8) if len(returns) else returns


def cut_to_ints(rewards, gamma):
    """Rewards may be ints, and yours are put into an array of ints, where all digits behind the
    point are cut off. Make an array of floats."""
    following, returns = 0, np.zeros_like(rewards)
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns


def adds_up_cut_ints(rewards, gamma):
    """Rewards may be ints, and the returns are put into an array of ints, from where the next one
    is worked out. Make an array of floats."""
    returns = np.array(rewards)
    for t in reversed(range(len(rewards) - 1)):
        returns[t] = rewards[t] + gamma * returns[t + 1]
    return returns


def writes_into_rewards(rewards, gamma):
    """The returns are written into the rewards that you were given. Make a new array."""
    returns = discounted_returns(rewards, gamma)
    rewards[...] = returns
    return returns


def adds_up_in_rewards(rewards, gamma):
    """The returns are worked out within the rewards that you were given. Make a new array: the
    caller still needs the rewards, and where they are ints nothing else fits in."""
    for t in reversed(range(len(rewards) - 1)):
        rewards[t] = rewards[t] + gamma * rewards[t + 1]
    return rewards


def needs_a_step(rewards, gamma):
    """A game without a step ends in an error. It has no returns, so an empty array is right: do not
    ask for the last reward before you know that there is one."""
    rewards[-1]
    return discounted_returns(rewards, gamma)


def zero_without_a_step(rewards, gamma):
    """For a game without a step a number comes back. There is none: as many returns as steps."""
    return discounted_returns(rewards, gamma) if len(rewards) else 0.0


def none_without_a_step(rewards, gamma):
    """For a game without a step nothing comes back. Return an array without a number: as many
    returns as steps."""
    return discounted_returns(rewards, gamma) if len(rewards) else None


def some_gamma(rng: np.random.Generator) -> float:
    return float(rng.integers(55, 96)) / 100


def one_at_the_end(rng: np.random.Generator) -> Call:
    rewards = np.zeros(int(rng.integers(3, 7)))
    rewards[-1] = rng.choice([-2.0, -1.0, 1.0, 2.0])
    return call(rewards, some_gamma(rng))


def several_rewards(rng: np.random.Generator) -> Call:
    size = int(rng.integers(4, 8))
    return call(rng.integers(-30, 31, size) / 10, some_gamma(rng))


def extreme_gamma(rng: np.random.Generator) -> Call:
    return call(rng.integers(-30, 31, int(rng.integers(4, 7))) / 10, float(rng.integers(0, 2)))


def ints(rng: np.random.Generator) -> Call:
    rewards = rng.choice([-3, -2, -1, 1, 2, 3], int(rng.integers(3, 7)))
    return call(rewards, some_gamma(rng))


EXERCISE = Exercise(
    solution=discounted_returns,
    parts=[
        Part(
            "one reward at the end",
            [
                call(np.array([0.0, 1.0]), 0.5),
                call(np.array([0.0, 0.0, 1.0]), 0.5),
                call(np.array([0.0, 0.0, 0.0, -1.0]), 0.9),
                call(np.array([2.0]), 0.5),
                drawn(one_at_the_end, 4),
            ],
        ),
        Part(
            "several rewards",
            [
                call(np.array([1.0, 2.0]), 0.5),
                call(np.array([1.0, 2.0, 4.0]), 0.5),
                call(np.array([3.0, 0.0, -1.0, 2.0]), 0.8),
                call(np.array([-1.0, 0.5, 0.0, 2.0, 1.0]), 0.9),
                drawn(several_rewards, 4),
            ],
        ),
        Part(
            "gamma of 0 and of 1",
            [
                call(np.array([1.0, 2.0, 4.0]), 0.0),
                call(np.array([1.0, 2.0, 4.0]), 1.0),
                call(np.array([-1.0, 0.5, 0.0, 3.0]), 0),
                call(np.array([-1.0, 0.5, 0.0, 3.0]), 1),
                drawn(extreme_gamma, 4),
            ],
        ),
        Part(
            "ints, and no step at all",
            [
                call(np.array([0, 1]), 0.5),
                call(np.array([1, 0, 3]), 0.5),
                call(np.array([2, -1, 1, 3]), 0.9),
                call(np.array([], dtype=float), 0.9),
                call(np.array([], dtype=int), 0.5),
                drawn(ints, 4),
            ],
        ),
    ],
    hints=[
        "What is the return of the last step? With it, what is that of the step before?",
        "np.zeros(len(rewards)) makes room for floats, and reversed(range(len(rewards))) goes from "
        "the last step to the first. Keep what follows in a variable that begins with 0.",
    ],
)
