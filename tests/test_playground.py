"""The playground trains what it says: against plain loops, PyTorch and hand arithmetic."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from helpers import widgets
from helpers.widgets import playground_network as network
from helpers.widgets.playground import KEPT, SECOND, YOURS, Playground
from helpers.widgets.playground_network import REFERENCE, SETTINGS, Run


def settings(**changes):
    return {**SETTINGS, **changes}


def trained(passes, **changes):
    run = Run(settings(**changes))
    for _ in range(passes):
        run.step()
    return run


# ---- one seeded run, replayed with loops over numbers


class Loops:
    """The original's rules once more, number by number, without arrays."""

    def __init__(self, run):
        self.points = run.X.tolist()
        self.targets = run.targets[:, 0].tolist()
        self.split = run.split
        self.weights = [layer.W.tolist() for layer in run.layers]
        self.biases = [layer.b.tolist() for layer in run.layers]
        self.dead = set()
        self._forget()

    def _forget(self):
        self.count = 0
        self.d_weights = [[[0.0] * len(row) for row in W] for W in self.weights]
        self.d_biases = [[0.0] * len(b) for b in self.biases]

    def forward(self, point):
        flows = [point]
        for W, b in zip(self.weights, self.biases, strict=True):
            sums = [
                bias + sum(w * x for w, x in zip(row, flows[-1], strict=True))
                for row, bias in zip(W, b, strict=True)
            ]
            flows.append([math.tanh(z) for z in sums])
        return flows

    def collect(self, point, target):
        flows = self.forward(point)
        back = [flows[-1][0] - target]
        for layer in reversed(range(len(self.weights))):
            slopes = [d * (1 - o * o) for d, o in zip(back, flows[layer + 1], strict=True)]
            for unit, slope in enumerate(slopes):
                self.d_biases[layer][unit] += slope
                for source, x in enumerate(flows[layer]):
                    self.d_weights[layer][unit][source] += slope * x
            back = [
                sum(s * self.weights[layer][u][source] for u, s in enumerate(slopes))
                for source in range(len(flows[layer]))
            ]
        self.count += 1

    def update(self, rate, penalty, penalty_rate):
        for layer, W in enumerate(self.weights):
            for unit, row in enumerate(W):
                self.biases[layer][unit] -= rate * self.d_biases[layer][unit] / self.count
                for source, w in enumerate(row):
                    if (layer, unit, source) in self.dead:
                        continue
                    slope = {"none": 0.0, "L1": math.copysign(1, w), "L2": w}[penalty]
                    stepped = w - rate * self.d_weights[layer][unit][source] / self.count
                    row[source] = stepped - rate * penalty_rate * slope
                    if penalty == "L1" and stepped * row[source] < 0:
                        row[source] = 0.0
                        self.dead.add((layer, unit, source))
        self._forget()

    def one_pass(self, batch, rate=0.03, penalty="none", penalty_rate=0.0):
        for place in range(self.split):
            self.collect(self.points[place], self.targets[place])
            if (place + 1) % batch == 0:
                self.update(rate, penalty, penalty_rate)

    def loss(self, rows):
        errors = [self.forward(self.points[n])[-1][0] - self.targets[n] for n in rows]
        return sum(0.5 * e * e for e in errors) / len(errors)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"batch": 7, "noise": 25},  # 250 points: five are left over, and carried on
        {"batch": 30, "penalty": "L2", "penalty_rate": 0.3},
        {"penalty": "L1", "penalty_rate": 0.1, "rate": 0.1},
    ],
    ids=["defaults", "carried", "L2", "L1"],
)
def test_a_seeded_run_is_what_loops_over_numbers_give(changes):
    run = Run(settings(**changes))
    loops = Loops(run)
    chosen = {name: run.settings[name] for name in ("batch", "rate", "penalty", "penalty_rate")}
    for _ in range(6):
        run.step()
        loops.one_pass(**chosen)
    for layer, W, b in zip(run.layers, loops.weights, loops.biases, strict=True):
        np.testing.assert_allclose(layer.W, W, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(layer.b, b, rtol=1e-9, atol=1e-12)
    train, test = run.losses[-1][:2]
    assert train == pytest.approx(loops.loss(range(250)))
    assert test == pytest.approx(loops.loss(range(250, 500)))
    assert len(loops.dead) == sum(int(layer.dead.sum()) for layer in run.layers)
    if run.settings["penalty"] == "L1":
        assert loops.dead


def test_the_first_weights_are_those_of_the_original():
    layers = [layer for seed in range(60) for layer in Run(settings(start=seed)).layers]
    weights = np.concatenate([layer.W.ravel() for layer in layers])
    assert np.abs(weights).max() < 0.5
    assert weights.var() == pytest.approx(1 / 12, rel=0.1)
    assert all((layer.b == 0.1).all() for layer in layers)


@pytest.mark.parametrize("activation", network.BENDS)
@pytest.mark.parametrize(
    "changes",
    [{}, {"loss": "cross-entropy"}, {"data": "spiral", "classes": 4}, {"problem": "regression"}],
    ids=str,
)
def test_gradients_are_those_of_pytorch(activation, changes):
    import torch
    from torch.nn import functional

    run = Run(settings(activation=activation, layers=[5, 3], **changes))
    bends = {"ReLU": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}
    bend = bends.get(activation, lambda z: z)
    weights = [
        torch.tensor(array, requires_grad=True)
        for layer in run.layers
        for array in (layer.W, layer.b)
    ]
    flow = torch.tensor(run.X[: run.split])
    for place in range(0, len(weights), 2):
        flow = functional.linear(flow, weights[place], weights[place + 1])
        flow = bend(flow) if place < len(weights) - 2 else flow
    if changes.get("loss"):
        loss = functional.cross_entropy(flow, torch.tensor(run.labels[: run.split]).long())
    else:
        out = torch.tanh(flow) if run.classes else flow
        loss = 0.5 * ((out - torch.tensor(run.targets[: run.split])) ** 2).sum(1).mean()
    right = torch.autograd.grad(loss, weights)
    ours = [array for pair in run.gradients() for array in pair]
    for a, b in zip(ours, right, strict=True):
        np.testing.assert_allclose(a, b.numpy(), rtol=1e-9, atol=1e-14)
    assert run.losses[0][0] == pytest.approx(loss.item())


@pytest.mark.parametrize(
    ("optimizer", "rate"),
    [("momentum", 0.01), ("RMSProp", 0.01), ("Adadelta", 1.0), ("Adam", 0.01)],
)
def test_optimisers_are_those_of_pytorch(optimizer, rate):
    import torch

    run = Run(settings(optimizer=optimizer, rate=rate if rate in network.RATES else 0.03))
    start = [layer.W for layer in run.layers]
    weights = [torch.tensor(W, requires_grad=True) for W in start]
    made = {
        "momentum": lambda: torch.optim.SGD(weights, lr=rate, momentum=0.9),
        "RMSProp": lambda: torch.optim.RMSprop(weights, lr=rate, alpha=0.99, eps=1e-8),
        "Adadelta": lambda: torch.optim.Adadelta(weights, lr=rate, rho=0.95, eps=1e-6),
        "Adam": lambda: torch.optim.Adam(weights, lr=rate),
    }[optimizer]()
    for update in range(1, 30):
        run.updates = update
        for layer, (dW, db), weight in zip(
            run.layers, run.gradients(run.batches()[update % 25]), weights, strict=True
        ):
            weight.grad = torch.tensor(dW)
            run._update(layer, dW, db)
        made.step()
    for layer, weight in zip(run.layers, weights, strict=True):
        np.testing.assert_allclose(layer.W, weight.detach().numpy(), rtol=1e-6, atol=1e-9)


# ---- points


def test_points_lie_where_the_original_has_them():
    points, labels = network.points_of(settings())
    radius = np.hypot(*points.T)
    assert len(points) == 500 and labels.sum() == 250
    assert radius[labels == 1].max() < 2.5 and radius[labels == 0].min() > 3.5
    points, labels = network.points_of(settings(data="exclusive or"))
    assert (labels == (points.prod(axis=1) > 0)).all() and np.abs(points).min() >= 0.3
    points, labels = network.points_of(settings(data="gaussian"))
    np.testing.assert_allclose(points[labels == 1].mean(axis=0), 2, atol=0.2)
    assert points[labels == 0].var(axis=0) == pytest.approx(0.5, rel=0.3)
    points, labels = network.points_of(settings(data="spiral"))
    np.testing.assert_allclose(np.sort(np.hypot(*points.T))[::2], np.arange(250) / 50, atol=1e-12)
    points, labels = network.points_of(settings(problem="regression"))
    assert len(points) == 1200
    np.testing.assert_allclose(labels, points.sum(axis=1) / 10)
    points, labels = network.points_of(settings(problem="regression", surface="multi gaussian"))
    near = np.hypot(points[:, 0] - 4, points[:, 1] - 2.5)
    np.testing.assert_allclose(labels[near < 1.5], 1 - near[near < 1.5] / 2)
    assert labels[np.hypot(points[:, 0], points[:, 1] - 2.5) < 1.5].max() < 0


@pytest.mark.parametrize("data", network.MANY_CLASSES)
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_classes_are_of_a_size(data, classes):
    _, labels = network.points_of(settings(data=data, classes=classes, noise=50))
    counts = np.bincount(labels.astype(int))
    assert len(counts) == classes and np.ptp(counts) <= 1


def test_noise_on_a_circle_moves_labels_and_not_points():
    (quiet, _), (noisy, labels) = (network.points_of(settings(noise=n)) for n in (0, 50))
    np.testing.assert_array_equal(quiet, noisy)
    assert 0.05 < np.mean((np.hypot(*noisy.T) < 2.5) != labels) < 0.5


def test_it_learns_what_it_is_known_to_learn():
    assert trained(200).losses[-1][3] > 0.95
    assert trained(100, layers=[], features="x1x1,x2x2").losses[-1][3] == 1
    assert trained(60, layers=[]).losses[-1][3] < 0.75
    assert trained(30, data="gaussian", layers=[]).losses[-1][3] == 1
    three = trained(40, data="gaussian", classes=3, loss="cross-entropy", layers=[])
    assert three.losses[-1][3] > 0.95
    assert trained(20, problem="regression").losses[-1][1] < 0.01


def test_weights_of_zero_stay_where_they_are():
    run = trained(20, zero=True)
    assert all((layer.W == 0).all() for layer in run.layers)
    assert run.losses[-1][0] == pytest.approx(0.5, abs=0.01)


# ---- the widget, without a page


def test_a_step_is_a_pass_and_the_answer_has_what_the_page_draws():
    widget = Playground()
    answer = widget.do_step(3)
    assert answer["passes"] == 3 and answer["sizes"] == [2, 4, 2, 1]
    assert answer["maps"].shape == (1, 100, 100) and answer["nodes"].shape == (9, 20, 20)
    assert answer["weights"].size == 18 and answer["biases"].size == 7
    assert answer["losses"].shape == (1, 2, 4)
    run = trained(3)
    np.testing.assert_array_equal(answer["weights"][:8], run.layers[0].W.ravel())
    place = 17 * 100 + 70  # row 17 from the top
    x, y = -6 + 12 * 70.5 / 100, 6 - 12 * 17.5 / 100
    assert answer["maps"][0].ravel()[place] == pytest.approx(
        run.outputs(np.array([[x, y]]))[-1][0, 0]
    )
    json.dumps({name: v for name, v in answer.items() if not isinstance(v, np.ndarray)})


def test_a_state_repeats_a_run():
    first = Playground(state={"data": "spiral", "layers": [3, 5], "passes": 20, "seed": 7})
    again = Playground(state=first.share)
    assert "layers=[3,5]" in first.share
    for (W, b), (V, c) in zip(first.weights, again.weights, strict=True):
        np.testing.assert_array_equal(W, V)
        np.testing.assert_array_equal(b, c)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("layers=[9]", "layers are up to 6 numbers from 1 to 8"),
        ("features=x3", "features are some of x1,x2"),
        ("noise=90", "noise is a whole number from 0 to 80"),
        ("data=moons", "data is one of circle"),
        ("rate=0.02", "rate is one of"),
        ("kept=noise%3D90", "noise is a whole number"),
        ("beside=your functions", "beside is one of nothing, kept run"),
    ],
)
def test_a_state_that_cannot_be_is_refused(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        Playground(state=text)


def test_rate_changes_on_the_way_and_the_rest_begins_again():
    widget = Playground()
    widget.do_step(4)
    widget.state = {**widget.state, "rate": 0.3}
    assert widget.runs[0].passes == 4 and widget.runs[0].settings["rate"] == 0.3
    before = widget.weights
    widget.state = {**widget.state, "start": 1}
    assert widget.runs[0].passes == 0
    assert not np.array_equal(widget.weights[0][0], before[0][0])
    assert widget.runs[0].points.tolist() == network.points_of(SETTINGS)[0].tolist()


def test_what_was_changed_can_be_taken_back_with_all_that_was_learned():
    widget = Playground()
    widget.do_step(5)
    learned = widget.weights
    widget.do_edit(layer=0, unit=1, source=0, value=3.0)
    assert widget.weights[0][0][1, 0] == 3
    widget.state = {**widget.state, "activation": "ReLU"}
    widget.state = {**widget.state, "speed": 5}
    widget.do_undo()
    assert widget.state["activation"] == "tanh" and widget.weights[0][0][1, 0] == 3
    assert widget.state["speed"] == 5
    widget.do_undo()
    np.testing.assert_array_equal(widget.weights[0][0], learned[0][0])
    assert widget.runs[0].passes == 5 and widget.do_undo() is None


def test_a_weight_that_died_lives_again_when_it_is_set_by_hand():
    widget = Playground(state={"penalty": "L1", "penalty_rate": 3.0, "passes": 3})
    layer, dead = next(
        (n, np.argwhere(one.dead)[0])
        for n, one in enumerate(widget.runs[0].layers)
        if one.dead.any()
    )
    unit, source = map(int, dead)
    widget.do_edit(layer=layer, unit=unit, source=source, value=1.0)
    assert not widget.runs[0].layers[layer].dead[unit, source]


def test_a_kept_run_goes_on_beside_the_next():
    widget = Playground(state={"rate": 0.1})
    widget.do_keep()
    assert widget.state["beside"] == KEPT
    widget.state = {**widget.state, "optimizer": "Adam", "rate": 0.01}
    answer = widget.do_step(2)
    assert answer["maps"].shape[0] == 2 and answer["losses"].shape == (2, 2, 3)
    np.testing.assert_array_equal(widget.runs[1].layers[0].W, trained(2, rate=0.1).layers[0].W)


# ---- a student's own functions


def own(name, changed=None):
    """The reference as a student's function of that name, changed by `changed(result)`."""

    def function(*args, **kwargs):
        result = REFERENCE[name](*args, **kwargs)
        return changed(result) if changed else result

    function.__name__ = name
    return function


def test_right_functions_learn_what_the_reference_learns():
    widget = Playground(
        layer=[own("affine_forward"), own("affine_backward")],
        activation=[own("relu"), own("relu_backward")],
        step=own("adam_step"),
    )
    assert (widget.state["activation"], widget.state["optimizer"]) == ("ReLU", "Adam")
    answer = widget.do_step(3)
    assert len(answer["verdicts"]) == 5 and all(text[0] == "✓" for text in answer["verdicts"])
    np.testing.assert_allclose(widget.runs[0].layers[1].W, widget.runs[1].layers[1].W)
    assert not answer["wrong"].any() and widget.error == ""


def test_a_wrong_gradient_is_marked_where_it_is_wrong():
    wrong = own("affine_backward", lambda found: (found[0], found[1], found[2] / 2))
    widget = Playground(layer=wrong)
    assert widget.state["beside"] == YOURS and widget.state["diagram"] == SECOND
    answer = widget.do_step(1)
    assert answer["bias_wrong"].all() and not answer["wrong"].any()
    assert answer["verdicts"][0].startswith("✗ affine_backward: ")
    reference = widget.runs[0]
    np.testing.assert_array_equal(reference.layers[0].W, trained(1).layers[0].W)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (lambda found: 1 / 0, "raised ZeroDivisionError: division by zero"),
        (lambda found: found[:2], "returned a tuple of 2, expected dx of shape (250, 3)"),
        (lambda found: (found[0], found[1].T, found[2]), "expected dx of shape"),
        (lambda found: None, "expected dx of shape"),
    ],
)
def test_a_function_that_fails_is_told_and_the_reference_goes_on(changed, sentence):
    widget = Playground(layer=own("affine_backward", changed), state={"layers": [2, 3]})
    answer = widget.do_step(2)
    assert sentence in widget.error and "affine_backward(array (" in widget.error
    assert answer["verdicts"] == ["✗ affine_backward fails: the reference stands in for it"]
    np.testing.assert_array_equal(widget.runs[0].layers[0].W, widget.runs[1].layers[0].W)


def test_a_function_that_changes_its_inputs_changes_only_copies():
    def affine_forward(x, W, b):
        W *= 0
        return x @ W.T + b

    widget = Playground(layer=affine_forward)
    widget.do_step(1)
    assert widget.runs[1].layers[0].W.any()


def test_a_function_of_another_name_is_refused():
    with pytest.raises(ValueError, match="cannot be a step here"):
        Playground(step=lambda w, dw, rate: w)


@pytest.mark.parametrize(
    "changes", [{}, {"problem": "regression"}, {"data": "spiral", "classes": 4}]
)
def test_there_is_a_still_picture(changes):
    assert widgets.Playground(state=changes).png().startswith(b"\x89PNG")


def test_rates_that_are_too_large_end_in_a_picture_and_not_in_an_error():
    widget = Playground(state={"rate": 10.0, "activation": "ReLU", "problem": "regression"})
    for _ in range(20):  # one by one: of many in one go, a busy machine does some
        answer = widget.do_step(1)
    assert answer["passes"] == 20 and not np.isfinite(answer["measures"][0, 0])
