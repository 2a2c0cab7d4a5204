"""top_patches: the patches of images that excite a unit most."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def top_patches(activations, images, size, k):
    """The patches that excite a unit most, the strongest first, one an image.

    activations: (N, h, w), the unit's map of each image; images: (N, C, H, W). A place
    of a map stands for s × s pixels, s = H / h = W / w, which need not be whole. size:
    the side of a patch in pixels; k: how many patches, at least 1.
    The k images are taken whose largest activations are the largest; of equal ones the
    smaller index comes first. In each, the patch lies around the place (i, j) of its
    largest activation, the first of equal ones, row by row: the middle of the patch is
    (i + 1/2) s pixels from the top and (j + 1/2) s from the left, and an upper left
    corner that falls between pixels is rounded down. Outside of the image all is 0.
    Returns floats (k, C, size, size). Raises ValueError for k > N.
    """
    if k > len(images):
        raise ValueError(f"there are {len(images)} images, fewer than {k}")
    s = images.shape[2] / activations.shape[1]
    strongest = np.argsort(-activations.max(axis=(1, 2)), kind="stable")[:k]
    patches = []
    for n in strongest:
        i, j = np.unravel_index(activations[n].argmax(), activations[n].shape)
        top, left = (int(np.floor((place + 0.5) * s - size / 2)) for place in (i, j))
        padded = np.pad(images[n], ((0, 0), (size, size), (size, size)))
        patches.append(padded[:, top + size : top + 2 * size, left + size : left + 2 * size])
    return np.array(patches, float)


def _corner(place, s, size):
    """Where a patch begins that lies around a place of the map."""
    return int(np.floor((place + 0.5) * s - size / 2))


def _cut(image, top, left, size, mode="constant"):
    """A patch that may lie anywhere, around the image zeros or what a mode of np.pad gives."""
    far = size + max(image.shape[1:]) + max(abs(top), abs(left))
    padded = np.pad(image, ((0, 0), (far, far), (far, far)), mode)
    return padded[:, top + far : top + far + size, left + far : left + far + size]


def _most(maps):
    return maps.max(axis=(1, 2))


def _first_largest(a):
    return np.unravel_index(a.argmax(), a.shape)


def _patches(activations, images, size, k, strength=None, place=None, corner=None, cut=None):
    """The patches where something else decides on images, places, corners or borders."""
    if k > len(images):
        raise ValueError
    s = images.shape[2] / activations.shape[1]
    patches = []
    for n in np.argsort(-(strength or _most)(activations), kind="stable")[:k]:
        place_of_n = (place or _first_largest)(activations[n])
        top, left = ((corner or _corner)(at, s, size) for at in place_of_n)
        patches.append((cut or _cut)(images[n], top, left, size))
    return np.array(patches, float)


def _in_this_order(activations, images, size, k, order):
    """The patches of these images; an error for more than there are comes first."""
    if k > len(images):
        raise ValueError
    return _patches(activations[order], images[order], size, k, lambda maps: -np.arange(k))


def weakest_first(activations, images, size, k):
    """These are the images that excite the unit least. argsort goes up: which end holds the
    strongest?"""
    return _patches(activations, images, size, k, lambda maps: -_most(maps))


def strongest_last(activations, images, size, k):
    """The right images, with the strongest of them last. argsort goes up, and the strongest is to
    come first."""
    return _in_this_order(activations, images, size, k, np.argsort(_most(activations))[-k:])


def first_images_as_they_come(activations, images, size, k):
    """The first k images are taken, however strong they are. Look for the largest activation of
    each, and sort by that."""
    return _patches(activations, images, size, k, lambda maps: np.zeros(len(maps)))


def strongest_on_the_whole(activations, images, size, k):
    """Your images are those whose maps are large in sum or on average. Here one place is enough:
    what is the largest number in each map?"""
    return _patches(activations, images, size, k, lambda maps: maps.mean(axis=(1, 2)))


def largest_magnitude(activations, images, size, k):
    """A strongly negative activation counts as strong. That is where the unit is least excited:
    keep the signs."""
    return _patches(np.abs(activations), images, size, k)


def all_places_in_one_list(activations, images, size, k):
    """You sort the places of all images in one list, so one image can give several patches, nearly
    the same. Take the best place of each image first, and sort those."""
    if k > len(images):
        raise ValueError
    s, patches = images.shape[2] / activations.shape[1], []
    for at in np.argsort(-activations.ravel(), kind="stable")[:k]:
        n, i, j = np.unravel_index(at, activations.shape)
        patches.append(_cut(images[n], _corner(i, s, size), _corner(j, s, size), size))
    return np.array(patches, float)


def strongest_place_of_all_for_each(activations, images, size, k):
    """Every patch lies at the same place, where the strongest image has its largest activation.
    Each image has its own."""
    best = _first_largest(activations)[1:]
    return _patches(activations, images, size, k, place=lambda a: best)


def later_images_win_ties(activations, images, size, k):
    """Of images that are equally strong, yours have the larger index first. Who turns a sorted
    array round turns its equals round as well: sort so that nothing has to be turned."""
    order = np.argsort(_most(activations), kind="stable")[::-1][:k]
    return _in_this_order(activations, images, size, k, order)


def turns_equal_images_round(activations, images, size, k):
    """Of images that are equally strong, the smaller index should come first. Who turns a sorted
    array round turns its equals round as well, and np.argsort promises them no order unless it is
    asked to."""
    return _in_this_order(activations, images, size, k, np.argsort(_most(activations))[::-1][:k])


def equal_images_in_no_order(activations, images, size, k):
    """Images that are equally strong come in no particular order: fast ways to sort promise none.
    Look among the arguments of np.argsort for one that does."""
    return _in_this_order(activations, images, size, k, np.argsort(-_most(activations))[:k])


def last_of_equal_places(activations, images, size, k):
    """Where an image has its largest activation twice, you take the last of these places. The
    first one counts, row by row."""

    def last(a):
        return np.unravel_index(a.size - 1 - a.ravel()[::-1].argmax(), a.shape)

    return _patches(activations, images, size, k, place=last)


def first_of_equal_places_by_columns(activations, images, size, k):
    """Where an image has its largest activation twice, you take the first one column by column.
    Places are counted row by row."""
    return _patches(
        activations,
        images,
        size,
        k,
        place=lambda a: np.unravel_index(a.T.argmax(), a.T.shape)[::-1],
    )


def takes_a_cell_for_a_pixel(activations, images, size, k):
    """Your patch lies around pixel (i, j), near the upper left of the image. A place of the map
    stands for s pixels each way: where does it lie in the image?"""
    return _patches(
        activations, images, size, k, corner=lambda at, s, size: int(np.floor(at - size / 2))
    )


def begins_where_the_cell_begins(activations, images, size, k):
    """Your patch begins where the place's own pixels begin. It should lie around their middle,
    half of a patch to each side."""
    return _patches(activations, images, size, k, corner=lambda at, s, size: int(at * s))


def begins_in_the_middle(activations, images, size, k):
    """Your patch begins at the middle of the place. It should have its own middle there: half of a
    patch lies above and to the left."""
    return _patches(activations, images, size, k, corner=lambda at, s, size: int((at + 0.5) * s))


def middle_at_the_cells_corner(activations, images, size, k):
    """Your patch lies around the upper left corner of the place, half a step too far up and left.
    Where is the middle of s pixels?"""
    return _patches(
        activations, images, size, k, corner=lambda at, s, size: int(np.floor(at * s - size / 2))
    )


def halves_the_side_by_itself(activations, images, size, k):
    """You round the middle and half of the side each by itself. Rounded is only where the patch
    begins, which moves some of your patches by a pixel."""
    return _patches(
        activations, images, size, k, corner=lambda at, s, size: int((at + 0.5) * s) - size // 2
    )


def rounds_towards_zero(activations, images, size, k):
    """A corner that lies outside of the image and between pixels moves one pixel too far in, since
    int() rounds towards 0. Rounding down leads away from it: -0.5 becomes -1."""
    return _patches(
        activations, images, size, k, corner=lambda at, s, size: int((at + 0.5) * s - size / 2)
    )


def rounds_to_the_nearest(activations, images, size, k):
    """A corner between pixels is rounded to the nearest one. It is to be rounded down, always."""
    return _patches(
        activations, images, size, k, corner=lambda at, s, size: round((at + 0.5) * s - size / 2)
    )


def takes_the_step_for_whole(activations, images, size, k):
    """The step s is cut to a whole number of pixels, as // does, and far down and right your
    patches lie too near to the upper left. 6 pixels for 4 places are 1.5 each."""
    return _patches(
        activations, images, size, k, corner=lambda at, s, size: _corner(at, int(s), size)
    )


def moves_the_patch_inside(activations, images, size, k):
    """At the border you move the patch until all of it lies inside, and then the place is no longer
    in its middle. Leave it where it is: outside there is 0."""

    def inside(image, top, left, size):
        top, left = (
            max(0, min(at, n - size)) for at, n in zip((top, left), image.shape[1:], strict=True)
        )
        return _cut(image, top, left, size)

    return _patches(activations, images, size, k, cut=inside)


def repeats_the_border(activations, images, size, k):
    """Outside of the image you repeat its border. What lies there is 0."""
    return _patches(activations, images, size, k, cut=lambda *at: _cut(*at, mode="edge"))


def puts_the_rest_in_the_corner(activations, images, size, k):
    """What is left of a patch at the border stands in the patch's upper left corner. Rows and
    columns that are missing at the top or the left are missing there: leave zeros before, not
    behind."""

    def rest(image, top, left, size):
        inside = image[:, max(0, top) : max(0, top + size), max(0, left) : max(0, left + size)]
        patch = np.zeros((len(image), size, size))
        patch[:, : inside.shape[1], : inside.shape[2]] = inside
        return patch

    return _patches(activations, images, size, k, cut=rest)


def slices_beyond_the_border(activations, images, size, k):
    """At the border your slices leave the image. What reaches below or to the right comes out too
    small, and a negative start is counted from the other end: surround the image with zeros first.
    """

    def sliced(image, top, left, size):
        patch = np.zeros((len(image), size, size))
        patch[...] = image[:, top : top + size, left : left + size]
        return patch

    return _patches(activations, images, size, k, cut=sliced)


def exchanges_row_and_column(activations, images, size, k):
    """The place has its row and column exchanged, so the patch lies mirrored at the diagonal. The
    first index counts rows, from the top."""
    return _patches(activations, images, size, k, place=lambda a: _first_largest(a)[::-1])


def divides_the_place_by_the_height(activations, images, size, k):
    """A flat place becomes row and column by dividing it by the width of the map, since a row is
    that long. You divide by the height, which square maps hide."""
    return _patches(
        activations, images, size, k, place=lambda a: divmod(int(a.argmax()), a.shape[0])
    )


def puts_colours_last(activations, images, size, k):
    """The right patches, with the channels last. They stay where they are in images."""
    return _patches(activations, images, size, k).transpose(0, 2, 3, 1)


def one_pixel_too_wide(activations, images, size, k):
    """Your patches are one pixel too high and wide. A slice that ends at its start plus size has
    size pixels."""
    return _patches(activations, images, size, k, cut=lambda i, t, left, n: _cut(i, t, left, n + 1))


def only_the_strongest(activations, images, size, k):
    """A single patch comes back, without an axis for k. One patch for each of the k images, one
    behind another, even where k is 1."""
    return _patches(activations, images, size, k)[0]


def fewer_where_images_run_out(activations, images, size, k):
    """For more patches than there are images you return fewer. Who asked for k counts on k: the
    docstring says what to do."""
    return _patches(activations, images, size, min(k, len(images)))


def crosses_out_what_was_taken(activations, images, size, k):
    """The activations are changed afterwards: you cross out an image that was taken, in the array
    that you were given. Sort once, or work on a copy."""
    patches = _patches(activations, images, size, k)
    activations[np.argsort(-_most(activations), kind="stable")[:k]] = -np.inf
    return patches


def _images(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.integers(1, 100, shape) / 100


def _inner(h: int, w: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(1, h - 1) for j in range(1, w - 1)]


def _outer(h: int, w: int) -> list[tuple[int, int]]:
    return [at for at in np.ndindex(h, w) if at not in _inner(h, w)]


def _case(rng: np.random.Generator, N, C, map_shape, s, size, k, places=_inner) -> Call:
    """Maps whose maxima, no two alike, lie at some of these places."""
    maps = rng.integers(-60, 20, (N, *map_shape)) / 10
    for one, most in zip(maps, rng.permutation(N), strict=True):
        allowed = places(*map_shape)
        one[allowed[rng.integers(len(allowed))]] = 2.2 + most / 2
    return call(maps, _images(rng, N, C, *(int(n * s) for n in map_shape)), size, k)


def _fixed(seed: int, *arguments, places=_inner) -> Call:
    return _case(np.random.default_rng(seed), *arguments, places=places)


def _equal(rng: np.random.Generator, N: int, k: int) -> Call:
    """Each image has its largest activation at two places, and all images have the same."""
    maps = rng.integers(-60, 20, (N, 3, 3)) / 10
    for one in maps:
        one.ravel()[rng.choice(9, 2, replace=False)] = 2.5
    return call(maps, _images(rng, N, 1, 3, 3), 1, k)


def _many_equal(rng: np.random.Generator) -> Call:
    """Maps and images of one pixel, more than 16 of them: so many lose their order in a sort that
    does not care for it, on every machine."""
    return call(rng.integers(1, 4, (24, 1, 1)) / 2, _images(rng, 24, 1, 1, 1), 1, 20)


def some_images(rng: np.random.Generator) -> Call:
    N = int(rng.integers(3, 6))
    return _case(rng, N, 1, (3, 3), 1, 1, int(rng.integers(2, N + 1)))


def somewhere(rng: np.random.Generator) -> Call:
    h, s, size = [(3, 2, 3), (3, 3, 4), (4, 1.5, 2), (3, 2, 4), (5, 1, 3)][rng.integers(5)]
    return _case(rng, 2, 1, (h, h), s, size, 2)


def at_the_border(rng: np.random.Generator) -> Call:
    h, s, size = [(2, 2, 3), (3, 2, 5), (2, 3, 4), (4, 1, 3), (2, 2, 5)][rng.integers(5)]
    return _case(rng, 2, 1, (h, h), s, size, 2, _outer)


def equals(rng: np.random.Generator) -> Call:
    N = int(rng.integers(2, 5))
    return _equal(rng, N, int(rng.integers(1, N + 1)))


def not_square(rng: np.random.Generator) -> Call:
    shape = [(3, 5), (5, 3), (3, 4), (4, 3)][rng.integers(4)]
    return _case(rng, 2, 1, shape, 2, int(rng.integers(2, 4)), 2)


def too_many(rng: np.random.Generator) -> Call:
    N = int(rng.integers(1, 4))
    return _case(rng, N, 1, (3, 3), 1, 1, N + int(rng.integers(1, 4)))


_TWO_MAPS = np.array([[[1.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 2.0]]])
_TWO_IMAGES = np.arange(1.0, 33).reshape(2, 1, 4, 4)


EXERCISE = Exercise(
    solution=top_patches,
    parts=[
        Part(
            "which images",
            [
                call(_TWO_MAPS, _TWO_IMAGES, 2, 1),
                call(_TWO_MAPS, _TWO_IMAGES, 2, 2),
                _fixed(1, 3, 1, (3, 3), 2, 2, 2),
                _fixed(2, 5, 1, (3, 3), 1, 1, 4),
                drawn(some_images, 2),
            ],
        ),
        Part(
            "where",
            [
                _fixed(3, 1, 1, (3, 3), 2, 2, 1),
                _fixed(4, 1, 2, (3, 3), 2, 3, 1),
                _fixed(5, 2, 1, (4, 4), 1.5, 2, 2),
                _fixed(6, 1, 3, (3, 3), 2, 1, 1),
                _fixed(7, 2, 1, (3, 3), 3, 4, 2),
                drawn(somewhere, 3),
            ],
        ),
        Part(
            "at the border",
            [
                call(_TWO_MAPS, _TWO_IMAGES, 3, 2),
                call(_TWO_MAPS, _TWO_IMAGES, 4, 2),
                _fixed(8, 1, 2, (3, 3), 2, 5, 1, places=_outer),
                _fixed(9, 2, 1, (2, 2), 2, 5, 2, places=_outer),
                drawn(at_the_border, 3),
            ],
        ),
        Part(
            "equal activations",
            [
                call(np.array([[[1.0, 3.0], [3.0, 3.0]]]), _TWO_IMAGES[:1], 2, 1),
                call(
                    np.array([[[1.0, 1.0], [3.0, 1.0]], [[1.0, 3.0], [3.0, 1.0]]]),
                    _TWO_IMAGES,
                    2,
                    2,
                ),
                _equal(np.random.default_rng(10), 4, 3),
                _many_equal(np.random.default_rng(11)),
                drawn(equals, 2),
            ],
        ),
        Part(
            "not square",
            [
                _fixed(11, 1, 1, (3, 4), 2, 2, 1),
                _fixed(12, 2, 1, (5, 3), 1, 3, 2),
                _fixed(13, 2, 1, (3, 5), 2, 3, 2),
                drawn(not_square, 3),
            ],
        ),
        Part(
            "more than there are",
            [
                call(_TWO_MAPS, _TWO_IMAGES, 2, 3),
                call(_TWO_MAPS, _TWO_IMAGES, 2, 2),
                _fixed(14, 3, 1, (3, 3), 1, 1, 3),
                drawn(too_many, 1),
                drawn(some_images, 1),
            ],
        ),
    ],
    hints=[
        "Two questions: which images, and where in each? The largest number of each map answers "
        "the first; argsort puts them in order, and argmax of one map says where.",
        "The corner of a patch is at (i + 1/2) s - size / 2 from the top, and likewise from the "
        "left. np.floor rounds down, below 0 as well; then int makes an index of it.",
        "Surround an image with size rows and columns of zeros on each side, by np.pad. Then "
        "every patch lies inside, and its indices are larger by size.",
    ],
)
