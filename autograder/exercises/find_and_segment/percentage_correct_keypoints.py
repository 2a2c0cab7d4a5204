"""percentage_correct_keypoints: the share of key points that were found near enough."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def percentage_correct_keypoints(predicted, target, radius):
    """The share of key points that were found near enough, a float from 0 to 1.

    predicted, target: (K, 2), as (x, y) in pixels; radius: in pixels. A guess is right
    if it lies within the radius of its target, also if exactly so far from it. A target
    that is NaN is hidden, and its guess counts for nothing; a guess that is NaN found
    nothing, and is wrong.
    Raises ValueError where no target can be seen.
    """
    seen = ~np.isnan(target).any(axis=1)
    if not seen.any():
        raise ValueError("No target can be seen: all of them are NaN.")
    distance = np.sqrt(((predicted - target) ** 2).sum(axis=1))
    return float((distance[seen] <= radius).mean())


def seen_pairs(predicted, target):
    """The guesses and targets that count."""
    seen = ~np.isnan(target).any(axis=1)
    if not seen.any():
        raise ValueError
    return predicted[seen], target[seen]


def distances(predicted, target):
    guess, truth = seen_pairs(predicted, target)
    return np.sqrt(((guess - truth) ** 2).sum(axis=1))


def unless_all_are_hidden(value, predicted, target, radius):
    """The right result, but a value where no target can be seen."""
    hidden = np.isnan(target).all()
    return value if hidden else percentage_correct_keypoints(predicted, target, radius)


def exactly_the_radius_is_too_far(predicted, target, radius):
    """A guess that is exactly the radius away is wrong here. Up to the radius, it is right."""
    return float((distances(predicted, target) < radius).mean())


def each_coordinate_alone(predicted, target, radius):
    """x and y are each compared with the radius, so a guess in the corner of a square passes. The
    straight line counts, from point to point."""
    guess, truth = seen_pairs(predicted, target)
    return float((np.abs(guess - truth) <= radius).all(axis=1).mean())


def share_of_coordinates(predicted, target, radius):
    """You take the share of coordinates that are near enough, so a guess can be half right. One
    distance for each point."""
    guess, truth = seen_pairs(predicted, target)
    return float((np.abs(guess - truth) <= radius).mean())


def way_along_both_axes(predicted, target, radius):
    """Your distance is the way along x plus the way along y. The straight line is shorter: it is
    the root of the sum of squares."""
    guess, truth = seen_pairs(predicted, target)
    return float((np.abs(guess - truth).sum(axis=1) <= radius).mean())


def differences_with_their_signs(predicted, target, radius):
    """Differences are compared with their signs, so a guess far to the left passes. Square them."""
    guess, truth = seen_pairs(predicted, target)
    return float((guess - truth <= radius).all(axis=1).mean())


def forgets_the_root(predicted, target, radius):
    """The squared distance is compared with the radius. Take its root, or square the radius."""
    return float((distances(predicted, target) ** 2 <= radius).mean())


def root_of_the_mean(predicted, target, radius):
    """Your distance has the mean of the two squares under the root. It should be their sum."""
    return float((distances(predicted, target) / np.sqrt(2) <= radius).mean())


def mean_distance_decides(predicted, target, radius):
    """You compare the mean distance with the radius. Each point is right or wrong by itself."""
    return float(np.nanmean(np.append(distances(predicted, target), np.nan)) <= radius)


def whole_numbers_only(predicted, target, radius):
    """Your share is cut to a whole number, as with //. Divide with a single slash."""
    return int(percentage_correct_keypoints(predicted, target, radius))


def distance_of_all_points_at_once(predicted, target, radius):
    """One distance comes out for all points together, as from np.linalg.norm without an axis. Each
    point has its own."""
    return float(np.sqrt(np.sum(distances(predicted, target) ** 2)) <= radius)


def hidden_targets_count_as_wrong(predicted, target, radius):
    """Targets that are NaN are counted, and their guesses are wrong. Nobody can know where they
    are: divide by the number of those that can be seen."""
    return float((distances(predicted, target) <= radius).sum() / len(target))


def hidden_targets_count_as_right(predicted, target, radius):
    """Targets that are NaN are counted, and their guesses are right. Nobody can know where they
    are: leave them out."""
    right = (distances(predicted, target) <= radius).sum()
    hidden = np.isnan(target).any(axis=1).sum()
    return float((right + hidden) / len(target))


def hidden_targets_lie_at_zero(predicted, target, radius):
    """A target that is NaN is taken for (0, 0). Nobody knows where it is: leave it out."""
    seen_pairs(predicted, target)
    return percentage_correct_keypoints(predicted, np.nan_to_num(target), radius)


def not_farther_is_right(predicted, target, radius):
    """A guess that is NaN counts as right. NaN is not above the radius, but not within it either:
    which of the two do you ask?"""
    return float((~(distances(predicted, target) > radius)).mean())


def no_guess_counts_for_nothing(predicted, target, radius):
    """A guess that is NaN is left out, so a network that guesses once in a while looks good. Where
    the target can be seen, no guess is a wrong one."""
    guess, truth = seen_pairs(predicted, target)
    found = ~np.isnan(guess).any(axis=1)
    if not found.any():
        return 0.0
    return float((distances(guess[found], truth[found]) <= radius).mean())


def no_guess_is_a_guess_at_zero(predicted, target, radius):
    """A guess that is NaN is taken for the point (0, 0), which may be near a target. No guess is a
    wrong one, wherever the target is."""
    return float((distances(np.nan_to_num(predicted), target) <= radius).mean())


def one_nan_spoils_all(predicted, target, radius):
    """One NaN makes the whole result NaN. Comparisons with NaN are false: compare before you take a
    mean."""
    share = percentage_correct_keypoints(predicted, target, radius)
    return np.nan if np.isnan(predicted - target).any() else share


def in_hundredths(predicted, target, radius):
    """Your result is in percent, as the name says. The docstring wants a share, from 0 to 1."""
    return 100 * percentage_correct_keypoints(predicted, target, radius)


def says_of_each_point(predicted, target, radius):
    """You say of each point whether it is right. One number for all of them is wanted."""
    return distances(predicted, target) <= radius


def zero_if_none_is_seen(predicted, target, radius):
    """Where no target can be seen you give 0, as if all guesses were wrong. Nothing can be said
    there: raise the error that the docstring names."""
    return unless_all_are_hidden(0.0, predicted, target, radius)


def nan_if_none_is_seen(predicted, target, radius):
    """Where no target can be seen your result is no number, the mean of nothing. Raise the error
    that the docstring names."""
    return unless_all_are_hidden(np.nan, predicted, target, radius)


def none_if_none_is_seen(predicted, target, radius):
    """Where no target can be seen None comes back. Raise the error that the docstring names."""
    return unless_all_are_hidden(None, predicted, target, radius)


def asserts_that_one_is_seen(predicted, target, radius):
    """Where no target can be seen another error is raised than the docstring names: a failing
    assert, for one, raises an AssertionError."""
    assert not np.isnan(target).any(axis=1).all()
    return percentage_correct_keypoints(predicted, target, radius)


def offsets_of(rng: np.random.Generator, lengths: np.ndarray) -> np.ndarray:
    """Whole-numbered steps in any direction: lengths are 5, 10 or 13."""
    triangles = {5: (3, 4), 10: (6, 8), 13: (5, 12)}
    steps = [rng.permutation(triangles[int(length)]) * rng.choice([-1, 1], 2) for length in lengths]
    return np.array(steps, dtype=float).reshape(-1, 2)


def targets(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.integers(20, 99, (count, 2)).astype(float)


def near_and_far(rng: np.random.Generator) -> Call:
    """Some of four to seven guesses are right, at least one and not all."""
    count = int(rng.integers(4, 8))
    lengths = rng.permutation([5, 5, 10, 13, *rng.choice([5, 10, 13], 3)][:count])
    target = targets(rng, count)
    return call(target + offsets_of(rng, lengths), target, int(rng.choice([6, 7, 9])))


def at_the_radius(rng: np.random.Generator) -> Call:
    count = int(rng.integers(4, 8))
    lengths = rng.permutation([5, 10, 10, 13, *rng.choice([5, 10, 13], 3)][:count])
    target = targets(rng, count)
    return call(target + offsets_of(rng, lengths), target, int(rng.choice([5, 10])))


def clear_guesses(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Four to seven guesses, each on its target or very far from it: the radius decides nothing.
    The last one is right."""
    target = targets(rng, int(rng.integers(4, 8)))
    is_far = rng.random(len(target)) < 0.5
    is_far[-1] = False
    return target + is_far[:, None] * np.array([[50, 60]]), target


def with_hidden_targets(rng: np.random.Generator) -> Call:
    predicted, target = clear_guesses(rng)
    target[rng.choice(len(target) - 1, int(rng.integers(1, 3)), replace=False)] = np.nan
    return call(predicted, target, int(rng.integers(2, 10)))


def with_missing_guesses(rng: np.random.Generator) -> Call:
    predicted, target = clear_guesses(rng)
    predicted[rng.choice(len(target) - 1, int(rng.integers(1, 3)), replace=False)] = np.nan
    return call(predicted, target, int(rng.integers(2, 10)))


def points(*rows: tuple) -> np.ndarray:
    return np.array(rows, dtype=float)


HIDDEN = (np.nan, np.nan)


EXERCISE = Exercise(
    solution=percentage_correct_keypoints,
    parts=[
        Part(
            "distance",
            [
                call(points((2, 2), (2, 2)), points((3, 2), (9, 2)), 2),
                call(points((0, 0), (7, 7), (5, 1)), points((0, 0), (4, 3), (5, 9)), 6),
                call(points((3, 8), (5, 5), (1, 6)), points((6, 4), (9, 8), (1, 3)), 4),
                call(
                    points((9, 9), (5, 2), (2, 2), (0, 9)),
                    points((1, 9), (5, 4), (5, 5), (0, 2)),
                    4.5,
                ),
                call(points((3, 8), (5, 5)), points((6, 4), (9, 8)), 6),
                call(points((1, 1), (4, 4)), points((2, 3), (2, 2)), 2),
                drawn(near_and_far, 4),
            ],
        ),
        Part(
            "exactly the radius",
            [
                call(points((2, 2), (2, 2)), points((4, 2), (2, 5)), 2),
                call(points((3, 8), (5, 5), (1, 6)), points((6, 4), (9, 8), (1, 12)), 5),
                call(
                    points((10, 6), (1, 1), (4, 9), (2, 2)),
                    points((4, 14), (1, 12), (4, 9), (15, 2)),
                    10,
                ),
                drawn(at_the_radius, 4),
            ],
        ),
        Part(
            "hidden targets",
            [
                call(points((2, 2), (5, 5)), np.array([(3, 2), HIDDEN]), 2),
                call(points((1, 1), (5, 5), (2, 8)), np.array([HIDDEN, (5, 9), (2, 7)]), 2),
                call(points((1, 1), (5, 5), (7, 7)), np.array([HIDDEN, (5, 4), (2, 2)]), 2),
                call(points((1, 1), (5, 5)), np.array([HIDDEN, HIDDEN]), 2),
                call(points((3, 7)), np.array([HIDDEN]), 4),
                drawn(with_hidden_targets, 4),
            ],
        ),
        Part(
            "no guess",
            [
                call(np.array([HIDDEN, (5, 5)]), points((3, 2), (5, 4)), 2),
                call(np.array([HIDDEN, (4, 9), (7, 7)]), points((1, 1), (5, 5), (7, 6)), 2),
                call(np.array([HIDDEN]), points((1, 1)), 3),
                call(np.array([HIDDEN, (2, 2), HIDDEN]), np.array([HIDDEN, (2, 2), (8, 3)]), 3),
                drawn(with_missing_guesses, 4),
            ],
        ),
    ],
    hints=[
        "Work out one distance for each point first, along axis 1.",
        "What does NaN <= 2 give, and what NaN > 2? One of them makes a missing guess wrong by "
        "itself.",
        "A mask of the targets that can be seen chooses the distances that count; the mean of a "
        "comparison is a share.",
    ],
)
