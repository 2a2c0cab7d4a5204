"""hog_length: how many numbers hog_cells gives for an image of that size, as an int."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def hog_length(height, width, cell=8, bins=9):
    """How many numbers hog_cells gives for an image of that size, as an int."""
    return (height // cell) * (width // cell) * bins


def counts_pixels_for_cells(height, width, cell=8, bins=9):
    """This gives every pixel a histogram of its own. A histogram belongs to a cell: how many cells
    fit side by side, and how many below each other?"""
    return height * width * bins


def divides_one_side_only(height, width, cell=8, bins=9):
    """The number of pixels is divided by the side of a cell, and a cell is as high as it is wide.
    Divide the height and the width, each on its own."""
    return height * width // cell * bins


def forgets_the_bins(height, width, cell=8, bins=9):
    """This is the number of cells. Each of them has a histogram, which is more than one number."""
    return (height // cell) * (width // cell)


def forgets_the_columns(height, width, cell=8, bins=9):
    """This counts a single column of cells. The width of the image makes no difference to your
    answer."""
    return (height // cell) * bins


def adds_rows_and_columns(height, width, cell=8, bins=9):
    """Rows and columns of cells are added. Draw a grid of 2 by 3 cells and count them."""
    return (height // cell + width // cell) * bins


def rounds_cells_up(height, width, cell=8, bins=9):
    """Pixels left over are counted as a cell. Only whole cells count: round down."""
    return -(-height // cell) * -(-width // cell) * bins


def divides_the_area(height, width, cell=8, bins=9):
    """This divides the area of the image by the area of a cell. What is left over at the right and
    at the bottom cannot be put together to make cells: round each side down on its own."""
    return height * width // cell**2 * bins


def rounds_down_at_the_end(height, width, cell=8, bins=9):
    """Everything is divided first and rounded down last. A fraction of a cell has no histogram:
    rows and columns are rounded down before they are multiplied."""
    return int(height / cell * (width / cell) * bins + 1e-9)


def lets_columns_join_the_rows(height, width, cell=8, bins=9):
    """Without brackets a // b * c // d is worked out from left to right, so the last division takes
    rows and columns together. Put brackets round the number of columns."""
    return height // cell * width // cell * bins


def counts_one_more_each_way(height, width, cell=8, bins=9):
    """There is one row and one column of cells too many. Cells stand side by side: in 8 pixels
    there is one cell of 8."""
    return (height // cell + 1) * (width // cell + 1) * bins


def counts_places_of_a_sliding_cell(height, width, cell=8, bins=9):
    """This counts all the places where a cell could begin, one pixel apart. The cells of HOG do
    not overlap: the next one begins where one ends."""
    return (height - cell + 1) * (width - cell + 1) * bins


def returns_a_float_length(height, width, cell=8, bins=9):
    """The number is right and is a float. A length is an int: np.zeros(18.0) is an error. Divide
    whole numbers with the operator that keeps them whole."""
    return float((height // cell) * (width // cell) * bins)


def returns_a_fraction(height, width, cell=8, bins=9):
    """What / gives is a float, with a fraction where pixels are left over. The count is an int:
    there is a division that rounds down and stays with ints."""
    return height / cell * (width / cell) * bins


def rounds_to_whole_cells(height, width, cell=8, bins=9):
    """round() goes up as often as down, and where it goes up a cell is counted that hangs over
    the border. Round down."""
    return round(height / cell) * round(width / cell) * bins


def returns_the_shape(height, width, cell=8, bins=9):
    """This is the shape that hog_cells returns. Asked for is how many numbers an array of that
    shape holds."""
    return height // cell, width // cell, bins


def counts_blocks(height, width, cell=8, bins=9):
    """These are overlapping blocks of two by two cells, as in the paper of 2005. hog_cells has no
    blocks: it gives one histogram a cell."""
    return (height // cell - 1) * (width // cell - 1) * 4 * bins


def counts_three_colours(height, width, cell=8, bins=9):
    """This is three times too many. HOG looks at a grey image, so there are no colour channels."""
    return (height // cell) * (width // cell) * bins * 3


def eight_by_nine_always(height, width, cell=8, bins=9):
    """The answer is the same for every cell and every number of bins. 8 and 9 are only what they
    are if nothing else is said: use the arguments."""
    return (height // 8) * (width // 8) * 9


def takes_cell_for_a_number_of_cells(height, width, cell=8, bins=9):
    """Here `cell` is used as the number of cells along a side. It is the side of one cell, in
    pixels: how often does it fit into the height?"""
    return cell * cell * bins


def forgets_the_rows(height, width, cell=8, bins=9):
    """This counts a single row of cells. The height of the image makes no difference to your
    answer."""
    return (width // cell) * bins


def adds_the_bins(height, width, cell=8, bins=9):
    """The bins are added to the number of cells. Each cell has that many numbers: multiply."""
    return (height // cell) * (width // cell) + bins


def always_cells_of_eight_pixels(height, width, cell=8, bins=9):
    """The side of a cell makes no difference to your answer: 8 is written where `cell` should
    stand."""
    return (height // 8) * (width // 8) * bins


def always_nine_numbers_a_cell(height, width, cell=8, bins=9):
    """The number of bins makes no difference to your answer: 9 is written where `bins` should
    stand."""
    return (height // cell) * (width // cell) * 9


def counts_the_pixels_of_whole_cells(height, width, cell=8, bins=9):
    """This counts the pixels in whole cells. Each cell has as many numbers as there are bins,
    however many pixels it has."""
    return (height // cell) * (width // cell) * cell * cell


def counts_the_pixels_of_whole_cells_and_bins(height, width, cell=8, bins=9):
    """Every pixel of a whole cell got a histogram. There is one for the cell, made of all its
    pixels."""
    return (height // cell) * (width // cell) * cell * cell * bins


def takes_what_is_left_over(height, width, cell=8, bins=9):
    """% gives what is left over, and that is not counted. How often the cell fits, the other
    operator says: //."""
    return (height % cell) * (width % cell) * bins


def length_of_the_height_squared(height, width, cell=8, bins=9):
    """The height was used for both sides. The number of columns comes from the width."""
    return (height // cell) ** 2 * bins


def length_of_whole_cells(rng: np.random.Generator) -> Call:
    rows, columns = (int(n) for n in rng.integers(3, 50, 2))
    return call(8 * rows, 8 * columns)


def length_with_pixels_left_over(rng: np.random.Generator) -> Call:
    rows, columns = (int(n) for n in rng.integers(4, 50, 2))
    return call(8 * rows + int(rng.integers(5, 8)), 8 * columns + int(rng.integers(5, 8)))


def length_of_other_cells(rng: np.random.Generator) -> Call:
    rows, columns, cell, bins = (int(n) for n in rng.integers((3, 3, 3, 3), (40, 40, 8, 9)))
    return call(rows * cell, columns * cell, cell=cell, bins=bins)


EXERCISE = Exercise(
    solution=hog_length,
    parts=[
        Part(
            "cells of 8, nine bins",
            [call(8, 8), call(16, 24), call(240, 320), drawn(length_of_whole_cells, 4)],
        ),
        Part(
            "rows and columns left over",
            [
                call(15, 15),
                call(31, 29),
                call(100, 45),
                drawn(length_with_pixels_left_over, 4),
            ],
        ),
        Part(
            "other cells and bins",
            [
                call(4, 8, cell=4),
                call(16, 24, bins=6),
                call(12, 30, cell=3, bins=4),
                call(6, 7, cell=1, bins=2),
                drawn(length_of_other_cells, 4),
            ],
        ),
    ],
    hints=[
        "How many whole cells lie below each other, how many side by side?",
        "Each cell gives as many numbers as there are bins.",
    ],
)
