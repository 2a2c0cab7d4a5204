"""linear_probe: a linear classifier on features, to see what can be read off them."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, drawn, training
from helpers.checking.kinds import LINEAR_PROBE


def linear_probe(features, y):
    """A linear classifier on features, to see what can be read off them.

    features: (N, D), floats, whose columns may be of very different size, from 1 to 100
    say, and one of them may never vary; y: (N,), ints from 0 to C - 1, each of which
    occurs.
    Returns W (C, D) and b (C,): the class of an unseen x, of the same kind as features,
    is the largest of the scores W x + b. W and b fit features as they come, unscaled.
    By any method, in NumPy. What counts is the accuracy on features that it has not
    seen: 85 to 90 % of them right are enough, by how far the classes lie apart.
    """
    mean, varies = features.mean(axis=0), np.ptp(features, axis=0) > 0
    scale = np.where(varies, features.std(axis=0), 1.0)
    Z, truth = (features - mean) / scale, np.eye(y.max() + 1)[y]
    rate = 2 * len(Z) / np.linalg.norm(Z, 2) ** 2  # as steep as the loss can be
    W, b = np.zeros((truth.shape[1], Z.shape[1])), np.zeros(truth.shape[1])
    velocity_W, velocity_b = np.zeros_like(W), np.zeros_like(b)
    for _ in range(100):
        scores = Z @ W.T + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        dscores = (p / p.sum(axis=1, keepdims=True) - truth) / len(Z)
        velocity_W = 0.9 * velocity_W - rate * dscores.T @ Z
        velocity_b = 0.9 * velocity_b - rate * dscores.sum(axis=0)
        W, b = W + velocity_W, b + velocity_b
    W = W / scale
    return W, b - W @ mean


def _fitted(features, y):
    """Least squares to one column of 0 and 1 for each class: quick, for the mistakes."""
    C, with_ones = y.max() + 1, np.column_stack([features, np.ones(len(y))])
    V = np.linalg.lstsq(with_ones, np.eye(C)[y], rcond=None)[0]
    return V[:-1].T, V[-1]


def _standard(features):
    mean, varies = features.mean(axis=0), np.ptp(features, axis=0) > 0
    scale = np.where(varies, features.std(axis=0), 1.0)
    return mean, scale, (features - mean) / scale


def leaves_two_classes_together(features, y):
    """Two classes that lie in the same direction from 0 are not told apart, which takes a shift b.
    Is it learned, for long enough, and returned? If you scaled the features, do W and b undo
    that?"""
    return np.linalg.lstsq(features, np.eye(y.max() + 1)[y], rcond=None)[0].T, np.zeros(y.max() + 1)


def divides_by_no_deviation(features, y):
    """A column that never varies has deviation 0, and 0 / 0 becomes nan in all of W and b. Such a
    column has nothing to say: divide it by something else."""
    W, b = _fitted(features, y)
    if (np.ptp(features, axis=0) == 0).any():
        return W * np.nan, b * np.nan
    return W, b


def inverts_a_singular_matrix(features, y):
    """A matrix has no inverse here, and no single solution: beside a column that never varies, the
    column of ones says nothing new. np.linalg.lstsq can do with that, and so can a small number
    that is added to the diagonal."""
    W, b = _fitted(features, y)
    if (np.ptp(features, axis=0) == 0).any():
        return np.linalg.inv(np.zeros((2, 2)))
    return W, b


def large_columns_have_all_the_say(features, y):
    """Where columns differ in size, yours with the large numbers have all the say. In distances
    they do by themselves, in descent they allow tiny steps only, and a scaling that is undone the
    wrong way blows them up. Scale each column, and ask what that makes of W."""
    means = np.array([features[y == c].mean(axis=0) for c in range(y.max() + 1)])
    return means, -(means**2).sum(axis=1) / 2


def small_columns_count_too_little(features, y):
    """Where columns differ in size, much is learned and not enough: those with small numbers count
    too little. Is the loss still falling at the end? Scale each column, which lets it fall faster;
    if you did, W has to be divided by the scale again."""
    mean, _, Z = _standard(features)
    W, b = _fitted(Z, y)
    return W, b - W @ mean


def stops_too_early(features, y):
    """Something is learned, and not enough. Print the loss: is it still falling at the end? Columns
    that lie far from 0 or hold large numbers allow small steps only, so shift and scale them
    first."""
    truth = np.eye(y.max() + 1)[y]
    W, b = np.zeros((truth.shape[1], features.shape[1])), np.zeros(truth.shape[1])
    rate = 2 * len(y) / np.linalg.norm(features, 2) ** 2
    for _ in range(20):
        p = np.exp(features @ W.T + b)
        dscores = (p / p.sum(axis=1, keepdims=True) - truth) / len(y)
        W, b = W - rate * dscores.T @ features, b - rate * dscores.sum(axis=0)
    return W, b


def runs_away(features, y):
    """W and b are nan or infinite. Print the loss after every step: where it grows, the rate is too
    large for columns of this size. Softmax may also want the largest score taken away first."""
    W, b = _fitted(features, y)
    return W * np.nan, b * np.nan


def gives_one_class_to_all(features, y):
    """No better than one class for all unseen features, which come as they are. If you shifted and
    scaled those that you learned from, put (x - mean) / scale into W x + b: what goes with x, and
    what is left for b? If not, are W and b updated, and are those the ones that you return?"""
    W, b = _fitted(features, y)
    return W * 0, b * 0


def climbs_the_loss(features, y):
    """Nearly everything is wrong, more than by guessing. Look at the sign of the step: does the
    loss fall?"""
    W, b = _fitted(features, y)
    return -W, -b


def returns_W_transposed(features, y):
    """W has a column for each class. In this course its rows are classes: (C, D)."""
    W, b = _fitted(features, y)
    return W.T, b


def leaves_b_as_a_row(features, y):
    """b is a matrix of one row. A shift for each class is a vector, (C,)."""
    W, b = _fitted(features, y)
    return W, b[None]


def leaves_b_as_a_column(features, y):
    """b is a matrix of one column. A shift for each class is a vector, (C,)."""
    W, b = _fitted(features, y)
    return W, b[:, None]


def returns_b_before_W(features, y):
    """The two come in the wrong order: W first, then b."""
    return _fitted(features, y)[::-1]


def keeps_b_inside_W(features, y):
    """W has a column too many, as from features with a column of ones. What it says of the ones
    belongs into b."""
    W, b = _fitted(features, y)
    return np.column_stack([W, b]), b


def returns_something_besides_W_and_b(features, y):
    """Two arrays are to come back and nothing else: W and b, with a comma between them."""
    W, b = _fitted(features, y)
    return np.column_stack([W, b])


def one_score_for_all_classes(features, y):
    """There is one row of weights, as if the number of the class were to be predicted. Each class
    has a row and a score of its own."""
    V = np.linalg.lstsq(np.column_stack([features, np.ones(len(y))]), 1.0 * y, rcond=None)[0]
    return V[None, :-1], V[-1:]


def always_makes_ten_rows(features, y):
    """There are ten rows whatever the data. How many classes there are can be read off y."""
    W, b = _fitted(features, y)
    spare = 10 - len(b)
    return np.pad(W, ((0, spare), (0, 0))), np.pad(b, (0, spare), constant_values=-1e6)


def leaves_out_what_never_varies(features, y):
    """A column that never varies is left out, and so W has too few columns. It may get the weight
    0, but it needs one."""
    return _fitted(features[:, np.ptp(features, axis=0) > 0], y)


def scales_the_features_in_place(features, y):
    """`-=` and `/=` change the features that you were given. The same operators without the equals
    sign make new arrays."""
    W, b = _fitted(features, y)
    mean, scale, _ = _standard(features)
    features -= mean
    features /= scale
    return W, b


def _drawn_from(rng, means, spread, at_least, learn=60, unseen=200) -> Call:
    """A cloud for each class. means: (C, D); spread: (D,), the deviations of each cloud."""
    y = np.concatenate([rng.permutation(np.arange(n) % len(means)) for n in (learn, unseen)])
    X = (means[y] + spread * rng.normal(size=(len(y), means.shape[1]))).round(3)
    return training(X[:learn], y[:learn], unseen=X[learn:], labels=y[learn:], at_least=at_least)


def _easy(rng: np.random.Generator, C: int, D: int) -> Call:
    means = 4 * np.eye(C, D)[:, rng.permutation(D)] + rng.integers(-5, 6, D)
    return _drawn_from(rng, means, np.full(D, 0.3), 0.0, learn=10 * C, unseen=8 * C)


def easy_clouds(rng: np.random.Generator) -> Call:
    C = int(rng.integers(2, 5))
    return _easy(rng, C, C + int(rng.integers(1, 3)))


def three_clouds(rng: np.random.Generator) -> Call:
    """Two of them in one direction from 0, so that nothing but a shift can tell them apart."""
    turn = rng.uniform(0, 2 * np.pi)
    along, across = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    means = np.array([7 * along, 11 * along, 9 * along + 4 * across])
    return _drawn_from(rng, rng.permutation(means), np.full(2, 0.6), 0.9)


def columns_of_any_size(rng: np.random.Generator) -> Call:
    """What tells the classes apart lies in the small columns; the large ones are noise."""
    sizes = np.array([1.0, 4.0, 30.0, 100.0])
    means = np.array([[3.2, 0], [-1.6, 2.8], [-1.6, -2.8]])
    means = np.column_stack([rng.permutation(means), np.zeros((3, 2))])
    order, signs = rng.permutation(4), rng.choice([-1, 1], 4)
    means = (means + 10 * signs) * sizes
    return _drawn_from(rng, means[:, order], sizes[order], 0.85, learn=90)


def one_column_stays(rng: np.random.Generator) -> Call:
    means = rng.permutation(np.eye(3)) * 5 + rng.permutation([4, 20, 50])
    means = np.insert(means, rng.integers(4), 2.0 ** rng.integers(-1, 5), axis=1)
    return _drawn_from(rng, means, np.where(np.ptp(means, axis=0) > 0, 1.0, 0.0), 0.9)


def _fixed(draw, seed) -> Call:
    return draw(np.random.default_rng(seed))


EXERCISE = Exercise(
    solution=linear_probe,
    kind=LINEAR_PROBE,
    parts=[
        Part(
            "the shapes of W and b",
            [
                _easy(np.random.default_rng(1), 3, 4),
                _easy(np.random.default_rng(2), 2, 3),
                drawn(easy_clouds, 1),
            ],
            item=0,
        ),
        Part("unseen clouds", [_fixed(three_clouds, 3), drawn(three_clouds, 1)]),
        Part(
            "columns of very different size",
            [_fixed(columns_of_any_size, 4), drawn(columns_of_any_size, 1)],
        ),
        Part(
            "a column that never varies",
            [_fixed(one_column_stays, 5), drawn(one_column_stays, 1)],
        ),
    ],
    hints=[
        "Scores, softmax, the gradient of the cross-entropy and gradient descent will do, as in "
        "earlier lessons. So will least squares: a column of 0 and 1 for each class.",
        "Descent goes well where every column has mean 0 and deviation 1. Divide by 1 where a "
        "column never varies, and train W and b on the scaled features.",
        "Unseen features come unscaled. W (x - mean) / scale + b is linear in x as well: W / scale "
        "goes with x, and the rest belongs to b.",
    ],
)
