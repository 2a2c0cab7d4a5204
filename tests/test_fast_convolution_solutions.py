"""The solutions of lesson 8 against PyTorch, finite differences and counts by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from test_convolution_solutions import (
    EXACT,
    LAYERS,
    MOST_MULTIPLY_ADDS,
    draw,
    every_layer,
    few,
)
from torch.nn import functional

from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from autograder.exercises import fast_convolution
from autograder.exercises.convolution.conv_backward import conv_backward
from autograder.exercises.convolution.conv_forward import conv_forward
from autograder.exercises.fast_convolution import EXERCISES
from autograder.exercises.fast_convolution.col2im import col2im
from autograder.exercises.fast_convolution.conv_backward_fast import conv_backward_fast
from autograder.exercises.fast_convolution.conv_forward_fast import conv_forward_fast
from autograder.exercises.fast_convolution.conv_multiply_adds import conv_multiply_adds
from autograder.exercises.fast_convolution.im2col import im2col
from autograder.exercises.fast_convolution.strided_windows import strided_windows


@every_layer
def test_windows_are_those_of_torch_and_lie_in_the_memory_of_x(layer):
    x, w, _, stride, _ = draw(layer)
    kh, kw = w.shape[2:]
    wanted = torch.from_numpy(x).unfold(2, kh, stride).unfold(3, kw, stride).numpy()
    found = strided_windows(x, (kh, kw), stride)
    np.testing.assert_array_equal(found, wanted)
    assert np.shares_memory(found, x)


def test_windows_see_what_is_written_into_x_later():
    x = np.zeros((1, 1, 3, 3))
    windows = strided_windows(x, (2, 2))
    x[0, 0, 1, 1] = 5  # the pixel that all four windows share
    np.testing.assert_array_equal(windows.sum(axis=(4, 5)), [[[[5, 5], [5, 5]]]])


def test_strides_of_the_view_by_hand():
    """Float64 numbers take 8 bytes: 4 columns make a row of 32, 3 rows a map of 96."""
    windows = strided_windows(np.zeros((2, 1, 3, 4)), (2, 2))
    assert windows.shape == (2, 1, 2, 3, 2, 2)
    assert windows.strides == (96, 96, 32, 8, 32, 8)


def test_im2col_by_hand():
    image = np.arange(9.0).reshape(1, 1, 3, 3)
    wanted = [[0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]]
    np.testing.assert_array_equal(im2col(image, (2, 2))[0], wanted)


@every_layer
def test_im2col_is_unfold_of_torch(layer):
    x, w, _, stride, padding = draw(layer)
    kernel = w.shape[2:]
    wanted = functional.unfold(torch.from_numpy(x), kernel, 1, padding, stride).numpy()
    np.testing.assert_array_equal(im2col(x, kernel, stride, padding), wanted)


def test_columns_of_five_by_five_take_twenty_times_the_memory():
    """A 32×32 image has 28·28 windows of 25 pixels; with padding 2 there are 32·32."""
    x = np.ones((1, 3, 32, 32))
    assert im2col(x, (5, 5)).size / x.size == pytest.approx(19.14, abs=0.01)
    assert im2col(x, (5, 5), padding=2).size == 25 * x.size


def test_col2im_counts_how_often_a_pixel_was_used():
    columns = np.ones((1, 4, 4))
    wanted = [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    np.testing.assert_array_equal(col2im(columns, (1, 1, 3, 3), (2, 2))[0, 0], wanted)


@every_layer
def test_col2im_is_fold_of_torch(layer):
    x, w, _, stride, padding = draw(layer)
    kernel = w.shape[2:]
    columns = np.random.default_rng(8).normal(size=im2col(x, kernel, stride, padding).shape)
    columns_of_torch = torch.from_numpy(columns)
    wanted = functional.fold(columns_of_torch, x.shape[2:], kernel, 1, padding, stride).numpy()
    found = col2im(columns, x.shape, kernel, stride, padding)
    assert found.shape == x.shape
    np.testing.assert_allclose(found, wanted, **EXACT)


@every_layer
def test_col2im_is_the_transpose_of_im2col(layer):
    """<columns, im2col(x)> = <col2im(columns), x>."""
    x, w, _, stride, padding = draw(layer)
    seen = im2col(x, w.shape[2:], stride, padding)
    columns = np.random.default_rng(9).normal(size=seen.shape)
    back = col2im(columns, x.shape, w.shape[2:], stride, padding)
    assert np.sum(columns * seen) == pytest.approx(np.sum(back * x), abs=1e-9)


@few
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))
def test_windows_that_tile_come_back_as_they_were(rows, columns, images, side):
    """Only where no two windows overlap and no pixel is left out does col2im undo im2col."""
    x = np.random.default_rng(rows).normal(size=(images, 2, rows * side, columns * side))
    tiles = im2col(x, (side, side), stride=side)
    np.testing.assert_array_equal(col2im(tiles, x.shape, (side, side), stride=side), x)


def test_the_layer_by_hand():
    image, kernel = np.arange(9.0).reshape(1, 1, 3, 3), np.array([[[[0.0, 1.0], [2.0, 3.0]]]])
    out = conv_forward_fast(image, kernel, np.array([100.0]))
    np.testing.assert_array_equal(out, [[[[119, 125], [137, 143]]]])


@every_layer
def test_the_fast_layer_is_that_of_torch(layer):
    x, w, b, stride, padding = draw(layer)
    wanted = functional.conv2d(*map(torch.from_numpy, (x, w, b)), stride, padding).numpy()
    found = conv_forward_fast(x, w, b, stride, padding)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, **EXACT)


@every_layer
def test_fast_gradients_are_those_of_torch(layer):
    x, w, b, stride, padding = draw(layer)
    leaves = [torch.from_numpy(array).requires_grad_() for array in (x, w, b)]
    out = functional.conv2d(*leaves, stride, padding)
    dout = np.random.default_rng(8).normal(size=out.shape)
    wanted = torch.autograd.grad(out, leaves, torch.from_numpy(dout))
    found = conv_backward_fast(dout, x, w, stride, padding)
    for mine, theirs in zip(found, wanted, strict=True):
        assert mine.shape == theirs.shape
        np.testing.assert_allclose(mine, theirs.numpy(), **EXACT)


@every_layer
def test_fast_and_slow_layers_agree(layer):
    x, w, b, stride, padding = draw(layer)
    slow = conv_forward(x, w, b, stride, padding)
    np.testing.assert_allclose(conv_forward_fast(x, w, b, stride, padding), slow, **EXACT)
    dout = np.random.default_rng(8).normal(size=slow.shape)
    pairs = zip(
        conv_backward_fast(dout, x, w, stride, padding),
        conv_backward(dout, x, w, stride, padding),
        strict=True,
    )
    for fast, gradient in pairs:
        np.testing.assert_allclose(fast, gradient, **EXACT)


@pytest.mark.parametrize("name", ["a border that no window reaches", "a border, with padding"])
def test_fast_gradients_agree_with_finite_differences(name):
    x, w, b, stride, padding = draw(LAYERS[name])
    dout = np.random.default_rng(9).normal(size=conv_forward_fast(x, w, b, stride, padding).shape)
    gradients = conv_backward_fast(dout, x, w, stride, padding)
    for array, gradient in zip((x, w, b), gradients, strict=True):
        for index in list(np.ndindex(array.shape))[::7]:
            kept, values = array[index], []
            for step in (1e-5, -1e-5):
                array[index] = kept + step
                values.append(np.sum(dout * conv_forward_fast(x, w, b, stride, padding)))
            array[index] = kept
            assert gradient[index] == pytest.approx((values[0] - values[1]) / 2e-5, abs=1e-6)


def test_whole_numbers_keep_their_fractions():
    image, kernel = np.arange(9).reshape(1, 1, 3, 3), np.array([[[[0.5, 0.0], [0.0, 0.25]]]])
    out = conv_forward_fast(image, kernel, np.zeros(1))
    np.testing.assert_array_equal(out, [[[[1.0, 1.75], [3.25, 4.0]]]])
    whole = np.ones((1, 1, 2, 2), int)
    dx, dw, db = conv_backward_fast(np.array([[[[0.5]]]]), whole, whole)
    np.testing.assert_array_equal(dx, 0.5 * whole)
    np.testing.assert_array_equal(dw, 0.5 * whole)
    np.testing.assert_array_equal(db, [0.5])


def test_counts_of_multiply_adds_by_hand():
    assert conv_multiply_adds((1, 1, 3, 3), 1, (2, 2)) == 16
    assert conv_multiply_adds((1, 3, 32, 32), 6, (5, 5)) == 352_800  # 28·28·6 numbers, 75 each
    assert conv_multiply_adds((1, 3, 32, 32), 10, (5, 5), padding=2) == 768_000
    assert conv_multiply_adds((32, 3, 32, 32), 32, (5, 5), padding=2) == 78_643_200
    assert conv_multiply_adds((1, 64, 56, 56), 32, (1, 1)) == 6_422_528


def test_the_first_layer_of_alexnet_takes_105_million():
    """55·55 places, 96 filters, 11·11·3 weights."""
    assert conv_multiply_adds((1, 3, 227, 227), 96, (11, 11), stride=4) == 105_415_200


@every_layer
def test_a_count_is_how_often_seven_loops_go_round(layer):
    x, w, _, stride, padding = draw(layer)
    tops, lefts = (range(0, x.shape[k] + 2 * padding - w.shape[k] + 1, stride) for k in (2, 3))
    count = sum(1 for _ in np.ndindex(len(x), *w.shape, len(tops), len(lefts)))
    found = conv_multiply_adds(x.shape, len(w), w.shape[2:], stride, padding)
    assert type(found) is int
    assert found == count


@every_layer
def test_a_count_is_half_of_what_torch_counts(layer):
    """PyTorch counts a multiplication and its addition as two."""
    from torch.utils.flop_counter import FlopCounterMode

    x, w, b, stride, padding = draw(layer)
    with FlopCounterMode(display=False) as counter:
        functional.conv2d(*map(torch.from_numpy, (x, w, b)), stride, padding)
    count = conv_multiply_adds(x.shape, len(w), w.shape[2:], stride, padding)
    assert counter.get_total_flops() == 2 * count


def calls_of(name):
    exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
    return [case for part in answer_sheet(exercise, PUBLIC_SEED).parts for case in part.cases]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_every_call_has_an_answer(exercise):
    assert all(case.expected.kind == "returned" for case in calls_of(exercise.name))


def test_plain_python_can_do_all_calls_in_a_moment():
    """Loops in Python take a few tenths of a microsecond for a multiply-add."""
    forward = [
        case.expected.value.size * math.prod(case.args[1].shape[1:])
        for case in calls_of("conv_forward_fast")
    ]
    backward = [
        2 * case.args[0].size * math.prod(case.args[2].shape[1:])
        for case in calls_of("conv_backward_fast")
    ]
    assert sum(forward) < MOST_MULTIPLY_ADDS
    assert sum(backward) < MOST_MULTIPLY_ADDS


@pytest.mark.parametrize(
    "name, image, filters", [("conv_forward_fast", 0, 1), ("conv_backward_fast", 1, 2)]
)
def test_hard_inputs_are_among_the_calls(name, image, filters):
    """What the best-known checks lack, and so let pass."""
    cases = [(case.args[image], case.args[filters], case.kwargs) for case in calls_of(name)]
    assert any(x.shape[2] < x.shape[3] for x, _, _ in cases)
    assert any(x.shape[2] > x.shape[3] for x, _, _ in cases)
    assert any(w.shape[2] != w.shape[3] for _, w, _ in cases)
    assert any(len(x) == 1 for x, _, _ in cases) and any(len(x) > 1 for x, _, _ in cases)
    assert any(x.dtype.kind == "i" for x, _, _ in cases)
    assert {0, 1, 2} <= {named.get("padding", 0) for _, _, named in cases}
    together = [
        (x, w)
        for x, w, named in cases
        if named.get("stride", 1) > 1 and named.get("padding", 0) > 0
    ]
    assert any(
        min(len(x), len(w), x.shape[1]) > 1
        and x.shape[2] != x.shape[3]
        and w.shape[2] != w.shape[3]
        for x, w in together
    )
    assert any(
        (x.shape[2] + 2 * named.get("padding", 0) - w.shape[2]) % named.get("stride", 1)
        for x, w, named in cases
    )


def test_there_are_many_mistakes():
    assert sum(len(exercise.mistakes) for exercise in fast_convolution.EXERCISES) >= 150
