"""The solutions of lesson 6 against PyTorch, SciPy, finite differences and known numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal
from torch.nn import functional

from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from autograder.exercises import convolution
from autograder.exercises.convolution import EXERCISES
from autograder.exercises.convolution.conv_backward import conv_backward
from autograder.exercises.convolution.conv_forward import conv_forward
from autograder.exercises.convolution.conv_output_size import conv_output_size
from autograder.exercises.convolution.conv_output_size_floor import conv_output_size_floor
from autograder.exercises.convolution.conv_parameter_count import conv_parameter_count
from autograder.exercises.convolution.correlate1d import correlate1d
from autograder.exercises.convolution.correlate2d import correlate2d
from autograder.exercises.convolution.layers_until_gone import layers_until_gone
from autograder.exercises.convolution.pointwise_conv import pointwise_conv
from autograder.exercises.convolution.same_padding import same_padding
from autograder.exercises.convolution.zero_pad import zero_pad

EXACT = dict(rtol=1e-9, atol=1e-9)
MOST_MULTIPLY_ADDS = 60_000

few = settings(max_examples=40, derandomize=True, deadline=None)
sides = st.integers(1, 60)
kernels = st.integers(1, 9)
strides = st.integers(1, 5)
paddings = st.integers(0, 4)

# n, c, h, w, f, kh, kw, stride, padding
LAYERS = {
    "as plain as can be": (1, 1, 3, 3, 1, 2, 2, 1, 0),
    "wide": (2, 3, 5, 8, 4, 2, 4, 1, 0),
    "tall": (2, 3, 8, 5, 4, 4, 2, 1, 1),
    "one image": (1, 2, 6, 7, 3, 3, 3, 1, 1),
    "as many filters as channels": (2, 3, 5, 6, 3, 2, 3, 1, 0),
    "as many images as filters": (4, 2, 5, 6, 4, 3, 2, 1, 2),
    "steps that end at the border": (2, 2, 7, 9, 3, 3, 3, 2, 0),
    "a border that no window reaches": (2, 2, 8, 10, 3, 3, 3, 2, 0),
    "a border, with padding": (3, 2, 7, 9, 2, 4, 3, 3, 2),
    "steps wider than the filter": (1, 2, 9, 11, 2, 2, 2, 4, 1),
    "filters as large as the image": (2, 3, 4, 5, 2, 4, 5, 1, 0),
    "one by one": (2, 4, 3, 5, 3, 1, 1, 1, 0),
    "padding wider than the filter": (1, 1, 2, 3, 1, 2, 2, 1, 3),
}
every_layer = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)


def draw(layer):
    n, c, h, width, f, kh, kw, stride, padding = layer
    rng = np.random.default_rng(7)
    x, w, b = rng.normal(size=(n, c, h, width)), rng.normal(size=(f, c, kh, kw)), rng.normal(size=f)
    return x, w, b, stride, padding


def test_a_filter_of_three_on_seven_pixels():
    assert conv_output_size(7, 3) == 5
    assert conv_output_size(7, 3, stride=2) == 3
    with pytest.raises(ValueError, match="does not fit 7 pixels"):
        conv_output_size(7, 3, stride=3)
    assert conv_output_size_floor(7, 3, stride=3) == 2


def test_sizes_of_published_networks():
    assert conv_output_size(32, 5) == 28
    assert conv_output_size(32, 5, padding=2) == 32
    assert conv_output_size(227, 11, stride=4) == 55  # AlexNet, first layer
    assert conv_output_size_floor(224, 7, stride=2, padding=3) == 112  # ResNet, first layer


@few
@given(sides, kernels, strides, paddings)
def test_a_size_counts_the_places_of_the_filter(size, kernel, stride, padding):
    ends = [start + kernel for start in range(0, size + 2 * padding - kernel + 1, stride)]
    if ends and ends[-1] == size + 2 * padding:
        assert conv_output_size(size, kernel, stride, padding) == len(ends)
    else:
        with pytest.raises(ValueError):
            conv_output_size(size, kernel, stride, padding)


@few
@given(sides, kernels, strides, paddings, st.integers(1, 3))
def test_rounded_sizes_are_those_of_torch(size, kernel, stride, padding, dilation):
    def torch_size():
        line = torch.zeros(1, 1, 1, size)
        options = dict(stride=(1, stride), padding=(0, padding), dilation=(1, dilation))
        return functional.unfold(line, (1, kernel), **options).shape[2]

    if dilation * (kernel - 1) + 1 > size + 2 * padding:
        with pytest.raises(ValueError):
            conv_output_size_floor(size, kernel, stride, padding, dilation)
        with pytest.raises(RuntimeError):
            torch_size()
    else:
        found = conv_output_size_floor(size, kernel, stride, padding, dilation)
        assert type(found) is int
        assert found == torch_size()


@few
@given(sides, kernels)
def test_same_padding_keeps_the_size(size, kernel):
    if kernel % 2:
        assert conv_output_size(size, kernel, padding=same_padding(kernel)) == size
    else:
        with pytest.raises(ValueError):
            same_padding(kernel)
        assert all(conv_output_size(size + 9, kernel, padding=p) != size + 9 for p in range(9))


def test_seven_layers_of_five_use_up_32_pixels():
    assert layers_until_gone(32, 5) == 7


@few
@given(sides, st.integers(2, 9))
def test_layers_until_gone_shrink_as_the_size_says(size, kernel):
    layers = layers_until_gone(size, kernel)
    for _ in range(layers):
        size = conv_output_size(size, kernel)
    with pytest.raises(ValueError):
        conv_output_size(size, kernel)


def test_parameters_of_the_lecture():
    assert conv_parameter_count(1, 5, 3) == 76
    assert conv_parameter_count(6, 5, 3) == 456
    assert conv_parameter_count(10, 5, 3) == 760
    assert conv_parameter_count(32, 1, 64) == 2_080


def test_parameters_of_the_first_layer_of_alexnet():
    assert conv_parameter_count(96, 11, 3) == 34_944


@pytest.mark.parametrize("bias", [True, False])
def test_parameters_are_those_of_torch(bias):
    layer = torch.nn.Conv2d(4, 7, 3, bias=bias)
    assert conv_parameter_count(7, 3, 4, bias) == sum(p.numel() for p in layer.parameters())


@pytest.mark.parametrize("padding", [0, 1, 2, 3])
def test_zero_pad_is_that_of_torch(padding):
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    wanted = functional.pad(torch.from_numpy(x), [padding] * 4).numpy()
    np.testing.assert_array_equal(zero_pad(x, padding), wanted)


@pytest.mark.parametrize("stride, padding", [(1, 0), (2, 0), (3, 0), (1, 2), (2, 1), (3, 4)])
def test_correlate1d_is_that_of_scipy(stride, padding):
    rng = np.random.default_rng(1)
    line, kernel = rng.normal(size=11), rng.normal(size=4)
    wanted = signal.correlate(np.pad(line, padding), kernel, "valid", "direct")[::stride]
    np.testing.assert_allclose(correlate1d(line, kernel, stride, padding), wanted, **EXACT)


def test_correlate2d_by_hand():
    image, kernel = np.arange(9.0).reshape(3, 3), np.array([[0.0, 1.0], [2.0, 3.0]])
    np.testing.assert_array_equal(correlate2d(image, kernel), [[19, 25], [37, 43]])


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (3, 1), (1, 4), (5, 7), (4, 3)])
def test_correlate2d_is_that_of_scipy(shape):
    rng = np.random.default_rng(2)
    image, kernel = rng.normal(size=(5, 7)), rng.normal(size=shape)
    wanted = signal.correlate2d(image, kernel, "valid")
    np.testing.assert_allclose(correlate2d(image, kernel), wanted, **EXACT)


def test_whole_numbers_keep_their_fractions():
    image = np.arange(9).reshape(3, 3)
    kernel = np.array([[0.5, 0.0], [0.0, 0.25]])
    wanted = [[1.0, 1.75], [3.25, 4.0]]
    np.testing.assert_array_equal(correlate2d(image, kernel), wanted)
    layer = conv_forward(image[None, None], kernel[None, None], np.zeros(1))
    np.testing.assert_array_equal(layer[0, 0], wanted)


@every_layer
def test_conv_forward_is_that_of_torch(layer):
    x, w, b, stride, padding = draw(layer)
    wanted = functional.conv2d(*map(torch.from_numpy, (x, w, b)), stride, padding).numpy()
    found = conv_forward(x, w, b, stride, padding)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, **EXACT)


@every_layer
def test_conv_backward_is_that_of_torch(layer):
    x, w, b, stride, padding = draw(layer)
    leaves = [torch.from_numpy(array).requires_grad_() for array in (x, w, b)]
    out = functional.conv2d(*leaves, stride, padding)
    dout = np.random.default_rng(8).normal(size=out.shape)
    wanted = torch.autograd.grad(out, leaves, torch.from_numpy(dout))
    found = conv_backward(dout, x, w, stride, padding)
    for mine, theirs in zip(found, wanted, strict=True):
        assert mine.shape == theirs.shape
        np.testing.assert_allclose(mine, theirs.numpy(), **EXACT)


@pytest.mark.parametrize("name", ["a border that no window reaches", "a border, with padding"])
def test_conv_backward_agrees_with_finite_differences(name):
    x, w, b, stride, padding = draw(LAYERS[name])
    dout = np.random.default_rng(9).normal(size=conv_forward(x, w, b, stride, padding).shape)
    for array, gradient in zip((x, w, b), conv_backward(dout, x, w, stride, padding), strict=True):
        for index in list(np.ndindex(array.shape))[::7]:
            kept, values = array[index], []
            for step in (1e-5, -1e-5):
                array[index] = kept + step
                values.append(np.sum(dout * conv_forward(x, w, b, stride, padding)))
            array[index] = kept
            assert gradient[index] == pytest.approx((values[0] - values[1]) / 2e-5, abs=1e-6)


@every_layer
def test_backward_is_the_transpose_of_forward(layer):
    """<dout, conv(x)> = <dx, x> = <dw, w> where there is no bias: the layer is linear in both."""
    x, w, b, stride, padding = draw(layer)
    out = conv_forward(x, w, 0 * b, stride, padding)
    dout = np.random.default_rng(10).normal(size=out.shape)
    dx, dw, _ = conv_backward(dout, x, w, stride, padding)
    assert np.sum(dx * x) == pytest.approx(np.sum(dout * out), abs=1e-9)
    assert np.sum(dw * w) == pytest.approx(np.sum(dout * out), abs=1e-9)


@few
@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2**32 - 1))
def test_a_shifted_image_gives_a_shifted_map(down, right, seed):
    """Inside; at the border the padding sees to it that this breaks."""
    rng = np.random.default_rng(seed)
    canvas, w, b = np.zeros((1, 2, 12, 13)), rng.normal(size=(3, 2, 3, 2)), rng.normal(size=3)
    canvas[:, :, 3:7, 4:8] = rng.normal(size=(1, 2, 4, 4))
    moved = np.roll(canvas, (down, right), axis=(2, 3))
    wanted = np.roll(conv_forward(canvas, w, b), (down, right), axis=(2, 3))
    np.testing.assert_allclose(conv_forward(moved, w, b), wanted, **EXACT)


@few
@given(st.floats(-3, 3), st.integers(1, 3), st.integers(0, 2), st.integers(0, 2**32 - 1))
def test_conv_forward_is_linear_in_the_image(scale, stride, padding, seed):
    rng = np.random.default_rng(seed)
    x, y, w = (
        rng.normal(size=(1, 2, 5, 6)),
        rng.normal(size=(1, 2, 5, 6)),
        rng.normal(size=(2, 2, 3, 2)),
    )

    def layer(image):
        return conv_forward(image, w, np.zeros(2), stride, padding)

    np.testing.assert_allclose(layer(scale * x + y), scale * layer(x) + layer(y), **EXACT)


def test_pointwise_conv_is_a_convolution_and_a_linear_layer():
    x, w, b, *_ = draw(LAYERS["one by one"])
    found = pointwise_conv(x, w, b)
    np.testing.assert_allclose(found, conv_forward(x, w, b), **EXACT)
    linear = functional.linear(*map(torch.from_numpy, (x[1, :, 2, 4], w[:, :, 0, 0], b)))
    np.testing.assert_allclose(found[1, :, 2, 4], linear.numpy(), **EXACT)


def test_64_channels_become_32():
    rng = np.random.default_rng(11)
    shape = pointwise_conv(
        rng.normal(size=(1, 64, 5, 6)), rng.normal(size=(32, 64, 1, 1)), rng.normal(size=32)
    ).shape
    assert shape == (1, 32, 5, 6)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_plain_python_can_do_all_calls_in_a_moment(exercise):
    """Loops in Python take a few tenths of a microsecond for a multiply-add."""
    cases = [case for part in answer_sheet(exercise, PUBLIC_SEED).parts for case in part.cases]
    assert sum(map(multiply_adds, cases)) < MOST_MULTIPLY_ADDS


def multiply_adds(case) -> int:
    """Of the plain loops: numbers of the output times weights of a filter."""
    arrays = [argument for argument in case.args if isinstance(argument, np.ndarray)]
    if len(arrays) < 2 or case.expected.kind != "returned":
        return 0
    if isinstance(case.expected.value, tuple):
        dout, _, w = arrays
        return 2 * dout.size * math.prod(w.shape[1:])
    kernel = arrays[1]
    return case.expected.value.size * math.prod(
        kernel.shape[1:] if kernel.ndim == 4 else kernel.shape
    )


def test_hard_inputs_are_among_the_calls():
    """What the best-known checks lack, and so let pass."""

    def calls(name):
        exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
        return [case for part in answer_sheet(exercise, PUBLIC_SEED).parts for case in part.cases]

    for name, image, filters in (("conv_forward", 0, 1), ("conv_backward", 1, 2)):
        cases = [(case.args[image], case.args[filters], case.kwargs) for case in calls(name)]
        assert any(x.shape[2] < x.shape[3] for x, _, _ in cases)
        assert any(w.shape[2] != w.shape[3] for _, w, _ in cases)
        assert any(len(x) == 1 for x, _, _ in cases) and any(len(x) > 1 for x, _, _ in cases)
        assert any(len({len(x), x.shape[1], len(w)}) == 3 for x, w, _ in cases)
        assert any(x.dtype.kind == "i" for x, _, _ in cases)
        assert {0, 1, 2} <= {named.get("padding", 0) for _, _, named in cases}
        together = [
            (x, w)
            for x, w, named in cases
            if named.get("stride", 1) > 1 and named.get("padding", 0) > 0
        ]
        assert any(
            len(x) > 1
            and len(w) > 1
            and x.shape[1] > 1
            and x.shape[2] != x.shape[3]
            and w.shape[2] != w.shape[3]
            for x, w in together
        )
        assert any(
            (x.shape[2] + 2 * named.get("padding", 0) - w.shape[2]) % named.get("stride", 1)
            for x, w, named in cases
        )


def test_there_are_many_mistakes():
    assert sum(len(exercise.mistakes) for exercise in convolution.EXERCISES) >= 200
