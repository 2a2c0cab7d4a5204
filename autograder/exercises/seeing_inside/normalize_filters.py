"""normalize_filters: filters as pictures, each from its darkest number to its brightest."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def normalize_filters(w):
    """Filters as pictures, each from 0 at its smallest number to 1 at its largest.

    w: (F, C, KH, KW). Each filter has one minimum and one maximum, over all its
    channels. A filter whose numbers are all equal is 0.5 everywhere.
    Returns floats of the shape (F, KH, KW, C), channels last, as plt.imshow takes them.
    """
    low = w.min(axis=(1, 2, 3), keepdims=True)
    span = w.max(axis=(1, 2, 3), keepdims=True) - low
    pictures = np.where(span > 0, (w - low) / np.where(span > 0, span, 1.0), 0.5)
    return pictures.transpose(0, 2, 3, 1)


def _stretched(w, axes, flat=0.5):
    """Numbers from 0 to 1 along these axes, and channels last."""
    low, high = w.min(axis=axes, keepdims=True), w.max(axis=axes, keepdims=True)
    pictures = np.where(high > low, (w - low) / np.where(high > low, high - low, 1.0), flat)
    return pictures.transpose(0, 2, 3, 1)


def leaves_flat_filters_undefined(w):
    """A filter whose numbers are all equal becomes nan: its span is 0, and 0 / 0 is no number. Look
    for such filters before you divide."""
    low = w.min(axis=(1, 2, 3), keepdims=True)
    high = w.max(axis=(1, 2, 3), keepdims=True)
    return ((w - low) / (high - low)).transpose(0, 2, 3, 1)


def makes_flat_filters_black(w):
    """A filter whose numbers are all equal comes out black, as a tiny number in the denominator
    makes it. It has neither a darkest nor a brightest place: the docstring names its grey."""
    return _stretched(w, (1, 2, 3), flat=0.0)


def makes_flat_filters_white(w):
    """A filter whose numbers are all equal comes out white. It has neither a darkest nor a
    brightest place: the docstring names its grey."""
    return _stretched(w, (1, 2, 3), flat=1.0)


def leaves_flat_filters_as_they_are(w):
    """A filter whose numbers are all equal keeps them, and so it may leave the range from 0 to 1.
    The docstring names one grey for all such filters."""
    return np.where(np.ptp(w, axis=(1, 2, 3), keepdims=True) > 0, 0.0, w).transpose(
        0, 2, 3, 1
    ) + _stretched(w, (1, 2, 3), flat=0.0)


def one_range_for_all_filters(w):
    """All filters share one minimum and one maximum, so a faint filter is a grey picture. Each
    filter has its own darkest and brightest number."""
    return _stretched(w, (0, 1, 2, 3))


def each_channel_by_itself(w):
    """Each channel is stretched by itself, and the colours are no longer those of the filter.
    Colour is the relation between its channels: they share one minimum and one maximum."""
    return _stretched(w, (2, 3))


def each_pixel_by_itself(w):
    """Each pixel is stretched over its channels. Minimum and maximum belong to the whole filter:
    which three axes do they run over?"""
    return _stretched(w, 1)


def each_place_over_all_filters(w):
    """Each place is stretched over all filters, along the first axis. That axis stays; the other
    three are one filter."""
    return _stretched(w, 0)


def leaves_channels_second(w):
    """The range is right, and the channels still come second. imshow wants them last: move that
    axis."""
    return normalize_filters(w).transpose(0, 3, 1, 2)


def reshapes_to_move_the_axis(w):
    """reshape deals the numbers out again in their old order, so colours end up in neighbouring
    pixels. To move an axis is another operation."""
    F, C, KH, KW = w.shape
    return normalize_filters(w).transpose(0, 3, 1, 2).reshape(F, KH, KW, C)


def swaps_rows_and_columns(w):
    """Your pictures are mirrored at the diagonal: rows and columns have changed places, as with .T.
    Try a filter of 2 rows and 3 columns."""
    return normalize_filters(w).transpose(0, 2, 1, 3)


def divides_by_the_maximum_only(w):
    """The filter is divided by its largest number and nothing is taken away. Weights are negative
    too: where should the smallest one land?"""
    high = w.max(axis=(1, 2, 3), keepdims=True)
    pictures = w / np.where(high == 0, 1.0, high)
    return np.where(np.ptp(w, axis=(1, 2, 3), keepdims=True) > 0, pictures, 0.5).transpose(
        0, 2, 3, 1
    )


def divides_by_the_maximum_after_the_shift(w):
    """The minimum is taken away, and then you divide by the maximum from before. By how much does
    the filter reach from its smallest to its largest number?"""
    low, high = w.min(axis=(1, 2, 3), keepdims=True), w.max(axis=(1, 2, 3), keepdims=True)
    pictures = (w - low) / np.where(high == 0, 1.0, high)
    return np.where(high > low, pictures, 0.5).transpose(0, 2, 3, 1)


def divides_by_the_span_only(w):
    """The filter has the right span, and does not begin at 0. Take its minimum away first."""
    low, high = w.min(axis=(1, 2, 3), keepdims=True), w.max(axis=(1, 2, 3), keepdims=True)
    pictures = w / np.where(high > low, high - low, 1.0)
    return np.where(high > low, pictures, 0.5).transpose(0, 2, 3, 1)


def only_takes_the_minimum_away(w):
    """Each filter begins at 0, and does not end at 1. Divide it by its span."""
    low, high = w.min(axis=(1, 2, 3), keepdims=True), w.max(axis=(1, 2, 3), keepdims=True)
    return np.where(high > low, w - low, 0.5).transpose(0, 2, 3, 1)


def cuts_off_what_lies_outside(w):
    """What is below 0 or above 1 is cut off, and all differences there are lost. Stretch each
    filter until it fits instead."""
    pictures = np.clip(w, 0, 1)
    return np.where(np.ptp(w, axis=(1, 2, 3), keepdims=True) > 0, pictures, 0.5).transpose(
        0, 2, 3, 1
    )


def puts_zero_in_the_middle(w):
    """A weight of 0 becomes 0.5 in every picture, since you divide by the largest magnitude. Here
    the smallest number is 0 and the largest 1, wherever 0 was."""
    most = np.abs(w).max(axis=(1, 2, 3), keepdims=True)
    pictures = 0.5 + w / np.where(most > 0, 2 * most, 1.0)
    return np.where(np.ptp(w, axis=(1, 2, 3), keepdims=True) > 0, pictures, 0.5).transpose(
        0, 2, 3, 1
    )


def takes_magnitudes_first(w):
    """The signs are gone before the filter is stretched, so strong dark and strong bright look
    alike. Keep them: the smallest number is the most negative one."""
    return _stretched(np.abs(w), (1, 2, 3))


def brightest_becomes_darkest(w):
    """Dark and bright have changed places. What should the smallest number become, and what the
    largest?"""
    flat = np.ptp(w, axis=(1, 2, 3))[:, None, None, None] == 0
    return np.where(flat, 0.5, 1 - normalize_filters(w))


def makes_whole_grey_levels(w):
    """Your pictures hold numbers from 0 to 255. Here 1 is the brightest, as imshow expects of
    floats."""
    return 255 * normalize_filters(w)


def runs_from_minus_one_to_one(w):
    """Your pictures run from -1 to 1. They should begin at 0."""
    return 2 * normalize_filters(w) - 1


def makes_every_filter_grey_if_one_is_flat(w):
    """As soon as one filter is flat, all of them come out grey. Ask each filter for itself, as
    np.where does."""
    if (np.ptp(w, axis=(1, 2, 3)) == 0).any():
        return np.full(w.transpose(0, 2, 3, 1).shape, 0.5)
    return normalize_filters(w)


def stretches_by_the_first_filter(w):
    """The minimum and maximum of the first filter serve for all. Each filter has its own."""
    low, high = w[0].min(), w[0].max()
    pictures = (w - low) / (high - low if high > low else 1.0)
    return np.where(np.ptp(w, axis=(1, 2, 3), keepdims=True) > 0, pictures, 0.5).transpose(
        0, 2, 3, 1
    )


def changes_the_weights_in_place(w):
    """`-=` and `/=` change the weights of the network itself. The same operators without the equals
    sign make new arrays."""
    pictures = normalize_filters(w)
    low, high = w.min(axis=(1, 2, 3), keepdims=True), w.max(axis=(1, 2, 3), keepdims=True)
    w -= low
    w /= np.where(high > low, high - low, 1.0)
    return pictures


def _numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Few digits, both signs in every filter, no two alike, and none of them 0."""
    F, size = shape[0], int(np.prod(shape[1:]))
    filters = [
        (rng.permutation(size) - rng.integers(1, size) + rng.choice([0.3, 0.4, 0.6])) * rate
        for rate in rng.choice([0.25, 0.5, 1.0, 2.0], F)
    ]
    return np.array(filters).reshape(shape).round(3)


def _filters(*shapes: tuple[int, int, int, int], seed: int = 3) -> list[Call]:
    return [call(_numbers(np.random.default_rng(seed), *shape)) for shape in shapes]


def one_channel(rng: np.random.Generator) -> Call:
    return call(_numbers(rng, int(rng.integers(1, 4)), 1, 3, 3))


def some_colours(rng: np.random.Generator) -> Call:
    KH, KW = (int(side) for side in rng.choice([1, 2, 3, 4], 2, replace=False))
    return call(_numbers(rng, int(rng.integers(1, 4)), 3, KH, KW))


def some_flat(rng: np.random.Generator) -> Call:
    w = _numbers(rng, 3, *((1, 2, 2) if rng.random() < 0.5 else (2, 1, 1)))
    w[rng.integers(3)] = rng.integers(-30, 30) / 10 + 0.05
    return call(w)


_FLAT = np.array([[[[-1.0, 3.0], [1.0, 2.0]]], [[[2.0, 2.0], [2.0, 2.0]]]])
_FLAT_IN_COLOUR = np.array([[[[-0.7]], [[-0.7]]], [[[0.5]], [[-1.5]]], [[[0.0]], [[0.0]]]])


EXERCISE = Exercise(
    solution=normalize_filters,
    parts=[
        Part(
            "from 0 to 1",
            [
                call(np.array([[[[-1.0, 0.0, 3.0]]]])),
                call(np.array([[[[-1.0, 0.0, 3.0]]], [[[0.5, 0.25, -0.5]]]])),
                *_filters((2, 1, 2, 2), (3, 1, 3, 3)),
                drawn(one_channel, 2),
            ],
        ),
        Part(
            "channels last",
            [
                *_filters((1, 3, 1, 2), (2, 3, 2, 1), (2, 3, 2, 3), (2, 2, 3, 2)),
                drawn(some_colours, 2),
            ],
        ),
        Part(
            "filters that are flat",
            [call(_FLAT), call(_FLAT_IN_COLOUR), drawn(some_flat, 2)],
        ),
    ],
    hints=[
        "Take the smallest number away and divide by the span: then 0 and 1 are reached. Over "
        "which axes do smallest and largest run, if each filter has its own?",
        "min and max take a tuple of axes, and keepdims=True keeps those as axes of length 1, so "
        "that the result still fits w.",
        "transpose(0, 2, 3, 1) moves the channels to the end. Where the span is 0, divide by 1 "
        "instead, and put 0.5 there with np.where.",
    ],
)
