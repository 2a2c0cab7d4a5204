"""The solutions of lesson 7 against PyTorch, finite differences, hand arithmetic and published
numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from autograder.authoring.sheets import PUBLIC_SEED, answer_sheet
from autograder.exercises.pooling import EXERCISES
from autograder.exercises.pooling.average_pool_backward import average_pool_backward
from autograder.exercises.pooling.average_pool_forward import average_pool_forward
from autograder.exercises.pooling.fc_as_conv import fc_as_conv
from autograder.exercises.pooling.global_average_pool import global_average_pool
from autograder.exercises.pooling.max_pool_backward import max_pool_backward
from autograder.exercises.pooling.max_pool_forward import max_pool_forward
from autograder.exercises.pooling.pool_output_size import pool_output_size
from autograder.exercises.pooling.receptive_field import receptive_field

EXACT = dict(rtol=1e-9, atol=1e-9)
MOST_LOOKS = 20_000

few = settings(max_examples=40, derandomize=True, deadline=None)

# shape, window, stride
LAYERS = {
    "side by side": ((2, 3, 4, 6), (2, 2), 2),
    "wide windows on a wide image": ((2, 3, 5, 8), (2, 3), 2),
    "high windows on a high image": ((2, 2, 8, 5), (3, 2), 1),
    "windows that overlap, as in AlexNet": ((1, 2, 7, 9), (3, 3), 2),
    "gaps between windows": ((2, 1, 7, 8), (2, 2), 3),
    "rows and columns left over": ((3, 2, 7, 8), (3, 3), 3),
    "one row": ((1, 2, 1, 7), (1, 3), 2),
    "a window as large as the image": ((2, 2, 3, 5), (3, 5), 1),
    "windows of one pixel": ((2, 2, 3, 5), (1, 1), 2),
}
every_layer = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)

LENET = [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)]
ALEXNET = [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]
VGG16 = [layer for convolutions in (2, 2, 3, 3, 3) for layer in [(3, 1)] * convolutions + [(2, 2)]]
RESNET18_BLOCKS = [(3, 1)] * 4 + 3 * [(3, 2), (3, 1), (3, 1), (3, 1)]
RESNET18 = [(7, 2), (3, 2), *RESNET18_BLOCKS]


def draw(layer, seed=7):
    shape, window, stride = layer
    return np.random.default_rng(seed).normal(size=shape), window, stride


def torch_pair(pool, x, window, stride, dout=None):
    """What PyTorch makes of x, the dout that was used, and the gradient that it sends back."""
    leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    out = pool(leaf, window, stride)
    if dout is None:
        dout = np.random.default_rng(8).normal(size=tuple(out.shape))
    (dx,) = torch.autograd.grad(out, leaf, torch.from_numpy(dout))
    return out.detach().numpy(), dout, dx.numpy()


def test_sizes_of_published_networks():
    assert pool_output_size(224, 2, 2) == 112  # the lecture, and VGG
    assert pool_output_size(28, 2, 2) == 14  # LeNet-5
    assert pool_output_size(55, 3, 2) == 27  # AlexNet
    assert pool_output_size(27, 3, 2) == 13
    assert pool_output_size(13, 3, 2) == 6


def test_a_window_larger_than_the_image_is_an_error():
    with pytest.raises(ValueError, match="A window of 3 pixels does not fit 2 pixels"):
        pool_output_size(2, 3, 1)


@few
@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 9))
def test_sizes_are_those_of_torch(size, window, stride):
    line = torch.zeros(1, 1, 1, size)
    if window > size:
        with pytest.raises(ValueError):
            pool_output_size(size, window, stride)
        with pytest.raises(RuntimeError):
            functional.max_pool2d(line, (1, window), stride)
    else:
        found = pool_output_size(size, window, stride)
        assert type(found) is int
        assert found == functional.max_pool2d(line, (1, window), stride).shape[3]


def test_max_pooling_of_the_lecture():
    image = np.array([[1.0, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])[None, None]
    np.testing.assert_array_equal(max_pool_forward(image, (2, 2), 2)[0, 0], [[6, 8], [3, 4]])
    dx = max_pool_backward(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), image, (2, 2), 2)
    wanted = [[0, 0, 0, 0], [0, 1, 0, 2], [3, 0, 0, 0], [0, 0, 0, 4]]
    np.testing.assert_array_equal(dx[0, 0], wanted)


def test_average_pooling_of_the_same_image():
    image = np.array([[1.0, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])[None, None]
    found = average_pool_forward(image, (2, 2), 2)[0, 0]
    np.testing.assert_array_equal(found, [[3.25, 5.25], [2.0, 2.0]])
    dx = average_pool_backward(np.array([[[[4.0, 8.0], [12.0, 16.0]]]]), image, (2, 2), 2)
    wanted = [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]
    np.testing.assert_array_equal(dx[0, 0], wanted)


def test_a_pixel_that_wins_four_windows_gets_all_four_gradients():
    image = np.array([[1.0, 2, 3], [4, 9, 5], [6, 7, 8]])[None, None]
    dx = max_pool_backward(np.array([[[[0.5, 1.5], [2.5, 3.5]]]]), image, (2, 2), 1)
    np.testing.assert_array_equal(dx[0, 0], [[0, 0, 0], [0, 8, 0], [0, 0, 0]])


def test_the_middle_of_four_overlapping_means_gets_four_shares():
    dx = average_pool_backward(np.full((1, 1, 2, 2), 4.0), np.zeros((1, 1, 3, 3)), (2, 2), 1)
    np.testing.assert_array_equal(dx[0, 0], [[1, 2, 1], [2, 4, 2], [1, 2, 1]])


@every_layer
def test_max_pooling_is_that_of_torch(layer):
    x, window, stride = draw(layer)
    out, dout, dx = torch_pair(functional.max_pool2d, x, window, stride)
    np.testing.assert_array_equal(max_pool_forward(x, window, stride), out)
    np.testing.assert_allclose(max_pool_backward(dout, x, window, stride), dx, **EXACT)


@every_layer
@pytest.mark.parametrize("seed", range(3))
def test_of_equal_numbers_torch_takes_the_first_too(layer, seed):
    """On the CPU. Its documentation promises nothing, so an answer has to follow ours."""
    (shape, window, stride), rng = layer, np.random.default_rng(seed)
    x = np.maximum(0.0, rng.integers(-2, 3, shape))
    _, dout, dx = torch_pair(functional.max_pool2d, x, window, stride)
    np.testing.assert_allclose(max_pool_backward(dout, x, window, stride), dx, **EXACT)


def test_a_flat_image_sends_everything_to_the_first_pixel():
    dx = max_pool_backward(np.array([[[[2.5]]]]), np.zeros((1, 1, 2, 3)), (2, 3), 1)
    np.testing.assert_array_equal(dx[0, 0], [[2.5, 0, 0], [0, 0, 0]])


@every_layer
def test_average_pooling_is_that_of_torch(layer):
    x, window, stride = draw(layer)
    out, dout, dx = torch_pair(functional.avg_pool2d, x, window, stride)
    np.testing.assert_allclose(average_pool_forward(x, window, stride), out, **EXACT)
    np.testing.assert_allclose(average_pool_backward(dout, x, window, stride), dx, **EXACT)


@every_layer
def test_gradients_agree_with_finite_differences(layer):
    x, window, stride = draw(layer)
    for forward, backward in (
        (max_pool_forward, max_pool_backward),
        (average_pool_forward, average_pool_backward),
    ):
        dout = np.random.default_rng(9).normal(size=forward(x, window, stride).shape)
        dx = backward(dout, x, window, stride)
        for index in list(np.ndindex(x.shape))[::11]:
            values = []
            for step in (1e-6, -1e-6):
                moved = x.copy()
                moved[index] += step
                values.append(np.sum(dout * forward(moved, window, stride)))
            assert dx[index] == pytest.approx((values[0] - values[1]) / 2e-6, abs=1e-7)


@every_layer
def test_nothing_is_lost_on_the_way_back(layer):
    """Every window sends back exactly what it got."""
    x, window, stride = draw(layer)
    for forward, backward in (
        (max_pool_forward, max_pool_backward),
        (average_pool_forward, average_pool_backward),
    ):
        dout = np.random.default_rng(10).normal(size=forward(x, window, stride).shape)
        dx = backward(dout, x, window, stride)
        np.testing.assert_allclose(dx.sum(axis=(2, 3)), dout.sum(axis=(2, 3)), **EXACT)


@every_layer
def test_average_pooling_backward_is_the_transpose_of_forward(layer):
    x, window, stride = draw(layer)
    out = average_pool_forward(x, window, stride)
    dout = np.random.default_rng(11).normal(size=out.shape)
    dx = average_pool_backward(dout, x, window, stride)
    assert np.sum(dx * x) == pytest.approx(np.sum(dout * out), abs=1e-9)


@every_layer
def test_pooling_treats_each_map_alone(layer):
    x, window, stride = draw(layer)
    for pool in (max_pool_forward, average_pool_forward):
        together = pool(x, window, stride)
        for n, c in np.ndindex(x.shape[:2]):
            alone = pool(x[n : n + 1, c : c + 1], window, stride)
            np.testing.assert_array_equal(together[n, c], alone[0, 0])


def test_whole_numbers_get_gradients_with_fractions():
    x, dout = np.array([[[[1, 2], [4, 3]]]]), np.array([[[[0.5]]]])
    np.testing.assert_array_equal(max_pool_backward(dout, x, (2, 2), 2), [[[[0, 0], [0.5, 0]]]])
    np.testing.assert_array_equal(
        average_pool_backward(dout, x, (2, 2), 2), np.full((1, 1, 2, 2), 0.125)
    )
    assert average_pool_forward(x, (2, 2), 2).item() == 2.5


@pytest.mark.parametrize("low", [-1000.0, -0.5])
def test_the_largest_of_negative_numbers_is_negative(low):
    x = low - np.arange(16.0).reshape(1, 1, 4, 4)
    found = max_pool_forward(x, (2, 2), 2)[0, 0]
    np.testing.assert_array_equal(found, [[low, low - 2], [low - 8, low - 10]])


def test_max_pooling_keeps_the_type_of_its_input():
    for dtype in (np.int64, np.float32, np.float64):
        x = np.arange(16).reshape(1, 1, 4, 4).astype(dtype)
        assert max_pool_forward(x, (2, 2), 2).dtype == dtype


def test_a_small_shift_changes_less_after_pooling():
    """Where the windows still hold the same winners, nothing changes at all."""
    image = np.zeros((1, 1, 4, 4))
    image[0, 0, 0, 0] = image[0, 0, 2, 2] = 1.0
    shifted = np.roll(image, 1, axis=3)
    assert np.sum(image != shifted) == 4
    np.testing.assert_array_equal(
        max_pool_forward(image, (2, 2), 2), max_pool_forward(shifted, (2, 2), 2)
    )


@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (1, 2, 3, 3), (3, 1, 1, 4)])
def test_the_global_average_is_that_of_torch(shape):
    x = np.random.default_rng(12).normal(size=shape)
    wanted = nn.AdaptiveAvgPool2d(1)(torch.from_numpy(x)).flatten(1).numpy()
    found = global_average_pool(x)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, **EXACT)
    one_window = average_pool_forward(x, shape[2:], 1)[:, :, 0, 0]
    np.testing.assert_allclose(found, one_window, **EXACT)


def test_receptive_fields_by_hand():
    assert receptive_field([(3, 1), (3, 1)]) == 5
    assert receptive_field([(3, 1), (3, 1), (3, 1)]) == 7
    assert receptive_field([(3, 1), (2, 2), (3, 1)]) == 8


def test_receptive_fields_of_published_networks():
    """Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
    2019, for AlexNet and VGG-16."""
    assert receptive_field(ALEXNET) == 195
    assert receptive_field(VGG16) == 212
    assert receptive_field(LENET) == 32  # the whole image
    assert receptive_field(RESNET18) == 435


@pytest.mark.parametrize(
    "layers",
    [
        [(5, 1)],
        [(3, 2), (3, 1)],
        [(3, 1), (2, 2), (3, 1)],
        [(2, 2), (2, 2), (2, 2)],
        [(4, 3), (2, 2), (3, 3)],
        LENET,
        ALEXNET,
        VGG16,
    ],
    ids=str,
)
def test_so_many_pixels_of_the_input_move_one_number_at_the_end(layers):
    """Asked of PyTorch: pixels with a gradient, where all weights are positive."""
    steps = [nn.Conv1d(1, 1, kernel, stride, bias=False).double() for kernel, stride in layers]
    for step in steps:
        nn.init.constant_(step.weight, 1.0)
    jump = math.prod(stride for _, stride in layers)
    line = torch.zeros(1, 1, receptive_field(layers) + 4 * jump, requires_grad=True).double()
    line.retain_grad()
    out = nn.Sequential(*steps)(line)
    out[0, 0, out.shape[2] // 2].backward()
    assert int((line.grad != 0).sum()) == receptive_field(layers)


def test_a_pixel_outside_the_field_changes_nothing():
    """Asked of a network with max pooling, pixel by pixel."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool2d(2), nn.Conv2d(2, 1, 3)).double()
    field = receptive_field([(3, 1), (2, 2), (3, 1)])
    image = torch.rand(1, 1, field + 4, field + 4, dtype=torch.float64)
    with torch.no_grad():
        before = net(image)[0, 0, 0, 0]
        moved = set()
        for row, column in np.ndindex(*image.shape[2:]):
            for size in (100.0, -100.0):
                other = image.clone()
                other[0, 0, row, column] += size
                if net(other)[0, 0, 0, 0] != before:
                    moved.add((row, column))
    assert {row for row, _ in moved} == set(range(field))
    assert {column for _, column in moved} == set(range(field))


@few
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4)), min_size=1, max_size=5))
def test_the_field_is_what_a_chain_of_sizes_needs(layers):
    """The smallest input that leaves one number at the end."""
    size = receptive_field(layers)
    for kernel, stride in layers:
        size = pool_output_size(size, kernel, stride)
    assert size == 1
    size = receptive_field(layers) - 1
    with pytest.raises(ValueError):
        for kernel, stride in layers:
            size = pool_output_size(size, kernel, stride)


@pytest.mark.parametrize("shape", [(3, 2, 4, 5), (1, 1, 2, 3), (2, 3, 1, 4), (3, 3, 3, 3)])
def test_filters_of_a_fully_connected_layer_give_the_same_scores(shape):
    """The convolution is torch's."""
    m, *image = shape
    rng = np.random.default_rng(13)
    W, x = rng.normal(size=(m, math.prod(image))), rng.normal(size=(4, *image))
    filters = fc_as_conv(W, tuple(image))
    assert filters.shape == shape
    scores = functional.conv2d(torch.from_numpy(x), torch.from_numpy(filters)).numpy()
    np.testing.assert_allclose(scores[:, :, 0, 0], x.reshape(4, -1) @ W.T, **EXACT)


def test_on_a_larger_image_the_filters_give_a_map_of_scores():
    rng = np.random.default_rng(14)
    W, x = rng.normal(size=(2, 12)), rng.normal(size=(1, 3, 4, 5))
    scores = functional.conv2d(
        torch.from_numpy(x), torch.from_numpy(fc_as_conv(W, (3, 2, 2)))
    ).numpy()
    assert scores.shape == (1, 2, 3, 4)
    np.testing.assert_allclose(scores[0, :, 1, 2], W @ x[0, :, 1:3, 2:4].ravel(), **EXACT)


def test_the_first_fully_connected_layer_of_vgg():
    """4096 filters of 7 by 7 on 512 maps are as many weights as that layer has."""
    assert 4096 * 512 * 7 * 7 == 102_760_448
    W = np.zeros((2, 512 * 7 * 7), np.float32)
    assert fc_as_conv(W, (512, 7, 7)).shape == (2, 512, 7, 7)


def calls(name):
    exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
    return [case for part in answer_sheet(exercise, PUBLIC_SEED).parts for case in part.cases]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_plain_python_can_do_all_calls_in_a_moment(exercise):
    """Loops in Python take a few tenths of a microsecond to look at a pixel of a window."""
    looks = 0
    for case in calls(exercise.name):
        if "pool_forward" in exercise.name:
            looks += case.expected.value.size * math.prod(case.args[1])
        if "pool_backward" in exercise.name:
            looks += case.args[0].size * math.prod(case.args[2])
    assert looks < MOST_LOOKS


@pytest.mark.parametrize(
    "name, image", [(e.name, int("backward" in e.name)) for e in EXERCISES if "pool_" in e.name[3:]]
)
def test_hard_inputs_are_among_the_calls(name, image):
    """What the best-known checks lack, and so let pass."""
    if name == "pool_output_size":
        return
    cases = [case.args[image:] for case in calls(name)]
    assert any(x.shape[2] < x.shape[3] for x, *_ in cases)
    assert any(x.shape[2] > x.shape[3] for x, *_ in cases)
    assert any(window[0] != window[1] for _, window, _ in cases)
    assert any(len(x) == 1 for x, *_ in cases) and any(len(x) > 1 for x, *_ in cases)
    assert any(stride < max(window) for _, window, stride in cases)
    assert any(stride > max(window) for _, window, stride in cases)
    assert any((x.shape[2] - window[0]) % stride for x, window, stride in cases)
    assert any(
        x.shape[1] > 1
        and len(x) != x.shape[1]
        and x.shape[2] != x.shape[3]
        and window[0] != window[1]
        for x, window, _ in cases
    )
    if name.startswith("max"):
        assert any(x.max() < 0 for x, *_ in cases)
    if name != "max_pool_forward":
        assert any(x.dtype.kind == "i" for x, *_ in cases)


def test_ties_and_overlaps_meet_in_some_calls():
    found = 0
    for dout, x, window, stride in (case.args for case in calls("max_pool_backward")):
        if stride >= max(window):
            continue
        for n, c, i, j in np.ndindex(dout.shape):
            top, left = i * stride, j * stride
            patch = x[n, c, top : top + window[0], left : left + window[1]]
            found += int(np.sum(patch == patch.max()) > 1)
    assert found >= 10


def test_no_call_leaves_open_what_a_receptive_field_is():
    """Where a stride is larger than its kernel, some pixels in between are not seen, and counting
    pixels differs from measuring the span. Only the last layer may have such a stride."""
    for (layers,) in (case.args for case in calls("receptive_field")):
        assert all(stride <= kernel for kernel, stride in layers[:-1])


def test_there_are_many_mistakes():
    assert sum(len(exercise.mistakes) for exercise in EXERCISES) >= 200
