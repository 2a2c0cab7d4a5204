"""image_gradients: how fast the brightness changes to the right and downwards, at every pixel."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def image_gradients(gray):
    """How fast the brightness changes to the right and downwards, at every pixel.

    gray: (H, W) floats; one row or one column is an image too.
    Returns gx and gy, (H, W) each: half the difference between the two neighbours, right minus
    left for gx, lower minus upper for gy; 0 where one of the two is missing.
    """
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] - gray[:-2, :]) / 2
    return gx, gy


def does_not_halve(gray):
    """Every number is twice too large. The two neighbours are two pixels apart: divide their
    difference by that."""
    gx, gy = image_gradients(gray)
    return 2 * gx, 2 * gy


def halves_twice(gray):
    """Every number is half of what it should be. The difference of the two neighbours is divided
    by 2 once; np.gradient has already done so."""
    gx, gy = image_gradients(gray)
    return gx / 2, gy / 2


def swaps_right_and_down(gray):
    """The two gradients have changed places. gx looks along a row, which is axis 1 of the array;
    gy looks down a column, which is axis 0."""
    return image_gradients(gray)[::-1]


def subtracts_the_wrong_way_round(gray):
    """All signs are turned round. Where the image gets brighter to the right, gx is above 0: right
    minus left, and lower minus upper."""
    gx, gy = image_gradients(gray)
    return -gx, -gy


def points_gy_upwards(gray):
    """gy has the sign of a plot, where y grows upwards. In an image the rows are counted downwards:
    lower minus upper."""
    gx, gy = image_gradients(gray)
    return gx, -gy


def subtracts_right_from_left(gray):
    """gx has the wrong sign: it is the right neighbour minus the left one."""
    gx, gy = image_gradients(gray)
    return -gx, gy


def drops_the_sign(gray):
    """You return how large the changes are, without their signs. From dark to bright and from
    bright to dark are different directions."""
    gx, gy = image_gradients(gray)
    return np.abs(gx), np.abs(gy)


def one_sided_at_the_border(gray):
    """Inside all is right. At the border you take the pixel itself in place of the neighbour that
    is missing, which is how np.gradient does it. Here the gradient is 0 there."""
    return np.gradient(gray, axis=1), np.gradient(gray, axis=0)


def takes_the_order_of_numpy(gray):
    """np.gradient returns the gradient along axis 0 first, which points downwards, and at the
    border it takes one neighbour only. Both differ from what is asked for here."""
    gy, gx = np.gradient(gray)
    return gy, gx


def wraps_round_the_border(gray):
    """At the border you take the neighbour from the opposite side of the image: np.roll, and an
    index of -1, go round in a circle. Where a neighbour is missing the gradient is 0."""
    gx = (np.roll(gray, -1, axis=1) - np.roll(gray, 1, axis=1)) / 2
    gy = (np.roll(gray, -1, axis=0) - np.roll(gray, 1, axis=0)) / 2
    return gx, gy


def sees_black_beyond_the_border(gray):
    """A frame of zeros makes a strong edge all round the image, which is not in it. Where a
    neighbour is missing the gradient is 0."""
    p = np.pad(gray, 1)
    return (p[1:-1, 2:] - p[1:-1, :-2]) / 2, (p[2:, 1:-1] - p[:-2, 1:-1]) / 2


def repeats_the_border_pixels(gray):
    """At the border your gradient is half the step to the one neighbour that there is, as if the
    pixel itself stood for the other. It should be 0 there."""
    p = np.pad(gray, 1, mode="edge")
    return (p[1:-1, 2:] - p[1:-1, :-2]) / 2, (p[2:, 1:-1] - p[:-2, 1:-1]) / 2


def blanks_the_whole_frame(gray):
    """Both gradients are 0 all round the border. A pixel of the top row has neighbours to its left
    and right, so its gx is there; only its gy is 0."""
    gx, gy = image_gradients(gray)
    inside = np.zeros(gray.shape)
    inside[1:-1, 1:-1] = 1
    return gx * inside, gy * inside


def keeps_the_brightness_at_the_border(gray):
    """At the border your gradients hold the brightness of the image, which was copied and not
    overwritten there. Start from zeros instead of a copy."""
    gx, gy = gray.copy(), gray.copy()
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] - gray[:-2, :]) / 2
    return gx, gy


def begins_the_loops_at_zero(gray):
    """The first row and column are compared with the last ones, for an index of -1 counts from the
    end; the last row and column get nothing at all. Let gx and gy each skip their own border."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    for i in range(gray.shape[0] - 1):
        for j in range(gray.shape[1] - 1):
            gx[i, j] = (gray[i, j + 1] - gray[i, j - 1]) / 2
            gy[i, j] = (gray[i + 1, j] - gray[i - 1, j]) / 2
    return gx, gy


def wraps_round_at_the_first_pixel(gray):
    """The first pixel of a row or column is compared with the last one, for an index of -1 counts
    from the end. A neighbour is missing there: the gradient is 0."""
    gx, gy = image_gradients(gray)
    if gray.shape[1] > 1:
        gx[:, 0] = (gray[:, 1] - gray[:, -1]) / 2
    if gray.shape[0] > 1:
        gy[0] = (gray[1] - gray[-1]) / 2
    return gx, gy


def copies_gradients_to_the_border(gray):
    """At the border you repeat the gradient of the pixel beside it. Where a neighbour is missing
    the gradient is 0."""
    gx, gy = image_gradients(gray)
    if gray.shape[1] > 1:
        gx[:, 0], gx[:, -1] = gx[:, 1].copy(), gx[:, -2].copy()
    if gray.shape[0] > 1:
        gy[0], gy[-1] = gy[1].copy(), gy[-2].copy()
    return gx, gy


def leaves_the_border_out(gray):
    """Your gradients are smaller than the image. They keep its shape: put them into arrays of
    zeros, where the pixels without one of their neighbours stay 0."""
    return (gray[:, 2:] - gray[:, :-2]) / 2, (gray[2:] - gray[:-2]) / 2


def looks_at_the_next_pixel_only(gray):
    """This is the next pixel minus this one. Take the two neighbours, one on each side: then the
    edge is not moved by half a pixel."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, :-1] = gray[:, 1:] - gray[:, :-1]
    gy[:-1] = gray[1:] - gray[:-1]
    return gx, gy


def looks_at_the_pixel_before_only(gray):
    """This is the pixel minus the one before it. Take the two neighbours, one on each side: then
    the edge is not moved by half a pixel."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:] = gray[:, 1:] - gray[:, :-1]
    gy[1:] = gray[1:] - gray[:-1]
    return gx, gy


def takes_steps_between_neighbours(gray):
    """These are the steps from each pixel to the next, one less than there are pixels. Skip the
    pixel itself: its right neighbour minus its left one, halved, and 0 where one is missing."""
    return np.diff(gray, axis=1), np.diff(gray, axis=0)


def shifts_the_gradient(gray):
    """The numbers are right and stand one place too early: in the place of the left or upper
    neighbour, and not of the pixel between the two."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, :-2] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[:-2] = (gray[2:] - gray[:-2]) / 2
    return gx, gy


def adds_the_neighbours(gray):
    """The two neighbours are added, so this is their mean. How fast the brightness changes is in
    their difference."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] + gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] + gray[:-2, :]) / 2
    return gx, gy


def halves_one_neighbour(gray):
    """A bracket is missing: only the second of the two neighbours is divided by 2. It is the
    difference that is halved."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:-1] = gray[:, 2:] - gray[:, :-2] / 2
    gy[1:-1, :] = gray[2:, :] - gray[:-2, :] / 2
    return gx, gy


def returns_gx_only(gray):
    """One array comes back, gx. Two are asked for, gx and gy, separated by a comma after
    return."""
    return image_gradients(gray)[0]


def returns_gy_only(gray):
    """One array comes back, gy. Two are asked for, gx and gy, separated by a comma after
    return."""
    return image_gradients(gray)[1]


def returns_the_length_of_the_arrow(gray):
    """You return how strong the change is at each pixel. Leave the two directions apart: gx and gy
    are two arrays."""
    return np.hypot(*image_gradients(gray))


def stacks_gx_and_gy_along_the_last_axis(gray):
    """gx and gy are in one array, side by side at each pixel. Return them as two, with a comma
    between them."""
    return np.stack(image_gradients(gray), axis=-1)


def cuts_the_border_off(gray):
    """Your gradients have lost the border of the image. They keep its shape: put what you have into
    arrays of zeros, gx without its first and last column, gy without its first and last row."""
    return (gray[1:-1, 2:] - gray[1:-1, :-2]) / 2, (gray[2:, 1:-1] - gray[:-2, 1:-1]) / 2


def gives_gx_twice(gray):
    """Both arrays are gx. gy goes down the columns: take the lower neighbour minus the upper
    one."""
    return (image_gradients(gray)[0],) * 2


def leaves_gy_zero(gray):
    """gy is 0 everywhere. Do for rows what you did for columns: lower neighbour minus upper
    neighbour, halved."""
    gx, gy = image_gradients(gray)
    return gx, np.zeros_like(gy)


def swaps_and_does_not_halve(gray):
    """Two things. gx looks along a row, which is axis 1, and gy down a column, which is axis 0. And
    the difference of two neighbours is halved."""
    gx, gy = image_gradients(gray)
    return 2 * gy, 2 * gx


def leaves_gy_transposed(gray):
    """gy was made from the transposed image and has not been turned back. It has the shape of the
    image: .T once more."""
    gx, gy = image_gradients(gray)
    return gx, gy.T


def rounds_gradients_down(gray):
    """Your gradients are whole numbers, as // makes them. Halve with /."""
    gx, gy = image_gradients(gray)
    return np.floor(gx), np.floor(gy)


def subtracts_round_and_does_not_halve(gray):
    """Two things. The signs are turned round: right minus left, and lower minus upper. And the
    difference of two neighbours is halved."""
    gx, gy = image_gradients(gray)
    return -2 * gx, -2 * gy


def weighs_three_rows(gray):
    """These are Sobel's filters, which add up three rows or columns and divide by nothing. Here
    only the two neighbours of a pixel count, and their difference is halved."""
    p = np.pad(gray, 1, mode="edge")
    rows = p[:-2] + 2 * p[1:-1] + p[2:]
    columns = p[:, :-2] + 2 * p[:, 1:-1] + p[:, 2:]
    return rows[:, 2:] - rows[:, :-2], columns[2:] - columns[:-2]


def halves_gx_only(gray):
    """gy is twice too large. Its two neighbours are two pixels apart, as those of gx are: halve
    their difference."""
    gx, gy = image_gradients(gray)
    return gx, 2 * gy


def halves_gy_only(gray):
    """gx is twice too large. Its two neighbours are two pixels apart: halve their difference, and
    that of gy."""
    gx, gy = image_gradients(gray)
    return 2 * gx, gy


def halves_the_next_step(gray):
    """This is half of the step to the next pixel. Half belongs to the difference of the two
    neighbours, which are two pixels apart, with the pixel itself in the middle."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, :-1] = (gray[:, 1:] - gray[:, :-1]) / 2
    gy[:-1] = (gray[1:] - gray[:-1]) / 2
    return gx, gy


def halves_the_step_before(gray):
    """This is half of the step from the pixel before. Half belongs to the difference of the two
    neighbours, which are two pixels apart, with the pixel itself in the middle."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:] = (gray[:, 1:] - gray[:, :-1]) / 2
    gy[1:] = (gray[1:] - gray[:-1]) / 2
    return gx, gy


def asks_for_a_pixel_beyond_the_border(gray):
    """You ask for a pixel that does not exist. A loop over all pixels comes to the last one, which
    has no neighbour after it: begin at 1 and end one earlier."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    for i in range(gray.shape[0]):
        for j in range(gray.shape[1]):
            gx[i, j] = (gray[i, j + 1] - gray[i, j - 1]) / 2
            gy[i, j] = (gray[i + 1, j] - gray[i - 1, j]) / 2
    return gx, gy


def hands_a_single_row_to_np_gradient(gray):
    """np.gradient wants two pixels at least along each axis, and an image may be a single row or
    column. Its neighbours are missing there, so the gradient is 0."""
    gy, gx = np.gradient(gray)
    gx[:, [0, -1]] = 0
    gy[[0, -1]] = 0
    return gx, gy


def pads_a_single_row(gray):
    """An image of a single row or column gets a second one: it has no inner pixels, and the padding
    adds one on each side all the same. Put the inner pixels into zeros of the image's shape."""
    gx = np.pad((gray[:, 2:] - gray[:, :-2]) / 2, ((0, 0), (1, 1)))
    gy = np.pad((gray[2:] - gray[:-2]) / 2, ((1, 1), (0, 0)))
    return gx, gy


def loses_a_side_of_length_one(gray):
    """An axis of length 1 has gone. An image of a single row or column is an image, and both
    gradients have its shape."""
    gx, gy = image_gradients(gray)
    return gx.squeeze(), gy.squeeze()


def stores_gradients_in_the_image(gray):
    """You write gx into the image itself, so the caller has lost it, and gy is made of what is
    left. Put both into arrays of zeros."""
    gray[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy = np.zeros(gray.shape)
    gy[1:-1] = (gray[2:] - gray[:-2]) / 2
    return gray, gy


def leaves_out_the_pixel_in_the_middle(gray):
    """You compare a pixel with the second one after it and the second one before it: four pixels
    apart. The neighbours are those directly beside it."""
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 2:-2] = (gray[:, 4:] - gray[:, :-4]) / 2
    gy[2:-2] = (gray[4:] - gray[:-4]) / 2
    return gx, gy


def flat_sides(line: np.ndarray) -> np.ndarray:
    """A line of numbers that begins and ends with two zeros: nothing changes at its ends."""
    return np.concatenate([np.zeros(2), line, np.zeros(2)])


def stripes_side_by_side(rng: np.random.Generator) -> Call:
    line = flat_sides(rng.integers(1, 20, int(rng.integers(1, 4))) / 4)
    return call(np.tile(line, (int(rng.integers(2, 5)), 1)))


def stripes_on_top_of_each_other(rng: np.random.Generator) -> Call:
    return call(stripes_side_by_side(rng).args[0].T)


def picture_with_a_black_frame(rng: np.random.Generator) -> Call:
    height, width = (int(n) for n in rng.integers((1, 2), (3, 5)))
    return call(np.pad(rng.integers(1, 20, (height, width)) / 4, 2))


def two_rows_or_columns(rng: np.random.Generator) -> Call:
    rows = rng.permutation(20)[: 2 * int(rng.integers(4, 7))].reshape(2, -1) / 4
    return call(rows if rng.integers(2) else rows.T)


def picture_up_to_its_border(rng: np.random.Generator) -> Call:
    height, more = (int(n) for n in rng.integers((3, 1), (5, 3)))
    sides = (height, height + more) if rng.integers(2) else (height + more, height)
    return call(rng.permutation(40)[: sides[0] * sides[1]].reshape(sides) / 4)


EXERCISE = Exercise(
    solution=image_gradients,
    parts=[
        Part(
            "left to right",
            [
                call(np.tile([0.0, 0.0, 4.0, 0.0, 0.0], (2, 1))),
                call(np.tile([0.0, 0.0, 1.0, 5.0, 2.0, 0.0, 0.0], (3, 1))),
                drawn(stripes_side_by_side, 3),
            ],
        ),
        Part(
            "top to bottom",
            [
                call(np.tile([0.0, 0.0, 4.0, 0.0, 0.0], (2, 1)).T),
                call(np.tile([0.0, 0.0, 1.0, 5.0, 2.0, 0.0, 0.0], (3, 1)).T),
                drawn(stripes_on_top_of_each_other, 3),
            ],
        ),
        Part(
            "inside a black frame",
            [
                call(np.pad([[8.0]], 2)),
                call(np.pad([[2.0, 4.0, 7.0], [12.0, 6.0, 1.0]], 2)),
                drawn(picture_with_a_black_frame, 3),
            ],
        ),
        Part(
            "one or two rows or columns",
            [
                call(np.array([[1.0, 2.0, 4.0, 8.0], [9.0, 3.0, 0.0, 5.0]])),
                call(np.array([[8.0, 0.0], [2.0, 9.0], [4.0, 5.0], [1.0, 7.0], [3.0, 6.0]])),
                call(np.array([[1.0, 2.0, 4.0, 8.0]])),
                call(np.array([[8.0], [0.0], [2.0], [9.0]])),
                drawn(two_rows_or_columns, 4),
            ],
        ),
        Part(
            "up to the border",
            [
                call(np.array([[1.0, 2.0, 4.0], [3.0, 9.0, 6.0], [7.0, 5.0, 8.0]])),
                call(
                    np.array([[3.0, 9.0, 1.0, 7.0], [2.0, 5.0, 8.0, 4.0], [6.0, 11.0, 0.0, 12.0]])
                ),
                call(np.array([[1.0, 5.0], [7.0, 2.0], [4.0, 9.0], [-8.0, 1000.0]])),
                drawn(picture_up_to_its_border, 3),
            ],
        ),
    ],
    hints=[
        "Start with two arrays of zeros, shaped like the image. Then the border is done.",
        "All right neighbours together are the image without its first two columns. What are "
        "all left neighbours together?",
        "gx[:, 1:-1] gets half of gray[:, 2:] minus the left neighbours. gy is the same with rows.",
    ],
)
