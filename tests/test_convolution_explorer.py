"""The convolution explorer computes what PyTorch computes, and finds where an answer differs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from torch.nn import functional

from autograder.exercises import convolution, pooling
from helpers.widgets.convolution_explorer import (
    CALL,
    CHOICES,
    ConvolutionExplorer,
    fit,
    formula,
)

LAYERS = [
    (size, kernel, stride, padding, dilation)
    for size, kernel, stride, padding, dilation in itertools.product(
        (1, 2, 7, 10), (1, 2, 3, 5), (1, 2, 3), (0, 1, 3), (1, 2)
    )
]
FITTING = [layer for layer in LAYERS if fit(*layer).count]


def reads(size: int, kernel: int, stride: int, padding: int, dilation: int) -> list[list[int]]:
    """The pixels of the padded image that each window reads, by trying every start."""
    starts = range(0, size + 2 * padding, stride)
    read = [[start + dilation * k for k in range(kernel)] for start in starts]
    return [pixels for pixels in read if pixels[-1] < size + 2 * padding]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_window_stands_where_trying_every_place_finds_it(layer):
    size, kernel, _, padding, dilation = layer
    found, windows = fit(*layer), reads(*layer)
    assert found.count == len(windows)
    assert found.reach == dilation * (kernel - 1) + 1
    if windows:
        assert found.left_over == size + 2 * padding - 1 - windows[-1][-1]


def outputs(state: dict) -> np.ndarray:
    widget = ConvolutionExplorer(state=state)
    return widget.layer(widget.state).output()


@pytest.mark.parametrize("kind", CHOICES["filter"])
@pytest.mark.parametrize("layer", FITTING[::5])
def test_the_reference_agrees_with_pytorch(kind, layer):
    size, _, stride, padding, dilation = layer
    names = ("size", "kernel", "stride", "padding", "dilation")
    state = {**dict(zip(names, layer, strict=True)), "filter": kind, "image": "random"}
    widget = ConvolutionExplorer(state=state)
    shown = widget.layer(widget.state)
    image, weights = (torch.from_numpy(a)[None, None] for a in (shown.image, shown.kernel))
    expected = functional.conv2d(image, weights, None, stride, padding, dilation)[0, 0]
    assert shown.image.shape == (size, size)
    np.testing.assert_allclose(shown.output(), expected, atol=1e-12)


@pytest.mark.parametrize(("size", "window", "stride"), [(7, 2, 2), (7, 3, 1), (8, 3, 2), (5, 5, 3)])
def test_pooling_agrees_with_pytorch(size, window, stride):
    state = {"size": size, "kernel": window, "stride": stride, "image": "random", "padding": 2}
    image = (
        ConvolutionExplorer(state=state)
        .layer({**ConvolutionExplorer.DEFAULTS, **state, "layer": "max pooling"})
        .image
    )
    batch = torch.from_numpy(image)[None, None]
    for kind, pool in (
        ("max pooling", functional.max_pool2d),
        ("average pooling", functional.avg_pool2d),
    ):
        expected = pool(batch, window, stride)[0, 0]
        np.testing.assert_allclose(outputs({**state, "layer": kind}), expected)


@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 0, 1), (3, 2, 1), (2, 1, 2)])
def test_sound_agrees_with_pytorch(stride, padding, dilation):
    state = {"layer": "sound", "stride": stride, "padding": padding, "dilation": dilation}
    widget = ConvolutionExplorer(state=state)
    shown = widget.layer(widget.state)
    signal, kernel = (torch.from_numpy(a)[None] for a in (shown.image, shown.kernel))
    expected = functional.conv1d(signal, kernel, None, stride, padding, dilation)[0]
    np.testing.assert_allclose(shown.output(), expected)


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        ((7, 3, 1, 0, 1), "(N + 2P − F) / S + 1 = (7 − 3) / 1 + 1 = 5"),
        ((32, 5, 1, 2, 1), "(N + 2P − F) / S + 1 = (32 + 2 · 2 − 5) / 1 + 1 = 32"),
        (
            (7, 3, 3, 0, 1),
            "(N + 2P − F) / S + 1 = (7 − 3) / 3 + 1 = 2.333. Does not fit: libraries round down to "
            "2, and the last pixel is read by no window.",
        ),
        (
            (7, 3, 1, 0, 2),
            "F spread out: D (F − 1) + 1 = 2 · (3 − 1) + 1 = 5. "
            "(N + 2P − F) / S + 1 = (7 − 5) / 1 + 1 = 3",
        ),
        (
            (3, 5, 1, 0, 1),
            "Does not fit anywhere: the window spans 5 pixels, and the image has 3.",
        ),
    ],
)
def test_the_formula_is_filled_in(layer, text):
    assert formula(*layer) == text


RIGHT = [
    (convolution.correlate2d.correlate2d, {}),
    (convolution.conv_forward.conv_forward, {"stride": 2, "padding": 1}),
    (convolution.correlate1d.correlate1d, {"layer": "sound", "stride": 3, "padding": 2}),
    (pooling.max_pool_forward.max_pool_forward, {"layer": "max pooling", "stride": 2}),
    (
        pooling.average_pool_forward.average_pool_forward,
        {"layer": "average pooling", "size": 8, "stride": 2},
    ),
]


@pytest.mark.parametrize(
    ("function", "state"), RIGHT, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_right_function_differs_nowhere(function, state):
    widget = ConvolutionExplorer(function, state=state)
    picture = widget.picture
    assert (picture["name"], picture["wrong"], widget.error) == (function.__name__, 0, "")


def test_differing_numbers_are_marked():
    def correlate2d(image, kernel):
        out = convolution.correlate2d.correlate2d(image, kernel)
        out[1, 2] += 1
        out[4, 0] = np.nan
        return out

    picture = ConvolutionExplorer(correlate2d).picture
    marks = np.frombuffer(picture["marks"]["data"], "<f4").reshape(5, 5)
    assert picture["wrong"] == 2
    assert np.argwhere(marks).tolist() == [[1, 2], [4, 0]]


def test_a_failing_function_is_told_and_the_reference_stays():
    def conv_forward(x, w, b, stride=1, padding=0):
        return x[:, 7]

    widget = ConvolutionExplorer(conv_forward)
    assert widget.error.startswith(
        "conv_forward(array (1, 1, 7, 7), array (1, 1, 3, 3), array (1,), stride=1, padding=0) "
        "raised IndexError"
    )
    assert widget.picture["yours"] is None
    assert widget.picture["output"]["shape"] == [5, 5]


def test_a_function_is_left_out_where_it_does_not_know_the_setting():
    widget = ConvolutionExplorer(convolution.correlate2d.correlate2d, state="stride=2")
    assert widget.picture["yours"] is None
    assert "correlate2d cannot do this setting" in widget.picture["note"]
    both = ConvolutionExplorer(
        convolution.correlate2d.correlate2d, convolution.conv_forward.conv_forward, state="stride=2"
    )
    assert both.picture["name"] == "conv_forward"


def said(*functions, state) -> list[tuple[str, str, bool]]:
    sizes = ConvolutionExplorer(*functions, state=state).picture["sizes"]
    return [(size["call"], size["said"], size["right"]) for size in sizes]


def test_sizes_stand_beside_the_formula():
    state = "size=7&stride=3"
    right = (
        convolution.conv_output_size.conv_output_size,
        convolution.conv_output_size_floor.conv_output_size_floor,
    )
    assert said(*right, state=state) == [
        ("conv_output_size(7, 3, 3, 0)", "a ValueError", True),
        ("conv_output_size_floor(7, 3, 3, 0, 1)", "2", True),
    ]

    def conv_output_size(size, kernel, stride=1, padding=0):
        return (size + padding - kernel) // stride + 1

    assert said(conv_output_size, state=state)[0][1:] == ("2", False)
    pooled = said(
        pooling.pool_output_size.pool_output_size, state={"layer": "max pooling", "stride": 2}
    )
    assert pooled == [("pool_output_size(7, 3, 2)", "3", True)]


def test_own_images_filters_and_signals_are_shown():
    image, kernel = np.arange(20.0).reshape(4, 5), np.ones((2, 3))
    widget = ConvolutionExplorer(image=image, kernel=kernel)
    assert widget.picture["output"]["shape"] == [3, 3]
    assert widget.picture["formulas"][0].startswith("Rows: ")
    assert repr(widget) == "ConvolutionExplorer()"
    sound = ConvolutionExplorer(signal=np.arange(12), state="layer=sound&signal_filter=difference")
    assert sound.picture["output"]["shape"] == [1, 6]
    for bad in ({"image": np.zeros(3)}, {"image": np.zeros((30, 3))}, {"signal": []}):
        with pytest.raises(ValueError, match=r"expected [12] axes of 1 to"):
            ConvolutionExplorer(**bad)


def test_only_functions_that_it_knows_are_taken():
    with pytest.raises(ValueError, match="Give one of these, under its own name: average_pool"):
        ConvolutionExplorer(np.sum)


@pytest.mark.parametrize("text", ["size=0", "stride=99", "image=dog", "place=-1"])
def test_settings_out_of_range_are_an_error(text):
    with pytest.raises(ValueError, match=r"is (a whole number from|one of)"):
        ConvolutionExplorer(state=text)


@pytest.mark.parametrize("layer", CHOICES["layer"])
@pytest.mark.parametrize("image", CHOICES["image"])
def test_every_choice_has_a_picture(layer, image):
    signal = CHOICES["signal"][CHOICES["image"].index(image)]
    state = {"layer": layer, "image": image, "signal": signal, "signal_filter": "average"}
    widget = ConvolutionExplorer(state=state)
    assert widget.error == ""
    assert len(widget.png()) > 2000


def test_the_window_may_be_too_large():
    widget = ConvolutionExplorer(convolution.conv_forward.conv_forward, state="size=2&kernel=5")
    assert widget.picture["output"]["shape"] == [0, 0]
    assert (widget.picture["yours"], widget.error) == (None, "")
    assert len(widget.png()) > 2000


def test_the_tasks_have_the_answers_that_they_give():
    fitting = [stride for stride in range(1, 7) if not fit(7, 3, stride, 0, 1).left_over]
    assert fitting == [1, 2, 4]
    assert fit(7, 3, 3, 1, 1).left_over == 0
    state = {"layer": "max pooling", "image": "corner"}
    widget = ConvolutionExplorer(state=state)
    layer = widget.layer(widget.state)
    assert (layer.image == 8).any(axis=1).sum() == 4
    assert (layer.output() == 8).any(axis=1).sum() == 4
    assert layer.output().shape == (5, 5)
    sound = outputs({"layer": "sound"})[0]
    assert (int(sound.argmax()), float(sound.max())) == (11, 35.0)
    assert float(CALL @ CALL) == 32
