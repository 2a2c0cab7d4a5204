"""Promises about how answers in lessons with PyTorch are tried."""

from __future__ import annotations

import time

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from autograder.authoring.exercise import Exercise, Part, drawn, training_a_model
from autograder.authoring.sheets import answer_sheet
from helpers import models
from helpers.checking.check import check_sheet
from helpers.checking.ingredients import (
    INGREDIENTS,
    Layers,
    Loader,
    Model,
    Optimizer,
    Tensor,
    Work,
    made,
)
from helpers.checking.judge import describe_call
from helpers.checking.kinds import (
    CLASSIFIER,
    DEVICE,
    EVALUATION,
    FUNCTION,
    LAYOUT,
    MIXED_PRECISION,
    MODULE,
    TIMED_CLASSIFIER,
    TIMING,
    TRAINING,
)
from helpers.checking.kinds.pytorch import warm_up
from helpers.checking.outcome import Outcome
from helpers.checking.run import outcome_of
from helpers.checking.simulated_time import BACKWARD_SECONDS, simulation
from helpers.checking.typed import literal
from helpers.checking.values import decode, encode, same

IMAGES = np.random.default_rng(0).standard_normal((5, 2, 4, 4)).astype(np.float32)
LABELS = np.array([0, 1, 2, 1, 0])
LOADER = Loader(IMAGES, LABELS, 2)


@pytest.fixture(scope="module", autouse=True)
def _warm():
    """As at home and at grading, before the time of a call counts."""
    warm_up()


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(2, 3, 4)
        self.last = nn.Linear(3, 4)

    def forward(self, x):
        return self.last(self.first(x).flatten(1))


class InAnotherOrder(nn.Module):
    """The same function, of linear layers only, the last one made first."""

    def __init__(self):
        super().__init__()
        self.last = nn.Linear(3, 4)
        self.first = nn.Linear(32, 3)

    def forward(self, x):
        return self.last(self.first(x.flatten(1)))


def epoch(model, loader, optimizer, device):
    model.train()
    total = count = 0
    for images, labels in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images.to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count


def measure(model, loader, device):
    model.eval()
    with torch.no_grad():
        scores = torch.cat([model(images) for images, _ in loader])
    labels = torch.cat([labels for _, labels in loader])
    loss = F.cross_entropy(scores, labels).item()
    return loss, (scores.argmax(1) == labels).float().mean().item()


def test_modules_are_compared_by_what_they_compute_and_not_by_how_they_are_built():
    ways = [
        outcome_of(MODULE, way, (3, Tensor(IMAGES)), {}).value for way in (Small, InAnotherOrder)
    ]
    assert ways[0][0] == ways[1][0] == 2 * 16 * 3 + 3 + 3 * 4 + 4
    assert np.allclose(ways[0][1], ways[1][1], atol=1e-5)


def test_other_weights_are_drawn_from_another_seed():
    outcomes = [outcome_of(MODULE, Small, (seed, Tensor(IMAGES)), {}) for seed in (3, 3, 4)]
    assert same(outcomes[0].value, outcomes[1].value)
    assert not np.allclose(outcomes[0].value[1], outcomes[2].value[1])


def test_a_class_that_is_no_module_is_told_so():
    outcome = outcome_of(MODULE, dict, (3, Tensor(IMAGES)), {})
    assert outcome.kind == "not data"
    assert outcome.message == "an object of type dict, not an nn.Module"


def test_a_class_that_is_still_a_stub_counts_as_unwritten():
    class Stub(nn.Module):
        def __init__(self):
            raise NotImplementedError("Write me.")

    assert outcome_of(MODULE, Stub, (3, Tensor(IMAGES)), {}).unwritten


@pytest.mark.parametrize("name", models.MODELS)
def test_every_model_takes_small_images_and_gives_scores(name):
    images = torch.zeros(5, 3, 6, 7) if name == "any size" else torch.from_numpy(IMAGES)
    assert models.make(name, 0)(images).shape == (5, models.CLASSES)


def test_a_model_of_the_same_seed_is_the_same_and_leaves_other_chances_alone():
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    first, second = models.make("dropout", 1), models.make("dropout", 1)
    assert torch.equal(torch.rand(1), expected)
    assert all(map(torch.equal, first.state_dict().values(), second.state_dict().values()))


def test_a_trained_model_comes_back_with_its_weights_and_averages():
    args = (Model("batch norm", 1), LOADER, Optimizer("SGD", 0.1), "cpu")
    loss, weights, averages = outcome_of(TRAINING, epoch, args, {}).value
    assert 0.5 < loss < 3
    before = models.make("batch norm", 1)
    assert not np.allclose(weights[0], before[0].weight.detach())
    assert set(averages) == {"1.running_mean", "1.running_var"}
    assert not np.allclose(averages["1.running_mean"], 0)


def test_every_call_begins_with_a_fresh_model():
    args = (Model("linear", 1), LOADER, Optimizer("SGD", 0.1), "cpu")
    outcomes = [outcome_of(TRAINING, epoch, args, {}) for _ in range(2)]
    assert same(outcomes[0].value, outcomes[1].value)


def test_a_loss_that_keeps_its_graph_is_told_so():
    args = (Model("linear", 1), LOADER, Optimizer("SGD", 0.1), "cpu")
    outcome = outcome_of(
        TRAINING, lambda model, *_: model(torch.from_numpy(IMAGES)).mean(), args, {}
    )
    assert outcome.kind == "not data"
    assert "still carries its graph" in outcome.message


def test_how_a_model_was_called_is_seen():
    args = (Model("dropout", 1), LOADER, "cpu")
    _, accuracy, manner = outcome_of(EVALUATION, measure, args, {}).value
    assert manner == "evaluation mode, without recording gradients, the model is as it was"
    assert 0 <= accuracy <= 1

    def in_training_mode(model, loader, device):
        model.train()
        return [model(images).sum().item() for images, _ in loader][:2]

    manner = outcome_of(EVALUATION, in_training_mode, (Model("batch norm", 1), LOADER, "cpu"), {})
    assert manner.value[2] == "training mode, with recording gradients, the model is not as it was"


def test_the_precision_of_layers_and_parameters_is_seen():
    def step(model, images, labels, optimizer):
        with torch.autocast("cpu", torch.bfloat16):
            loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    args = (Model("convolution", 1), Tensor(IMAGES), Tensor(LABELS), Optimizer("SGD", 0.5))
    loss, weights, precision = outcome_of(MIXED_PRECISION, step, args, {}).value
    assert precision == "layers in bfloat16, parameters in float32, loss in float32"
    assert weights[0].dtype == np.float16 and isinstance(loss, np.float16)


def test_where_the_channels_lie_is_seen():
    def to_last(model, images):
        last = torch.channels_last
        return model.to(memory_format=last), images.to(memory_format=last)

    args = (Model("convolution", 1), Tensor(IMAGES))
    (images, numbers), (filters, scores) = outcome_of(LAYOUT, to_last, args, {}).value
    assert images == "shape (5, 2, 4, 4), channels last in memory"
    assert filters == "channels last in memory"
    assert np.array_equal(numbers, IMAGES)
    assert scores.shape == (5, models.CLASSES)
    (images, _), _ = outcome_of(LAYOUT, lambda model, images: (model, images), args, {}).value
    assert images.endswith("channels first in memory")


def test_a_loss_that_was_rounded_to_bfloat16_is_seen():
    def step(model, images, labels, optimizer):
        with torch.autocast("cpu", torch.bfloat16):
            scores = model(images)
        return F.cross_entropy(scores, labels).item()

    args = (Model("linear", 1), Tensor(IMAGES), Tensor(LABELS), Optimizer("SGD", 0.5))
    _, _, precision = outcome_of(MIXED_PRECISION, step, args, {}).value
    assert precision == "layers in bfloat16, parameters in float32, loss in bfloat16"


def test_a_step_finds_gradients_that_an_earlier_one_left():
    found = []

    def step(model, images, labels, optimizer):
        found.extend(parameter.grad.unique().tolist() for parameter in model.parameters())
        return 0.0

    args = (Model("linear", 1), Tensor(IMAGES), Tensor(LABELS), Optimizer("SGD", 0.5))
    outcome_of(MIXED_PRECISION, step, args, {})
    assert found == [[1.0], [1.0]]


def test_images_changed_in_place_are_as_before_in_the_next_call():
    def spoil(model, images):
        return model, images.zero_()

    images = IMAGES.copy()
    outcome_of(LAYOUT, spoil, (Model("convolution", 1), Tensor(images)), {})
    assert np.array_equal(images, IMAGES)


@pytest.mark.parametrize("answer", ["cuda", None, 0])
def test_what_is_no_device_is_told_so(answer):
    outcome = outcome_of(DEVICE, lambda: answer, (), {"cuda": True, "mps": False})
    assert outcome.message == f"{answer!r}, not a torch.device"


@pytest.mark.parametrize("cuda, mps, expected", [(1, 1, "cuda"), (0, 1, "mps"), (0, 0, "cpu")])
def test_devices_are_simulated(cuda, mps, expected):
    def by_asking():
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")

    def by_accelerator():
        here = torch.accelerator.is_available()
        return torch.accelerator.current_accelerator() if here else torch.device("cpu")

    for answer in (by_asking, by_accelerator):
        outcome = outcome_of(DEVICE, answer, (), {"cuda": bool(cuda), "mps": bool(mps)})
        assert outcome.value == expected


def rate(step, images, repeats):
    step(images)
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(repeats):
        step(images)
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return repeats * len(images) / (time.perf_counter() - start)


@pytest.mark.parametrize("on_gpu", [True, False])
def test_a_simulated_clock_gives_the_exact_rate(on_gpu):
    args = (Work(0.5, 9.0, on_gpu), Tensor(IMAGES), 4)
    result, calls = outcome_of(TIMING, rate, args, {}).value
    assert result == pytest.approx(10, rel=1e-5)
    assert calls == 5


def test_who_does_not_wait_for_the_gpu_measures_next_to_nothing():
    def impatient(step, images, repeats):
        step(images)
        start = time.perf_counter()
        for _ in range(repeats):
            step(images)
        return repeats * len(images) / (time.perf_counter() - start)

    result, _ = outcome_of(TIMING, impatient, (Work(0.5, 9.0, True), Tensor(IMAGES), 4), {}).value
    assert result > 1e6


@pytest.mark.parametrize("place", [torch.cuda, torch.accelerator])
def test_to_wait_for_a_gpu_that_is_not_there_is_an_error(place):
    args = (Work(0.5, 9.0, False), Tensor(IMAGES), 4)
    outcome = outcome_of(TIMING, lambda *_: place.synchronize(), args, {})
    assert outcome.error == "AssertionError"


def test_the_clock_is_the_real_one_again_afterwards():
    before = time.perf_counter, time.time, torch.cuda.is_available
    outcome_of(TIMING, rate, (Work(0.5, 9.0, True), Tensor(IMAGES), 4), {})
    assert (time.perf_counter, time.time, torch.cuda.is_available) == before


def bright_or_dark(count):
    labels = np.arange(count) % 2
    images = np.random.default_rng(1).random((count, 1, 4, 4)) + 2 * labels[:, None, None, None]
    return images.astype(np.float32), labels


def learn(images, labels, seed, steps=30):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 2))
    optimizer = torch.optim.Adam(model.parameters(), 0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(model(images), labels).backward()
        optimizer.step()
    return model


def learn_nothing(images, labels, seed):
    """The model is as it was before training."""
    return learn(images, labels, seed, steps=0)


def classifier_call(rng, runs=2):
    images, labels = bright_or_dark(60)
    return training_a_model(
        Tensor(images[:20]),
        Tensor(labels[:20]),
        7,
        unseen=images[20:],
        labels=labels[20:],
        classes=2,
        at_least=0.9,
        runs=runs,
    )


@pytest.fixture
def classifier():
    cases = [classifier_call(None), drawn(classifier_call, 1)]
    parts = [Part(title, cases, item) for item, title in enumerate(("form", "seed", "unseen"))]
    exercise = Exercise(learn, parts, [learn_nothing], kind=CLASSIFIER, torch=True)
    return answer_sheet(exercise, 0)


def test_a_trained_model_is_scored_on_images_whose_labels_it_never_gets(classifier):
    assert check_sheet(classifier, learn).passed
    case = classifier.parts[0].cases[0]
    assert set(case.kwargs) == {"unseen", "runs"}
    assert describe_call(classifier, case) == "learn(<20 x 1 x 4 x 4 tensor>, <20 tensor>, 7)"


def test_a_model_that_learned_too_little_is_told_its_accuracy(classifier):
    report = check_sheet(classifier, learn_nothing)
    assert [part.passed for part in report.parts] == [True, True, False]
    assert report.mistake == "learn_nothing"
    assert "of 40 unseen examples, expected at least 90%" in report.parts[2].problem


def test_a_seed_that_decides_nothing_is_told_so(classifier):
    report = check_sheet(
        classifier, lambda images, labels, seed: learn(images, labels, torch.seed())
    )
    assert "'another network at the second call'" in report.parts[1].problem


def test_scores_of_the_wrong_shape_are_told_as_that(classifier):
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 3))
    report = check_sheet(classifier, lambda images, labels, seed: model)
    assert "scores (40, 3) for 40 images of 2 classes" in report.parts[0].problem


@pytest.mark.parametrize(
    "steps, sentence",
    [
        (3, "stopped before half of its budget was used"),
        (100, "used its budget and no more"),
        (120, "went on when its budget was used up"),
        (400, "went on for more than twice its budget"),
    ],
)
def test_training_by_the_clock_is_timed_by_a_simulated_one(steps, sentence):
    images, labels = bright_or_dark(20)
    args = (Tensor(images), Tensor(labels), 1.0, 3)
    scene = {"unseen": Tensor(images), "runs": 1}

    def answer(images, labels, budget_seconds, seed):
        return learn(images, labels, seed, steps)

    assert outcome_of(TIMED_CLASSIFIER, answer, args, scene).value[1] == sentence


def test_the_clock_counts_backward_passes_however_they_are_asked_for():
    weight = torch.ones(1, requires_grad=True)
    with simulation(learn) as clock:
        start = clock.now
        (weight * 2).sum().backward()
        torch.autograd.grad((weight * 2).sum(), weight)
        assert clock.now - start == pytest.approx(2 * BACKWARD_SECONDS)


def test_ingredients_of_calls_cross_as_data():
    args = (
        Model("linear", 1),
        LOADER,
        Optimizer("SGD", 0.1),
        Work(0.5, 1.0, True),
        [Tensor(IMAGES)],
    )
    assert same(decode(encode(args)), args)


@pytest.mark.parametrize("kind", ["model", "optimizer"])
@pytest.mark.parametrize("name", ["__import__", ["linear"], None])
def test_only_known_models_and_optimizers_cross(kind, name):
    with pytest.raises((ValueError, TypeError)):
        INGREDIENTS[kind](name, 1)


def test_a_tensor_changed_in_place_is_noticed():
    outcome = outcome_of(FUNCTION, lambda x: x.add_(1), (Tensor(IMAGES.copy()),), {})
    assert outcome.changed == ("0",)
    assert made(Tensor(IMAGES)).dtype == torch.float32


HOSTILE = [
    None,
    3,
    "text",
    [],
    ([], ""),
    ([None], ""),
    ([np.zeros(3)], ""),
    ([np.zeros((2, 2))], 3),
]
HOSTILE += [([np.full((2, 3), np.nan)], ""), ([np.full((2, 3), 1j)], ""), {"W1": 1}, {}]


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
@pytest.mark.parametrize("kind", [CLASSIFIER, TIMED_CLASSIFIER], ids=lambda kind: kind.name)
def test_facts_about_whatever_a_process_sends_earn_nothing(kind, value):
    exam = {"labels": np.zeros(2, int), "classes": 3}
    outcome = kind.measured(Outcome("returned", value), exam)
    assert outcome.kind == "not data" or outcome.value[2] == 0


NESTED = Layers([("Conv2d", 1, 2, 3), [("ReLU",), ("Linear", 4, 3, "frozen")], ("Flatten",)])


def test_layers_cross_as_data_and_are_shown_as_one_would_type_them():
    assert decode(encode((NESTED,))) == (NESTED,)
    typed = repr(NESTED)
    assert typed == (
        "nn.Sequential(nn.Conv2d(1, 2, 3), nn.Sequential(nn.ReLU(), "
        "nn.Linear(4, 3).requires_grad_(False)), nn.Flatten())"
    )
    made_by_hand = eval(typed, {"nn": nn})
    for model in (NESTED.make(), made_by_hand):
        sizes = [(p.numel(), p.requires_grad) for p in model.parameters()]
        assert sizes == [(18, True), (2, True), (12, False), (3, False)]


STRIDED = Layers(
    [
        ("Conv2d", 4, 4, (1, 3), {"stride": 2, "padding": (0, 1), "groups": 2, "bias": False}),
        ("AvgPool2d", 2),
        [("ReLU",), ("AdaptiveAvgPool2d", 1)],
        ("again", 0),
        ("again", 2),
    ],
    training=False,
    on_meta=True,
)


def test_layers_have_options_come_again_and_lie_on_meta():
    assert decode(encode((STRIDED,))) == (STRIDED,)
    typed = repr(STRIDED)
    assert typed == (
        "nn.Sequential(layer_0 := nn.Conv2d(4, 4, (1, 3), stride=2, padding=(0, 1), groups=2, "
        "bias=False), nn.AvgPool2d(2), layer_2 := nn.Sequential(nn.ReLU(), "
        'nn.AdaptiveAvgPool2d(1)), layer_0, layer_2).eval().to("meta")'
    )
    for model in (STRIDED.make(), eval(typed, {"nn": nn})):
        assert model[3] is model[0] and model[4] is model[2] and not model.training
        assert [(p.numel(), p.device.type) for p in model.parameters()] == [(24, "meta")]
        assert model(torch.zeros(1, 4, 8, 8, device="meta")).shape == (1, 4, 1, 1)


def test_a_layer_may_be_alone():
    alone = Layers(("Conv2d", 2, 3, (1, 3), {"stride": 2}), training=False)
    assert decode(encode((alone,))) == (alone,)
    assert repr(alone) == "nn.Conv2d(2, 3, (1, 3), stride=2).eval()"
    for layer in (alone.make(), eval(repr(alone), {"nn": nn})):
        assert type(layer) is nn.Conv2d and layer.kernel_size == (1, 3) and not layer.training


@pytest.mark.parametrize(
    "layers",
    [
        None,
        ("Linear", 3, -2),
        ("again", 0),
        (("Linear", 3, 2),),
        (),
        [("Linear", 3, -2)],
        [("Linear", 3, 10**6)],
        [("Linear", 3.0, 2)],
        [("load", 3)],
        [("Linear", "3", 2)],
        [()],
        [[[[[[("ReLU",)]]]]]],
        [("ReLU",)] * 100,
        [["Linear", 3, 2]],
        [("Conv2d", 1000, 1000, 3)],
        [("Conv2d", 3, 2, (3, 3, 3))],
        [("Conv2d", 3, 2, 3, {"padding": -1})],
        [("Conv2d", 3, 2, 3, {"padding": "same"})],
        [("Conv2d", 3, 2, 3, {"device": "cuda"})],
        [("Linear", 3, 2, {"bias": 1})],
        [("ReLU", {"stride": 1})],
        [("again", 0)],
        [("ReLU",), ("again", 0), ("again", 1)],
        [("ReLU",), ("again", -1)],
        [("ReLU",), ("again", 0, 0)],
    ],
    ids=repr,
)
def test_what_are_no_layers_of_ours_is_refused(layers):
    with pytest.raises(ValueError):
        Layers(layers)


def test_a_model_may_come_in_evaluation_mode():
    model = Model("batch norm", 3, False)
    assert repr(model) == "models.make('batch norm', seed=3).eval()"
    assert not model.make().training and Model("batch norm", 3).make().training
    double = Model("batch norm", 3, False, double=True)
    assert repr(double) == "models.make('batch norm', seed=3).eval().double()"
    assert double.make()[0].weight.dtype == torch.float64
    assert decode(encode((model, double))) == (model, double)


def test_a_model_that_is_never_called_was_not_evaluated():
    args = (Model("linear", 1), LOADER, "cpu")
    outcome = outcome_of(EVALUATION, lambda model, loader, device: (0.0, 0.5), args, {})
    assert outcome.value[2] == "the model was not called"


def test_tensors_are_shown_so_that_they_can_be_pasted():
    arrays = [np.array([1.5], np.float32), np.array([1.5]), np.array([2]), np.array([True])]
    typed = [literal(Tensor(array), full=True) for array in arrays]
    assert typed[0] == "torch.tensor([1.5])" and typed[2] == "torch.tensor([2])"
    assert [eval(text, {"torch": torch}).tolist() for text in typed] == [[1.5], [1.5], [2], [True]]
