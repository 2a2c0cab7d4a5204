"""The training program of lesson 11: its pieces by hand, its switches, and the benchmark on it."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import numpy as np
import pytest
import torch
import typer
from typer.testing import CliRunner

from autograder import cli
from autograder.bench import gpu as bench_gpu
from helpers import augmentation, speedrun
from helpers.speedrun import FOR_HARDWARE, Images, Options

pytestmark = pytest.mark.thorough

SWITCHES = {option.name for option in fields(Options) if option.default is True}
TINY = Options(epochs=1, batch_size=32, width=0.125, compile=False)


@pytest.fixture(scope="module")
def images() -> Images:
    """Two classes that differ in colour, in noise."""
    rng = np.random.default_rng(0)
    labels = torch.arange(192) % 2
    noise = torch.from_numpy(rng.integers(0, 120, (192, 3, 32, 32)))
    noise[:, 0] += 100 * labels[:, None, None]
    pixels = noise.to(torch.uint8)
    return Images(pixels[:128], labels[:128], pixels[128:], labels[128:], "colours")


def train(images: Images, options: Options) -> tuple[torch.nn.Module, speedrun.Run]:
    return speedrun.train(images, options, "cpu")


def weights(network: torch.nn.Module) -> list[torch.Tensor]:
    return list(network.state_dict().values())


def test_it_learns_and_counts_its_images(images):
    _, run = train(images, replace(TINY, epochs=8))
    assert run.accuracy > 0.9
    assert run.images == 8 * 128
    assert run.images_per_second == pytest.approx(run.images / run.seconds)


def test_a_seed_decides_everything(images):
    first, again, other = (train(images, replace(TINY, seed=seed))[0] for seed in (0, 0, 1))
    assert all(map(torch.equal, weights(first), weights(again)))
    assert not all(map(torch.equal, weights(first), weights(other)))


def test_it_leaves_the_generator_of_others_alone(images):
    torch.manual_seed(7)
    wanted = torch.rand(3)
    torch.manual_seed(7)
    train(images, TINY)
    assert torch.equal(torch.rand(3), wanted)


@pytest.mark.parametrize("switch", sorted(SWITCHES - {"compile"}))
def test_every_switch_can_be_off_alone(images, switch):
    _, run = train(images, replace(TINY, **{switch: False}))
    assert np.isfinite(run.accuracy)


def test_measuring_turns_off_one_switch_at_a_time(images):
    runs = speedrun.measure(images, TINY, device="cpu")
    on = [switch for switch in FOR_HARDWARE if switch != "compile"]  # which is off already
    assert list(runs) == ["everything on", *(f"without {switch}" for switch in on)]
    for switch in on:
        off = runs[f"without {switch}"].options
        assert replace(off, **{switch: True}) == runs["everything on"].options
    assert len(speedrun.table(runs).splitlines()) == 1 + len(runs)


def test_an_eighth_of_the_batch_where_large_batches_are_off():
    assert Options().step_size == 1024
    assert Options(large_batch=False).step_size == 128


def test_the_network_has_the_size_of_the_record():
    """24 filters 2x2x3 with biases; three blocks; 256 numbers for each of 10 classes."""
    network = speedrun.make_network(torch.randn(8, 3, 32, 32), 10, Options())
    pairs = [(24, 64), (64, 64), (64, 256), (256, 256), (256, 256), (256, 256)]
    convolutions = sum(9 * a * b for a, b in pairs)
    biases_and_fixed_scales = 2 * 2 * (64 + 256 + 256)
    wanted = 24 * 13 + convolutions + biases_and_fixed_scales + 256 * 10
    assert sum(p.numel() for p in network.parameters()) == wanted
    assert network(torch.randn(2, 3, 32, 32)).shape == (2, 10)


def test_whitened_answers_have_variance_1_and_do_not_vary_together():
    smooth = torch.nn.functional.avg_pool2d(torch.randn(64, 3, 20, 20), 3, 1)
    smooth += smooth.mean(1, keepdim=True)
    filters = speedrun.whitening_filters(smooth)
    answers = torch.nn.functional.conv2d(smooth, filters).permute(1, 0, 2, 3).flatten(1)
    torch.testing.assert_close(torch.cov(answers), torch.eye(12), atol=0.05, rtol=0)


def test_the_first_convolutions_start_as_copies():
    network = speedrun.make_network(torch.randn(8, 3, 32, 32), 10, Options())
    x = torch.randn(1, 24, 5, 5)
    torch.testing.assert_close(network[2][0](x)[:, :24], x)


def test_the_rate_is_a_triangle():
    rates = [speedrun.triangle(share) for share in (0, 0.23, 1)]
    assert rates == pytest.approx([0.2, 1, 0.07])


def test_biases_learn_faster_and_the_fixed_filters_not_at_all():
    network = speedrun.make_network(torch.randn(8, 3, 32, 32), 10, Options())
    groups = speedrun.make_optimizer(network, Options()).param_groups
    assert [group["peak"] for group in groups] == pytest.approx([1.5, 96, 1.5])
    trained = {id(p) for group in groups for p in group["params"]}
    assert id(network[0].weight) not in trained
    assert [p.shape for p in groups[2]["params"]] == [(24,)]


@pytest.mark.parametrize("shift", [augmentation.shift_together, augmentation.shift_one_by_one])
@pytest.mark.parametrize("mirror", [False, True])
def test_a_shifted_image_is_a_window_of_the_reflected_one(shift, mirror):
    batch = torch.arange(2 * 3 * 5 * 6, dtype=torch.uint8).reshape(2, 3, 5, 6)
    draw = torch.Generator().manual_seed(0)
    shifted = shift(batch, torch.tensor([mirror, mirror]), draw)
    padded = torch.nn.functional.pad(batch.float(), (2, 2, 2, 2), "reflect")
    windows = padded.unfold(2, 5, 1).unfold(3, 6, 1)  # (2, 3, 5, 5, 5, 6)
    for found, all_windows in zip(shifted.flip(3) if mirror else shifted, windows, strict=True):
        places = [all_windows[:, i, j] for i in range(5) for j in range(5)]
        assert any(torch.equal(found, place) for place in places)


def test_shifts_differ_from_image_to_image():
    batch = torch.arange(64).reshape(1, 1, 8, 8).repeat(50, 1, 1, 1)
    draw = torch.Generator().manual_seed(0)
    shifted = augmentation.shift_together(batch, torch.zeros(50, dtype=torch.bool), draw)
    assert len(shifted.flatten(1).unique(dim=0)) > 10


def test_an_average_moves_the_weights_to_itself():
    network = torch.nn.Linear(1, 1, bias=False)
    network.weight.data.fill_(0.0)
    average = speedrun.Average(network)
    network.weight.data.fill_(4.0)
    average.update(decay=0.75)
    assert network.weight.item() == pytest.approx(1.0)


def test_without_several_views_the_images_are_read_as_they_are():
    batch = torch.randn(2, 3, 8, 8)
    [(weight, view)] = augmentation.views_of(batch, False)
    assert weight == 1 and view is batch
    views = augmentation.views_of(batch, True)
    assert sum(weight for weight, _ in views) == pytest.approx(1)
    assert {view.shape for _, view in views} == {batch.shape}


def test_there_are_no_stored_figures_where_there_is_no_file(tmp_path):
    assert speedrun.stored_figures(tmp_path / "none.json") == []


def test_importing_helpers_does_not_load_torch():
    import subprocess
    import sys

    code = "import sys, helpers; from helpers import plots; print('torch' in sys.modules)"
    printed = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert printed.strip() == "False"


def test_operations_by_hand():
    """One image, width 1/8: 8, 32 and 32 maps; twice the multiply-adds of every layer, forwards
    once, for the weights once, and for the inputs once where something before them learns."""
    options = Options(width=0.125)
    first = 31 * 31 * 24 * 12
    layers = [(31, 24, 8), (15, 8, 8), (15, 8, 32), (7, 32, 32), (7, 32, 32), (3, 32, 32)]
    rest = sum(side * side * 9 * a * b for side, a, b in layers) + 32 * 10
    wanted = 2 * (first + 3 * rest)
    assert bench_gpu.flops_per_image(options, (3, 32, 32), 10) == wanted


@pytest.mark.parametrize(
    ("name", "peak"),
    [
        ("NVIDIA H100 80GB HBM3", 989e12),
        ("NVIDIA H100 PCIe", 756e12),
        ("NVIDIA A100-SXM4-40GB", 312e12),
        ("NVIDIA L40S", None),
        ("NVIDIA A100-SXM4-40GB MIG 1g.5gb", None),
    ],
)
def test_the_peak_of_a_gpu_is_known_by_its_name(monkeypatch, name, peak):
    monkeypatch.setattr(speedrun, "device_name", lambda device: name)
    assert bench_gpu.peak_flops(torch.device("cuda"), Options())[0] == peak


def test_the_benchmark_leaves_a_record_that_can_be_kept(images, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(speedrun, "default_device", lambda: torch.device("cpu"))
    monkeypatch.setattr(bench_gpu, "MATRIX_SIDE", 64)
    out = tmp_path / "figures.json"
    out.write_text(json.dumps([{"hardware": "another", "data": "colours"}]))
    record = bench_gpu.run(0.5, seeds=2, out=out, options=TINY, images=images)
    bench_gpu._keep(record, out)  # takes the place of the first
    other, kept = json.loads(out.read_text())
    assert other["hardware"] == "another" and kept == record
    assert speedrun.stored_figures(out) == [other, record]
    assert record["seeds"] == len(record["seconds"]) == 2
    assert record["share_of_peak"] > 0
    assert record["flops_per_second"] == pytest.approx(
        record["flops_per_image"] * record["images_per_second"]
    )
    assert "without large_batch" in record["switches"]
    printed = capsys.readouterr().out
    assert printed.startswith("There is no GPU here.")
    assert "warm-up" in printed and "mean over 2 seeds" in printed


def test_figures_of_a_cpu_are_not_kept_as_those_of_a_gpu(monkeypatch):
    monkeypatch.setattr(speedrun, "default_device", lambda: torch.device("cpu"))
    app = typer.Typer()
    app.add_typer(cli.bench, name="bench")
    result = CliRunner().invoke(app, ["bench", "gpu", "--keep"])
    assert result.exit_code == 2
    assert "no GPU here" in result.output
