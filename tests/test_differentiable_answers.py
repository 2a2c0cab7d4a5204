"""Of a function that something is to learn from, gradients are asked for as well as values."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from helpers.checking.ingredients import Tensor
from helpers.checking.kinds import DIFFERENTIABLE
from helpers.checking.kinds.gradients import NO_GRADIENT
from helpers.checking.run import outcome_of
from helpers.checking.values import HEADER_BYTES, TAG, decode, encode, same

X = np.array([[1.0, -2.0, 3.0]], dtype=np.float32)


def value(answer, *args, **kwargs):
    outcome = outcome_of(DIFFERENTIABLE, answer, args, kwargs)
    assert outcome.kind == "returned", outcome
    return outcome.value


def squares(x):
    return x.square().sum()


def test_without_a_tensor_that_learns_the_value_comes_back():
    assert value(squares, Tensor(X)) == 14 and value(squares, Tensor(X)).dtype == np.float32
    assert np.array_equal(value(lambda x: 2 * x, Tensor(X)), 2 * X)


def test_with_one_its_gradient_comes_back():
    assert np.array_equal(value(squares, Tensor(X, True)), 2 * X)


def test_the_gradient_of_several_numbers_is_that_of_their_sum():
    assert np.array_equal(value(lambda x: x.square(), Tensor(X, True)), 2 * X)


def test_each_of_several_tensors_has_a_gradient_or_none():
    found = value(
        lambda xs, y: (xs[0] * y).sum(), [Tensor(X, True), Tensor(X, True)], Tensor(3 * X)
    )
    assert np.array_equal(found[0], 3 * X) and found[1] is None


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: squares(x).item(),
        lambda x: squares(x.detach()),
        lambda x: squares(x).detach().numpy(),
        lambda x: torch.tensor(float(squares(x))),
        torch.no_grad()(squares),
        lambda x: (squares(x), x),
    ],
)
def test_a_result_that_does_not_remember_is_told_so(answer):
    assert value(answer, Tensor(X, True)) == NO_GRADIENT


def test_who_returns_nothing_or_no_data_is_told_that():
    assert value(lambda x: None, Tensor(X, True)) is None
    outcome = outcome_of(DIFFERENTIABLE, lambda x: object(), (Tensor(X, True),), {})
    assert (outcome.kind, outcome.message) == ("not data", "an object of type object")


def test_who_switches_recording_off_switches_it_off_for_one_call():
    def switches(x):
        torch.set_grad_enabled(False)
        return squares(x)

    assert value(switches, Tensor(X, True)) == NO_GRADIENT
    assert torch.is_grad_enabled()
    assert np.array_equal(value(squares, Tensor(X, True)), 2 * X)


def test_a_changed_input_is_seen():
    outcome = outcome_of(DIFFERENTIABLE, lambda x: x.add_(1).sum(), (Tensor(X.copy()),), {})
    assert outcome.changed == ("0",)


def test_a_tensor_that_learns_crosses_as_data():
    for learned in (False, True):
        assert same(decode(encode(Tensor(X, learned))), Tensor(X, learned))
        assert Tensor(X, learned).make().requires_grad == learned
    assert not same(Tensor(X, True), Tensor(X))


@pytest.mark.parametrize("array, learned", [(X, 1), (X, None), (np.arange(3), True)])
def test_only_floats_learn(array, learned):
    with pytest.raises(TypeError):
        Tensor(array, learned)


def test_what_is_no_tensor_is_not_read_as_one():
    for items in ("[]", "[1]", f'[{{"{TAG}": "array", "dtype": "bool", "shape": [0]}}, true]'):
        header = f'{{"{TAG}": "tensor", "items": {items}}}'.encode()
        with pytest.raises(ValueError):
            decode(len(header).to_bytes(HEADER_BYTES, "big") + header)


def test_a_call_is_typed_as_one_would_ask_for_the_gradient():
    assert DIFFERENTIABLE.typed("loss", (Tensor(X),), {}) == "loss(torch.tensor([[1., -2., 3.]]))"
    one = DIFFERENTIABLE.typed("loss", (Tensor(X, True),), {})
    assert one == (
        "x = torch.tensor([[1., -2., 3.]], requires_grad=True); "
        "torch.autograd.grad(loss(x).sum(), x)"
    )
    names = {"torch": torch, "loss": squares}
    first, second = one.split("; ")
    exec(first, names)
    assert np.array_equal(eval(second, names)[0], 2 * X)
    several = DIFFERENTIABLE.typed("loss", ([Tensor(X, True), Tensor(X, True)], 3), {})
    assert several.endswith("torch.autograd.grad(loss([x1, x2], 3).sum(), [x1, x2])")


def test_a_call_whose_numbers_are_left_out_says_so():
    large = (Tensor(np.zeros((8, 9), np.float32), True),)
    typed = DIFFERENTIABLE.typed("loss", large, {})
    assert typed.startswith("x = <8 x 9 tensor, requires_grad=True>; ")
    assert DIFFERENTIABLE.abridges(large, {}) and not DIFFERENTIABLE.abridges(
        (Tensor(X, True),), {}
    )
