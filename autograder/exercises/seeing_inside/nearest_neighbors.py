"""nearest_neighbors: which rows of features lie nearest to a query."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from helpers.checking.kinds import INDICES


def nearest_neighbors(features, query, k):
    """Which rows of features lie nearest to a query, the nearest first.

    features: (N, D); query: (D,); k: how many of them, at least 1. Near is what has a
    small Euclidean distance. Of rows that are equally far the smaller index comes
    first.
    Returns indices, int64, of the shape (k,).
    Raises ValueError for k > N.
    """
    if k > len(features):
        raise ValueError(f"there are {len(features)} rows, fewer than {k}")
    squares = ((features - query) ** 2).sum(axis=1)
    return np.argsort(squares, kind="stable")[:k]


def _nearest_by(far, k, there=None):
    """The k smallest of these numbers, for the mistakes. there: how many rows there are."""
    if k > (len(far) if there is None else there):
        raise ValueError
    return np.argsort(far, kind="stable")[:k]


def farthest_first(features, query, k):
    """These are the rows that lie farthest away. A small distance is near: which end of the sorted
    rows do you take?"""
    return _nearest_by(-((features - query) ** 2).sum(axis=1), k)


def nearest_last(features, query, k):
    """The right rows, in the reverse order. The nearest comes first."""
    return nearest_neighbors(features, query, k)[::-1]


def returns_distances(features, query, k):
    """These are the distances themselves. Asked for is where they stand: the indices of the
    rows."""
    far = ((features - query) ** 2).sum(axis=1)
    return np.sqrt(far[_nearest_by(far, k)])


def returns_squared_distances(features, query, k):
    """These are distances, and squared ones at that. Asked for is where they stand: the indices of
    the rows."""
    far = ((features - query) ** 2).sum(axis=1)
    return far[_nearest_by(far, k)]


def returns_the_rows(features, query, k):
    """These are the nearest rows themselves. Asked for are their indices, with which one finds the
    images as well."""
    return features[nearest_neighbors(features, query, k)]


def leaves_the_k_nearest_unsorted(features, query, k):
    """The right rows, in the order of their indices. Which of them is the nearest?"""
    return np.sort(nearest_neighbors(features, query, k))


def subtracts_the_sums(features, query, k):
    """You take the difference of two sums, so a row counts as near whose features add up to the
    same. Subtract feature by feature first, then square."""
    return _nearest_by((features.sum(axis=1) - query.sum()) ** 2, k)


def sums_without_squares(features, query, k):
    """Differences are added up with their signs: the most negative sum comes first. Square each
    difference before you add."""
    return _nearest_by((features - query).sum(axis=1), k)


def adds_absolute_differences(features, query, k):
    """Your distance adds up absolute differences, as one walks along streets. The Euclidean one
    adds squares."""
    return _nearest_by(np.abs(features - query).sum(axis=1), k)


def takes_the_largest_difference(features, query, k):
    """Your distance is the largest of the differences. In the Euclidean one all features
    count."""
    return _nearest_by(np.abs(features - query).max(axis=1), k)


def compares_directions_only(features, query, k):
    """You compare directions, as the cosine does, and a row far out along the same direction counts
    as near. The Euclidean distance goes by the difference."""
    lengths = np.sqrt((features**2).sum(axis=1) * (query**2).sum())
    return _nearest_by(-(features @ query) / np.where(lengths > 0, lengths, 1), k)


def takes_the_largest_product(features, query, k):
    """The rows with the largest product with the query are not the nearest: long rows win. Take
    differences first."""
    return _nearest_by(-(features @ query), k)


def adds_up_over_the_rows(features, query, k):
    """Your sum runs over the rows, and one number for each feature is left. Each row has a
    distance, from all of its features."""
    return _nearest_by(((features - query) ** 2).sum(axis=0), k, len(features))


def shows_k_only_of_those_there(features, query, k):
    """For more neighbours than there are rows you return fewer. Who asked for k counts on k: the
    docstring says what to do."""
    far = ((features - query) ** 2).sum(axis=1)
    return np.argsort(far, kind="stable")[:k]


def needs_one_row_more(features, query, k):
    """For k = N you raise an error. All rows are a fair question; only k > N is not."""
    if k >= len(features):
        raise ValueError
    return nearest_neighbors(features, query, k)


def later_ones_win_ties(features, query, k):
    """Of rows that are equally far, yours have the larger index first. Who turns a sorted array
    round turns its equals round as well: sort so that nothing has to be turned."""
    if k > len(features):
        raise ValueError
    return np.argsort(-((features - query) ** 2).sum(axis=1), kind="stable")[::-1][:k]


def turns_equals_round(features, query, k):
    """Of rows that are equally far, the smaller index should come first. Who turns a sorted array
    round turns its equals round as well, and np.argsort promises them no order unless it is asked
    to."""
    if k > len(features):
        raise ValueError
    return np.argsort(-((features - query) ** 2).sum(axis=1))[::-1][:k]


def equals_in_no_order(features, query, k):
    """Of rows that are equally far, yours come in no particular order. Fast ways to sort promise
    none, and np.argpartition need not even sort the k that it finds: look among the arguments of
    np.argsort."""
    if k > len(features):
        raise ValueError
    return np.argsort(((features - query) ** 2).sum(axis=1))[:k]


def finds_the_first_of_equals_again(features, query, k):
    """Of rows that are equally far, the first one comes several times: who looks for a distance
    finds the first row that has it. Sort the indices themselves."""
    far = [*((features - query) ** 2).sum(axis=1)]
    return np.array([far.index(d) for d in np.array(far)[_nearest_by(np.array(far), k)]])


def returns_ranks(features, query, k):
    """These are ranks: how many rows are nearer than row 0, than row 1, and so on. Asked for is
    which row is the nearest, which the next."""
    order = np.argsort(((features - query) ** 2).sum(axis=1), kind="stable")
    return _nearest_by(order, k)


def one_distance_for_all_rows(features, query, k):
    """A single distance is left, as np.linalg.norm gives it without an axis. Each row has one of
    its own."""
    return _nearest_by(np.sqrt([((features - query) ** 2).sum()]), k, len(features))


def counts_from_one(features, query, k):
    """Each of your indices is too large by one. The first row is row 0."""
    return nearest_neighbors(features, query, k) + 1


def leaves_out_the_nearest(features, query, k):
    """You begin at the second nearest, as one does where the query itself is among the rows. Here
    it need not be."""
    far = ((features - query) ** 2).sum(axis=1)
    return _nearest_by(far, k + 1)[1:]


def only_the_nearest(features, query, k):
    """A single index comes back, whatever k is. Sort the distances, and take the first k."""
    return _nearest_by(((features - query) ** 2).sum(axis=1), k)[0]


def returns_one_too_many(features, query, k):
    """There is one index too many. A slice that ends at k has k items."""
    return nearest_neighbors(features, query, k + 1 if k < len(features) else k)


def hands_over_the_query(features, query, k):
    """The query itself is changed afterwards: `-=` writes into what was handed over. Make a new
    array."""
    found = nearest_neighbors(features, query, k)
    query -= features[found[0]]
    return found


def overwrites_the_rows(features, query, k):
    """The features are changed afterwards: `-=` and `**=` write into what was handed over. Make a
    new array."""
    found = nearest_neighbors(features, query, k)
    features -= query
    return found


def _rows(rng: np.random.Generator, N: int, D: int) -> np.ndarray:
    return rng.integers(-90, 90, (N, D)) / 10


def _apart(features: np.ndarray, query: np.ndarray) -> bool:
    """Whether no two rows are equally far, or nearly so."""
    far = np.sort(((features - query) ** 2).sum(axis=1))
    return bool((np.diff(far) > 0.05).all())


def _asked(rng: np.random.Generator, N: int, D: int, k: int) -> Call:
    while True:
        features, query = _rows(rng, N, D), _rows(rng, 1, D)[0]
        if _apart(features, query):
            return call(features, query, k)


def _fixed(seed: int, N: int, D: int, k: int) -> Call:
    return _asked(np.random.default_rng(seed), N, D, k)


def some_rows(rng: np.random.Generator) -> Call:
    N, D = int(rng.integers(6, 10)), int(rng.integers(2, 5))
    return _asked(rng, N, D, int(rng.integers(2, N + 1)))


def square(rng: np.random.Generator) -> Call:
    N = int(rng.integers(4, 8))
    return _asked(rng, N, N, int(rng.integers(2, N)))


def some_ties(rng: np.random.Generator) -> Call:
    """Rows at a few distances only, exactly: halves are squared without rounding."""
    features = rng.permutation(np.repeat(rng.integers(-8, 9, (4, 2)) / 2, 6, axis=0))
    return call(features, rng.integers(-8, 9, 2) / 2, int(rng.integers(5, 24)))


def too_many(rng: np.random.Generator) -> Call:
    N, D = int(rng.integers(1, 6)), int(rng.integers(1, 5))
    return call(_rows(rng, N, D), _rows(rng, 1, D)[0], N + int(rng.integers(1, 4)))


_LINE = np.array([[3.0], [-1.0], [0.5], [7.0]])
_AROUND = np.array([[0.0, 2.0], [2.0, 0.0], [1.0, 0.0], [0.0, -2.0], [-1.0, 0.0], [-2.0, 0.0]])


EXERCISE = Exercise(
    solution=nearest_neighbors,
    kind=INDICES,
    parts=[
        Part(
            "the nearest first",
            [
                call(_LINE, np.array([1.0]), 2),
                call(np.array([[5.0, 5.0], [1.0, 9.0], [6.5, 3.0]]), np.array([5.0, 4.0]), 1),
                _fixed(10, 6, 2, 3),
                _fixed(2, 7, 4, 7),
                _fixed(3, 8, 3, 5),
                drawn(some_rows, 3),
            ],
        ),
        Part(
            "equally far",
            [
                call(_AROUND, np.array([0.0, 0.0]), 3),
                call(_AROUND, np.array([0.0, 0.0]), 6),
                some_ties(np.random.default_rng(4)),
                some_ties(np.random.default_rng(23)),
                drawn(some_ties, 2),
            ],
        ),
        Part(
            "as many rows as features",
            [_fixed(298, 3, 3, 2), _fixed(2, 5, 5, 3), drawn(square, 2)],
        ),
        Part(
            "more than there are",
            [
                call(_LINE, np.array([1.0]), 5),
                call(_LINE, np.array([1.0]), 4),
                _fixed(32, 5, 3, 2),
                drawn(too_many, 2),
                drawn(some_rows, 1),
            ],
        ),
    ],
    hints=[
        "features - query subtracts the query from every row. Square the differences and add them "
        "up, so that one number for each row is left.",
        "The root may be left out: it changes no order. np.argsort gives the indices that would "
        "sort an array.",
        'np.argsort(..., kind="stable") keeps equal ones in their order; the first k of it are '
        "the answer, once you have made sure that there are k rows.",
    ],
)
