"""make_anchors: square boxes of several sizes around the middle of every cell of a grid."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def make_anchors(height, width, stride, sizes):
    """Square boxes of several sizes around the middle of every cell of a grid.

    height, width: rows and columns of the grid; stride: side of a cell, in pixels;
    sizes: the sides of the boxes, in pixels. The cell in row i and column j has its
    middle at x = (j + 1/2) stride and y = (i + 1/2) stride. Boxes may reach beyond the
    picture.
    Returns anchors (height * width * len(sizes), 4), floats (x0, y0, x1, y1), row after
    row; in a row column after column, and in a cell one size after the other, as they
    are given.
    """
    y = (np.arange(height) + 0.5) * stride
    x = (np.arange(width) + 0.5) * stride
    y, x, half = np.meshgrid(y, x, np.divide(sizes, 2), indexing="ij")
    return np.stack([x - half, y - half, x + half, y + half], axis=-1).reshape(-1, 4)


def around(x, y, before, after=None):
    """Boxes from arrays (height, width, len(sizes)): so far before a place, and so far after it."""
    after = before if after is None else after
    return np.stack([x - before, y - before, x + after, y + after], axis=-1).reshape(-1, 4)


def grid(height, width, stride, sizes):
    """Middles and half sides, (height, width, len(sizes)) each."""
    y, x = (np.arange(height) + 0.5) * stride, (np.arange(width) + 0.5) * stride
    y, x, half = np.meshgrid(y, x, np.divide(sizes, 2), indexing="ij")
    return x, y, half


def around_the_corner_of_a_cell(height, width, stride, sizes):
    """Your boxes lie around the upper left corner of each cell. Its middle is half a cell further
    right and further down."""
    x, y, half = grid(height, width, stride, sizes)
    return around(x - stride / 2, y - stride / 2, half)


def around_the_other_corner(height, width, stride, sizes):
    """Your boxes lie around the lower right corner of each cell. Its middle is half a cell before
    that."""
    return make_anchors(height, width, stride, sizes) + stride / 2


def middle_of_pixel_numbers(height, width, stride, sizes):
    """Your boxes lie half a pixel too far left and up. (stride - 1) / 2 is the mean of the numbers
    that the pixels of a cell have; here its edges count."""
    return make_anchors(height, width, stride, sizes) - 0.5


def half_a_pixel_for_half_a_cell(height, width, stride, sizes):
    """The middle of a cell lies half a cell beyond its corner. You go half a pixel: add the half
    before you multiply by the stride."""
    x, y, half = grid(height, width, stride, sizes)
    return around(x - stride / 2 + 0.5, y - stride / 2 + 0.5, half)


def begins_at_the_middle(height, width, stride, sizes):
    """Your boxes have their upper left corner at the middle of the cell. They should lie around it,
    half a side in each direction."""
    x, y, half = grid(height, width, stride, sizes)
    return around(x, y, 0 * half, 2 * half)


def begins_at_the_corner(height, width, stride, sizes):
    """Your boxes share their upper left corner with the cell. It is the middle that they share."""
    x, y, half = grid(height, width, stride, sizes)
    return around(x - stride / 2, y - stride / 2, 0 * half, 2 * half)


def whole_size_to_each_side(height, width, stride, sizes):
    """Your boxes are twice as large as their size, which goes to each side of the middle. How much
    of a side of 16 lies left of its middle?"""
    x, y, half = grid(height, width, stride, sizes)
    return around(x, y, 2 * half)


def rows_for_x(height, width, stride, sizes):
    """The row i gives x here, and the column j gives y. Columns lie side by side: which of the two
    does a step to the right change?"""
    return make_anchors(height, width, stride, sizes)[:, [1, 0, 3, 2]]


def column_after_column(height, width, stride, sizes):
    """Your anchors go down the columns. They should go along the rows, as one reads: the column
    changes faster than the row."""
    anchors = make_anchors(height, width, stride, sizes).reshape(height, width, -1, 4)
    return anchors.transpose(1, 0, 2, 3).reshape(-1, 4)


def height_and_width_exchanged(height, width, stride, sizes):
    """Your grid has as many rows as it should have columns. height counts rows, and y goes down
    them."""
    return make_anchors(width, height, stride, sizes)


def sizes_outermost(height, width, stride, sizes):
    """All boxes of one size come first, then all of the next. All sizes of one cell should stand
    together: the innermost loop changes fastest."""
    anchors = make_anchors(height, width, stride, sizes).reshape(height * width, -1, 4)
    return anchors.transpose(1, 0, 2).reshape(-1, 4)


def cells_of_one_pixel(height, width, stride, sizes):
    """The stride makes no difference to your middles, as if a cell were one pixel. Neighbours lie
    one stride apart."""
    return around(*grid(height, width, 1, sizes))


def sizes_in_cells(height, width, stride, sizes):
    """Your sizes are multiplied by the stride. They are given in pixels already."""
    return make_anchors(height, width, stride, np.multiply(sizes, stride))


def one_pixel_too_small(height, width, stride, sizes):
    """Your boxes are one too small: the right edge lies at the left one plus the size. The numbers
    are edges, not first and last pixels."""
    return make_anchors(height, width, stride, sizes) - np.array([0, 0, 1, 1])


def one_pixel_too_large(height, width, stride, sizes):
    """Your boxes are one too large: the right edge lies at the left one plus the size. The numbers
    are edges, not first and last pixels."""
    return make_anchors(height, width, stride, sizes) + np.array([0, 0, 1, 1])


def cuts_at_the_border(height, width, stride, sizes):
    """Boxes at the border are cut to the picture. The docstring lets them reach beyond it, so that
    every anchor keeps its middle and its size."""
    edges = np.array([width, height, width, height]) * stride
    return np.clip(make_anchors(height, width, stride, sizes), 0, edges)


def cuts_what_is_below_zero(height, width, stride, sizes):
    """Edges below 0 become 0. The docstring lets boxes reach beyond the picture, so that every
    anchor keeps its middle and its size."""
    return np.maximum(make_anchors(height, width, stride, sizes), 0)


def middles_and_sides(height, width, stride, sizes):
    """You return the middle and the sides of each box. The docstring wants its edges, (x0, y0, x1,
    y1)."""
    x, y, half = grid(height, width, stride, sizes)
    return np.stack([x, y, 2 * half, 2 * half], axis=-1).reshape(-1, 4)


def corners_and_sides(height, width, stride, sizes):
    """Your last two numbers are width and height. They should be the right and the lower edge."""
    x, y, half = grid(height, width, stride, sizes)
    return np.stack([x - half, y - half, 2 * half, 2 * half], axis=-1).reshape(-1, 4)


def both_x_before_both_y(height, width, stride, sizes):
    """Your numbers stand as x0, x1, y0, y1. Each box is x0, y0, x1, y1: two corners."""
    return make_anchors(height, width, stride, sizes)[:, [0, 2, 1, 3]]


def halves_of_odd_numbers_cut(height, width, stride, sizes):
    """Half of an odd size and half of an odd stride lose their fractions here, as with //. Edges
    may lie between whole numbers."""
    x, y, half = grid(height, width, stride, sizes)
    off = stride / 2 % 1
    return around(x - off, y - off, half // 1)


def left_edges_at_whole_pixels(height, width, stride, sizes):
    """Half of an odd number loses its fraction here, as with //, so your boxes have the right size
    and lie half a pixel off. Edges may lie between whole numbers."""
    x, y, half = grid(height, width, stride, sizes)
    off = stride / 2 % 1
    return around(x - off, y - off, half // 1, 2 * half - half // 1)


def middles_at_whole_pixels(height, width, stride, sizes):
    """With an odd stride your middles lie half a pixel off: half of it loses its fraction, as with
    //. Middles may lie between whole numbers."""
    x, y, half = grid(height, width, stride, sizes)
    return around(x - stride / 2 % 1, y - stride / 2 % 1, half)


def half_sides_at_whole_pixels(height, width, stride, sizes):
    """A box of an odd size is a pixel too small: half of it loses its fraction, as with //. Edges
    may lie between whole numbers."""
    x, y, half = grid(height, width, stride, sizes)
    return around(x, y, half // 1)


def whole_numbers_for_edges(height, width, stride, sizes):
    """Your edges lose their fractions, as in an array of ints. They may lie between whole numbers,
    so make the array of floats."""
    return make_anchors(height, width, stride, sizes).astype(int)


def sizes_for_areas(height, width, stride, sizes):
    """The sizes are taken for areas, and your sides are their roots. A size is a side, in
    pixels."""
    return make_anchors(height, width, stride, np.sqrt(sizes))


def an_axis_for_each_count(height, width, stride, sizes):
    """Your array has an axis each for rows, columns and sizes. All anchors should stand in one
    list: reshape keeps this order."""
    return make_anchors(height, width, stride, sizes).reshape(height, width, -1, 4)


def first_size_only(height, width, stride, sizes):
    """Only the first size is used. Every cell has one box for each size."""
    return make_anchors(height, width, stride, sizes[:1])


def smallest_size_first(height, width, stride, sizes):
    """You sort the sizes. The order in which they are given is the order in a cell."""
    return make_anchors(height, width, stride, sorted(sizes))


def one_cell_only(height, width, stride, sizes):
    """All your boxes lie around the first cell, or only the first row or column has any. Every cell
    has its own middle."""
    return np.tile(make_anchors(1, 1, stride, sizes), (height * width, 1))


def one_cell(rng: np.random.Generator) -> Call:
    return call(1, 1, int(rng.integers(3, 40)), [int(rng.integers(3, 99))])


def a_grid(rng: np.random.Generator) -> Call:
    height, width = (int(side) for side in rng.permutation([1, 2, 3, 4])[:2])
    return call(height, width, int(rng.integers(3, 40)), [int(rng.integers(3, 99))])


def sizes_in_a_cell(rng: np.random.Generator) -> Call:
    sizes = rng.choice(np.arange(3, 99), int(rng.integers(2, 4)), replace=False)
    return call(1, 1, int(rng.integers(3, 40)), [int(size) for size in np.sort(sizes)[::-1]])


def everything_together(rng: np.random.Generator) -> Call:
    height, width = (int(side) for side in rng.permutation([2, 3, 4])[:2])
    sizes = sizes_in_a_cell(rng).args[-1]
    return call(height, width, int(rng.integers(3, 40)), tuple(sizes))


EXERCISE = Exercise(
    solution=make_anchors,
    parts=[
        Part(
            "one cell, one size",
            [
                call(1, 1, 8, [16]),
                call(1, 1, 8, [4]),
                call(1, 1, 5, [3]),
                call(1, 1, 7, [12]),
                drawn(one_cell, 4),
            ],
        ),
        Part(
            "row after row",
            [
                call(1, 2, 8, [6]),
                call(2, 1, 8, [6]),
                call(2, 3, 4, [12]),
                call(3, 2, 7, [10]),
                call(4, 1, 3, [5]),
                drawn(a_grid, 4),
            ],
        ),
        Part(
            "several sizes",
            [
                call(1, 1, 8, [8, 4]),
                call(1, 1, 8, [24, 15, 6]),
                call(1, 1, 3, [9, 2]),
                drawn(sizes_in_a_cell, 4),
            ],
        ),
        Part(
            "several sizes in each of several cells",
            [
                call(1, 2, 8, [16, 4]),
                call(2, 1, 6, [3, 14]),
                call(2, 3, 8, (34, 16, 24)),
                call(3, 2, 5, (9, 2)),
                drawn(everything_together, 4),
            ],
        ),
    ],
    hints=[
        "Draw one cell of 8 pixels and a box of 16 around its middle. Where are its four edges?",
        "Three loops inside each other, over rows, columns and sizes, append the boxes in the "
        "right order.",
        "Without loops: np.meshgrid(y, x, sizes, indexing='ij') gives three arrays of one shape, "
        "which np.stack and reshape(-1, 4) make into boxes.",
    ],
)
