"""Lesson 11's solutions, held against hand arithmetic, PyTorch and published figures."""

from __future__ import annotations

import time

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from autograder.exercises.on_a_gpu.average_gradients import average_gradients
from autograder.exercises.on_a_gpu.images_per_second import images_per_second
from autograder.exercises.on_a_gpu.pick_device import pick_device
from autograder.exercises.on_a_gpu.speedup import speedup
from autograder.exercises.on_a_gpu.to_channels_last import to_channels_last
from autograder.exercises.on_a_gpu.train_fast import stripes, train_fast
from autograder.exercises.on_a_gpu.train_step_mixed_precision import train_step_mixed_precision
from helpers.checking.ingredients import Work
from helpers.checking.simulated_time import devices, simulation, step_of


def small_network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4 * 36, 5))


def batch(count: int = 8) -> tuple[torch.Tensor, torch.Tensor]:
    draw = torch.Generator().manual_seed(1)
    images = torch.randn(count, 3, 8, 8, generator=draw)
    return images, torch.randint(5, (count,), generator=draw)


@pytest.mark.parametrize(
    "cuda, mps, wanted",
    [(False, False, "cpu"), (False, True, "mps"), (True, False, "cuda"), (True, True, "cuda")],
)
def test_cuda_comes_before_mps_and_mps_before_the_cpu(cuda, mps, wanted):
    with devices(cuda, mps):
        assert pick_device() == torch.device(wanted)


def test_on_this_machine_it_is_what_pytorch_would_take():
    wanted = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
    assert pick_device() == wanted


def test_the_rate_of_the_lesson_by_hand():
    """3 calls with 64 images each in 0.5 seconds are 384 images a second."""
    with simulation(images_per_second):
        step = step_of(Work(0.5 / 3, 7.0, False))
        assert images_per_second(step, torch.zeros(64, 1), 3) == pytest.approx(384, rel=1e-5)


def test_the_rate_on_a_gpu_counts_the_work_and_not_the_asking():
    with simulation(images_per_second, cuda=True):
        step = step_of(Work(0.5, 7.0, True))
        assert images_per_second(step, torch.zeros(10, 1), 4) == pytest.approx(20, rel=1e-5)


def test_the_rate_is_below_what_sleeping_allows():
    """By the real clock: a step that sleeps for a hundredth of a second handles under 100."""
    rate = images_per_second(lambda images: time.sleep(0.01), torch.zeros(1, 1), 2)
    assert 0 < rate <= 100


def test_channels_last_changes_strides_and_nothing_else():
    images, _ = batch()
    model, before = small_network(), small_network()
    turned, moved = to_channels_last(model, images)
    assert moved.shape == images.shape == (8, 3, 8, 8)
    assert images.stride() == (192, 64, 8, 1)
    assert moved.stride() == (192, 1, 24, 3)
    assert turned[0].weight.stride() == (27, 1, 9, 3)
    assert torch.equal(moved, images)
    torch.testing.assert_close(turned(moved), before(images))


def test_numbers_in_memory_are_those_of_the_picture():
    """Two rows and three columns: red, green and blue of the first pixel are 0, 6 and 12."""
    image = torch.arange(18.0).reshape(1, 3, 2, 3)
    _, moved = to_channels_last(nn.Identity(), image)
    in_memory = moved.as_strided((18,), (1,)).tolist()
    assert in_memory[:6] == [0, 6, 12, 1, 7, 13]


def test_a_mixed_step_is_near_one_in_float32():
    images, labels = batch()
    mixed, plain = small_network(), small_network()
    found = train_step_mixed_precision(
        mixed, images, labels, torch.optim.SGD(mixed.parameters(), 0.1)
    )
    optimizer = torch.optim.SGD(plain.parameters(), 0.1)
    loss = functional.cross_entropy(plain(images), labels)
    loss.backward()
    optimizer.step()
    assert found == pytest.approx(loss.item(), rel=0.01)
    assert found != loss.item()
    for parameter, wanted in zip(mixed.parameters(), plain.parameters(), strict=True):
        assert parameter.dtype == torch.float32
        torch.testing.assert_close(parameter, wanted, rtol=0.02, atol=0.002)


def test_a_mixed_step_uses_the_gradients_of_its_own_batch_only():
    images, labels = batch()
    fresh, used = small_network(), small_network()
    for parameter in used.parameters():
        parameter.grad = torch.full_like(parameter, 5.0)
    for model in (fresh, used):
        optimizer = torch.optim.SGD(model.parameters(), 0.1)
        train_step_mixed_precision(model, images, labels, optimizer)
    assert all(map(torch.equal, fresh.parameters(), used.parameters()))


def test_the_average_of_the_lesson_by_hand():
    (mean,) = average_gradients([[torch.tensor([2.0, 4.0])], [torch.tensor([4.0, 0.0])]])
    assert mean.tolist() == [3, 2]


@pytest.mark.parametrize("workers", [2, 4])
def test_the_average_is_the_gradient_of_the_big_batch(workers):
    images, labels = batch(16)

    def gradients(images, labels):
        model = small_network().double()
        functional.cross_entropy(model(images.double()), labels).backward()
        return [parameter.grad for parameter in model.parameters()]

    parts = zip(images.chunk(workers), labels.chunk(workers), strict=True)
    mean = average_gradients([gradients(*part) for part in parts])
    torch.testing.assert_close(mean, gradients(images, labels), rtol=0, atol=1e-14)


def test_parts_of_unequal_size_do_not_average_to_the_whole():
    slopes = torch.tensor([1.0, 2.0, 3.0, 10.0])
    (mean,) = average_gradients([[slopes[:3].mean()], [slopes[3:].mean()]])
    assert mean.item() == 6
    assert slopes.mean().item() == 4


@pytest.mark.parametrize(
    "share, workers, wanted",
    [
        (0.9, 9, 5.0),
        (0.5, 64, 128 / 65),
        (0.9, 64, 640 / 73),
        (0.99, 64, 6400 / 163),
        (0.3, 1, 1.0),
        (1.0, 7, 7.0),
        (0.0, 7, 1.0),
    ],
)
def test_speedups_by_hand(share, workers, wanted):
    assert speedup(share, workers) == pytest.approx(wanted)


def test_the_text_of_the_lesson_on_the_law_of_amdahl():
    assert [round(speedup(share, 64), 2) for share in (0.5, 0.9, 0.99)] == [1.97, 8.77, 39.26]
    assert speedup(0.9, 10**9) == pytest.approx(10)


def test_the_question_on_a_gpu_ten_times_as_fast():
    share = (1 - 1 / 1.4) / 0.9
    assert share == pytest.approx(0.32, abs=0.005)
    assert speedup(share, 10) == pytest.approx(1.4)


def test_training_uses_its_budget_and_keeps_to_it():
    case = stripes(np.random.default_rng(5), 1, 3, 12, 0.2)
    images, labels, budget, seed = (arg.make() if i < 2 else arg for i, arg in enumerate(case.args))
    with simulation(train_fast) as clock:
        start = clock.now
        train_fast(images, labels, budget, seed)
        assert 0.9 * budget < clock.now - start <= budget


def test_the_network_takes_other_numbers_and_sizes_of_images():
    with simulation(train_fast):
        model = train_fast(torch.randn(64, 1, 12, 12), torch.arange(64) % 2, 0.03, 0)
    assert model(torch.randn(5, 1, 20, 16)).shape == (5, 2)


def test_a_seed_decides_what_is_learned_in_so_many_steps():
    case = stripes(np.random.default_rng(6), 3, 4, 12, 0.05)
    images, labels = (arg.make() for arg in case.args[:2])

    def learned(seed):
        with simulation(train_fast):
            return train_fast(images, labels, 0.05, seed).state_dict().values()

    assert all(map(torch.equal, learned(3), learned(3)))
    assert not all(map(torch.equal, learned(3), learned(4)))


def test_one_pixel_alone_says_nothing_about_the_class():
    """Else a linear layer would do: the means of all classes are the same, noise aside."""
    case = stripes(np.random.default_rng(7), 1, 3, 12, 0.2)
    images, labels = case.args[0].array, case.args[1].array
    means = np.array([images[labels == label].mean(axis=0) for label in range(3)])
    assert np.abs(means).max() < 6 * images.std() / np.sqrt(len(images) / 3)
