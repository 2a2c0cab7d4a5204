"""minibatches: the numbers 0 to n - 1, shuffled and cut into batches."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.gradient_descent.shared import some_generator
from helpers.checking.ingredients import Generator
from helpers.checking.kinds import BATCHES


def minibatches(n, size, rng):
    """The numbers 0 to n - 1, shuffled and cut into batches.

    rng: a numpy.random.Generator, the only source of chance.
    Returns a list of int arrays of that size, the last one smaller where n leaves a rest.
    Each number is in exactly one of them.
    """
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]


def drops_the_last_batch(n, size, rng):
    """What is left over after the last whole batch never gets its turn. Let the last batch be
    smaller, however little is left for it."""
    order = rng.permutation(n)
    return [order[i * size : (i + 1) * size] for i in range(n // size)]


def stops_before_the_last_batch(n, size, rng):
    """The last batch is missing, whole or not, since your starts end at n - size. A batch may begin
    anywhere below n."""
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(0, n - size, size)]


def draws_with_replacement(n, size, rng):
    """Each number is drawn anew from all of them, so some come twice and others never. Shuffle the
    numbers once, and then deal them out."""
    order = rng.integers(0, n, n)
    return [order[start : start + size] for start in range(0, n, size)]


def draws_every_batch_from_all(n, size, rng):
    """No number comes twice in a batch, but each batch is drawn from all the numbers, so batches
    share some and others never come. What one batch has taken is gone for the next."""
    sizes = [min(size, n - start) for start in range(0, n, size)]
    return [rng.choice(n, count, replace=False) for count in sizes]


def draws_whole_batches_with_replacement(n, size, rng):
    """All batches are full, and each number in them is drawn from all, so that some come twice and
    others never. Shuffle once and cut: then the last batch may be smaller."""
    return [rng.integers(0, n, size) for _ in range(0, n, size)]


def draws_whole_batches_from_all(n, size, rng):
    """Every batch is drawn from all the numbers, and all are full: some numbers come twice in an
    epoch and others never. Shuffle once, and cut."""
    return [rng.permutation(n)[:size] for _ in range(0, n, size)]


def makes_batches_one_too_short(n, size, rng):
    """A slice leaves out its end, and you take 1 off besides: each batch lacks its last number."""
    order = rng.permutation(n)
    return [order[start : start + size - 1] for start in range(0, n, size)]


def makes_batches_one_too_long(n, size, rng):
    """Each batch holds one number more than asked for, the first of the next batch. A slice from
    start to start + size has size numbers."""
    order = rng.permutation(n)
    return [order[start : start + size + 1] for start in range(0, n, size)]


def ends_every_slice_at_size(n, size, rng):
    """Every slice ends at the place size, so that only the first batch holds anything. A batch that
    begins at start ends at start + size."""
    order = rng.permutation(n)
    return [order[start:size] for start in range(0, n, size)]


def gives_the_first_batch_only(n, size, rng):
    """One batch comes back. A return inside a loop ends it in its first round: collect the batches
    in a list, and return that after the loop."""
    return [rng.permutation(n)[:size]]


def gives_everything_in_one_batch(n, size, rng):
    """All the numbers are in one batch. Cut them into pieces of the size that is asked for."""
    return [rng.permutation(n)]


def gives_one_long_row(n, size, rng):
    """What comes back is no list of batches, but a row of numbers perhaps. Append each slice to the
    list as a whole: extend and + take it apart."""
    return rng.permutation(n)


def takes_what_shuffle_returns(n, size, rng):
    """shuffle works on the array that it is given, and returns nothing. permutation returns a
    shuffled one."""
    order = rng.shuffle(np.arange(n))
    return [order[start : start + size] for start in range(0, n, size)]


def shuffles_anew_for_each_batch(n, size, rng):
    """Each batch is a piece of another shuffled order, so batches share some numbers and others
    never come. Shuffle once, before the first batch is cut."""
    return [rng.permutation(n)[start : start + size] for start in range(0, n, size)]


def never_shuffles(n, size, rng):
    """The numbers come in rising order. Data often lies sorted by class, and then a batch would
    show one class only."""
    order = np.arange(n)
    return [order[start : start + size] for start in range(0, n, size)]


def shuffles_inside_the_batches_only(n, size, rng):
    """Every batch is shuffled in itself and holds neighbours still: the same numbers are together
    each time. Shuffle before you cut."""
    order = np.arange(n)
    return [rng.permutation(order[start : start + size]) for start in range(0, n, size)]


def shuffles_the_batches_only(n, size, rng):
    """You cut first and shuffle the batches: each holds neighbours still, in rising order, and the
    small one can come anywhere. Shuffle the numbers before you cut."""
    order = np.arange(n)
    batches = [order[start : start + size] for start in range(0, n, size)]
    return [batches[i] for i in rng.permutation(len(batches))]


def sorts_every_batch(n, size, rng):
    """Which numbers a batch holds is left to chance, and within it they stand in rising order. Cut
    the shuffled numbers as they come."""
    return [np.sort(batch) for batch in minibatches(n, size, rng)]


def shuffles_the_same_way_each_time(n, size, rng):
    """Each call gives the same order, because the generator is made anew with the same seed inside
    the function. Draw from rng, which goes on from where the last call left it."""
    order = np.random.default_rng(0).permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]


def draws_from_another_source(n, size, rng):
    """The order does not come from rng: with a generator of the same seed another order came out,
    so nobody could repeat a training. Let rng do the shuffling."""
    order = np.random.default_rng().permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]


def spreads_the_rest(n, size, rng):
    """The number of batches is right, and they are of nearly equal size. Only the last may be
    smaller than asked for."""
    return np.array_split(rng.permutation(n), -(-n // size))


def makes_larger_batches(n, size, rng):
    """The rest is spread over the other batches, some of which grow larger than asked for. Give it
    a batch of its own."""
    return np.array_split(rng.permutation(n), max(1, n // size))


def takes_size_for_the_number_of_batches(n, size, rng):
    """There are as many batches as each of them should have numbers. The argument size says how
    long a batch is."""
    return np.array_split(rng.permutation(n), size)


def begins_a_batch_at_each_number(n, size, rng):
    """A batch begins at every place of your list, so they overlap. The next one begins where the
    last one ended."""
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(n)]


def lets_batches_share_a_number(n, size, rng):
    """Each batch begins with the last number of the one before it. A slice leaves out its end, so
    there is nothing to make up for."""
    order = rng.permutation(n)
    return [order[max(0, start - 1) : start + size] for start in range(0, n, size)]


def adds_an_empty_batch(n, size, rng):
    """Where n can be divided by size, an empty batch comes last, and the mean loss over no examples
    is no number. How many batches are there when nothing is left over?"""
    order = rng.permutation(n)
    return [order[i * size : (i + 1) * size] for i in range(n // size + 1)]


def fills_up_the_last_batch(n, size, rng):
    """The last batch was made full with numbers that had their turn already. Let it be smaller."""
    order = rng.permutation(n)
    starts = range(0, n, size)
    return [np.resize(np.roll(order, -start), size) for start in starts]


def splits_into_equal_parts(n, size, rng):
    """np.split cuts into equal parts and stops with an error where something is left over. Cut at
    0, size, 2 · size and so on: the last piece may be smaller."""
    return np.split(rng.permutation(n), n // size)


def folds_the_order_into_a_matrix(n, size, rng):
    """A matrix has rows of one length, so that nothing may be left over. Cut the shuffled numbers
    into slices, of which the last may be shorter."""
    return rng.permutation(n).reshape(-1, size)


def yields_the_batches(n, size, rng):
    """With yield the function gives a generator, which hands its batches out once. A list of all of
    them is asked for."""
    yield from minibatches(n, size, rng)


def makes_floats_of_the_numbers(n, size, rng):
    """The numbers are floats, and X[batch] takes ints only. An array that begins as zeros or as
    empty holds floats, unless another dtype is asked for."""
    return [batch.astype(float) for batch in minibatches(n, size, rng)]


def counts_from_one(n, size, rng):
    """The numbers run from 1 to n. As places in an array the first one is 0, and n is past the
    end."""
    return [1 + batch for batch in minibatches(n, size, rng)]


def some_turns(rng: np.random.Generator) -> str:
    """An order of five calls with three generators, see `helpers.checking.kinds.batches`."""
    return "".join(rng.permutation(list("aabbc")))


def batches_with_a_rest(rng: np.random.Generator) -> Call:
    size = int(rng.integers(3, 7))
    n = size * int(rng.integers(3, 7)) + int(rng.integers(1, size - 1))
    return call(n, size, some_generator(rng), turns=some_turns(rng))


def batches_without_a_rest(rng: np.random.Generator) -> Call:
    size = int(rng.integers(3, 7))
    return call(size * int(rng.integers(4, 8)), size, some_generator(rng), turns=some_turns(rng))


def one_batch(rng: np.random.Generator) -> Call:
    n = int(rng.integers(30, 50))
    return call(n, n, some_generator(rng), turns=some_turns(rng))


def batches_of_one(rng: np.random.Generator) -> Call:
    n = int(rng.integers(30, 50))
    return call(n, 1, some_generator(rng), turns=some_turns(rng))


def many_batches(rng: np.random.Generator) -> Call:
    n, size = int(rng.integers(30, 60)), int(rng.integers(4, 9))
    return call(n, size, some_generator(rng), turns=some_turns(rng))


EXERCISE = Exercise(
    solution=minibatches,
    kind=BATCHES,
    parts=[
        Part(
            "the sizes of the batches",
            [
                call(12, 4, Generator(0), turns="abacb"),
                call(10, 4, Generator(3), turns="abacb"),
                call(17, 6, Generator(4), turns="abacb"),
                call(12, 20, Generator(5), turns="abacb"),
                drawn(batches_without_a_rest, 2),
                drawn(batches_with_a_rest, 3),
            ],
            item=0,
        ),
        Part(
            "each number once",
            [
                call(12, 4, Generator(1), turns="abacb"),
                call(14, 4, Generator(2), turns="abacb"),
                call(23, 5, Generator(6), turns="abacb"),
                drawn(batches_without_a_rest, 1),
                drawn(batches_with_a_rest, 3),
            ],
            item=1,
        ),
        Part(
            "a new order at every call, from rng",
            [
                call(30, 7, Generator(7), turns="abacb"),
                # Two orders of this generator begin with the same number: one batch is no order.
                call(36, 1, Generator(89), turns="abacb"),
                call(40, 40, Generator(9), turns="abacb"),
                drawn(many_batches, 3),
                drawn(batches_of_one, 1),
                drawn(one_batch, 1),
            ],
            item=2,
        ),
    ],
    hints=[
        "rng.permutation(n) gives the numbers 0 to n - 1 in a random order. What is left to do "
        "is to cut it into pieces.",
        "The pieces begin at 0, size, 2 · size and so on: range(0, n, size). A slice that "
        "reaches past the end of an array is only shorter, and no error.",
    ],
)
