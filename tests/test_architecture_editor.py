"""ArchitectureEditor counts what PyTorch counts, and says of a block why it does not fit."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from torch import nn

from autograder.exercises.architectures.BasicBlock import BasicBlock
from autograder.exercises.architectures.InceptionBlock import InceptionBlock
from autograder.exercises.architectures.multiply_adds import (
    counts_places_of_the_input,
    ignores_groups,
    multiply_adds,
)
from helpers.shapesnet import ShapesNet
from helpers.widgets import blocks
from helpers.widgets.architecture_editor import ArchitectureEditor
from helpers.widgets.blocks import KINDS, PRESETS, lay_out, module_of, parse, written

torch.set_num_threads(1)


def laid_out(text: str, *image: int) -> blocks.Block:
    """The last block of a text, all of which must fit."""
    laid, why = lay_out(parse(text), image)
    assert why is None
    return laid[-1]


def why_not(text: str, *image: int) -> tuple[int, str]:
    laid, why = lay_out(parse(text), image)
    assert why is not None
    return len(laid), why


def edited(network: str, own=None, **state) -> ArchitectureEditor:
    return ArchitectureEditor(own, state={"network": network, **state})


def on_meta(make) -> nn.Module:
    with torch.device("meta"):
        return make()


def shape_of(model: nn.Module, *image: int) -> tuple[int, ...]:
    with torch.no_grad():
        return tuple(model.eval()(torch.empty(1, *image, device="meta")).shape[1:])


@pytest.mark.parametrize(
    ("name", "parameters", "products"),
    [
        ("AlexNet", 61_100_840, 714_188_480),
        ("VGG-16", 138_357_544, 15_470_264_320),
        ("GoogLeNet", 6_998_552, 1_582_671_872),
        ("ResNet-18", 11_689_512, 1_814_073_344),
    ],
)
def test_the_famous_networks_have_their_published_counts(name, parameters, products):
    widget = ArchitectureEditor(multiply_adds, state=PRESETS[name]._asdict())
    picture = widget.picture
    assert (picture["parameters"], picture["products"]) == (parameters, products)
    assert (picture["own"], picture["rows"][-1]["shape"], widget.error) == (products, [1000], "")
    assert all(row["own"] in (None, row["products"]) for row in picture["rows"])


def test_the_small_network_is_shapesnet():
    picture = ArchitectureEditor(state=PRESETS["small"]._asdict()).picture
    assert picture["parameters"] == sum(p.numel() for p in ShapesNet().parameters())
    assert picture["products"] == multiply_adds(ShapesNet(), (3, 32, 32))


# filters, size, stride, padding, groups; and size, stride, padding
CONVS = [*itertools.product((4, 6), (1, 2, 5), (1, 3), (0, 2), (1, 2))]
POOLS = [*itertools.product((1, 2, 3, 6), (1, 2, 3), (0, 1, 2))]


@pytest.mark.parametrize("numbers", CONVS, ids=str)
def test_a_convolution_fits_and_costs_as_in_pytorch(numbers):
    filters, size, stride, padding, groups = numbers
    laid, why = lay_out([("conv", numbers)], (4, 4, 3))
    layer = on_meta(lambda: nn.Conv2d(4, filters, size, stride, padding, groups=groups))
    try:
        after = shape_of(layer, 4, 4, 3)
    except RuntimeError:
        assert laid == [] and f"{size}×{size} is larger than its maps of 4×3" in why
        return
    (block,) = laid
    assert block.after == after
    assert block.parameters == sum(p.numel() for p in layer.parameters())
    assert block.products == multiply_adds(module_of([block]), (4, 4, 3))


@pytest.mark.parametrize("numbers", POOLS, ids=str)
def test_a_pool_fits_as_in_pytorch(numbers):
    laid, why = lay_out([("pool", numbers)], (2, 5, 4))
    try:
        after = shape_of(on_meta(lambda: nn.MaxPool2d(*numbers)), 2, 5, 4)
    except RuntimeError:
        assert laid == [] and why
        return
    assert laid[0].after == after
    assert (laid[0].parameters, laid[0].products) == (0, 0)


@pytest.mark.parametrize("block", ["64", "64 2", "128 2", "96"])
def test_a_residual_block_is_that_of_the_lesson(block):
    found = laid_out(f"residual {block}", 64, 9, 9)
    filters, stride = found.numbers
    model = on_meta(lambda: BasicBlock(64, filters, stride))
    assert found.parameters == sum(p.numel() for p in model.parameters())
    assert found.products == multiply_adds(model, (64, 9, 9))
    assert found.after == shape_of(model, 64, 9, 9)
    assert ("shortcut" in found.words) is (block != "64")


def test_an_inception_block_is_that_of_the_lesson():
    widths = (5, 3, 7, 2, 4, 6)
    found = laid_out("inception 5 3 7 2 4 6", 9, 6, 8)
    model = on_meta(lambda: InceptionBlock(9, *widths))
    assert found.parameters == sum(p.numel() for p in model.parameters())
    assert (
        found.products
        == multiply_adds(model, (9, 6, 8))
        == multiply_adds(module_of([found]), (9, 6, 8))
    )
    assert found.after == shape_of(model, 9, 6, 8) == (22, 6, 8)


def test_a_norm_takes_the_place_of_biases():
    with_biases, without = (laid_out(text, 3, 8, 8) for text in ("conv 4", "conv 4, norm, relu"))
    assert with_biases.parameters == 3 * 4 * 9 + 4
    laid, _ = lay_out(parse("conv 4, norm, relu"), (3, 8, 8))
    assert [block.parameters for block in laid] == [3 * 4 * 9, 8, 0]
    assert "no biases" in laid[0].words and without.after == (4, 8, 8)
    row = laid_out("flatten, full 5, norm", 1, 2, 2)
    assert row.parameters == 10


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("pool 2, conv 8 5 1 0", 1, "A window of 5×5 is larger than its maps of 4×4: pool less"),
        ("conv 8 11 1 1", 0, "larger than its maps of 8×8, with padding 1: pool less"),
        ("conv 8, conv 9 3 1 1 2", 1, "9 filters cannot be dealt into 2 groups"),
        ("conv 8 3 1 1 2", 0, "3 channels cannot be dealt into 2 groups"),
        ("pool 3 1 2", 0, "A padding of 2 is more than half of a window of 3×3"),
        ("relu, full 10", 1, "here are 3 maps of 8×8: put flatten or mean in front of it"),
        ("flatten, relu, conv", 2, "conv reads maps, and here 192 numbers stand in a row"),
        ("mean, inception", 1, "inception reads maps, and here 3 numbers stand in a row"),
        ("mean, residual", 1, "residual reads maps"),
        ("flatten, pool", 1, "pool reads maps"),
        ("flatten, mean", 1, "mean reads maps"),
    ],
)
def test_the_first_block_that_does_not_fit_says_why(text, place, sentence):
    found, why = why_not(f"{text}, relu", 3, 8, 8)
    assert found == place
    assert sentence in why and why.endswith(".")


def test_what_comes_after_a_misfit_waits():
    picture = edited("conv 8, pool 9, relu, mean", side=8).picture
    assert [row["kind"] for row in picture["rows"]] == ["conv"]
    assert [block["kind"] for block in picture["waiting"]] == ["pool", "relu", "mean"]
    assert "9×9 is larger" in picture["why"]
    assert picture["parameters"] == picture["rows"][0]["parameters"]


@pytest.mark.parametrize("name", PRESETS)
def test_a_text_is_read_and_written_alike(name):
    assert written(parse(PRESETS[name].network)) == PRESETS[name].network


def test_numbers_that_are_not_said_are_the_usual_ones():
    assert parse(" Conv 8,POOL, ,relu") == [
        ("conv", (8, 3, 1, 1, 1)),
        ("pool", (2, 2, 0)),
        ("relu", ()),
    ]
    assert written(parse("conv 64 3 2 1 1, conv, pool 2 2 0")) == "conv 64 3 2, conv 64, pool 2"
    assert edited("").picture["rows"] == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("conf 3", "There is no block called conf. Did you mean conv?"),
        ("xyz", "There are: conv, norm"),
        ("conv 0", "filters of conv goes from 1 to 4,096, not 0."),
        ("conv 8 -3", "size of conv"),
        ("conv 8 3.5", "size of conv"),
        ("conv ²", "filters of conv"),
        ("full 99999999999999999999", "numbers of full"),
        ("relu 3", "relu has 1 numbers here. In this order there are: none."),
        (", ".join(["relu"] * 61), "At most 60 blocks"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused(text, sentence):
    with pytest.raises(ValueError, match=sentence.replace("?", r"\?").replace(".", r"\.")):
        edited(text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_built_with_its_usual_numbers(kind):
    image = (3, 8, 8)
    text = f"flatten, {kind}" if kind == "full" else kind
    laid, why = lay_out(parse(text), image)
    assert why is None
    assert shape_of(module_of(laid), *image) == laid[-1].after


def test_ones_own_figure_is_compared_block_by_block():
    widget = edited("conv 8 3 2, relu, conv 8 3 1 1 4, flatten, full 5", ignores_groups, side=9)
    rows = widget.picture["rows"]
    off = [row["kind"] for row in rows if row["own"] not in (None, row["products"])]
    assert off == ["conv"] and rows[2]["own"] == 4 * rows[2]["products"]
    assert [row["own"] is None for row in rows] == [False, True, False, True, False]
    assert widget.picture["own"] == widget.picture["products"] + 3 * rows[2]["products"]
    assert widget.picture["name"] == "ignores_groups"
    widget = ArchitectureEditor(counts_places_of_the_input)
    assert widget.picture["own"] == 1_809_600_512


def test_ones_own_function_is_asked_again_only_where_something_changed():
    calls = []

    def counted(model, shape):
        calls.append(shape)
        return multiply_adds(model, shape)

    widget = edited("conv 4, relu, conv 5, mean, full 6", counted, side=8)
    assert calls == [(3, 8, 8), (4, 8, 8), (5, 1, 1), (3, 8, 8)]
    calls.clear()
    widget.state = {**widget.state, "network": "conv 4, relu, conv 5, mean, full 7"}
    assert calls == [(5, 1, 1), (3, 8, 8)]
    calls.clear()
    widget.state = {**widget.state, "place": 2}
    assert calls == []


def not_written(model, shape):
    raise NotImplementedError("Write me.")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (not_written, "not_written is not written yet."),
        (lambda model, shape: model[99], "(<conv 4>, (3, 8, 8)) raised IndexError"),
        (lambda model, shape: [1, 2], "(<conv 4>, (3, 8, 8)) returned a list, expected a number."),
        (lambda model, shape: "12", "returned a str, expected a number."),
    ],
)
def test_a_function_that_fails_is_told_once_and_the_reference_goes_on(own, said):
    widget = edited("conv 4, relu, conv 5", own, side=8)
    assert said in widget.error and "\n" not in widget.error
    assert widget.picture["own"] is None
    assert widget.picture["products"] == 64 * 9 * (12 + 20)


def test_a_tensor_that_holds_the_number_is_one():
    def as_tensor(model, shape):
        return torch.tensor(multiply_adds(model, shape))

    widget = edited("conv 4", as_tensor, side=8)
    assert (widget.picture["own"], widget.error) == (widget.picture["products"], "")


def test_answers_to_the_tasks_are_what_it_shows():
    rows = {(row["kind"], row["parameters"]): row for row in ArchitectureEditor().picture["rows"]}
    heaviest = max(rows.values(), key=lambda row: row["parameters"])
    costliest = max(rows.values(), key=lambda row: row["products"])
    assert (heaviest["kind"], heaviest["parameters"]) == ("full", 37_752_832)
    assert (costliest["shape"], costliest["products"]) == ([192, 27, 27], 223_948_800)
    alexnet = PRESETS["AlexNet"].network
    mean = edited(alexnet.replace("flatten", "mean")).picture
    assert (mean["parameters"], mean["products"]) == (24_400_680, 677_488_320)
    assert edited(alexnet, side=63).picture["why"] == ""
    small = edited(alexnet, side=62).picture
    assert small["waiting"][0]["kind"] == "pool" and small["why"]
    assert (
        len(small["waiting"]) == len(alexnet.split(", ")) - alexnet.split(", ").index("flatten") + 1
    )
    tiny = edited(PRESETS["ResNet-18"].network, side=1).picture
    assert (tiny["why"], tiny["parameters"]) == ("", 11_689_512)
    thin = laid_out("inception 64", 192, 28, 28)
    wide = laid_out("conv 256", 192, 28, 28)
    assert thin.after == wide.after == (256, 28, 28)
    assert (thin.parameters, wide.parameters) == (163_696, 442_624)
    assert (round(thin.products / 1e6), round(wide.products / 1e6)) == (128, 347)


@pytest.mark.parametrize(
    "state",
    ["side=0", "side=9999", "channels=4", "place=-1", "side=2.5", "blocks=3", "network=axe"],
)
def test_a_setting_that_cannot_be_is_refused(state):
    with pytest.raises(ValueError):
        ArchitectureEditor(state=state)


def test_a_place_behind_the_last_block_is_the_last():
    assert edited("conv 4, relu", place=30).state["place"] == 1
    assert edited("", place=30).state["place"] == 0


@pytest.mark.parametrize("name", PRESETS)
def test_a_state_survives_as_text(name):
    widget = ArchitectureEditor(state={**PRESETS[name]._asdict(), "place": 2})
    assert ArchitectureEditor(state=widget.share).state == widget.state


def test_it_has_a_picture_also_of_what_does_not_fit_and_of_nothing():
    for widget in (ArchitectureEditor(), edited("conv 8 11 1 0", side=3), edited("")):
        assert widget.png().startswith(b"\x89PNG")


def test_nothing_is_computed_to_count():
    """Even what no memory would hold."""
    network = ", ".join(["conv 4096 15 1 7"] * 60)
    picture = edited(network, side=512).picture
    assert picture["products"] > 1e16
    assert all(np.isfinite(row["products"]) for row in picture["rows"])
