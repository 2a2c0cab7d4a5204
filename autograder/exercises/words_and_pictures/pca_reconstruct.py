"""pca_reconstruct: what a few principal directions keep of an image."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.words_and_pictures.shared import some


def pca_reconstruct(train, other, components):
    """What is left of images that have to pass through a few principal directions.

    train: (M, D), floats, by which directions and mean are found; other: (N, D), the
    images that pass, in rows as well; components: an int, 1 or more, how many numbers
    are kept of each.
    The principal directions are those in which train varies most around its mean. They
    are at right angles, and in descending order. Each image of other is replaced by the
    nearest point of the plane that goes through the mean of train along the first
    `components` of them.
    Returns (N, D).
    Raises ValueError where components is above M or above D.
    """
    if components > min(train.shape):
        raise ValueError("There are no more directions than rows or columns of train.")
    mean = train.mean(axis=0)
    directions = np.linalg.svd(train - mean, full_matrices=False)[2][:components]
    return mean + (other - mean) @ directions.T @ directions


def decomposed(train, components):
    """Mean, singular values and directions of train, all of them."""
    if components > min(train.shape):
        raise ValueError
    mean = train.mean(axis=0)
    return mean, *np.linalg.svd(train - mean, full_matrices=False)[1:]


def through(images, directions):
    """The part of images that lies along some directions."""
    return images @ directions.T @ directions


def knows_no_mean(train, other, components):
    """No mean is taken off, so the first direction points from 0 to the middle of train. Directions
    begin at the mean: go there first, and come back at the end."""
    decomposed(train, components)
    return through(other, np.linalg.svd(train, full_matrices=False)[2][:components])


def finds_directions_from_zero(train, other, components):
    """The directions are found without taking the mean off train. Then the first one points from 0
    to the middle of the data."""
    mean, *_ = decomposed(train, components)
    directions = np.linalg.svd(train, full_matrices=False)[2][:components]
    return mean + through(other - mean, directions)


def never_comes_back(train, other, components):
    """The mean is taken off other, and never put back. What you return lies around 0."""
    mean, _, directions = decomposed(train, components)
    return through(other - mean, directions[:components])


def takes_the_mean_off_train_alone(train, other, components):
    """The mean is taken off train, not off other. The plane goes through the mean: go there with
    other as well, and come back at the end."""
    _, _, directions = decomposed(train, components)
    return through(other, directions[:components])


def adds_the_mean_only(train, other, components):
    """The mean is added to the result, but was never taken off other."""
    mean, _, directions = decomposed(train, components)
    return mean + through(other, directions[:components])


def takes_one_mean_of_all_numbers(train, other, components):
    """Your mean is a single number. Each column has a mean of its own: which axis are the
    images?"""
    decomposed(train, components)
    middle = train.mean()
    directions = np.linalg.svd(train - middle, full_matrices=False)[2][:components]
    return middle + through(other - middle, directions)


def centres_other_at_its_own_mean(train, other, components):
    """The mean of other is taken off other. The plane lies where train lies, and its mean belongs
    to train."""
    _, _, directions = decomposed(train, components)
    own = other.mean(axis=0)
    return own + through(other - own, directions[:components])


def takes_off_one_mean_and_adds_another(train, other, components):
    """The mean of other is taken off, and the mean of train put back. Both are the mean of
    train."""
    mean, _, directions = decomposed(train, components)
    return mean + through(other - other.mean(axis=0), directions[:components])


def learns_from_other(train, other, components):
    """Mean and directions are those of other. They come from train alone: other has never been seen
    before."""
    decomposed(train, components)
    mean = other.mean(axis=0)
    return mean + through(other - mean, np.linalg.svd(other - mean)[2][:components])


def finds_directions_in_other(train, other, components):
    """The mean is that of train, and the directions are those of other. They come from train as
    well: other has never been seen before."""
    mean, *_ = decomposed(train, components)
    return mean + through(other - mean, np.linalg.svd(other - mean)[2][:components])


def learns_from_both(train, other, components):
    """Mean and directions are those of train and other together. They come from train alone: other
    has never been seen before."""
    decomposed(train, components)
    both = np.vstack([train, other])
    mean = both.mean(axis=0)
    return mean + through(other - mean, np.linalg.svd(both - mean)[2][:components])


def gives_train_back(train, other, components):
    """What passes through the directions is train. By train they are found; other is what
    passes."""
    mean, _, directions = decomposed(train, components)
    return mean + through(train - mean, directions[:components])


def takes_left_singular_vectors(train, other, components):
    """Your directions have a number for each image of train. A direction has D numbers, one for
    each column: which of the three results of svd holds these?"""
    mean, *_ = decomposed(train, components)
    left = np.linalg.svd(train - mean, full_matrices=False)[0]
    return mean + through(other - mean, left.T[:components])


def takes_columns_for_rows(train, other, components):
    """Rows and columns of the directions have changed places. svd returns them in rows, eigh in
    columns."""
    mean, _, directions = decomposed(train, components)
    return mean + through(other - mean, directions.T[:components])


def takes_the_last_directions(train, other, components):
    """Your directions are those in which train varies least. svd begins with the largest, eigh with
    the smallest."""
    mean, _, directions = decomposed(train, components)
    return mean + through(other - mean, directions[-components:])


def takes_one_direction_less(train, other, components):
    """One direction is missing. A slice [:k] already ends before k."""
    mean, _, directions = decomposed(train, components)
    return mean + through(other - mean, directions[: components - 1])


def takes_one_direction_more(train, other, components):
    """There is one direction too many. A slice [:k] holds k of them."""
    mean, _, directions = decomposed(train, components)
    return mean + through(other - mean, directions[: components + 1])


def takes_all_directions(train, other, components):
    """All directions are used, however many were asked for, so that nothing is lost where there are
    enough images."""
    mean, _, directions = decomposed(train, components)
    return mean + through(other - mean, directions)


def takes_a_single_direction(train, other, components):
    """One direction alone is used, that with index components - 1. All before it belong to the
    plane as well."""
    mean, _, directions = decomposed(train, components)
    return mean + through(other - mean, directions[components - 1 : components])


def multiplies_by_singular_values(train, other, components):
    """The singular values are multiplied in. To go down onto the plane and up again takes the
    directions alone."""
    mean, values, directions = decomposed(train, components)
    kept = directions[:components]
    return mean + (other - mean) @ kept.T * values[:components] @ kept


def divides_by_singular_values(train, other, components):
    """You divide by the singular values and never multiply by them. To go down onto the plane and
    up again takes the directions alone."""
    mean, values, directions = decomposed(train, components)
    kept = directions[:components]
    return mean + (other - mean) @ kept.T / values[:components] @ kept


def divides_by_the_deviations(train, other, components):
    """Each column is divided by its deviation before the directions are found. That makes other
    directions: a pixel that hardly varies would count as much as any."""
    mean, scale = train.mean(axis=0), np.maximum(train.std(axis=0), 1e-9)
    _, _, directions = decomposed((train - mean) / scale, components)
    return mean + through((other - mean) / scale, directions[:components]) * scale


def stops_on_the_way_down(train, other, components):
    """You return the numbers that are kept of an image. They have to go up again: a row has D
    numbers, as in other."""
    mean, _, directions = decomposed(train, components)
    return (other - mean) @ directions[:components].T


def returns_what_is_lost(train, other, components):
    """This is what gets lost of each image. What is left of it is asked for."""
    return other - pca_reconstruct(train, other, components)


def clips_to_zero_and_one(train, other, components):
    """Numbers below 0 or above 1 are cut off. A point of the plane may lie anywhere."""
    return np.clip(pca_reconstruct(train, other, components), 0, 1)


def takes_what_there_is(train, other, components):
    """Where more directions are asked for than there are, all that there are come back. Raise the
    error that the docstring names."""
    return pca_reconstruct(train, other, min(components, *train.shape))


def counts_the_columns_only(train, other, components):
    """You compare components with D alone. Few images have few directions: M counts as well."""
    if components > train.shape[1]:
        raise ValueError
    return pca_reconstruct(train, other, min(components, *train.shape))


def counts_the_images_only(train, other, components):
    """You compare components with M alone. There are D directions at most: the columns count as
    well."""
    if components > len(train):
        raise ValueError
    return pca_reconstruct(train, other, min(components, *train.shape))


def counts_the_images_of_other(train, other, components):
    """You compare components with the size of other. The directions come from train, and one image
    alone can pass through all of them."""
    if components > min(other.shape):
        raise ValueError
    return pca_reconstruct(train, other, min(components, *train.shape))


def refuses_all_directions(train, other, components):
    """An error is raised for as many components as there are directions. Only above that they run
    out."""
    if components >= min(train.shape):
        raise ValueError
    return pca_reconstruct(train, other, components)


def centres_train_in_place(train, other, components):
    """`-=` takes the mean off train itself, and whoever needs it next finds it changed. Make a new
    array."""
    result = pca_reconstruct(train, other, components)
    train -= train.mean(axis=0)
    return result


def centres_other_in_place(train, other, components):
    """`-=` takes the mean off other itself, and whoever needs it next finds it changed. Make a new
    array."""
    result = pca_reconstruct(train, other, components)
    other -= train.mean(axis=0)
    return result


def cloud(rng: np.random.Generator, count: int, columns: int, components: int) -> np.ndarray:
    """Images far from 0, of which the first directions are clearly longer than the next."""
    turn = np.linalg.qr(rng.normal(size=(columns, columns)))[0]
    middle = rng.integers(2, 6, columns) * rng.choice([-1, 1], columns)
    while True:
        images = (rng.normal(size=(count, columns)) * 0.5 ** np.arange(columns) @ turn).round(2)
        lengths = np.append(np.linalg.svd(images - images.mean(axis=0))[1], 0)
        if lengths[components - 1] > 1.3 * lengths[components] + 0.05:
            return images + middle


def passing(rng: np.random.Generator, M: int, D: int, N: int, components: int) -> Call:
    """Images that lie elsewhere than train."""
    other = 4 * rng.normal(size=(N, D)) + rng.integers(-3, 4, D)
    return call(cloud(rng, M, D, components), other.round(1), components)


def fixed(seed: int, *sizes: int) -> Call:
    return passing(np.random.default_rng(seed), *sizes)


def again(train: np.ndarray, components: int) -> Call:
    """Train itself passes."""
    return call(train, train.copy(), components)


def one_direction(rng: np.random.Generator) -> Call:
    return again(cloud(rng, some(rng, 5, 8), some(rng, 2, 3), 1), 1)


def several_directions(rng: np.random.Generator) -> Call:
    M, D = some(rng, 6, 8), some(rng, 4, 5)
    components = some(rng, 2, D - 2)
    return again(cloud(rng, M, D, components), components)


def other_images(rng: np.random.Generator) -> Call:
    M, D = (some(rng, 6, 8), some(rng, 3, 4)) if rng.random() < 0.6 else (4, some(rng, 5, 6))
    return passing(rng, M, D, some(rng, 2, 4), some(rng, 1, 2))


def all_directions(rng: np.random.Generator) -> Call:
    D = some(rng, 2, 4)
    return passing(rng, D + some(rng, 3, 5), D, some(rng, 2, 3), D)


def too_many(rng: np.random.Generator) -> Call:
    M, D = (int(n) for n in rng.choice([2, 3, 4, 5, 6, 7], 2, replace=False))
    images = [rng.integers(-9, 10, (count, D)) / 2 for count in (M, some(rng, 2, 9))]
    return call(*images, min(M, D) + some(rng, 1, 2))


_LINE = np.array([[3.0, 1.0], [5.0, 1.0], [7.0, 1.0], [9.0, 1.0]])
_CROSS = np.array([[1.0, 5.0], [9.0, 5.0], [5.0, 3.0], [5.0, 7.0]])


EXERCISE = Exercise(
    solution=pca_reconstruct,
    parts=[
        Part(
            "one direction",
            [
                again(_CROSS, 1),
                again(cloud(np.random.default_rng(1), 5, 2, 1), 1),
                again(cloud(np.random.default_rng(2), 3, 3, 1), 1),
                drawn(one_direction, 3),
            ],
        ),
        Part(
            "several directions",
            [
                again(cloud(np.random.default_rng(3), 6, 4, 2), 2),
                again(cloud(np.random.default_rng(4), 8, 5, 3), 3),
                again(cloud(np.random.default_rng(5), 5, 7, 2), 2),
                drawn(several_directions, 3),
            ],
        ),
        Part(
            "other images than train",
            [
                call(_LINE, np.array([[4.0, 6.0]]), 1),
                call(_CROSS, np.array([[2.0, 1.0], [6.0, 4.0]]), 1),
                fixed(6, 7, 3, 2, 1),
                fixed(7, 6, 4, 3, 2),
                fixed(8, 4, 6, 5, 2),
                fixed(9, 5, 5, 4, 2),
                fixed(10, 6, 3, 1, 2),
                drawn(other_images, 3),
            ],
        ),
        Part(
            "all directions, and more than there are",
            [
                call(_CROSS, np.array([[2.0, 1.0]]), 2),
                call(_CROSS, np.array([[2.0, 1.0]]), 3),
                call(_CROSS[:, :1], np.array([[3.0], [-1.0]]), 1),
                fixed(11, 6, 3, 2, 3),
                fixed(12, 5, 2, 3, 2),
                call(_LINE.T, np.array([[1.0, 2.0, 0.0, 1.0]] * 4), 3),
                call(np.eye(3), np.ones((5, 3)), 4),
                drawn(all_directions, 2),
                drawn(too_many, 2),
            ],
        ),
    ],
    hints=[
        "Take the mean of train off train, and np.linalg.svd gives three results: one of them "
        "holds the directions in its rows, the longest first.",
        "A row of other, less the mean of train, times each direction: these are the numbers that "
        "are kept. Times the directions again, they make an image.",
        "With the kept directions in the rows of a matrix P, the way down is @ P.T and the way up "
        "@ P. The mean comes last.",
    ],
)
