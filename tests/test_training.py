"""The training loop: what it weighs, what it keeps, how it ends, and that it can be repeated."""

from __future__ import annotations

import copy
from itertools import islice

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from helpers import augmentation, training

torch.set_num_threads(1)


def examples(count: int = 60, classes: int = 3, seed: int = 0):
    """Images of one channel whose brightest quarter tells the class."""
    draw = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, classes, (count,), generator=draw)
    images = 0.1 * torch.randn(count, 1, 4, 4, generator=draw)
    for image, label in zip(images, labels, strict=True):
        row, column = divmod(int(label), 2)
        image[0, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2] += 1
    return images, labels


def model_of(*layers: nn.Module, seed: int = 0) -> nn.Sequential:
    """The layers with weights drawn anew, then a linear layer to three scores."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for layer in layers:
            if hasattr(layer, "reset_parameters"):
                layer.reset_parameters()
        model = nn.Sequential(*layers, nn.Flatten(), nn.LazyLinear(3)).eval()
        model(torch.zeros(1, 1, 4, 4))  # so that the last layer knows its size
        return model.train()


def trained(model: nn.Module, **settings):
    """All reports of a training on the examples."""
    return list(training.steps(model, *examples(), **{"epochs": 2, "batch_size": 8, **settings}))


def test_it_reports_every_few_steps_and_after_each_epoch():
    reports = trained(model_of(), every=3)
    assert [report.step for report in reports] == [3, 6, 8, 9, 12, 15, 16]
    assert [report.epoch for report in reports] == [1, 1, 1, 2, 2, 2, 2]
    assert {report.steps for report in reports} == {16}
    assert reports[-1].images_seen == 2 * 60


def test_an_epoch_is_weighed_by_images_and_not_by_batches():
    """With a rate of 0 nothing moves, so an epoch measures the model as it is."""
    model, (images, labels) = model_of(), examples()
    still = lambda parameters: torch.optim.SGD(parameters, lr=0.0)  # noqa: E731
    (*_, report) = trained(model, optimizer=still, batch_size=50, epochs=1)
    expected = functional.cross_entropy(model(images), labels).item()
    assert report.history.train_loss == [pytest.approx(expected, rel=1e-5)]
    right = (model(images).argmax(1) == labels).float().mean().item()
    assert report.history.train_accuracy == [pytest.approx(right)]


def test_it_goes_where_a_plain_loop_goes():
    model, (images, labels) = model_of(nn.Conv2d(1, 2, 3)), examples()
    expected = copy.deepcopy(model)
    optimizer = torch.optim.SGD(expected.parameters(), lr=0.5)
    for _ in range(3):
        optimizer.zero_grad()
        functional.cross_entropy(expected(images), labels).backward()
        optimizer.step()
    trained(model, epochs=3, batch_size=60, optimizer=lambda p: torch.optim.SGD(p, lr=0.5))
    for got, wanted in zip(model.parameters(), expected.parameters(), strict=True):
        assert torch.allclose(got, wanted, atol=1e-5)


def test_it_learns():
    quick = lambda parameters: torch.optim.Adam(parameters, lr=0.02)  # noqa: E731
    history = trained(model_of(), epochs=8, optimizer=quick)[-1].history
    assert history.train_accuracy[-1] > 0.95
    assert history.train_loss[-1] < history.train_loss[0] / 2
    assert history.seconds == sorted(history.seconds)


def weights(model: nn.Module) -> list[torch.Tensor]:
    return [value.clone() for value in model.state_dict().values()]


def equal(first: list, second: list) -> bool:
    return all(map(torch.equal, first, second))


def test_a_seed_decides_over_order_augmentation_and_dropout():
    ends = []
    for seed in (1, 1, 2):
        model = model_of(nn.Dropout(0.3), nn.Conv2d(1, 2, 3))
        torch.rand(len(ends))  # what else is drawn makes no difference
        trained(model, seed=seed, augment=augmentation.shifted_and_flipped)
        ends.append(weights(model))
    assert equal(ends[0], ends[1])
    assert not equal(ends[0], ends[2])


def test_what_is_drawn_outside_stays_as_it_was():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    trained(model_of(nn.Dropout(0.3)))
    assert torch.equal(torch.rand(2), expected)


def test_with_validation_images_the_best_epoch_is_kept():
    """The rate is so large that the loss on other images soon goes up and down."""
    model, validation = model_of(), examples(30, seed=1)
    fast = lambda parameters: torch.optim.SGD(parameters, lr=30.0)  # noqa: E731
    history = trained(model, validation=validation, epochs=6, optimizer=fast)[-1].history
    best = int(np.argmin(history.validation_loss))
    assert history.best_epoch == best + 1
    scores = training.predict(model, validation[0])
    loss = functional.cross_entropy(scores, validation[1]).item()
    assert loss == pytest.approx(min(history.validation_loss), rel=1e-5)


def test_who_leaves_the_loop_gets_the_best_weights_too():
    model, validation = model_of(), examples(30, seed=1)
    fast = lambda parameters: torch.optim.SGD(parameters, lr=30.0)  # noqa: E731
    loop = training.steps(
        model, *examples(), validation=validation, epochs=9, optimizer=fast, every=1
    )
    history = list(islice(loop, 7))[-1].history
    loop.close()
    loss = functional.cross_entropy(training.predict(model, validation[0]), validation[1]).item()
    assert loss == pytest.approx(min(history.validation_loss), rel=1e-5)


def test_patience_ends_the_training():
    still = lambda parameters: torch.optim.SGD(parameters, lr=0.0)  # noqa: E731
    validation = examples(30, seed=1)
    reports = trained(
        model_of(), validation=validation, epochs=20, patience=3, optimizer=still, every=99
    )
    assert [report.epoch for report in reports] == [1, 2, 3, 4]


def test_the_caller_may_change_the_mode_in_between_and_find_the_old_one_at_the_end():
    model = model_of(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)).eval()
    before = model[1].running_mean.clone()
    for report in training.steps(model, *examples(), epochs=1, every=2):
        assert report.model.training
        report.model.eval()
    assert not model.training
    assert not torch.equal(model[1].running_mean, before)


def test_a_last_image_alone_joins_the_batch_before():
    model = model_of(nn.Conv2d(1, 2, 4), nn.BatchNorm2d(2))
    images, labels = examples(9)
    reports = list(training.steps(model, images, labels, epochs=1, batch_size=4, every=1))
    assert [report.images_seen for report in reports] == [4, 9]


def test_frozen_parameters_stay():
    model = model_of(nn.Conv2d(1, 2, 3).requires_grad_(False))
    before = weights(model)
    trained(model)
    assert torch.equal(model[0].weight, before[0]) and not equal(weights(model), before)


def test_a_loss_that_is_no_number_ends_it_with_a_sentence():
    fast = lambda parameters: torch.optim.SGD(parameters, lr=1e30)  # noqa: E731
    with pytest.raises(FloatingPointError, match="a smaller learning rate"):
        trained(model_of(nn.Conv2d(1, 4, 3), nn.ReLU()), optimizer=fast, epochs=5)


IMAGES, LABELS = examples(6)
UNFIT = [
    ((np.zeros((6, 1, 4, 4)), LABELS), TypeError, "as_tensors helps"),
    ((IMAGES.byte(), LABELS), TypeError, "as_tensors helps"),
    ((IMAGES, LABELS.float()), TypeError, "as_tensors helps"),
    ((IMAGES, LABELS[:5]), ValueError, "one label for each"),
    ((IMAGES[:0], LABELS[:0]), ValueError, "at least one of them"),
]


@pytest.mark.parametrize("given, error, words", UNFIT)
def test_what_it_cannot_learn_from_is_refused_in_a_sentence(given, error, words):
    with pytest.raises(error, match=words):
        next(training.steps(model_of(), *given))


@pytest.mark.parametrize(
    "settings, error",
    [
        ({"epochs": 0}, ValueError),
        ({"batch_size": 0}, ValueError),
        ({"every": 0}, ValueError),
        ({"patience": 2}, ValueError),
        ({"optimizer": torch.optim.SGD([nn.Parameter(torch.zeros(1))])}, TypeError),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, error):
    with pytest.raises(error):
        next(training.steps(model_of(), IMAGES, LABELS, **settings))


def test_fit_drives_the_loop_to_its_end(capsys):
    first, second = model_of(), model_of()
    history = training.fit(first, *examples(), epochs=2, batch_size=8)
    assert history.train_loss == trained(second)[-1].history.train_loss
    assert "epoch 2, loss" in capsys.readouterr().err


def test_activations_are_those_of_every_layer_in_order():
    model = model_of(nn.Conv2d(1, 2, 3), nn.ReLU(inplace=True))
    found = training.activations(model, IMAGES)
    assert list(found) == ["0", "1", "2", "3"]
    assert torch.allclose(found["0"], model[0](IMAGES))  # from before ReLU worked in place
    assert torch.equal(found["1"], found["0"].clamp(min=0))
    assert torch.allclose(found["3"], model(IMAGES))
    assert model.training


def test_a_prediction_does_not_depend_on_the_batches():
    model = model_of(nn.BatchNorm2d(1))
    whole = training.predict(model, IMAGES)
    assert torch.allclose(training.predict(model, IMAGES, batch_size=4), whole)
    assert not whole.requires_grad and model.training


def test_random_shifts_and_flips_are_among_the_possible_ones():
    image = torch.arange(1.0, 17).reshape(1, 1, 4, 4)
    draw = torch.Generator().manual_seed(0)
    made = augmentation.shifted_and_flipped(image.expand(200, -1, -1, -1), draw, most=1)
    padded = functional.pad(image, (1, 1, 1, 1))[0, 0]
    moved = [padded[i : i + 4, j : j + 4] for i in range(3) for j in range(3)]
    possible = [*moved, *(one.flip(1) for one in moved)]
    seen = [next(k for k, p in enumerate(possible) if torch.equal(p, one[0])) for one in made]
    assert set(seen) == set(range(18))


def test_bytes_and_floats_become_the_same_tensors():
    pixels = np.array([[[0, 51], [102, 255]]], np.uint8)
    tensor, labels = training.as_tensors(pixels, [3])
    assert tensor.shape == (1, 1, 2, 2) and labels.dtype == torch.int64
    assert torch.allclose(tensor, training.as_tensors(pixels / 255))
    assert tensor.flatten().tolist() == pytest.approx([-0.5, -0.3, -0.1, 0.5])
    assert training.as_tensors(np.zeros((2, 5, 4, 3))).shape == (2, 3, 5, 4)


@pytest.mark.parametrize("images", [np.zeros((2, 2)), np.full((1, 2, 2), 7.0)])
def test_what_are_no_images_is_refused(images):
    with pytest.raises(ValueError):
        training.as_tensors(images)


def test_the_rate_rises_to_its_peak_and_falls_to_nearly_nothing():
    rates = []

    class Noting(torch.optim.SGD):
        def step(self, closure=None):
            rates.append(self.param_groups[0]["lr"])
            return super().step(closure)

    make = lambda parameters: Noting(parameters, lr=123.0)  # noqa: E731
    trained(model_of(), epochs=3, optimizer=make, peak_rate=0.1)
    top = rates.index(max(rates))
    assert max(rates) == pytest.approx(0.1, rel=0.02)
    assert rates == sorted(rates[: top + 1]) + sorted(rates[top + 1 :], reverse=True)
    assert rates[-1] < 1e-5
