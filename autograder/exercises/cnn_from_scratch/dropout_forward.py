"""dropout_forward: dropout: some numbers of x become 0 by chance, the others grow to make up for
it.
"""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.cnn_from_scratch.shared import numbers, some_generator
from helpers.checking.ingredients import Generator


def dropout_forward(x, keep, rng, train):
    """Dropout: some numbers of x become 0 by chance, the others grow to make up for it.

    x: an array of any shape; keep: the probability of staying, above 0 and at most 1;
    rng: a numpy.random.Generator; train: True or False.
    In training a number stays where a draw of rng.random(x.shape) is below keep, and is
    divided by keep. Otherwise x comes back as it is.
    Returns out and mask, both shaped like x. The mask is what each number of x was
    multiplied by: 0 or 1 / keep in training, else 1 everywhere.
    """
    if not train:
        return x, np.ones(x.shape)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


def dropped(x, mask):
    """What comes out in training, and the mask."""
    return x * mask, mask


def through(x):
    """What comes out when nothing is dropped."""
    return x, np.ones(x.shape)


def takes_keep_for_the_share_to_drop(x, keep, rng, train):
    """You drop the share that should stay. PyTorch's argument p is the probability of dropping;
    here keep is that of keeping."""
    return dropped(x, (rng.random(x.shape) < 1 - keep) / (1 - keep)) if train else through(x)


def drops_the_share_to_keep(x, keep, rng, train):
    """Numbers below keep are dropped and the others stay, so what should be the share to keep is
    dropped. Turn the comparison round and look at what you divide by."""
    return dropped(x, (rng.random(x.shape) >= keep) / (1 - keep)) if train else through(x)


def turns_the_comparison_round(x, keep, rng, train):
    """The wrong ones stay: your mask is 0 exactly where a draw lies below keep."""
    return dropped(x, (rng.random(x.shape) >= keep) / keep) if train else through(x)


def keeps_one_share_and_divides_by_the_other(x, keep, rng, train):
    """Too few stay, and they are divided by the other probability. Divide by the share that really
    stays, and let it be keep."""
    return dropped(x, (rng.random(x.shape) < 1 - keep) / keep) if train else through(x)


def divides_by_the_share_that_goes(x, keep, rng, train):
    """The right share stays, and it is divided by the other one, 1 - keep. For a half the two are
    the same. How large must numbers become if only a fifth of them stays?"""
    return dropped(x, (rng.random(x.shape) < keep) / (1 - keep)) if train else through(x)


def does_not_make_up_for_the_loss(x, keep, rng, train):
    """What stays is not made larger. If half of the numbers are 0, the sums of the next layer are
    about half as large, and at prediction they would suddenly be whole."""
    return dropped(x, (rng.random(x.shape) < keep) * 1.0) if train else through(x)


def multiplies_by_keep(x, keep, rng, train):
    """What stays becomes smaller still. Fewer numbers have to carry the same sum: must each be
    larger or smaller?"""
    return dropped(x, (rng.random(x.shape) < keep) * keep) if train else through(x)


def scales_at_prediction_instead(x, keep, rng, train):
    """Nothing is made up for in training, and prediction multiplies by keep. That was the first
    form of dropout. Here training does all of it, and prediction leaves x alone."""
    if train:
        return dropped(x, (rng.random(x.shape) < keep) * 1.0)
    return x * keep, np.full(x.shape, keep)


def scales_the_output_at_prediction_instead(x, keep, rng, train):
    """What stays in training is not made larger; instead the output shrinks at prediction. That was
    the first form of dropout. Here training makes up for what is lost, and prediction leaves x
    alone."""
    if train:
        return dropped(x, (rng.random(x.shape) < keep) * 1.0)
    return x * keep, np.ones(x.shape)


def scales_the_output_at_prediction_too(x, keep, rng, train):
    """Training is right, and so is the mask at prediction: ones. But the output is multiplied by
    keep there. Return x as it is."""
    if train:
        return dropped(x, (rng.random(x.shape) < keep) / keep)
    return x * keep, np.ones(x.shape)


def drops_all_at_prediction(x, keep, rng, train):
    """At prediction only zeros come out. Nothing is dropped there: return x."""
    return dropout_forward(x, keep, rng, train) if train else (0 * x, np.zeros(x.shape))


def scales_at_prediction_too(x, keep, rng, train):
    """Training is right. At prediction you scale a second time, though nothing was dropped
    there."""
    if train:
        return dropped(x, (rng.random(x.shape) < keep) / keep)
    return x * keep, np.full(x.shape, keep)


def divides_at_prediction_too(x, keep, rng, train):
    """At prediction nothing was dropped, so there is nothing to make up for. Your numbers grow
    there all the same."""
    if train:
        return dropped(x, (rng.random(x.shape) < keep) / keep)
    return x / keep, np.full(x.shape, 1 / keep)


def drops_at_prediction_too(x, keep, rng, train):
    """Two predictions for the same image differ, since you drop numbers there too. What is the
    argument train for?"""
    return dropped(x, (rng.random(x.shape) < keep) / keep)


def never_drops(x, keep, rng, train):
    """Nothing is dropped in training: all of the mask is 1. Is there a comparison with keep / keep
    in it? Python divides before it compares, and then every draw lies below 1."""
    return through(x)


def drops_when_it_should_not(x, keep, rng, train):
    """Numbers are dropped at prediction and left alone in training. The two have changed
    places."""
    return through(x) if train else dropped(x, (rng.random(x.shape) < keep) / keep)


def draws_from_a_bell(x, keep, rng, train):
    """The draws come from the normal distribution: half of them lie below 0, and so too many lie
    below keep. Draw evenly between 0 and 1."""
    return dropped(x, (rng.standard_normal(x.shape) < keep) / keep) if train else through(x)


def draws_from_a_bell_without_scale(x, keep, rng, train):
    """The draws come from the normal distribution, which is not even between 0 and 1, and what
    stays is not made larger. Two things to change: the draw, and a division."""
    return dropped(x, (rng.standard_normal(x.shape) < keep) * 1.0) if train else through(x)


def draws_from_a_bell_and_turns_round(x, keep, rng, train):
    """The draws come from the normal distribution, and the numbers above keep stay. Draw evenly
    between 0 and 1, and let those below keep stay."""
    return dropped(x, (rng.standard_normal(x.shape) >= keep) / keep) if train else through(x)


def tosses_a_coin_of_its_own(x, keep, rng, train):
    """About the right share stays, by another kind of draw than the docstring names. The same rng
    gives other places then, and nobody can compare them: use rng.random(x.shape)."""
    return dropped(x, rng.binomial(1, keep, x.shape) / keep) if train else through(x)


def chooses_zeros_and_ones(x, keep, rng, train):
    """rng.choice uses up its draws in another way than rng.random, so other places are dropped than
    the docstring says. Compare rng.random(x.shape) with keep."""
    if not train:
        return through(x)
    return dropped(x, rng.choice([0, 1], x.shape, p=[1 - keep, keep]) / keep)


def compares_x_itself(x, keep, rng, train):
    """You compare x with keep, so that the same numbers go each time. Chance decides: it is the
    draw that is compared."""
    return dropped(x, (x < keep) / keep) if train else through(x)


def draws_a_mask_at_prediction(x, keep, rng, train):
    """At prediction x comes back as it is, and beside it a mask with zeros in it. The mask is what
    x was multiplied by: ones, there."""
    out, mask = dropout_forward(x, keep, rng, True)
    return out if train else x, mask


def gives_the_sides_one_by_one(x, keep, rng, train):
    """rng.random takes the shape as one argument, a tuple. Your star takes it apart, and the second
    side stands where a type belongs."""
    return dropped(x, (rng.random(*x.shape) < keep) / keep) if train else through(x)


def draws_again_for_the_mask(x, keep, rng, train):
    """The mask that you return is not the one that x was multiplied by: it comes from another
    draw. Draw once, and use the result twice."""
    if not train:
        return through(x)
    out = x * (rng.random(x.shape) < keep) / keep
    return out, (rng.random(x.shape) < keep) / keep


def scales_twice(x, keep, rng, train):
    """The output is divided by keep twice, by the mask and once more. The mask alone does it."""
    out, mask = dropout_forward(x, keep, rng, train)
    return (out / keep, mask) if train else (out, mask)


def scales_the_mask_only(x, keep, rng, train):
    """The scale is in the mask and not in the output. The output is x times the mask, so that both
    know it."""
    out, mask = dropout_forward(x, keep, rng, train)
    return out * keep if train else out, mask


def draws_for_the_last_axis(x, keep, rng, train):
    """Your draws have one axis, the last of x, and NumPy repeats them along the others. x.shape has
    all axes: draw a number for each number of x."""
    if not train:
        return through(x)
    return dropped(x, np.broadcast_to((rng.random(x.shape[-1]) < keep) / keep, x.shape))


def draws_one_mask_for_the_batch(x, keep, rng, train):
    """All examples lose the same numbers. Each number of each example needs a draw of its own."""
    if not train:
        return through(x)
    return dropped(x, np.broadcast_to((rng.random(x.shape[1:]) < keep) / keep, x.shape))


def drops_whole_examples(x, keep, rng, train):
    """There is one draw an example, and it stays or goes as a whole. Draw for each number."""
    if not train:
        return through(x)
    rows = (rng.random(len(x)) < keep) / keep
    return dropped(x, np.broadcast_to(rows.reshape(-1, *[1] * (x.ndim - 1)), x.shape))


def draws_once_for_all(x, keep, rng, train):
    """One single draw decides about everything. Give rng.random the shape of what should be
    drawn."""
    return dropped(x, np.full(x.shape, (rng.random() < keep) / keep)) if train else through(x)


def drops_whole_channels(x, keep, rng, train):
    """For images you draw once a channel. Its pixels are to stay or go one by one."""
    if not train:
        return through(x)
    draws = rng.random(x.shape[:2]).reshape(*x.shape[:2], *[1] * (x.ndim - 2))
    return dropped(x, np.broadcast_to((draws < keep) / keep, x.shape))


def draws_for_two_axes_only(x, keep, rng, train):
    """The mask has two axes, so it does not fit images. x.shape holds all of them, however many
    there are."""
    if not train:
        return through(x)
    draws = rng.random((x.shape[0], x.shape[1]))
    return dropped(x, (draws < keep) / keep)


def returns_a_mask_without_the_scale(x, keep, rng, train):
    """The output is right, but your mask is 1 where a number stayed. The backward pass multiplies
    by the mask alone, so the scale has to be in it."""
    out, mask = dropout_forward(x, keep, rng, train)
    return out, (mask > 0) * 1.0


def returns_the_draws_for_a_mask(x, keep, rng, train):
    """The second result holds the draws. The mask is what x was multiplied by."""
    if not train:
        return through(x)
    draws = rng.random(x.shape)
    return x * (draws < keep) / keep, draws


def returns_the_mask_first(x, keep, rng, train):
    """The two results have changed places. The output comes first, then the mask."""
    return dropout_forward(x, keep, rng, train)[::-1]


def returns_no_mask(x, keep, rng, train):
    """The mask is missing. The backward pass has to drop the same numbers, and only the mask knows
    them."""
    return dropout_forward(x, keep, rng, train)[0]


def returns_a_single_one_at_prediction(x, keep, rng, train):
    """At prediction the mask is one number. It has the shape of x there too, filled with ones."""
    out, mask = dropout_forward(x, keep, rng, train)
    return out, mask if train else 1.0


def returns_the_output_alone_at_prediction(x, keep, rng, train):
    """Training is right. At prediction the output comes back alone, and two things are asked for
    in both modes: the mask holds ones there."""
    result = dropout_forward(x, keep, rng, train)
    return result if train else result[0]


def returns_none_for_a_mask_at_prediction(x, keep, rng, train):
    """In training all is right. At prediction there is a mask too: what was each number multiplied
    by?"""
    out, mask = dropout_forward(x, keep, rng, train)
    return out, mask if train else None


def gives_a_mask_of_zeros_at_prediction(x, keep, rng, train):
    """At prediction your mask is 0, which would mean that nothing came through. All of it did."""
    out, mask = dropout_forward(x, keep, rng, train)
    return out, mask if train else 0 * mask


def gives_a_mask_of_keep_at_prediction(x, keep, rng, train):
    """At prediction x comes back as it is, so no number was multiplied by anything but 1. Your mask
    says otherwise."""
    out, mask = dropout_forward(x, keep, rng, train)
    return out, mask if train else np.full(x.shape, keep)


def drops_an_exact_share(x, keep, rng, train):
    """You drop a fixed number of places. Each number should have its own chance, whatever happens
    to the others, so how many stay differs from call to call."""
    if not train:
        return through(x)
    order = rng.permutation(x.size).reshape(x.shape)
    return dropped(x, (order < round(keep * x.size)) / keep)


def divides_by_the_share_that_stayed(x, keep, rng, train):
    """You divide by the share that happened to stay. Divide by the probability: it is right on
    average, and the same for each batch."""
    if not train:
        return through(x)
    stays = rng.random(x.shape) < keep
    return dropped(x, stays / max(stays.mean(), 1 / x.size))


def drops_the_same_numbers_each_time(x, keep, rng, train):
    """The draws do not come from rng: the generator that you make inside drops the same places at
    each step of a training."""
    draws = np.random.default_rng(0).random(x.shape)
    return dropped(x, (draws < keep) / keep) if train else through(x)


def squeezes_the_results(x, keep, rng, train):
    """Axes of length 1 are gone. A batch of one example is still a batch: output and mask are
    shaped like x."""
    out, mask = dropout_forward(x, keep, rng, train)
    return np.squeeze(out), np.squeeze(mask)


def always_keeps_half(x, keep, rng, train):
    """Half of the numbers stay whatever keep says."""
    return dropped(x, (rng.random(x.shape) < 0.5) / 0.5) if train else through(x)


def drops_in_place(x, keep, rng, train):
    """Multiplying with *= writes into the array of the caller. Make a new one for the output."""
    if not train:
        return through(x)
    mask = (rng.random(x.shape) < keep) / keep
    x *= mask
    return x, mask


def batch_to_drop(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((3, 4), (6, 8)))
    return call(numbers(rng, n, d), 0.5, some_generator(rng), True)


def batch_with_another_share(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((4, 6), (7, 9)))
    keep = float(rng.choice([0.2, 0.3, 0.7, 0.8]))
    return call(numbers(rng, n, d), keep, some_generator(rng), True)


def images_to_drop(rng: np.random.Generator) -> Call:
    n, c, h, w = (int(side) for side in rng.integers((2, 2, 3, 4), (4, 4, 5, 6)))
    keep = float(rng.choice([0.3, 0.6, 0.7]))
    return call(numbers(rng, n, c, h, w), keep, some_generator(rng), True)


def nothing_to_drop(rng: np.random.Generator) -> Call:
    n, d = (int(side) for side in rng.integers((3, 4), (6, 8)))
    keep = float(rng.choice([0.2, 0.3, 0.7, 0.8]))
    return call(numbers(rng, n, d), keep, some_generator(rng), False)


EXERCISE = Exercise(
    solution=dropout_forward,
    parts=[
        Part(
            "half of a batch",
            [
                call(
                    np.array([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]),
                    0.5,
                    Generator(0),
                    True,
                ),
                call(np.arange(1.0, 16.0).reshape(3, 5), 0.5, Generator(1), True),
                call(np.array([[4.0], [-3.0], [1.0]]), 0.5, Generator(11), True),
                call(np.array([[4.0, -3.0, 1.0]]), 0.5, Generator(12), True),
                drawn(batch_to_drop, 1),
            ],
        ),
        Part(
            "another share",
            [
                call(np.arange(1.0, 31.0).reshape(5, 6), 0.2, Generator(2), True),
                call(np.arange(1.0, 31.0).reshape(5, 6), 0.8, Generator(3), True),
                call(np.arange(1.0, 9.0), 0.75, Generator(8), True),
                call(np.arange(1.0, 5.0).reshape(2, 2), 1.0, Generator(9), True),
                drawn(batch_with_another_share, 1),
            ],
        ),
        Part(
            "images",
            [
                call(np.arange(1.0, 25.0).reshape(1, 2, 3, 4), 0.3, Generator(4), True),
                call(np.arange(-15.0, 33.0).reshape(2, 2, 3, 4) + 0.5, 0.6, Generator(5), True),
                call(np.arange(1.0, 4.0).reshape(3, 1, 1, 1), 0.4, Generator(10), True),
                drawn(images_to_drop, 1),
            ],
        ),
        Part(
            "prediction",
            [
                call(np.array([[1.0, -2.0, 3.0], [0.5, 6.0, 7.0]]), 0.5, Generator(6), False),
                call(np.arange(1.0, 25.0).reshape(1, 2, 3, 4), 0.2, Generator(7), False),
                call(np.array([3.0]), 0.75, Generator(13), False),
                drawn(nothing_to_drop, 1),
            ],
        ),
    ],
    hints=[
        "rng.random(x.shape) gives a number between 0 and 1 for each number of x. In which "
        "share of places does it lie below keep?",
        "A comparison gives True and False, which count as 1 and 0. Divide them by keep, and "
        "you have the mask.",
        "At prediction the mask holds ones, and nothing is drawn.",
    ],
)
