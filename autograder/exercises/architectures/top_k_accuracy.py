"""top_k_accuracy: the share of rows, 0 to 1, in which the right class is among the k highest
scores.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def top_k_accuracy(scores, y, k=5):
    """The share of rows, 0 to 1, whose right class is among the k highest scores.

    scores: (N, C); y: (N,), ints from 0 to C - 1. Of equal scores the first comes
    first: the smaller index is the higher in rank.
    Returns a float. Raises ValueError unless 1 ≤ k ≤ C.
    """
    if not 1 <= k <= scores.shape[1]:
        raise ValueError(f"{k} guesses among {scores.shape[1]} classes are no test.")
    ranked = np.argsort(-scores, axis=1, kind="stable")
    return float(np.mean((ranked[:, :k] == y[:, None]).any(axis=1)))


def _require(scores, k):
    if not 1 <= k <= scores.shape[1]:
        raise ValueError("k is not from 1 to C.")


def _share(guesses, y):
    """Of rows whose label is among their guesses, (N, k)."""
    return float(np.mean((guesses == y[:, None]).any(axis=1)))


def takes_the_k_smallest(scores, y, k=5):
    """The k lowest scores are taken: argsort goes up, from the lowest to the highest. Where do the
    highest end up?"""
    _require(scores, k)
    return _share(np.argsort(scores, axis=1, kind="stable")[:, :k], y)


def ranks_the_rows_of_each_class(scores, y, k=5):
    """The scores are sorted down the columns: which images have the highest score of a class. Rank
    the classes of each image, along the rows."""
    _require(scores, k)
    ranked = np.argsort(-scores, axis=0, kind="stable")[:, :k]
    return float(np.mean([label in row for label, row in zip(y, ranked, strict=False)]))


def looks_at_the_kth_only(scores, y, k=5):
    """Only the class in place k is compared with the label. The right one may be in any of the
    first k places."""
    _require(scores, k)
    ranked = np.argsort(-scores, axis=1, kind="stable")
    return float(np.mean(ranked[:, k - 1] == y))


def looks_at_the_best_only(scores, y, k=5):
    """Only the highest score of each row counts in your share. With k guesses the right class may
    be any of the k highest."""
    _require(scores, k)
    return _share(np.argsort(-scores, axis=1, kind="stable")[:, :1], y)


def always_guesses_five_times(scores, y, k=5):
    """Five guesses are counted, whatever k says. 5 is what k is when nobody says anything else."""
    _require(scores, k)
    return _share(np.argsort(-scores, axis=1, kind="stable")[:, :5], y)


def guesses_once_more(scores, y, k=5):
    """One guess too many is counted. A slice ends before the index behind its colon, so that :k has
    k of them."""
    _require(scores, k)
    return _share(np.argsort(-scores, axis=1, kind="stable")[:, : k + 1], y)


def guesses_once_less(scores, y, k=5):
    """One guess is missing: your share is that of k - 1 guesses. Places are counted from 0, so that
    the first k are 0 to k - 1."""
    _require(scores, k)
    return _share(np.argsort(-scores, axis=1, kind="stable")[:, : k - 1], y)


def leaves_the_best_guess_out(scores, y, k=5):
    """The best guess does not count in your share, and the next k do. Places are counted from 0."""
    _require(scores, k)
    return _share(np.argsort(-scores, axis=1, kind="stable")[:, 1 : k + 1], y)


def ranks_by_greater_alone(scores, y, k=5):
    """Only scores that are greater push the right class down, so where all are equal it is among
    the first k for ever. Of equal scores, those with a smaller index stand before it."""
    _require(scores, k)
    own = scores[np.arange(len(y)), y][:, None]
    return float(np.mean((scores > own).sum(axis=1) < k))


def ranks_behind_all_equals(scores, y, k=5):
    """Every equal score pushes the right class down in your rank. Only those with a smaller index
    stand before it."""
    _require(scores, k)
    own = scores[np.arange(len(y)), y][:, None]
    return float(np.mean((scores >= own).sum(axis=1) <= k))


def takes_the_last_of_equals(scores, y, k=5):
    """Of equal scores your rank has the larger index first, as happens where an ascending order is
    read from its end. The smaller index comes first."""
    _require(scores, k)
    return _share(np.argsort(scores, axis=1, kind="stable")[:, ::-1][:, :k], y)


def compares_with_the_kth_highest(scores, y, k=5):
    """A row counts if its right class scores more than the k-th highest, which the k-th highest
    itself does not."""
    _require(scores, k)
    own = scores[np.arange(len(y)), y]
    return float(np.mean(own > np.sort(scores, axis=1)[:, -k]))


def says_top_k_in_percent(scores, y, k=5):
    """This is in percent. A share goes from 0 to 1."""
    return 100 * top_k_accuracy(scores, y, k)


def says_the_top_k_error(scores, y, k=5):
    """This is the share that is wrong, the top-k error of many papers. The two add up to 1; the
    share of right ones is asked for."""
    return 1 - top_k_accuracy(scores, y, k)


def counts_rows_with_a_hit(scores, y, k=5):
    """This is how many rows are right. Of how many?"""
    return float(len(y) * top_k_accuracy(scores, y, k))


def divides_hits_by_guesses(scores, y, k=5):
    """The hits are divided by all guesses, k a row, as a mean over all comparisons does. A row with
    a hit among its k guesses is right as a whole."""
    return top_k_accuracy(scores, y, k) / k


def divides_hits_by_classes(scores, y, k=5):
    """The number of right rows is divided by the number of classes. It is a share of the rows."""
    return top_k_accuracy(scores, y, k) * len(y) / scores.shape[1]


def looks_for_labels_of_other_rows(scores, y, k=5):
    """A row counts if any label of the batch is among its guesses. Each row has a label of its own,
    y[n]."""
    _require(scores, k)
    ranked = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return float(np.mean(np.isin(ranked, y).any(axis=1)))


def says_whether_each_row_is_right(scores, y, k=5):
    """An array comes back that says of each row whether it is right. The share of right rows is one
    number."""
    _require(scores, k)
    ranked = np.argsort(-scores, axis=1, kind="stable")
    return (ranked[:, :k] == y[:, None]).any(axis=1)


def sorts_by_size_without_the_sign(scores, y, k=5):
    """The scores are ranked by how large they are without their sign. A score of -5 is a low
    one."""
    return top_k_accuracy(np.abs(scores), y, k)


def lets_any_k_pass(scores, y, k=5):
    """With more guesses than classes, or with fewer than one, a number comes back. Neither is a
    test: the docstring names an error."""
    return _share(np.argsort(-scores, axis=1, kind="stable")[:, : max(k, 0)], y)


def lets_a_large_k_pass(scores, y, k=5):
    """With more guesses than classes 1.0 comes back, as if the net were perfect. There are no k
    highest scores among fewer: raise the error of the docstring."""
    if k < 1:
        raise ValueError("k is below 1.")
    return _share(np.argsort(-scores, axis=1, kind="stable")[:, :k], y)


def lets_a_small_k_pass(scores, y, k=5):
    """With k below 1 a number comes back. Without a guess there is nothing to measure: raise the
    error of the docstring."""
    if k > scores.shape[1]:
        raise ValueError("k is above C.")
    return _share(np.argsort(-scores, axis=1, kind="stable")[:, : max(k, 0)], y)


def lets_a_negative_k_pass(scores, y, k=5):
    """k = 0 is refused, but a negative k is not. A slice that ends at -1 leaves out the last, so
    that it guesses nearly everything: refuse all that is below 1."""
    if k == 0 or k > scores.shape[1]:
        raise ValueError("k is 0 or above C.")
    return _share(np.argsort(-scores, axis=1, kind="stable")[:, :k], y)


def slices_with_any_k(scores, y, k=5):
    """No k is refused. One above C, or below 1, measures nothing, though a slice takes it: raise
    the error of the docstring."""
    return _share(np.argsort(-scores, axis=1, kind="stable")[:, :k], y)


def refuses_as_many_guesses_as_classes(scores, y, k=5):
    """k = C is refused. It is allowed, and gives 1: the error is for k above C."""
    if k == scores.shape[1]:
        raise ValueError("k is C.")
    return top_k_accuracy(scores, y, k)


def refuses_a_single_guess(scores, y, k=5):
    """k = 1 is refused. It is allowed, and gives the usual accuracy: the error is for k below 1."""
    if k == 1:
        raise ValueError("k is 1.")
    return top_k_accuracy(scores, y, k)


def clips_a_large_k(scores, y, k=5):
    """A k above C is made smaller without a word, and below 1 larger. Raise the error of the
    docstring: whoever asks for that has made a mistake."""
    return top_k_accuracy(scores, y, min(max(k, 1), scores.shape[1]))


def nothing_for_a_bad_k(scores, y, k=5):
    """For a bad k None comes back. Raise the error of the docstring: None would be found out much
    later."""
    return top_k_accuracy(scores, y, k) if 1 <= k <= scores.shape[1] else None


def zero_for_a_bad_k(scores, y, k=5):
    """For a bad k 0 comes back, which looks like a very bad net. Raise the error of the
    docstring."""
    return top_k_accuracy(scores, y, k) if 1 <= k <= scores.shape[1] else 0.0


def asserts_a_good_k(scores, y, k=5):
    """A bad k is refused, but with another error than the docstring names: a failing assert, for
    one, raises an AssertionError. Ask with if, and raise the right one."""
    assert 1 <= k <= scores.shape[1]
    return top_k_accuracy(scores, y, k)


def _scores(rng: np.random.Generator, n: int, c: int) -> np.ndarray:
    """No two of a row are equal, and some are below zero."""
    values = np.arange(c) - c // 2
    return rng.permuted(np.tile(values, (n, 1)), axis=1) + rng.integers(0, 9, (n, 1)) / 10


def _labels(rng: np.random.Generator, scores: np.ndarray, k: int) -> np.ndarray:
    """Of some rows among the first k and of some not, and of some of the rows just within or just
    outside: so that all but the right share are wrong."""
    n, c = scores.shape
    ranked = np.argsort(-scores, axis=1, kind="stable")
    places = [0, k - 1, min(k, c - 1)]
    places += [int(rng.integers(k)) for _ in range((n - 3) // 2)]
    while len(places) < n:
        places.append(int(rng.integers(c)))
    return ranked[np.arange(n), rng.permutation(places)]


def one_guess(rng: np.random.Generator) -> Call:
    scores = _scores(rng, int(rng.integers(5, 8)), int(rng.integers(4, 7)))
    return call(scores, _labels(rng, scores, 1), 1)


def some_guesses(rng: np.random.Generator) -> Call:
    scores = _scores(rng, int(rng.integers(6, 9)), int(rng.integers(6, 9)))
    k = int(rng.integers(2, 5))
    return call(scores, _labels(rng, scores, k), k)


def five_guesses(rng: np.random.Generator) -> Call:
    scores = _scores(rng, int(rng.integers(6, 9)), int(rng.integers(8, 11)))
    return call(scores, _labels(rng, scores, 5))


def all_but_one(rng: np.random.Generator) -> Call:
    scores = _scores(rng, int(rng.integers(5, 8)), int(rng.integers(4, 8)))
    k = scores.shape[1] - 1
    return call(scores, _labels(rng, scores, k), k)


def every_class(rng: np.random.Generator) -> Call:
    scores = _scores(rng, int(rng.integers(5, 8)), int(rng.integers(4, 8)))
    return call(scores, _labels(rng, scores, scores.shape[1]), scores.shape[1])


def equal_scores(rng: np.random.Generator) -> Call:
    """Few different scores. Rows come in pairs with the label on either side of the k-th place."""
    n, c, k = (int(number) for number in rng.integers((3, 5, 2), (5, 8, 4)))
    scores = np.repeat(rng.integers(0, 2, (n, c)).astype(float), 2, axis=0)
    ranked = np.argsort(-scores, axis=1, kind="stable")
    places = np.tile([k - 1, k], n)
    y = ranked[np.arange(2 * n), places]
    return call(scores[:-1], y[:-1], k)


def too_many_guesses(rng: np.random.Generator) -> Call:
    scores = _scores(rng, int(rng.integers(3, 6)), int(rng.integers(3, 7)))
    c = scores.shape[1]
    return call(scores, rng.integers(0, c, len(scores)), c + int(rng.integers(1, 4)))


def too_few_guesses(rng: np.random.Generator) -> Call:
    scores = _scores(rng, int(rng.integers(3, 6)), int(rng.integers(3, 7)))
    return call(scores, rng.integers(0, scores.shape[1], len(scores)), -int(rng.integers(0, 3)))


THREE = np.array([[1.0, 3.0, 2.0], [5.0, 4.0, 6.0], [-1.0, 0.5, -9.0], [0.0, -2.0, -1.0]])
SEVEN = np.array(
    [
        [0.9, 0.1, 0.4, -3.0, 0.2, 0.3, -0.5],
        [0.0, -1.0, 2.0, 7.0, 4.0, -6.0, 3.0],
        [6.0, 5.0, 4.0, 3.0, 2.0, 1.0, -8.0],
        [0.5, 1.5, 2.5, -4.0, 4.5, 5.5, 6.5],
    ]
)

TIED = np.array([[1.0, 2.0, 2.0, 0.0], [1.0, 2.0, 2.0, 0.0], [3.0, 1.0, 1.0, 1.0]])

EXERCISE = Exercise(
    solution=top_k_accuracy,
    parts=[
        Part(
            "k = 1",
            [
                call(THREE, np.array([1, 0, 1, 2]), 1),
                call(THREE, np.array([2, 2, 1, 0]), 1),
                call(np.array([[1.0, 2.0, -7.0]]), np.array([1]), 1),
                drawn(one_guess, 3),
            ],
        ),
        Part(
            "some guesses",
            [
                call(THREE, np.array([2, 1, 1, 0]), 2),
                call(SEVEN, np.array([2, 0, 2, 3]), 3),
                call(SEVEN, np.array([1, 0, 5, 1])),
                call(SEVEN, np.array([3, 5, 4, 0])),
                drawn(some_guesses, 2),
                drawn(five_guesses, 2),
            ],
        ),
        Part(
            "as many guesses as classes, or one fewer",
            [
                call(THREE, np.array([0, 1, 2, 1]), 3),
                call(THREE, np.array([0, 2, 1, 0]), 2),
                call(np.array([[0.5], [2.0]]), np.array([0, 0]), 1),
                drawn(every_class, 2),
                drawn(all_but_one, 3),
            ],
        ),
        Part(
            "equal scores",
            [
                call(np.zeros((3, 3)), np.array([0, 1, 2]), 1),
                call(np.zeros((4, 4)), np.array([0, 1, 2, 3]), 3),
                call(TIED, np.array([2, 1, 3]), 2),
                drawn(equal_scores, 4),
            ],
        ),
        Part(
            "a bad k",
            [
                call(THREE, np.array([1, 0, 1, 0]), 4),
                call(THREE, np.array([1, 0, 1, 0])),
                call(THREE, np.array([1, 0, 1, 0]), 0),
                call(THREE, np.array([1, 0, 1, 0]), -1),
                call(THREE, np.array([1, 0, 1, 0]), 1),
                call(THREE, np.array([0, 0, 1, 0]), 2),
                call(THREE, np.array([1, 0, 1, 0]), 3),
                drawn(too_many_guesses, 2),
                drawn(too_few_guesses, 2),
                drawn(some_guesses, 2),
            ],
        ),
    ],
    hints=[
        "Which k classes does a row guess? np.argsort gives places from the lowest score to the "
        "highest: sort -scores, and the best guess stands first.",
        'kind="stable" keeps equal scores in their order, so that the smaller index comes first.',
        "Compare the guesses (N, k) with y[:, None]: .any(axis=1) says which rows have a hit, "
        "and the mean of that is the share.",
    ],
)
