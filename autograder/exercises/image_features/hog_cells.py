"""hog_cells: A histogram of edge directions for every cell of an image."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.image_features.image_gradients import image_gradients
from autograder.exercises.image_features.orientation_histogram import orientation_histogram


def hog_cells(gray, cell=8, bins=9):
    """A histogram of edge directions for every cell of an image.

    gray: (H, W) floats; cell: side of a cell, in pixels. The gradients are those of the whole
    image; rows and columns left over beyond the last whole cell are not counted.
    Returns (H // cell, W // cell, bins).
    """
    gx, gy = np.zeros(gray.shape), np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] - gray[:-2, :]) / 2
    magnitude = np.hypot(gx, gy)
    index = np.floor(np.arctan2(gy, gx) / np.pi * bins).astype(int) % bins

    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    cells = np.zeros((rows, columns, bins))
    for i in range(rows):
        for j in range(columns):
            here = np.s_[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
            cells[i, j] = np.bincount(index[here].ravel(), magnitude[here].ravel(), bins)
    return cells


def count_in_cells(gx, gy, cell, bins):
    """The histograms of cells from any two gradients: for mistakes that get the gradients wrong."""
    magnitude, angle = np.hypot(gx, gy), np.arctan2(gy, gx)
    cells = [
        orientation_histogram(
            magnitude[i : i + cell, j : j + cell], angle[i : i + cell, j : j + cell], bins
        )
        for i in range(0, gx.shape[0] - cell + 1, cell)
        for j in range(0, gx.shape[1] - cell + 1, cell)
    ]
    return np.reshape(cells, (gx.shape[0] // cell, gx.shape[1] // cell, bins))


def count_in_directions(gray, angle, cell, bins):
    """The histograms of cells from any angles: for mistakes that get the directions wrong."""
    magnitude = np.hypot(*image_gradients(gray))
    return count_in_cells(magnitude * np.cos(angle), magnitude * np.sin(angle), cell, bins)


def gradients_of_each_cell_alone(gray, cell=8, bins=9):
    """The gradients are worked out cell by cell, so an edge between two cells is in neither. Work
    them out for the whole image first, then cut it into cells."""
    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    cells = np.zeros((rows, columns, bins))
    for i, j in np.ndindex(rows, columns):
        piece = gray[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
        cells[i, j] = hog_cells(piece, cell, bins)[0, 0]
    return cells


def crops_before_the_gradients(gray, cell=8, bins=9):
    """The rows and columns left over are cut off before the gradients, which turns the last pixels
    of the last cells into border. They still are the neighbours of those pixels: crop later."""
    height, width = (side - side % cell for side in gray.shape)
    return hog_cells(gray[:height, :width], cell, bins)


def one_sided_gradients_at_the_border(gray, cell=8, bins=9):
    """The cells inside are right. Those at the border count a gradient from one neighbour, as
    np.gradient makes it; as in the exercise on gradients it is 0 where a neighbour is missing."""
    return count_in_cells(np.gradient(gray, axis=1), np.gradient(gray, axis=0), cell, bins)


def differences_across_opposite_borders(gray, cell=8, bins=9):
    """Pixels at the border are compared with the opposite side of the image, which np.roll brings
    round. Where a neighbour is missing the gradient is 0."""
    gx = (np.roll(gray, -1, axis=1) - np.roll(gray, 1, axis=1)) / 2
    gy = (np.roll(gray, -1, axis=0) - np.roll(gray, 1, axis=0)) / 2
    return count_in_cells(gx, gy, cell, bins)


def leaves_out_the_outermost_pixels(gray, cell=8, bins=9):
    """The outermost pixels count for nothing here. Those of the top row have neighbours to the left
    and right, so their gx counts; it is only gy that is 0."""
    gx, gy = (np.pad(g[1:-1, 1:-1], 1) for g in image_gradients(gray))
    return count_in_cells(gx, gy, cell, bins)


def measures_angles_from_the_y_axis(gray, cell=8, bins=9):
    """gx and gy have changed places, in the angle or from the start: upright edges are counted
    where flat ones belong. np.arctan2 takes gy first."""
    gx, gy = image_gradients(gray)
    return count_in_cells(gy, gx, cell, bins)


def adds_the_sizes_of_both_gradients(gray, cell=8, bins=9):
    """The magnitude is the size of gx plus the size of gy. It is the length of the arrow (gx, gy),
    which is shorter than the way along its two sides."""
    gx, gy = image_gradients(gray)
    length = np.maximum(np.hypot(gx, gy), 1e-300)
    stretch = (np.abs(gx) + np.abs(gy)) / length
    return count_in_cells(gx * stretch, gy * stretch, cell, bins)


def squares_the_magnitude(gray, cell=8, bins=9):
    """The magnitude lacks its root: gx² + gy² is the square of the length of an arrow, and makes
    strong edges too strong."""
    gx, gy = image_gradients(gray)
    length = np.hypot(gx, gy)
    return count_in_cells(gx * length, gy * length, cell, bins)


def counts_every_pixel_alike(gray, cell=8, bins=9):
    """Every pixel counts as 1, even in flat parts, where the direction means nothing. Add up the
    magnitudes."""
    gx, gy = image_gradients(gray)
    angle = np.arctan2(gy, gx)
    return count_in_cells(np.cos(angle), np.sin(angle), cell, bins)


def doubles_the_gradients(gray, cell=8, bins=9):
    """Every number is twice too large: the differences of the neighbours were not halved. The
    gradients are those of the exercise above."""
    return 2 * hog_cells(gray, cell, bins)


def tells_a_direction_from_its_opposite(gray, cell=8, bins=9):
    """Your bins divide a full turn. From dark to bright and from bright to dark is the same edge
    here: the bins divide half a turn, 0 to π."""
    gx, gy = image_gradients(gray)
    angle = np.arctan2(gy, gx) % (2 * np.pi)
    return count_in_directions(gray, angle / 2, cell, bins)


def spreads_bins_from_minus_pi_to_pi(gray, cell=8, bins=9):
    """Your bins go from -π to π, all that arctan2 returns. Opposite directions count as one, so
    bring the angles to 0 to π first."""
    gx, gy = image_gradients(gray)
    index = np.minimum(np.floor((np.arctan2(gy, gx) + np.pi) / (2 * np.pi) * bins), bins - 1)
    return count_in_directions(gray, (index + 0.5) * np.pi / bins, cell, bins)


def leaves_negative_angles_out(gray, cell=8, bins=9):
    """Angles below 0 are counted nowhere. A range of 0 to π drops the half of what arctan2
    returns: each of them has an opposite direction that lies in the range."""
    gx, gy = image_gradients(gray)
    angle = np.arctan2(gy, gx)
    strength = np.where(angle < 0, 0.0, np.hypot(gx, gy))
    turned = np.minimum(angle, np.pi * (1 - 1e-9))
    return count_in_cells(strength * np.cos(turned), strength * np.sin(turned), cell, bins)


def takes_the_size_of_the_angle(gray, cell=8, bins=9):
    """The angles have lost their signs, and that mirrors the edges: a slope down is counted as a
    slope up. Half a turn leads from an angle to its opposite."""
    gx, gy = image_gradients(gray)
    return count_in_cells(gx, np.abs(gy), cell, bins)


def takes_angles_without_their_sign(gray, cell=8, bins=9):
    """Each angle is counted by its size alone: a slope down is taken for a slope up, and π for the
    end of the last bin. Add half a turn to what is below 0, and count π as 0."""
    gx, gy = image_gradients(gray)
    angle = np.minimum(np.abs(np.arctan2(gy, gx)), np.pi * (1 - 1e-9))
    return count_in_directions(gray, angle, cell, bins)


def counts_pi_in_the_last_bin(gray, cell=8, bins=9):
    """Where the image gets darker to the right, the angle is π, and you count it in the last bin.
    It is the opposite of the angle 0 and belongs to the first."""
    gx, gy = image_gradients(gray)
    angle = np.where((gx < 0) & (gy == 0), np.pi * (1 - 1e-9), np.arctan2(gy, gx))
    return count_in_directions(gray, angle, cell, bins)


def spreads_bins_over_the_angles_of_each_cell(gray, cell=8, bins=9):
    """The bins of a cell run from its smallest to its largest angle, so that each cell has bins of
    its own. In all of them they divide 0 to π."""
    gx, gy = image_gradients(gray)
    magnitude, angle = np.hypot(gx, gy), np.arctan2(gy, gx) % np.pi
    cells = np.zeros((gray.shape[0] // cell, gray.shape[1] // cell, bins))
    for i, j in np.ndindex(cells.shape[:2]):
        here = np.s_[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
        cells[i, j] = np.histogram(angle[here], bins, weights=magnitude[here])[0]
    return cells


def columns_before_rows(gray, cell=8, bins=9):
    """Rows and columns of cells have changed places. As in the image itself, the first axis counts
    the rows."""
    return hog_cells(gray, cell, bins).transpose(1, 0, 2)


def puts_bins_first(gray, cell=8, bins=9):
    """The bins are the first axis of your result. They should be the last one: [i, j] is then the
    histogram of the cell in row i and column j."""
    return hog_cells(gray, cell, bins).transpose(2, 0, 1)


def returns_one_long_vector(gray, cell=8, bins=9):
    """The numbers are right, in one flat vector. Keep the rows and columns of cells for now: the
    shape is in the docstring."""
    return hog_cells(gray, cell, bins).ravel()


def lists_the_cells_in_a_row(gray, cell=8, bins=9):
    """The cells are in one long list, and where each of them was is lost. Give them their rows and
    columns: the result has three axes."""
    return hog_cells(gray, cell, bins).reshape(-1, bins)


def divides_each_cell_by_its_total(gray, cell=8, bins=9):
    """The bins of each of your cells add up to 1. Leave them as they are: here a cell with strong
    edges has large numbers."""
    cells = hog_cells(gray, cell, bins)
    return cells / np.maximum(cells.sum(axis=2, keepdims=True), 1e-12)


def scales_each_cell_to_length_one(gray, cell=8, bins=9):
    """Each of your cells is a vector of length 1. The method of 2005 does that to groups of cells;
    here the sums stay as they are."""
    cells = hog_cells(gray, cell, bins)
    return cells / np.maximum(np.linalg.norm(cells, axis=2, keepdims=True), 1e-12)


def averages_over_the_cell(gray, cell=8, bins=9):
    """The sums are divided by the number of pixels in a cell. Some libraries do that; here a bin
    holds the sum."""
    return hog_cells(gray, cell, bins) / cell**2


def makes_cells_of_what_is_left_over(gray, cell=8, bins=9):
    """You have more cells than fit: the pixels left over got cells of their own. Round the number
    of cells down."""
    gx, gy = (np.pad(g, [(0, -side % cell) for side in g.shape]) for g in image_gradients(gray))
    return count_in_cells(gx, gy, cell, bins)


def adds_what_is_left_over_to_the_last_cells(gray, cell=8, bins=9):
    """The pixels left over are counted in the last row and column of cells. They belong to no cell
    and are not counted at all."""
    magnitude = np.hypot(*image_gradients(gray))
    gx, gy = image_gradients(gray)
    index = np.floor(np.arctan2(gy, gx) / np.pi * bins).astype(int) % bins
    cells = np.zeros((gray.shape[0] // cell, gray.shape[1] // cell, bins))
    for i, j in np.ndindex(gray.shape):
        row = min(i // cell, cells.shape[0] - 1)
        column = min(j // cell, cells.shape[1] - 1)
        cells[row, column, index[i, j]] += magnitude[i, j]
    return cells


def always_cells_of_eight(gray, cell=8, bins=9):
    """Your cells have a side of 8 pixels whatever is asked for. Use the argument."""
    return hog_cells(gray, 8, bins)


def always_nine_directions(gray, cell=8, bins=9):
    """Nine bins come back whatever is asked for. The last argument says how many there are."""
    return hog_cells(gray, cell)


def keeps_the_last_pixel_of_each_bin(gray, cell=8, bins=9):
    """Of all the pixels of a cell that share a bin, only the last one counts. A plain = overwrites
    what was there, and so does += with an array as index."""
    gx, gy = image_gradients(gray)
    index = np.floor(np.arctan2(gy, gx) / np.pi * bins).astype(int) % bins
    magnitude = np.hypot(gx, gy)
    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    cells = np.zeros((rows, columns, bins))
    for i, j in np.ndindex(rows * cell, columns * cell):
        cells[i // cell, j // cell, index[i, j]] = magnitude[i, j]
    return cells


def slides_the_cell_by_one_pixel(gray, cell=8, bins=9):
    """Your cells begin at neighbouring pixels and overlap. Cell i begins at pixel i · cell, where
    the one before it ends."""
    gx, gy = image_gradients(gray)
    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    cells = np.zeros((rows, columns, bins))
    for i, j in np.ndindex(rows, columns):
        here = np.s_[i : i + cell, j : j + cell]
        cells[i, j] = count_in_cells(gx[here], gy[here], cell, bins)[0, 0]
    return cells


def divides_sides_with_a_slash(gray, cell=8, bins=9):
    """The number of cells is a float, since / divides, and no array can have 2.0 rows. // divides
    whole numbers, and leaves what does not fill a cell."""
    return np.zeros((gray.shape[0] / cell, gray.shape[1] / cell, bins))


def reshapes_what_does_not_fit(gray, cell=8, bins=9):
    """reshape cannot cut an image into cells where rows or columns are left over. Take the
    gradients of the whole image, then drop what is left over, and then cut."""
    rows, columns = gray.shape[0] // cell, gray.shape[1] // cell
    gray.reshape(rows, cell, columns, cell)
    return hog_cells(gray, cell, bins)


def insists_on_whole_cells(gray, cell=8, bins=9):
    """Your function refuses images of which something is left over. They are allowed: the last rows
    and columns are just not counted."""
    if gray.shape[0] % cell or gray.shape[1] % cell:
        raise ValueError
    return hog_cells(gray, cell, bins)


def counts_rows_from_the_width(gray, cell=8, bins=9):
    """The number of rows of cells is worked out from the width, and that of columns from the
    height. The first side of gray.shape is the height."""
    gx, gy = image_gradients(gray)
    cells = np.zeros((gray.shape[1] // cell, gray.shape[0] // cell, bins))
    for i, j in np.ndindex(cells.shape[:2]):
        here = np.s_[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
        angle = np.arctan2(gy[here], gx[here])
        cells[i, j] = orientation_histogram(np.hypot(gx[here], gy[here]), angle, bins)
    return cells


def forgets_to_hand_on_the_bins(gray, cell=8, bins=9):
    """A histogram of nine bins does not fit where another number was asked for. Hand `bins` on to
    the function that makes it."""
    gx, gy = image_gradients(gray)
    cells = np.zeros((gray.shape[0] // cell, gray.shape[1] // cell, bins))
    for i, j in np.ndindex(cells.shape[:2]):
        here = np.s_[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
        angle = np.arctan2(gy[here], gx[here])
        cells[i, j] = orientation_histogram(np.hypot(gx[here], gy[here]), angle)
    return cells


def fills_the_first_cell_only(gray, cell=8, bins=9):
    """Only the first cell has its histogram, and the others are 0. Does a return or a break stand
    inside the loops?"""
    cells = hog_cells(gray, cell, bins)
    first = np.zeros(cells.shape)
    first[:1, :1] = cells[:1, :1]
    return first


def fills_the_first_row_of_cells_only(gray, cell=8, bins=9):
    """Only the first row of cells has its histograms, and the others are 0. Does a return or a
    break stand inside the outer loop?"""
    cells = hog_cells(gray, cell, bins)
    cells[1:] = 0
    return cells


def fills_cells_on_the_diagonal(gray, cell=8, bins=9):
    """Only cells whose row and column have one number are filled. Two loops are needed, one inside
    the other: each row of cells has all its columns."""
    cells = hog_cells(gray, cell, bins)
    rows, columns = np.indices(cells.shape[:2])
    return cells * (rows == columns)[..., None]


def one_histogram_for_the_image(gray, cell=8, bins=9):
    """One histogram comes back, that of the whole image. Each cell has one of its own, made of its
    own pixels."""
    gx, gy = image_gradients(gray)
    return orientation_histogram(np.hypot(gx, gy), np.arctan2(gy, gx), bins)


def gives_every_cell_that_of_the_image(gray, cell=8, bins=9):
    """All cells have the same histogram, that of the whole image. Cut magnitude and angle too, and
    count only the pixels of the cell."""
    gx, gy = image_gradients(gray)
    whole = orientation_histogram(np.hypot(gx, gy), np.arctan2(gy, gx), bins)
    return np.tile(whole, (gray.shape[0] // cell, gray.shape[1] // cell, 1))


def angles_of_slopes(gray, cell=8, bins=9):
    """The angle is made from gy / gx, which is nan where both are 0, and nan is no index.
    np.arctan2 is given the two numbers one by one."""
    gx, gy = image_gradients(gray)
    with np.errstate(all="ignore"):
        index = np.floor(np.arctan(gy / gx) / np.pi * bins) % bins
    cells = np.zeros((gray.shape[0] // cell, gray.shape[1] // cell, bins))
    for i, j in np.ndindex(gray.shape[0] // cell * cell, gray.shape[1] // cell * cell):
        cells[i // cell, j // cell, int(index[i, j])] += np.hypot(gx[i, j], gy[i, j])
    return cells


def loses_the_axis_of_a_single_cell(gray, cell=8, bins=9):
    """An axis of length 1 has gone: there may be one row of cells, or one bin. The result always
    has three axes."""
    return hog_cells(gray, cell, bins).squeeze()


def _cells_cut_by(gray, cell, bins, cut):
    """The histograms of pieces. cut: gives the slices of the cell in row i and column j."""
    gx, gy = image_gradients(gray)
    cells = np.zeros((gray.shape[0] // cell, gray.shape[1] // cell, bins))
    for i, j in np.ndindex(cells.shape[:2]):
        here = cut(i, j)
        angle = np.arctan2(gy[here], gx[here])
        cells[i, j] = orientation_histogram(np.hypot(gx[here], gy[here]), angle, bins)
    return cells


def takes_gradients_in_the_order_of_numpy(gray, cell=8, bins=9):
    """np.gradient gives the gradient down the columns first, and at the border it takes one
    neighbour only. gx goes along the rows, and is 0 where a neighbour is missing."""
    return count_in_cells(*np.gradient(gray), cell, bins)


def cuts_columns_for_rows(gray, cell=8, bins=9):
    """Row and column are exchanged where you cut the cell out: the first slice of an array takes
    rows, and the rows of a cell follow from its i."""
    return _cells_cut_by(
        gray,
        cell,
        bins,
        lambda i, j: np.s_[j * cell : (j + 1) * cell, i * cell : (i + 1) * cell],
    )


def cuts_cells_of_eight(gray, cell=8, bins=9):
    """There are as many cells as there should be, and each is cut out with a side of 8 pixels. Use
    the argument there as well."""
    return _cells_cut_by(
        gray, cell, bins, lambda i, j: np.s_[i * 8 : (i + 1) * 8, j * 8 : (j + 1) * 8]
    )


def leaves_the_last_cells_out(gray, cell=8, bins=9):
    """The last row and column of cells are missing where the image ends with them. A range ends
    before its end by itself: range(0, H - cell + 1, cell)."""
    cells = hog_cells(gray, cell, bins)
    rows, columns = (range(0, side - cell, cell) for side in gray.shape)
    return np.array([[cells[i // cell, j // cell] for j in columns] for i in rows])


def quarters(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Exact in binary, so that a gradient of 0 is 0 in whatever order one computes."""
    return rng.integers(0, 40, shape) / 4


def cell_in_a_black_frame(rng: np.random.Generator) -> Call:
    """Nothing changes at the border."""
    return call(np.pad(rng.permutation(40)[:4].reshape(2, 2) / 4, 2), cell=6)


def rising_brightness(rng: np.random.Generator) -> Call:
    """Brighter to the right and downwards: all directions lie between 0 and a quarter turn."""
    rows, columns, cell = (int(n) for n in rng.integers((1, 2, 2), (3, 4, 4)))
    steps = rng.integers(1, 20, (rows * cell, columns * cell)) / 4
    return call(np.cumsum(np.cumsum(steps, axis=0), axis=1), cell=cell)


def cells_with_pixels_left_over(rng: np.random.Generator) -> Call:
    cell = int(rng.integers(3, 5))
    below, beside = (int(n) for n in rng.integers(1, cell, 2))
    steps = rng.integers(1, 20, (2 * cell + below, cell + beside)) / 4
    return call(np.cumsum(np.cumsum(steps, axis=0), axis=1), cell=cell)


def edges_all_round(rng: np.random.Generator) -> Call:
    """An odd number of bins: of an even one, straight down is the border of two."""
    return call(quarters(rng, 6, 9), cell=3, bins=int(rng.choice([3, 5, 7])))


def cells_as_usual(rng: np.random.Generator) -> Call:
    return call(quarters(rng, 9, 18))


EXERCISE = Exercise(
    solution=hog_cells,
    parts=[
        Part(
            "one cell",
            [
                call(np.pad([[8.0]], 2), cell=5),
                call(np.pad([[4.0, 0.0], [4.0, 0.0]], 2), cell=6),
                call(np.pad([[1.0, 2.0], [4.0, 8.0]], 2), cell=6),
                drawn(cell_in_a_black_frame, 3),
            ],
        ),
        Part(
            "many cells",
            [
                call(np.array([[0.0, 1.0, 3.0, 7.0], [2.0, 4.0, 7.0, 12.0]]), cell=2),
                call(np.add.outer(np.arange(4.0) ** 2, np.arange(6.0)), cell=2),
                call(np.add.outer(np.arange(3.0), np.arange(9.0) ** 2), cell=3),
                call(np.add.outer(3 * np.arange(6.0), np.arange(4.0) ** 2), cell=2),
                drawn(rising_brightness, 3),
            ],
        ),
        Part(
            "rows and columns left over",
            [
                call(np.add.outer(np.arange(3.0) ** 2, np.arange(5.0)), cell=2),
                call(np.add.outer(np.arange(8.0) ** 2, np.arange(4.0) ** 2), cell=3),
                drawn(cells_with_pixels_left_over, 3),
            ],
        ),
        Part(
            "edges all round",
            [
                call(
                    np.array(
                        [[9.0, 4.0, 1.0, 2.0], [3.0, 9.0, 0.0, 6.0], [7.0, 5.0, 2.0, 8.0]]
                    ).repeat(2, axis=0),
                    cell=2,
                    bins=3,
                ),
                call(
                    np.array(
                        [
                            [1.0, 8.0, 3.0, 3.0, 0.0, 2.0],
                            [9.0, 2.0, 5.0, 7.0, 1.0, 6.0],
                            [4.0, 6.0, 0.0, 8.0, 8.0, 3.0],
                        ]
                    ),
                    cell=3,
                    bins=5,
                ),
                call(
                    np.array([[9.0, 4.0, 1.0, 2.0], [3.0, 9.0, 0.0, 6.0]]),
                    cell=2,
                    bins=1,
                ),
                drawn(edges_all_round, 3),
            ],
        ),
        Part(
            "cells of 8, nine bins",
            [
                call(np.add.outer(np.arange(8.0) ** 2, np.arange(16.0))),
                call(np.arange(9 * 18.0).reshape(9, 18) * 37 % 101),
                drawn(cells_as_usual, 2),
            ],
        ),
    ],
    hints=[
        "Three steps that you know: the gradients of the whole image, then a magnitude and an "
        "angle for each pixel, then a histogram for each cell.",
        "np.hypot(gx, gy) is the magnitude, np.arctan2(gy, gx) the angle.",
        "Two loops over the cells. The one in row i begins at pixel i · cell and ends before "
        "pixel (i + 1) · cell.",
    ],
)
