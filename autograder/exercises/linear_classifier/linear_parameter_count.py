"""linear_parameter_count: weights and biases of a linear classifier of 32×32 colour images in 10
classes.
"""

from autograder.authoring.exercise import Exercise
from helpers.checking.kinds import VALUE


def linear_parameter_count():
    """Weights and biases of a linear classifier of 32×32 colour images in 10 classes."""
    numbers_of_an_image = 32 * 32 * 3
    classes = 10
    return classes * numbers_of_an_image + classes


def counts_the_weights_only():
    """These are the weights. Every class has a bias besides."""
    return 10 * 32 * 32 * 3


def counts_one_bias_for_all():
    """One bias was counted for the whole classifier. Each class has its own."""
    return 10 * 32 * 32 * 3 + 1


def counts_a_bias_for_every_input():
    """A bias was counted for each number of the image. Biases belong to the outputs: one a
    class."""
    return 10 * 32 * 32 * 3 + 32 * 32 * 3


def counts_a_bias_for_every_weight():
    """Every weight got a bias of its own here. A class adds its bias once, after its weighted
    sum."""
    return 2 * 10 * 32 * 32 * 3


def counts_grey_images():
    """That is right for grey images. A pixel in colour has three numbers."""
    return 10 * 32 * 32 + 10


def counts_one_class():
    """That is one class: its weights and its bias. There are ten of them."""
    return 32 * 32 * 3 + 1


def counts_the_inputs_of_a_class():
    """That is how many numbers an image has. Each class has a weight for every one of them, and
    there are ten classes."""
    return 32 * 32 * 3


def adds_classes_to_inputs():
    """The number of inputs and the number of classes were added. Every class is joined to every
    input: multiply, then count the biases."""
    return 32 * 32 * 3 + 10


def counts_one_side_of_the_image():
    """Only one side of the image was counted. It has 32 rows of 32 pixels each."""
    return 10 * 32 * 3 + 10


def counts_a_bias_for_each_colour():
    """Three biases were counted, one for each colour. Biases belong to the classes."""
    return 10 * 32 * 32 * 3 + 3


def counts_a_bias_for_each_colour_and_class():
    """Each class got three biases, one for each colour. It adds a single one, after its weighted
    sum over all the numbers of the image."""
    return 10 * 32 * 32 * 3 + 30


def counts_a_bias_for_every_pixel():
    """A bias was counted for each pixel. Biases belong to the outputs, and there are ten."""
    return 10 * 32 * 32 * 3 + 32 * 32


EXERCISE = Exercise(
    solution=linear_parameter_count,
    hints=[
        "How many numbers are in one image of 32 by 32 pixels, if each pixel has three?",
        "W has a row for each class, as long as an image. How many numbers are in W, and how "
        "many in b?",
    ],
    kind=VALUE,
)
