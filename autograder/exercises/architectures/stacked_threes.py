"""stacked_threes: how many 3×3 convolutions at stride 1, one after the other, see as far as one
7×7.
"""

from autograder.authoring.exercise import Exercise
from helpers.checking.kinds import VALUE


def stacked_threes():
    """How many 3×3 convolutions at stride 1, one after the other, see as far as one 7×7."""
    sees, layers = 1, 0
    while sees < 7:
        sees += 3 - 1
        layers += 1
    return layers


def divides_seven_by_three_and_rounds_down():
    """Two of them see 5 pixels across: the first sees 3, and the second reaches one pixel further
    on each side. That is not far enough."""
    return 7 // 3


def divides_seven_by_three():
    """There are no parts of a layer, and filters do not lie side by side: they overlap. How far
    does a second 3×3 see, on top of a first?"""
    return 7 / 3


def counts_four_layers():
    """Four of them see 9 pixels across. Is the first one counted twice, or the pixel in the
    middle?"""
    return 4


def adds_a_pixel_on_one_side():
    """Five of them see 11 pixels across. A further layer reaches one pixel further on the left, and
    one on the right too."""
    return 5


def rounds_the_areas_up():
    """Six of them see 13 pixels across. How far a pixel sees is counted along one side, and a
    further layer adds two pixels to it."""
    return 6


def divides_the_areas():
    """This is the area of 7×7 over that of 3×3. Count along one side, and let filters overlap: how
    far does a second 3×3 see?"""
    return 49 / 9


def counts_the_pixels_seen():
    """That is how far they see. How many layers does it take?"""
    return 7


def counts_the_weights_of_a_filter():
    """That is how many weights a filter of 3×3 has. How many layers of it see 7 pixels across?"""
    return 9


def counts_the_weights_they_have():
    """That is how many weights the layers have for a single channel. How many layers are they?"""
    return 27


def counts_the_weights_of_the_large_filter():
    """That is how many weights a filter of 7×7 has. How many layers of 3×3 see as far?"""
    return 49


def counts_one_layer():
    """One layer of 3×3 sees 3 pixels across. How far does the next one see, which looks at three of
    its outputs?"""
    return 1


def finds_no_such_number():
    """Some number of them does see exactly 7 pixels across. Begin with one pixel, and add what each
    layer adds."""
    return 0


EXERCISE = Exercise(
    solution=stacked_threes,
    hints=[
        "Draw a line of 7 pixels. Which of them does one output of a 3×3 see? Which does an "
        "output of the next layer see, which looks at three neighbours of the first?",
        "The first layer sees 3 pixels across. Each further one adds one pixel on the left and "
        "one on the right.",
    ],
    kind=VALUE,
)
