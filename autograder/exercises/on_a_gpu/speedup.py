"""speedup: how many times faster a program gets when a part of it is spread over workers."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def speedup(parallel_fraction, workers):
    """How many times faster a program gets when a part of it is spread over workers.

    parallel_fraction: the share of its time on one worker that can be spread, 0 to 1.
    workers: an int, 1 or more. Returns a float.
    Source: G. Amdahl, Validity of the single processor approach ..., 1967.
    """
    return 1 / (1 - parallel_fraction + parallel_fraction / workers)


def spreads_everything(parallel_fraction, workers):
    """You count as if all of it could be spread. What happens to the seconds that cannot?"""
    return float(workers)


def multiplies_the_share(parallel_fraction, workers):
    """You multiply the share by the workers. Begin with the time that is left with so many workers,
    and compare it with the time before."""
    return parallel_fraction * workers


def gives_the_time(parallel_fraction, workers):
    """This is the time that is left, as a share of the time before. How many times faster is it
    then?"""
    return 1 / speedup(parallel_fraction, workers)


def spreads_the_wrong_part(parallel_fraction, workers):
    """You spread the part that cannot be spread, and leave the other one to a single worker."""
    return 1 / (parallel_fraction + (1 - parallel_fraction) / workers)


def forgets_what_cannot_be_spread(parallel_fraction, workers):
    """Your time holds only the part that is spread. The rest still takes as long as before."""
    return workers / parallel_fraction if parallel_fraction else 0.0


def forgets_what_is_spread(parallel_fraction, workers):
    """This is the limit for very many workers, in which the part that is spread takes no time at
    all. With a few workers it takes some."""
    return 1 / (1 - parallel_fraction) if parallel_fraction < 1 else float("inf")


def lets_the_work_grow(parallel_fraction, workers):
    """You keep the time fixed, and ask how much more work gets done in it. Here the work stays the
    same: how long does it take?"""
    return 1 - parallel_fraction + parallel_fraction * workers


def takes_percent(parallel_fraction, workers):
    """The share is a number from 0 to 1, not a percentage."""
    return speedup(parallel_fraction / 100, workers)


def adds_the_first_worker(parallel_fraction, workers):
    """You count one worker too many: the one that was there before is among them. With a single
    worker nothing gets faster."""
    return speedup(parallel_fraction, workers + 1)


def gives_the_efficiency(parallel_fraction, workers):
    """You divide by the workers in the end: this is how well each of them is used. Asked for is how
    many times faster the program gets."""
    return speedup(parallel_fraction, workers) / workers


def gives_the_gain(parallel_fraction, workers):
    """You give by how much the speed grows. A program that does not get faster at all is 1 times as
    fast."""
    return speedup(parallel_fraction, workers) - 1


def rounds_the_speedup(parallel_fraction, workers):
    """Your result is rounded. 1.3 times as fast is neither once nor twice."""
    return float(round(speedup(parallel_fraction, workers)))


def some_share(rng: np.random.Generator) -> Call:
    return call(round(float(rng.uniform(0.15, 0.95)), 3), int(rng.integers(2, 40)))


def one_worker_or_many(rng: np.random.Generator) -> Call:
    workers = 1 if rng.random() < 0.5 else int(rng.integers(10**3, 10**6))
    return call(round(float(rng.uniform(0.15, 0.85)), 3), workers)


def all_or_nothing(rng: np.random.Generator) -> Call:
    return call(float(rng.integers(2)), int(rng.integers(2, 1000)))


EXERCISE = Exercise(
    solution=speedup,
    torch=True,
    parts=[
        Part(
            "a part that can be spread",
            [call(0.5, 2), call(0.9, 9), call(0.75, 3), drawn(some_share, 4)],
        ),
        Part(
            "one worker, and very many",
            [call(0.6, 1), call(0.6, 1_000_000), drawn(one_worker_or_many, 4)],
        ),
        Part(
            "all of it, or nothing",
            [call(0.0, 8), call(1.0, 8), drawn(all_or_nothing, 4)],
        ),
    ],
    hints=[
        "Let the program take 1 second with one worker. How many seconds does each of its two "
        "parts take with many?",
        "One part takes 1 - parallel_fraction as before, the other one takes "
        "parallel_fraction / workers. The speedup is the time before divided by the time now.",
    ],
)
