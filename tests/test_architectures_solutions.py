"""The solutions of lesson 12 against PyTorch, published figures and hand arithmetic."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from sklearn.metrics import top_k_accuracy_score
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval
from torch.utils.flop_counter import FlopCounterMode

from autograder.exercises.architectures.AlexNet import AlexNet
from autograder.exercises.architectures.BasicBlock import BasicBlock
from autograder.exercises.architectures.DeepNet import DeepNet
from autograder.exercises.architectures.inception_parameter_count import inception_parameter_count
from autograder.exercises.architectures.InceptionBlock import InceptionBlock
from autograder.exercises.architectures.merge_batchnorm import merge_batchnorm
from autograder.exercises.architectures.multiply_adds import multiply_adds
from autograder.exercises.architectures.ResNet18 import ResNet18
from autograder.exercises.architectures.stacked_threes import stacked_threes
from autograder.exercises.architectures.top_k_accuracy import top_k_accuracy
from autograder.exercises.architectures.VGG16 import VGG16

torch.set_num_threads(1)

# What a block reads, and its six widths: Table 1 of Szegedy et al., 2015.
GOOGLENET = [
    (192, 64, 96, 128, 16, 32, 32),
    (256, 128, 128, 192, 32, 96, 64),
    (480, 192, 96, 208, 16, 48, 64),
    (512, 160, 112, 224, 24, 64, 64),
    (512, 128, 128, 256, 24, 64, 64),
    (512, 112, 144, 288, 32, 64, 64),
    (528, 256, 160, 320, 32, 128, 128),
    (832, 256, 160, 320, 32, 128, 128),
    (832, 384, 192, 384, 48, 128, 128),
]
POOLED = (1, 6)  # a pooling layer follows these
STEM = [(7, 3, 64), (1, 64, 64), (3, 64, 192)]  # side, inputs and outputs
SCORES = 1024 * 1000 + 1000


def googlenet_count(fives_size: int, norm: bool) -> int:
    """How many numbers GoogLeNet learns, without its two helping outputs."""
    per_output = 2 if norm else 1
    stem = sum(side * side * a * b + per_output * b for side, a, b in STEM)
    blocks = sum(inception_parameter_count(*row, fives_size, norm) for row in GOOGLENET)
    return stem + blocks + SCORES


def test_the_rows_of_the_table_fit_together():
    for (depth, ones, _, threes, _, fives, pool), after in itertools.pairwise(GOOGLENET):
        assert ones + threes + fives + pool == after[0] >= depth
    assert sum(GOOGLENET[-1][i] for i in (1, 3, 5, 6)) == 1024


@pytest.mark.parametrize(
    ("fives_size", "norm", "count"),
    [
        (5, False, 6_998_552),  # the paper's net
        (3, True, 6_624_904),  # what libraries print: an old slip, kept with its weights
        (5, True, 7_005_832),
    ],
)
def test_googlenet_has_three_counts(fives_size, norm, count):
    assert googlenet_count(fives_size, norm) == count


@pytest.mark.parametrize("norm", [False, True])
@pytest.mark.parametrize("fives_size", [1, 3, 5, 7])
def test_an_inception_block_has_as_many_numbers_as_one_that_is_built(fives_size, norm):
    row = tuple(int(n) for n in np.random.default_rng(fives_size).integers(1, 30, 7))
    depth, ones, before_threes, threes, before_fives, fives, after_pool = row
    pairs = [(1, depth, ones), (1, depth, before_threes), (3, before_threes, threes)]
    pairs += [(1, depth, before_fives), (fives_size, before_fives, fives), (1, depth, after_pool)]
    layers = [nn.Conv2d(a, b, side, bias=not norm) for side, a, b in pairs]
    layers += [nn.BatchNorm2d(b) for _, _, b in pairs] if norm else []
    built = sum(p.numel() for p in nn.Sequential(*layers).parameters())
    found = inception_parameter_count(*row, fives_size, norm)
    assert type(found) is int
    assert found == built


def test_the_first_block_of_the_paper_by_hand():
    assert inception_parameter_count(*GOOGLENET[0]) == 163_696
    assert inception_parameter_count(1, 1, 1, 1, 1, 1, 1) == 38 + 6


def test_three_small_filters_see_as_far_as_a_large_one():
    layers = [nn.Conv2d(1, 1, 3, bias=False) for _ in range(stacked_threes())]
    image = torch.zeros(1, 1, 7, 7, requires_grad=True)
    made = nn.Sequential(*layers)(image)
    assert made.shape == (1, 1, 1, 1)
    made.sum().backward()
    assert (image.grad != 0).all()


def flops_of(model: nn.Module, shape: tuple[int, ...]) -> int:
    image = torch.zeros(1, *shape).to(next(model.parameters()))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model.eval()(image)
    return counter.get_total_flops()


MODELS = {
    "full": (nn.Sequential(nn.Flatten(), nn.Linear(12, 5)), (3, 2, 2)),
    "stride, padding": (nn.Conv2d(3, 8, (3, 5), stride=(2, 1), padding=(0, 2)), (3, 11, 9)),
    "groups": (nn.Conv2d(6, 9, 3, groups=3), (6, 7, 8)),
    "dilation": (nn.Conv2d(2, 3, 3, dilation=2), (2, 9, 8)),
    "nested": (nn.Sequential(nn.Sequential(nn.Conv2d(1, 2, 3)), nn.Conv2d(2, 1, 1)), (1, 6, 5)),
}


@pytest.mark.parametrize("name", MODELS)
def test_multiply_adds_are_half_of_what_torch_counts(name):
    model, shape = MODELS[name]
    found = multiply_adds(model, shape)
    assert type(found) is int
    assert 2 * found == flops_of(model, shape)


def test_a_layer_that_is_called_twice_counts_twice():
    layer = nn.Conv2d(2, 2, 3, padding=1)
    model = nn.Sequential(layer, nn.MaxPool2d(2), layer)
    assert multiply_adds(model, (2, 4, 6)) == 36 * 24 + 36 * 6 == flops_of(model, (2, 4, 6)) // 2


class GoogLeNet(nn.Sequential):
    """Its convolutions, pooling and full layer, from the table."""

    def __init__(self) -> None:
        pool = nn.MaxPool2d(3, 2, ceil_mode=True)
        layers = [nn.Conv2d(3, 64, 7, 2, 3), pool, nn.Conv2d(64, 64, 1)]
        layers += [nn.Conv2d(64, 192, 3, padding=1), pool]
        for place, row in enumerate(GOOGLENET):
            layers += [InceptionBlock(*row), *([pool] if place in POOLED else [])]
        super().__init__(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000))


def with_the_slip() -> nn.Module:
    """GoogLeNet as libraries have it, whose large filters are 3×3."""
    model = GoogLeNet()
    for block in list(model.modules()):
        for name, layer in list(block.named_children()):
            if isinstance(layer, nn.Conv2d) and layer.kernel_size == (5, 5):
                small = nn.Conv2d(layer.in_channels, layer.out_channels, 3, padding=1)
                setattr(block, name, small)
    return model


@pytest.mark.parametrize(
    ("network", "published"),
    [(AlexNet, 0.71), (VGG16, 15.47), (ResNet18, 1.81), (GoogLeNet, 1.58), (with_the_slip, 1.50)],
)
def test_published_figures_are_found_without_a_single_number(network, published):
    with torch.device("meta"):
        model = network()
    found = multiply_adds(model, (3, 224, 224))
    assert found / 1e9 == pytest.approx(published, abs=0.005)
    assert 2 * found == flops_of(model, (3, 224, 224))


@pytest.mark.parametrize("k", [1, 2, 5, 9])
def test_top_k_is_that_of_scikit_learn_where_nothing_ties(k):
    rng = np.random.default_rng(k)
    scores, y = rng.standard_normal((50, 9)), rng.integers(0, 9, 50)
    wanted = 1.0 if k == 9 else top_k_accuracy_score(y, scores, k=k, labels=range(9))
    assert top_k_accuracy(scores, y, k) == wanted
    assert type(top_k_accuracy(scores, y, k)) is float


def test_of_equal_scores_the_first_counts():
    scores, y = np.zeros((10, 10)), np.arange(10)
    assert [top_k_accuracy(scores, y, k) for k in (1, 3, 10)] == [0.1, 0.3, 1.0]
    assert top_k_accuracy(scores, y) == 0.5


@pytest.mark.parametrize("k", [0, -1, 4])
def test_a_k_that_is_no_test_is_an_error(k):
    with pytest.raises(ValueError, match="guesses among 3 classes"):
        top_k_accuracy(np.zeros((2, 3)), np.zeros(2, int), k)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("epsilon", [1e-5, 0.1])
def test_merging_is_what_torch_does_and_changes_no_output(bias, epsilon):
    rng = torch.Generator().manual_seed(3)
    conv = nn.Conv2d(3, 4, (3, 2), bias=bias).double()
    norm = nn.BatchNorm2d(4, eps=epsilon).double()
    with torch.no_grad():
        for values in (*conv.parameters(), *norm.parameters(), norm.running_mean):
            values.normal_(generator=rng)
        norm.running_var.uniform_(0.2, 3, generator=rng)
    conv.eval(), norm.eval()
    fused = fuse_conv_bn_eval(conv, norm)
    old = conv.bias.detach().numpy() if bias else np.zeros(4)
    learned = (values.detach().numpy() for values in (norm.weight, norm.bias))
    w, b = merge_batchnorm(
        conv.weight.detach().numpy(),
        old,
        *learned,
        norm.running_mean.numpy(),
        norm.running_var.numpy(),
        epsilon,
    )
    np.testing.assert_allclose(w, fused.weight.detach().numpy(), rtol=1e-9)
    np.testing.assert_allclose(b, fused.bias.detach().numpy(), rtol=1e-9)
    images = torch.randn(2, 3, 6, 5, generator=rng, dtype=torch.float64)
    made = nn.functional.conv2d(images, torch.from_numpy(w), torch.from_numpy(b))
    np.testing.assert_allclose(made.numpy(), norm(conv(images)).detach().numpy(), atol=1e-9)


def parameters_of(build: type, *sizes: int) -> int:
    with torch.device("meta"):
        return sum(parameter.numel() for parameter in build(*sizes).parameters())


@pytest.mark.parametrize(
    ("build", "sizes", "count"),
    [
        (AlexNet, (), 61_100_840),
        (VGG16, (), 138_357_544),
        (ResNet18, (), 11_689_512),
        (InceptionBlock, GOOGLENET[0], 163_696),
        (BasicBlock, (64, 64, 1), 73_984),
        (BasicBlock, (64, 128, 2), 230_144),
        (DeepNet, (8, True), 14_362),
        (DeepNet, (20, True), 42_394),
        (DeepNet, (20, False), 42_394),
        (DeepNet, (32, False), 70_426),
    ],
)
def test_nets_and_blocks_have_the_published_numbers_of_parameters(build, sizes, count):
    assert parameters_of(build, *sizes) == count


def test_the_counts_of_blocks_and_deep_nets_by_hand():
    assert 2 * (9 * 64 * 64 + 2 * 64) == 73_984
    assert 9 * 64 * 128 + 9 * 128 * 128 + 64 * 128 + 3 * 2 * 128 == 230_144
    for depth, count in [(8, 14_362), (20, 42_394), (32, 70_426)]:
        layers = (depth - 2) * (9 * 16 * 16 + 2 * 16)
        assert 9 * 16 + 2 * 16 + layers + 17 * 10 == count


def test_the_full_layers_hold_most_of_the_numbers_of_the_early_nets():
    full = [9216 * 4096 + 4096, 4096 * 4096 + 4096, 4096 * 1000 + 1000]
    assert sum(full) == 58_631_144 and parameters_of(AlexNet) - sum(full) == 2_469_696
    full[0] = 25_088 * 4096 + 4096
    assert parameters_of(VGG16) - sum(full) == 14_714_688


def lived_in(model: nn.Module) -> nn.Module:
    """The model in evaluation mode, its norms with averages, scales and shifts of their own."""
    generator = torch.Generator().manual_seed(1)
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            for tensor in (layer.weight, layer.bias, layer.running_mean):
                tensor.data.normal_(generator=generator)
            layer.running_var.uniform_(0.5, 2, generator=generator)
    return model.eval()


def normalised(x: torch.Tensor, norm: nn.BatchNorm2d) -> torch.Tensor:
    mean, var, scale, shift = (
        tensor[:, None, None]
        for tensor in (norm.running_mean, norm.running_var, norm.weight, norm.bias)
    )
    return (x - mean) / (var + norm.eps).sqrt() * scale + shift


def layers_of(model: nn.Module) -> tuple[list[torch.Tensor], list[nn.BatchNorm2d]]:
    """The filters and the norms, in the order in which they are listed."""
    modules = [*model.modules()]
    filters = [layer.weight for layer in modules if isinstance(layer, nn.Conv2d)]
    return filters, [layer for layer in modules if isinstance(layer, nn.BatchNorm2d)]


@pytest.mark.parametrize(
    ("sizes", "side"), [((3, 3, 1), 7), ((3, 5, 1), 7), ((3, 3, 2), 4), ((2, 4, 2), 4)]
)
def test_a_basic_block_is_the_formula_of_the_paper(sizes, side):
    block = lived_in(BasicBlock(*sizes))
    x = images = torch.randn(2, sizes[0], 7, 7, generator=torch.Generator().manual_seed(2))
    filters, norms = layers_of(block)
    branch = normalised(F.conv2d(x, filters[0], stride=sizes[2], padding=1), norms[0])
    branch = normalised(F.conv2d(branch.clamp(min=0), filters[1], padding=1), norms[1])
    if len(filters) == 3:
        x = normalised(F.conv2d(x, filters[2], stride=sizes[2]), norms[2])
    else:
        assert sizes[0] == sizes[1] and sizes[2] == 1
    result = block(images)
    assert result.shape == (2, sizes[1], side, side)
    assert torch.allclose(result, (branch + x).clamp(min=0), atol=1e-5)


@pytest.mark.parametrize("residual", [False, True])
def test_a_deep_net_is_its_formula_with_or_without_what_came_in(residual):
    net = lived_in(DeepNet(8, residual))
    x = images = torch.randn(2, 1, 8, 8, generator=torch.Generator().manual_seed(3))
    (stem, *filters), (first, *norms) = layers_of(net)
    x = normalised(F.conv2d(x, stem, padding=1), first).clamp(min=0)
    for place in (0, 2, 4):
        y = normalised(F.conv2d(x, filters[place], padding=1), norms[place]).clamp(min=0)
        y = normalised(F.conv2d(y, filters[place + 1], padding=1), norms[place + 1])
        x = (y + x if residual else y).clamp(min=0)
    expected = F.linear(x.mean((2, 3)), net.scores.weight, net.scores.bias)
    assert torch.allclose(net(images), expected, atol=1e-4)


@pytest.mark.parametrize("depth", [-2, 0, 2, 3, 5, 21])
def test_a_net_of_a_depth_that_cannot_be_is_an_error(depth):
    with pytest.raises(ValueError, match="even"):
        DeepNet(depth, residual=True)


def test_each_branch_of_an_inception_block_sees_as_far_as_its_windows():
    """From one pixel the four branches spread over 1, 3, 5 and 3 pixels a side."""
    block = InceptionBlock(1, 1, 1, 1, 1, 1, 1)
    for parameter in block.parameters():
        nn.init.ones_(parameter) if parameter.dim() > 1 else nn.init.zeros_(parameter)
    picture = torch.zeros(1, 1, 9, 9)
    picture[0, 0, 4, 4] = 1
    spread = (block(picture)[0] > 0).sum((1, 2)).tolist()
    assert spread == [1, 9, 25, 9]


def test_resnet_halves_its_maps_five_times():
    with torch.device("meta"):
        net, x = ResNet18().eval(), torch.empty(1, 3, 224, 224)
    sides = [net.stem(x).shape[-1]]
    maps = net.stem(x)
    for branch, shortcut in zip(net.branches, net.shortcuts, strict=True):
        maps = branch(maps) + shortcut(maps)
        sides.append(maps.shape[-1])
    assert sides == [56, 56, 56, 28, 28, 14, 14, 7, 7]
    assert maps.shape == (1, 512, 7, 7)
