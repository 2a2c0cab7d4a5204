"""perceptron_update: one step of the perceptron's learning rule, for one example."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.linear_classifier.perceptron_predict import perceptron_predict
from autograder.exercises.linear_classifier.shared import balanced_neuron, neuron, vector


def perceptron_update(x, target, w, b, rate):
    """One step of the perceptron's learning rule, for one example.

    x, w: (D,); b: a number; target: 0 or 1; rate: a number above 0.
    Returns the new w (D,) and the new b. Where the prediction is right they are as before.
    """
    prediction = int(w @ x + b > 0)
    change = rate * (target - prediction)
    return w + change * x, b + change


def updates_on_every_example(x, target, w, b, rate):
    """Examples that are predicted correctly change the weights as well. The error, target minus
    prediction, is 0 for them: predict first, and let the error decide."""
    return w + rate * target * x, b + rate * target


def moves_on_every_example(x, target, w, b, rate):
    """Every example moves the weights, towards x or away from it by its target, right or not. An
    example that is predicted correctly should change nothing."""
    change = rate * (2 * target - 1)
    return w + change * x, b + change


def walks_the_wrong_way(x, target, w, b, rate):
    """The sign is turned round. Where the target was 1 and the prediction 0, the sum w·x + b has to
    grow: is it larger with your new values than with the old ones?"""
    change = rate * (perceptron_predict(x, w, b) - target)
    return w + change * x, b + change


def never_updates_the_bias(x, target, w, b, rate):
    """The bias stays as it was. It is a weight too, with an input that is always 1, and learns by
    the same rule."""
    return perceptron_update(x, target, w, b, rate)[0], b


def moves_the_bias_the_wrong_way(x, target, w, b, rate):
    """The bias moves the wrong way. Like the weights it has to make the sum larger where the target
    is 1 and the prediction 0."""
    new_w, new_b = perceptron_update(x, target, w, b, rate)
    return new_w, b - (new_b - b)


def learns_from_the_raw_sum(x, target, w, b, rate):
    """The error is target minus the sum w·x + b. That is another algorithm, the delta rule. The
    perceptron compares the target with its answer, which is 0 or 1."""
    change = rate * (target - (w @ x + b))
    return w + change * x, b + change


def learns_from_a_sigmoid(x, target, w, b, rate):
    """The error is target minus a sigmoid, which is never quite 0. That is logistic regression.
    The perceptron answers 0 or 1, and where that is right it learns nothing."""
    change = rate * (target - 1 / (1 + np.exp(-(w @ x + b))))
    return w + change * x, b + change


def predicts_one_at_zero(x, target, w, b, rate):
    """A sum of exactly 0 counts as the answer 1 here. With weights that are all zero, examples of
    target 1 would then never be learned. Above 0 only."""
    change = rate * (target - int(w @ x + b >= 0))
    return w + change * x, b + change


def ignores_the_rate(x, target, w, b, rate):
    """The rate makes no difference: every step is as long as with rate 1. It belongs in front of
    the error."""
    return perceptron_update(x, target, w, b, 1.0)


def ignores_the_rate_for_the_bias(x, target, w, b, rate):
    """The bias moves by 1, whatever the rate. One rule serves weights and bias, and the rate is a
    factor in both."""
    new_w, _ = perceptron_update(x, target, w, b, rate)
    return new_w, perceptron_update(x, target, w, b, 1.0)[1]


def bias_moves_by_the_input(x, target, w, b, rate):
    """The change of the weights was added to the bias too, so it is an array now. The input that
    belongs to the bias is always 1."""
    new_w, _ = perceptron_update(x, target, w, b, rate)
    return new_w, b + (new_w - w)


def decides_without_the_bias(x, target, w, b, rate):
    """Whether the prediction is right is decided without the bias. It has a part in the prediction,
    and here it turns a 1 into a 0."""
    change = rate * (target - int(w @ x > 0))
    return w + change * x, b + change


def adds_the_input_for_every_mistake(x, target, w, b, rate):
    """Both kinds of mistake move the weights the same way, towards x. A 0 that should have been a
    1 needs a larger sum, a 1 that should have been a 0 a smaller one: the error has a sign."""
    change = rate * abs(target - perceptron_predict(x, w, b))
    return w + change * x, b + change


def learns_from_missed_ones_only(x, target, w, b, rate):
    """Something is learned only where the target is 1. A 1 that should have been a 0 is a mistake
    too: then the weights have to move away from x."""
    if target == 0:
        return w, b
    return perceptron_update(x, target, w, b, rate)


def moves_twice_as_far(x, target, w, b, rate):
    """The steps are twice as long as they should be. With answers 1 and -1 the error of a mistake
    is 2; with 1 and 0, as here, it is 1."""
    return perceptron_update(x, target, w, b, 2 * rate)


def returns_the_changes_alone(x, target, w, b, rate):
    """These are the changes. The new w and the new b are asked for: what was there before, plus
    its change."""
    new_w, new_b = perceptron_update(x, target, w, b, rate)
    return new_w - w, new_b - b


def returns_the_bias_first(x, target, w, b, rate):
    """The two come back in the other order. First the new w, then the new b."""
    new_w, new_b = perceptron_update(x, target, w, b, rate)
    return new_b, new_w


def returns_the_weights_alone(x, target, w, b, rate):
    """Only the weights come back. The new b is asked for as well, after a comma."""
    return perceptron_update(x, target, w, b, rate)[0]


def updates_the_weights_in_place(x, target, w, b, rate):
    """`+=` on an array writes into the caller's w, which is then no longer the old one. A sum with
    + makes a new array."""
    change = rate * (target - perceptron_predict(x, w, b))
    w += change * x
    return w, b + change


def predicts_minus_one_for_zero(x, target, w, b, rate):
    """The prediction is 1 or -1 and the target 1 or 0, so that a right 0 counts as a mistake. Let
    the prediction be 1 or 0 as well."""
    change = rate * (target - (1 if w @ x + b > 0 else -1))
    return w + change * x, b + change


def predicts_again_for_the_bias(x, target, w, b, rate):
    """The bias is changed by a prediction of the new weights. Predict once, with the old ones, and
    use that error for both."""
    new_w = w + rate * (target - perceptron_predict(x, w, b)) * x
    return new_w, b + rate * (target - perceptron_predict(x, new_w, b))


def predicts_again_for_the_weights(x, target, w, b, rate):
    """The weights are changed by a prediction of the new bias. Predict once, with the old one, and
    use that error for both."""
    new_b = b + rate * (target - perceptron_predict(x, w, b))
    return w + rate * (target - perceptron_predict(x, w, new_b)) * x, new_b


def bias_moves_by_the_sum_of_the_inputs(x, target, w, b, rate):
    """The bias moves by the inputs added up. It is the weight of an input that is always 1, so it
    moves by rate times error alone."""
    change = rate * (target - perceptron_predict(x, w, b))
    return w + change * x, b + change * np.sum(x)


def moves_along_the_weights(x, target, w, b, rate):
    """The weights move along themselves, and not along the inputs. How much a weight has to do with
    the mistake, its input says: multiply the error with x."""
    change = rate * (target - perceptron_predict(x, w, b))
    return w + change * w, b + change


def moves_every_weight_alike(x, target, w, b, rate):
    """Every weight moves by the same amount, whatever its input. The input is a factor: with an
    input of 0 a weight had no part in the mistake."""
    change = rate * (target - perceptron_predict(x, w, b))
    return w + change, b + change


def returns_nothing_where_it_is_right(x, target, w, b, rate):
    """Where the prediction is right nothing comes back. Does the return stand inside the if? The
    w and b as they were are asked for then."""
    if perceptron_predict(x, w, b) == target:
        return None
    return perceptron_update(x, target, w, b, rate)


def steps_until_it_is_right(x, target, w, b, rate):
    """You go on until the prediction is right, which takes several steps. One step is asked for:
    put if in the place of while."""
    while perceptron_predict(x, w, b) != target:
        w, b = perceptron_update(x, target, w, b, rate)
    return w, b


def returns_the_bias_alone(x, target, w, b, rate):
    """Only the bias comes back. The new w is asked for as well, and stands first."""
    return perceptron_update(x, target, w, b, rate)[1]


def never_updates_the_weights(x, target, w, b, rate):
    """The weights stay as they were, and only the bias learns. Both move by rate times error times
    input, and the input of a weight is in x."""
    return w, perceptron_update(x, target, w, b, rate)[1]


def moves_the_weights_the_wrong_way(x, target, w, b, rate):
    """The weights move the wrong way. Where the target is 1 and the prediction 0, w·x has to
    grow."""
    new_w, new_b = perceptron_update(x, target, w, b, rate)
    return w - (new_w - w), new_b


def ignores_the_rate_for_the_weights(x, target, w, b, rate):
    """The weights move by the whole input, whatever the rate. One rule serves weights and bias, and
    the rate is a factor in both."""
    new_w, _ = perceptron_update(x, target, w, b, 1.0)
    return new_w, perceptron_update(x, target, w, b, rate)[1]


def joins_weights_and_bias(x, target, w, b, rate):
    """One array comes back, the bias at its end. Two values are asked for, w and b, with a comma
    between them."""
    new_w, new_b = perceptron_update(x, target, w, b, rate)
    return np.append(new_w, new_b)


def bias_moves_along_itself(x, target, w, b, rate):
    """The bias moves by its own value times the error. Its input is always 1: it moves by rate
    times error."""
    change = rate * (target - perceptron_predict(x, w, b))
    return w + change * x, b + change * b


def learns_at_exactly_zero(x, target, w, b, rate):
    """A sum of exactly 0 counts as a mistake for both targets. It is the answer 0: where that is
    the target, nothing changes."""
    sign = 2 * target - 1
    if sign * (w @ x + b) > 0:
        return w, b
    return w + rate * sign * x, b + rate * sign


def updates_two_weights(x, target, w, b, rate):
    """Your formula takes exactly two inputs. There may be any number of them: w + ... * x changes
    all the weights at once."""
    change = rate * (target - int(w[0] * x[0] + w[1] * x[1] + b > 0))
    return np.array([w[0] + change * x[0], w[1] + change * x[1]]), b + change


def multiplies_the_step_by_the_weights(x, target, w, b, rate):
    """The step of a weight is multiplied by the weight itself, so one that is 0 never learns. The
    step is rate times error times input."""
    change = rate * (target - perceptron_predict(x, w, b))
    return w + change * w * x, b + change


def example(rng: np.random.Generator, target: int, is_right: bool, rate: float) -> Call:
    """The bias is too small to turn the prediction round."""
    b = float(rng.choice([-0.25, 0.25]))
    x, w = neuron(rng, bool(target) == is_right, b)
    return call(x, target, w, b, rate)


def missed_example(rng: np.random.Generator) -> Call:
    return example(rng, int(rng.integers(2)), False, 1.0)


def missed_example_at_a_rate(rng: np.random.Generator) -> Call:
    return example(rng, int(rng.integers(2)), False, float(rng.choice([0.1, 0.25, 0.5, 2.0])))


def right_example(rng: np.random.Generator) -> Call:
    return example(rng, int(rng.integers(2)), True, 1.0)


def balanced_example(target: int):
    def draw(rng: np.random.Generator) -> Call:
        x, w, b = balanced_neuron(rng).args
        return call(x, target, w, b, 1.0)

    return draw


EXERCISE = Exercise(
    solution=perceptron_update,
    parts=[
        Part(
            "weights after a mistake",
            [
                call(vector(1, 2), 1, vector(-1, 0), 0.0, 1.0),
                call(vector(1, 2), 0, vector(1, 1), 0.5, 1.0),
                call(vector(1, 1), 1, vector(-3, -2), 0.25, 1.0),
                call(vector(2), 1, vector(-0.25), 0.0, 1.0),
                drawn(missed_example, 4),
            ],
            item=0,
        ),
        Part(
            "bias after a mistake",
            [
                call(vector(1, 2), 1, vector(-1, 0), 0.0, 1.0),
                call(vector(1, 2), 0, vector(1, 1), 0.5, 1.0),
                call(vector(1, 1), 1, vector(-3, -2), 0.25, 1.0),
                call(vector(2), 1, vector(-0.25), 0.0, 1.0),
                drawn(missed_example, 4),
            ],
            item=1,
        ),
        Part(
            "weights at any rate",
            [
                call(vector(1, 2), 1, vector(-1, 0), 0.0, 0.5),
                call(vector(1, 2, 3), 0, vector(1, 1, 0), 0.5, 0.1),
                call(vector(2), 1, vector(-0.25), 0.25, 0.5),
                drawn(missed_example_at_a_rate, 4),
            ],
            item=0,
        ),
        Part(
            "bias at any rate",
            [
                call(vector(1, 2), 1, vector(-1, 0), 0.0, 0.5),
                call(vector(1, 2, 3), 0, vector(1, 1, 0), 0.5, 0.1),
                call(vector(2), 1, vector(-0.25), 0.25, 0.5),
                drawn(missed_example_at_a_rate, 4),
            ],
            item=1,
        ),
        Part(
            "a right prediction",
            [
                call(vector(1, 2), 1, vector(1, 1), 0.5, 1.0),
                call(vector(1, 1), 0, vector(1, 0), -2.0, 1.0),
                call(vector(1, 2), 1, vector(-1, 0), 0.0, 1.0),
                call(vector(1, 2), 0, vector(1, 1), 0.5, 1.0),
                call(vector(1, 1, -2), 0, vector(1, 1, 2), 1.5, 1.0),
                drawn(right_example, 3),
                drawn(missed_example, 1),
            ],
        ),
        Part(
            "a sum of exactly 0",
            [
                call(vector(1, 2), 1, vector(0, 0), 0.0, 1.0),
                call(vector(1, 1), 0, vector(1, 1), -2.0, 1.0),
                call(vector(1, 1, -2), 1, vector(1, 1, 1), 0.0, 1.0),
                drawn(balanced_example(1), 2),
                drawn(balanced_example(0), 1),
            ],
        ),
    ],
    hints=[
        "Predict first. The error is target minus prediction, one of 1, 0 and -1.",
        "With error 1 the sum w·x + b was too small and has to grow; adding x to w does that, "
        "since x·x is not negative. With error -1 it is the other way round.",
        "Both changes are rate times error times input, and the input of the bias is always 1.",
    ],
)
