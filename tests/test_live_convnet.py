"""The live ConvNet without its page: networks as text, a training that changes, its answers."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from torch import nn

from helpers import data, shapes, training
from helpers.widgets import architecture, learner
from helpers.widgets.architecture import PRESET, build, parse
from helpers.widgets.live_convnet import LiveConvNet

SMALL = "conv 3x3x4 relu, pool 4, conv 3x3x6 relu, pool 4"
SETTINGS = {
    "optimizer": learner.SGD,
    "rate": 0.1,
    "momentum": 0.9,
    "batch": 4,
    "decay": 0.0,
    "augment": False,
}


@pytest.fixture(scope="module")
def colors():
    images, labels = shapes.images(80, seed=5)
    return data.ColorImages(
        images[:60], labels[:60], images[60:], labels[60:], shapes.CLASSES, "shapes"
    )


@pytest.fixture
def widget(colors):
    return LiveConvNet(images=colors, state={"network": SMALL})


def begun(colors, network=SMALL, **settings) -> learner.Learner:
    made = learner.Learner(learner.split(colors), torch.device("cpu"))
    made.begin(build(parse(network), 0), {**SETTINGS, **settings})
    return made


# ---- networks as text


def test_the_network_of_the_demo_has_its_parameters():
    layers = parse(PRESET)
    assert [layer.parameters for layer in layers if layer.parameters] == [1216, 8020, 10020, 3210]
    assert layers[0].formula == "16·5·5·3 + 16 = 1,216"
    assert sum(layer.parameters for layer in layers) == 22_466


def test_the_answer_to_the_task_about_fewer_layers():
    assert sum(layer.parameters for layer in parse("conv 5x5x16 relu, pool 2")) == 42_186


@pytest.mark.parametrize(
    "text",
    [
        PRESET,
        "",
        "full 64 relu, dropout 0.5",
        "conv 3x3x8 stride 2 relu, norm, average 2, full 20 tanh, full 12 sigmoid",
        "CONV 7×5×6 pad 0; relu\npool 3 stride 2, norm tanh",
        "conv 4x4x5, pool 31",
    ],
)
def test_shapes_and_parameters_are_those_of_the_modules(text):
    layers = parse(text)
    model = build(layers, 0)
    found = training.activations(model, torch.zeros(2, 3, 32, 32))
    for layer in layers:
        assert tuple(found[layer.name].shape[1:]) == layer.shape
        module = model.get_submodule(layer.name)
        assert sum(p.numel() for p in module.parameters()) == layer.parameters


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cnov 5x5x16", "“cnov 5x5x16”: there is no layer called cnov. Did you mean conv?"),
        ("conv 5x16", "“conv 5x16”: it needs its size. An example is conv 5x5x16 relu"),
        ("pool", "“pool”: it needs its size. An example is pool 2"),
        ("pool 2.5", "“pool 2.5”: sizes are whole numbers from 1."),
        ("conv 5x5x16 strid 2", "“conv 5x5x16 strid 2”: strid cannot be read."),
        ("conv 5x5x16 stride", "“conv 5x5x16 stride”: stride cannot be read."),
        ("conv 5x5x100", "“conv 5x5x100”: 1 to 64 filters are possible here, not 100."),
        ("pool 2 stride 99", "1 to 32 pixels of stride are possible here, not 99."),
        (
            "pool 8, pool 8",
            "“pool 8”: a window of 8×8 is larger than its maps, 4×4 by then.",
        ),
        ("full 9, conv 3x3x3", "“conv 3x3x3”: it needs maps, and after a full layer"),
        ("dropout 1", "“dropout 1”: the share of dropped numbers lies between 0 and 1."),
        ("norm 3", "“norm 3”: norm stands alone."),
        ("full 400, full 512", "parameters, at most 500,000 are trained here."),
        ("conv 5x5x64, conv 5x5x40, pool 8", "multiplications, at most 40,000,000 keep"),
        ("relu, " * 25, "At most 24 layers are shown here"),
        ("x" * 2000, "A network has at most 1,000 characters."),
    ],
)
def test_what_is_wrong_with_a_network_is_said(text, sentence):
    with pytest.raises(ValueError) as told:
        parse(text)
    assert sentence in str(told.value)


def test_first_weights_are_drawn_as_in_the_demo():
    model = build(parse(PRESET), 0)
    assert model.conv3.weight.std().item() == pytest.approx(500**-0.5, rel=0.03)
    assert model.conv3.bias.tolist() == pytest.approx([0.1] * 20)
    assert model.full1.bias.tolist() == [0] * 10
    assert torch.equal(model.conv2.weight, build(parse(PRESET), 0).conv2.weight)
    assert not torch.equal(model.conv2.weight, build(parse(PRESET), 1).conv2.weight)


# ---- training


def test_a_step_is_the_demos_with_decay_by_the_batch_and_none_for_biases(colors):
    made = begun(colors, rate=0.1, momentum=0.0, decay=0.5)
    before = {name: p.detach().clone() for name, p in made.model.named_parameters()}
    order = torch.randperm(54, generator=torch.Generator().manual_seed(0))[:4]
    images, labels = (part[order] for part in made.images.train)
    loss = nn.functional.cross_entropy(made.model(learner.pixels(images)), labels)
    gradients = torch.autograd.grad(loss, list(made.model.parameters()))
    made.step()
    for (name, old), mean in zip(before.items(), gradients, strict=True):
        decayed = 0.5 * old / 4 if name.endswith("weight") else 0
        torch.testing.assert_close(made.model.get_parameter(name), old - 0.1 * (mean + decayed))
    assert made.loss == pytest.approx(loss.item())


def first_steps(colors, name, **settings):
    """How far each weight of the last layer went in the first step."""
    made = begun(colors, optimizer=name, **settings)
    before = made.model.full1.weight.detach().clone()
    made.step()
    return (made.model.full1.weight.detach() - before).abs()


def test_the_first_step_of_adam_is_as_long_as_its_rate(colors):
    """In the demo it is five times as long."""
    assert first_steps(colors, "Adam", rate=0.01).max().item() == pytest.approx(0.01, rel=1e-3)


def test_the_first_step_of_adadelta_is_as_in_the_demo(colors):
    """sqrt(eps / (0.05 g² + eps)) · g, and eps is 1e-8."""
    moved = first_steps(colors, learner.ADADELTA)
    assert moved.max().item() == pytest.approx((1e-8 / 0.05) ** 0.5, rel=1e-2)


@pytest.mark.parametrize("name", learner.OPTIMIZERS)
def test_every_optimiser_learns(colors, name):
    """Eight images by heart."""
    made = begun(colors, optimizer=name, rate=0.01, batch=8)
    made.images.train = tuple(part[:8] for part in made.images.train)
    made.step()
    first = made.loss
    for _ in range(120 if name == learner.ADADELTA else 40):
        made.step()
    assert made.loss < first - 0.4


def test_settings_change_without_loss_of_what_the_optimiser_remembers(colors):
    made = begun(colors)
    made.step()
    optimizer = made.optimizer
    made.change({**SETTINGS, "rate": 0.003, "momentum": 0.5, "batch": 8, "decay": 0.1})
    assert made.optimizer is optimizer
    weights, biases = optimizer.param_groups
    assert (weights["lr"], weights["momentum"], weights["weight_decay"]) == (0.003, 0.5, 0.1 / 8)
    assert biases["weight_decay"] == 0
    assert optimizer.state
    made.step()
    assert made.seen == 12
    made.change({**SETTINGS, "optimizer": "Adam"})
    assert isinstance(made.optimizer, torch.optim.Adam)
    assert not made.optimizer.state


def test_nesterov_may_lose_its_momentum_and_get_it_back(colors):
    made = begun(colors, optimizer=learner.NESTEROV, momentum=0.0)
    made.change({**SETTINGS, "optimizer": learner.NESTEROV, "momentum": 0.9})
    assert made.optimizer.param_groups[0]["nesterov"]
    made.step()


def test_validation_images_are_every_tenth_and_never_learned_from(colors):
    images = learner.split(colors)
    assert len(images.validation[0]) == 6
    assert torch.equal(images.validation[0], learner.as_bytes(colors.train_images[::10]))
    made = begun(colors)
    seen = [made._next(54) for _ in range(27)]
    assert sorted(torch.cat(seen).tolist()) == sorted([*range(54)] * 2)


def test_more_scenes_are_drawn_while_it_trains(monkeypatch):
    monkeypatch.setattr(learner, "SCENES", 20)
    monkeypatch.setattr(learner, "TEST_SCENES", 40)
    monkeypatch.setattr(data, "cifar10", lambda part: (_ for _ in ()).throw(FileNotFoundError()))
    images = learner.all_images()
    made = learner.Learner(images, torch.device("cpu"))
    made.begin(build(parse(SMALL), 0), SETTINGS)
    made.run(0)
    assert (len(images.train[0]), len(images.validation[0])) == (36, 4)
    assert made.test(0, 30)[0] == 30
    assert made.test(30, 30)[0] == 10


def test_photographs_are_taken_whole_where_they_are_at_hand(monkeypatch):
    def cifar10(part):
        count = {"train": 50, "test": 10}[part]
        pixels = np.arange(count * 3072, dtype=np.uint32).astype(np.uint8)
        return pixels.reshape(count, 32, 32, 3), np.arange(count) % 10

    monkeypatch.setattr(data, "cifar10", cifar10)
    widget = LiveConvNet(state={"network": SMALL})
    assert (widget.about["source"], widget.about["tests"]) == ("CIFAR-10", 10)
    images = widget.learner.images
    assert [len(part[0]) for part in (images.train, images.validation)] == [45, 5]
    assert images.train[0][0].permute(1, 2, 0).flatten()[:4].tolist() == [0, 1, 2, 3]
    widget.do_train(0)
    assert widget.learner.figures()["images"] == 45


def test_an_accuracy_waits_for_twenty_answers(colors):
    made = begun(colors, batch=16)
    made.step()
    assert made.share("train") is None
    made.step()
    assert 0 <= made.share("train") <= 1


def test_a_long_curve_keeps_every_second_point():
    curves = learner.Curves(every=50)
    for point in range(400):
        curves.add(50 * (point + 1), 2.0, None, 0.5)
    assert len(curves.seen) < learner.MOST_POINTS
    assert curves.every == 100
    assert curves.seen[:3] == [100, 200, 300]
    assert len(curves.loss) == len(curves.train) == len(curves.seen)


def test_a_loss_that_is_no_number_ends_the_training(widget):
    widget.state = {**widget.state, "optimizer": learner.SGD, "rate": 1.0, "momentum": 0.99}
    with torch.no_grad():
        widget.learner.model.full1.weight.fill_(1e38)
    answer = widget.do_train(0)
    assert answer["stopped"]
    assert "no number any more" in widget.error
    widget.state = {**widget.state, "seed": 1, "rate": 0.01}
    assert "stopped" not in widget.do_train(0)
    assert widget.error == ""


# ---- what is looked at


def test_gradients_of_a_look_are_those_of_the_loss(colors):
    made = begun(colors)
    image, label = made.images.validation[0][0], int(made.images.validation[1][0])
    made.model.train()
    layers = {layer["name"]: layer for layer in made.look(image, label)}
    assert [*layers] == [layer.name for layer in parse(SMALL)]
    assert made.model.training
    assert all(p.grad is None for p in made.model.parameters())

    scores = made.model(learner.pixels(image[None]))
    nn.functional.cross_entropy(scores, torch.tensor([label])).backward()
    for name in ("conv1", "conv2", "full1"):
        expected = made.model.get_submodule(name).weight.grad
        np.testing.assert_allclose(layers[name]["weight_grad"], expected, atol=1e-6)
    chances = scores.softmax(1)[0].detach().numpy()
    chances[label] -= 1  # the gradient of softmax and cross-entropy, by hand
    np.testing.assert_allclose(layers["full1"]["grad"], chances, atol=1e-6)
    assert layers["relu1"]["maps"].min() == 0
    assert not layers["conv1"]["grad"][layers["conv1"]["maps"] < 0].any()


def test_answers_are_the_mean_over_views_and_the_same_each_time(colors):
    made = begun(colors)
    images = made.images.validation[0]
    chances = made.answers(images)
    assert chances.shape == (6, 10)
    torch.testing.assert_close(chances.sum(1), torch.ones(6))
    assert torch.equal(chances, made.answers(images))


# ---- weights that are kept


def test_saved_weights_come_back_exactly_and_the_optimiser_stays(widget, colors):
    widget.state = {**widget.state, "optimizer": "Adam"}
    widget.do_train(0)
    text = widget.save()
    other = LiveConvNet(images=colors, state={"optimizer": learner.NESTEROV})
    other.load(text)
    assert other.state["network"] == SMALL
    assert isinstance(other.learner.optimizer, torch.optim.SGD)
    assert other.learner.optimizer.param_groups[0]["nesterov"]
    for name, value in widget.learner.model.state_dict().items():
        assert torch.equal(other.learner.model.state_dict()[name], value)
    other.do_train(0)


def test_batch_normalisation_is_saved_with_its_averages(widget):
    widget.do_build("conv 3x3x4, norm relu, pool 8")
    widget.do_train(0)
    before = widget.do_look()["chances"]
    widget.load(widget.save())
    np.testing.assert_array_equal(widget.do_look()["chances"], before)


def spoiled(text: str, **changes) -> str:
    return json.dumps({**json.loads(text), **changes})


def test_a_file_that_holds_something_else_is_told(widget):
    text = widget.save()
    weights = json.loads(text)["weights"]
    weights["conv1.weight"]["shape"] = [4, 27]
    lost = json.loads(text)["weights"]
    lost["conv1.bias"]["numbers"][0] = float("nan")
    for wrong, sentence in [
        ("", "holds no network"),
        ("[1]", "holds no network"),
        ("[" * 10_000, "holds no network"),
        (spoiled(text, format="other"), "holds no network"),
        (spoiled(text, weights={"a": {"shape": [2], "numbers": ["x"]}}), "holds no network"),
        (spoiled(text, weights={}), "conv1.bias: the network has (4,), the file none of them."),
        (spoiled(text, network=PRESET), "conv1.bias: the network has (16,), the file (4,)."),
        (spoiled(text, network="rm"), "there is no layer called rm"),
        (spoiled(text, weights=weights), "the network has (4, 3, 3, 3), the file (4, 27)."),
        (spoiled(text, weights=lost), "no finite numbers"),
    ]:
        assert widget.do_load(wrong) == {"failed": True}
        assert sentence in widget.error
        widget.error = ""
    assert widget.do_load(text) == {}


def test_the_trained_network_knows_scenes(colors):
    widget = LiveConvNet(images=colors)
    widget.do_trained()
    tried, plain, mean = widget.learner.test(0, 20)
    assert tried == 20
    assert min(plain, mean) >= 18


# ---- the widget


def test_only_another_network_or_seed_begins_anew(widget):
    widget.do_train(0)
    seen = widget.learner.seen
    for change in ({"rate": 0.1}, {"optimizer": "Adam"}, {"augment": False}, {"watch": 2}):
        widget.state = {**widget.state, **change}
        assert widget.learner.seen == seen
    widget.do_build("conv 3x3x2 relu,pool 8")
    assert widget.learner.seen == 0
    assert widget.state["optimizer"] == "Adam"
    assert isinstance(widget.learner.optimizer, torch.optim.Adam)


def test_a_look_gives_the_page_what_it_draws(widget):
    widget.do_train(0)
    found = widget.do_look(first=4, show="weight")
    assert found["places"] == [4, 5, 0, 1, 2, 3]
    assert found["chances"].shape == (6, 10)
    assert found["layer0"].shape == (4, 3, 3, 3)
    assert "layer1" not in found
    assert found["layers"][0]["maps"]["shape"] == [4, 32, 32]
    json.dumps({name: v for name, v in found.items() if not isinstance(v, np.ndarray)})


def test_a_picture_of_ones_own_is_looked_at(widget):
    red = np.zeros((32, 32, 3), np.uint8)
    red[..., 0] = 255
    widget.do_picture([memoryview(red.tobytes())])
    assert widget.state["watch"] == -1
    found = widget.do_look(watch=-1)
    assert found["image"].mean(axis=(1, 2)).tolist() == [255, 0, 0]
    assert (found["places"][0], found["labels"][0], len(found["places"])) == (-1, -1, 6)
    with pytest.raises(ValueError, match="3072 bytes"):
        widget.do_picture([b"123"])


def test_a_state_for_another_machine_forgets_the_picture(colors):
    assert LiveConvNet(images=colors, state="watch=-1").state["watch"] == 0
    with pytest.raises(ValueError, match="optimizer is one of Adadelta, SGD with momentum"):
        LiveConvNet(images=colors, state="optimizer=magic")
    with pytest.raises(ValueError, match="Did you mean conv"):
        LiveConvNet(images=colors, state="network=cnov 3x3x3")


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.scores = nn.Linear(3072, 10)

    def forward(self, x):
        return self.scores(x.flatten(1))


class Unwritten(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError("Write me.")


class Narrow(Own):
    def forward(self, x):
        return super().forward(x)[:, :7]


def test_a_network_of_ones_own_is_trained(colors):
    widget = LiveConvNet(Own, images=colors)
    assert (widget.state["network"], widget.picture["parameters"]) == ("yours", 30_730)
    widget.do_train(0)
    assert widget.do_look(show="weight")["layer0"].shape == (10, 3072)
    given = Own()
    weights = given.scores.weight.detach().clone()
    widget = LiveConvNet(given, images=colors)
    assert torch.equal(widget.learner.model.scores.weight, weights)
    widget.do_train(0)
    assert torch.equal(given.scores.weight, weights)


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (Unwritten, "Unwritten is not written yet."),
        (Narrow, "Narrow gave shape (2, 7) for images of shape (2, 3, 32, 32), expected (2, 10)."),
        (nn.Flatten(2), "Flatten gave shape (2, 3, 1024) for images"),
        (nn.Linear(4, 10), "Linear raised RuntimeError"),
    ],
)
def test_the_network_of_the_demo_takes_the_place_of_one_that_fails(colors, own, sentence):
    widget = LiveConvNet(own, images=colors)
    assert sentence in widget.error
    assert "The network of the demo takes its place." in widget.error
    assert widget.picture["parameters"] == 22_466
    widget.do_train(0)
    widget.state = {**widget.state, "batch": 16}
    assert sentence in widget.error
    widget.do_build(SMALL)
    assert widget.error == ""


def test_shifts_by_ones_own_function(colors):
    called = []

    def shift_and_flip(images, dx, dy, flip):
        called.append((tuple(images.shape), dx.tolist(), flip.dtype))
        return images

    widget = LiveConvNet(shift_and_flip, images=colors, state={"network": SMALL})
    widget.do_train(0)
    assert called[0][0] == (4, 3, 32, 32)
    assert called[0][2] == torch.bool
    assert widget.error == ""


def test_shifts_that_fail_are_told_and_the_course_takes_over(colors):
    def shift_and_flip(images, dx, dy, flip):
        return images[:, :, 1:]

    widget = LiveConvNet(shift_and_flip, images=colors, state={"network": SMALL})
    widget.do_train(0)
    assert "returned an array of shape (4, 3, 31, 32), expected" in widget.error
    assert widget.learner.seen == 4


def test_what_cannot_be_shown_is_an_error(colors):
    with pytest.raises(ValueError, match="cannot be shown here"):
        LiveConvNet(3, images=colors)


def test_there_is_a_picture_where_nothing_is_live(widget):
    for _ in range(30):
        widget.do_train(0)
    assert widget.png().startswith(b"\x89PNG")
    assert architecture.PRESET not in repr(widget)
