"""perceptron_predict: the perceptron's answer: the int 1 where w·x + b is above 0, otherwise the
int 0.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.shared import balanced_neuron, neuron, vector


def perceptron_predict(x, w, b):
    """The perceptron's answer: the int 1 where w·x + b is above 0, otherwise the int 0.

    x, w: (D,); b: a number.
    """
    return int(w @ x + b > 0)


def fires_at_zero(x, w, b):
    """At exactly 0 the perceptron answers 1 here. Only above 0 it fires: with weights that are all
    zero it would otherwise say 1 to everything."""
    return int(w @ x + b >= 0)


def predicts_without_a_bias(x, w, b):
    """b has no part in the answer. It moves the line off the origin: add it before you
    compare."""
    return int(w @ x > 0)


def takes_the_bias_for_a_threshold(x, w, b):
    """w·x is compared with b. That is a threshold; a bias is added, so a large b makes a 1 more
    likely and not less."""
    return int(w @ x > b)


def adds_the_bias_for_every_input(x, w, b):
    """b is added to each product, and so once for every input. It belongs to the sum, once."""
    return int(np.sum(w * x + b) > 0)


def returns_true_or_false(x, w, b):
    """A comparison gives True or False. The docstring asks for the int 1 or 0, with which one can
    calculate: turn it into one."""
    return bool(w @ x + b > 0)


def returns_the_sum_itself(x, w, b):
    """This is w·x + b itself. The answer is only whether it is above 0: 1 or 0."""
    return float(w @ x + b)


def answers_minus_one(x, w, b):
    """1 and -1 are the answers of another convention. Here they are 1 and 0."""
    return 1 if w @ x + b > 0 else -1


def returns_a_sign(x, w, b):
    """np.sign gives 1.0, -1.0, and 0.0 for exactly 0. The perceptron of this lesson says 0 for
    everything that is not above 0, and says it as an int."""
    return np.sign(w @ x + b)


def answers_with_a_float(x, w, b):
    """1.0 and 0.0 are floats. The answer is a class, so an int."""
    return float(w @ x + b > 0)


def an_answer_for_every_input(x, w, b):
    """There is an answer for every input, since nothing has been added up. The products of w and
    x become one sum, and that gives one answer."""
    return (w * x + b > 0).astype(int)


def answers_the_wrong_way_round(x, w, b):
    """The answer is 1 where it should be 0, and the other way round."""
    return 1 - int(w @ x + b > 0)


def adds_the_bias_to_the_inputs(x, w, b):
    """b is added to the inputs before the weights come in, and so gets multiplied by them. Add it
    once, to the sum of the products."""
    return int(w @ (x + b) > 0)


def leaves_out_the_weights(x, w, b):
    """The weights have no part in the answer: the inputs themselves are added up. Multiply each of
    them with its weight first."""
    return int(np.sum(x) + b > 0)


def adds_the_weights_to_the_inputs(x, w, b):
    """The weights are added to the inputs. They are factors: multiply each input with its weight,
    and add up the products."""
    return int(np.sum(w + x) + b > 0)


def compares_with_a_half(x, w, b):
    """The sum is compared with 0.5 or another number above 0. A probability has its border there;
    that of a sum is 0."""
    return int(w @ x + b > 0.5)


def compares_with_one(x, w, b):
    """The sum is compared with 1. The border is 0."""
    return int(w @ x + b >= 1)


def answers_with_a_sigmoid(x, w, b):
    """This is a sigmoid of the sum, a number between 0 and 1. The perceptron decides: 1 or 0."""
    return float(1 / (1 + np.exp(-(w @ x + b))))


def cuts_off_below_zero(x, w, b):
    """Sums below 0 become 0, and the others stay as they are. Where the sum is above 0 the answer
    is 1, however far above."""
    return float(max(0, w @ x + b))


def cuts_the_sum_to_an_int(x, w, b):
    """int() cuts the fraction off a sum, and does not compare it with 0. The answer is 1 or 0:
    compare first, and turn the comparison into an int."""
    return int(w @ x + b)


def asks_an_array_for_one_truth(x, w, b):
    """w * x is an array, and Python cannot tell whether many numbers are above 0. Add up the
    products first: one sum gives one answer."""
    return 1 if w * x + b > 0 else 0


def fires_if_one_product_is_positive(x, w, b):
    """One product above 0 is enough here. Add up all the products, those below 0 too, before you
    compare."""
    return int(np.any(w * x + b > 0))


def fires_if_all_products_are_positive(x, w, b):
    """Here every product has to be above 0. Add them up, and compare the sum."""
    return int(np.all(w * x + b > 0))


def returns_a_sign_as_an_int(x, w, b):
    """Below 0 your answer is -1, as np.sign has it. The perceptron of this lesson says 0 for
    everything that is not above 0."""
    return int(np.sign(w @ x + b))


def expects_two_inputs(x, w, b):
    """Your formula takes exactly two inputs. There may be any number of them: w @ x adds up all the
    products."""
    return int(w[0] * x[0] + w[1] * x[1] + b > 0)


def uses_the_first_input_only(x, w, b):
    """Only the first input has a part in the answer. Does a return stand inside the loop over the
    inputs? Add up all the products first."""
    return int(w[0] * x[0] + b > 0)


def neuron_without_bias(fires: bool):
    return lambda rng: call(*neuron(rng, fires, 0.0), 0.0)


def neuron_with_bias(fires: bool):
    def draw(rng: np.random.Generator) -> Call:
        b = float(rng.choice([-4.5, -3.5, -2.5, 2.5, 3.5, 4.5]))
        return call(*neuron(rng, fires, b), b)

    return draw


EXERCISE = Exercise(
    solution=perceptron_predict,
    parts=[
        Part(
            "weights",
            [
                call(vector(1, 2), vector(3, -1), 0.0),
                call(vector(1, 2), vector(-3, 1), 0.0),
                call(vector(1, 0, -2), vector(-3, -3, -3), 0.0),
                call(vector(2), vector(-1.5), 0.0),
                drawn(neuron_without_bias(True), 5),
                drawn(neuron_without_bias(False), 5),
            ],
        ),
        Part(
            "bias",
            [
                call(vector(1, 1), vector(1, 1), -1.5),
                call(vector(0, 1), vector(1, 1), -1.5),
                call(vector(1, 2), vector(-1, -1), 4.0),
                call(vector(1, 1), vector(1, 1), 4.0),
                call(vector(-2, -1), vector(-1, -2), -1.5),
                call(vector(1, 1), vector(-4, 3), -1.0),
                call(vector(1, 1, -2), vector(1, 1, 2), 1.5),
                drawn(neuron_with_bias(True), 5),
                drawn(neuron_with_bias(False), 5),
            ],
        ),
        Part(
            "a sum of exactly 0",
            [
                call(vector(1, 1), vector(0, 0), 0.0),
                call(vector(1, 1), vector(1, 1), -2.0),
                call(vector(2, 1), vector(1, 1), -2.0),
                call(vector(1, 1, -2), vector(1, 1, 1), 0.0),
                call(vector(1, 1), vector(1, 1), -1.75),
                call(vector(1, 1), vector(1, 1), -1.25),
                call(vector(1, 1), vector(1, 1), -2.25),
                drawn(balanced_neuron, 3),
                drawn(neuron_with_bias(True), 5),
                drawn(neuron_with_bias(False), 2),
            ],
        ),
    ],
    hints=[
        "Multiply each input with its weight, add up the products and the bias, and look at "
        "which side of 0 the sum is.",
        "w @ x is the sum of the products of two vectors. int(True) is 1 and int(False) is 0.",
    ],
)
