"""average_gradients: what two or more workers agree on: the mean of their gradients."""

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.on_a_gpu.shared import floats
from helpers.checking.ingredients import Tensor


def average_gradients(gradients):
    """What two or more workers agree on: the mean of their gradients.

    gradients: for every worker a list with the gradient of every parameter, tensors,
    all workers with batches of the same size. Nothing is changed.
    Returns a list with one tensor for every parameter: the gradient of the batches put
    together.
    """
    return [torch.stack(parts).mean(dim=0) for parts in zip(*gradients, strict=True)]


def adds_without_dividing(gradients):
    """This is the sum over the workers. With it a step would get longer with every worker more."""
    return [torch.stack(parts).sum(dim=0) for parts in zip(*gradients, strict=True)]


def always_halves(gradients):
    """You divide by 2, however many workers there are."""
    return [torch.stack(parts).sum(dim=0) / 2 for parts in zip(*gradients, strict=True)]


def divides_by_the_parameters(gradients):
    """You divide by the number of parameters. How many gradients of *one* parameter were added?"""
    sums = [torch.stack(parts).sum(dim=0) for parts in zip(*gradients, strict=True)]
    return [total / len(sums) for total in sums]


def takes_the_first_worker(gradients):
    """This is what the first worker found. The others have seen other images."""
    return list(gradients[0])


def takes_the_last_worker(gradients):
    """This is what the last worker found: the result is overwritten for each of them, and not added
    to."""
    return list(gradients[-1])


def averages_two_by_two(gradients):
    """With three workers and more, the later ones count more in your mean: the mean of a mean and
    one more is not the mean of all. Add up first, and divide once."""
    result = list(gradients[0])
    for worker in gradients[1:]:
        result = [(old + new) / 2 for old, new in zip(result, worker, strict=True)]
    return result


def takes_the_middle_worker(gradients):
    """You take the median over the workers. The loss of the whole batch is a mean, and so is its
    gradient."""
    return [torch.stack(parts).median(dim=0).values for parts in zip(*gradients, strict=True)]


def averages_to_one_number(gradients):
    """You average over all numbers of a parameter, so a single one is left. Each number of it has a
    gradient of its own: the mean goes over the workers only."""
    return [torch.stack(parts).mean() for parts in zip(*gradients, strict=True)]


def averages_over_axis_one(gradients):
    """Your mean goes along axis 1 of what torch.stack made. The workers are its axis 0; axis 1 is
    the first of the parameter itself."""
    return [torch.stack(parts).mean(dim=1) for parts in zip(*gradients, strict=True)]


def averages_over_the_last_axis(gradients):
    """Your mean goes along the last axis of a parameter. The workers are the first axis of what
    torch.stack made."""
    return [torch.stack(parts).mean(dim=-1) for parts in zip(*gradients, strict=True)]


def averages_parameters_of_a_worker(gradients):
    """You average the tensors of one worker, which belong to different parameters. Those that
    belong together have the same place in the lists of all workers: zip(*gradients) brings them
    together."""
    return [sum(worker) / len(worker) for worker in gradients]


def averages_within_a_worker(gradients):
    """Your mean runs over the numbers that one worker found, and gives one for each worker. Which
    axis of the stacked tensors are the workers?"""
    return [torch.stack(parts).flatten(1).mean(dim=1) for parts in zip(*gradients, strict=True)]


def loses_the_signs(gradients):
    """All your numbers are positive. Where workers disagree on a direction, their gradients have to
    cancel."""
    return [torch.stack(parts).abs().mean(dim=0) for parts in zip(*gradients, strict=True)]


def joins_the_parameters(gradients):
    """The gradients of all parameters come back in one long tensor. An optimizer needs one tensor
    for every parameter, in its shape."""
    return torch.cat([total.flatten() for total in average_gradients(gradients)])


def forgets_the_last_parameter(gradients):
    """There is a gradient missing: fewer come back than there are parameters."""
    return average_gradients(gradients)[:-1] or [torch.zeros(0)]


def adds_up_in_the_first_worker(gradients):
    """Your sums are written into the tensors of the first worker, which still needs them. Begin
    with a new tensor, and not with one that you were given."""
    result = gradients[0]
    for worker in gradients[1:]:
        for total, more in zip(result, worker, strict=True):
            total += more
    for total in result:
        total /= len(gradients)
    return result


def some_gradients(
    rng: np.random.Generator, workers: int, shapes: list[tuple[int, ...]]
) -> list[list[Tensor]]:
    return [[floats(rng, *shape) for shape in shapes] for _ in range(workers)]


def tensors(*rows: list[float]) -> list[Tensor]:
    return [Tensor(np.array(row, np.float32)) for row in rows]


def two_workers(rng: np.random.Generator) -> Call:
    return call(some_gradients(rng, 2, [(int(rng.integers(2, 9)),)]))


def several_parameters(rng: np.random.Generator) -> Call:
    a, b, c = map(int, rng.integers(2, 5, 3))
    return call(some_gradients(rng, 2, [(a, b), (a,), (c, a)]))


def many_workers(rng: np.random.Generator) -> Call:
    a, b = map(int, rng.integers(2, 5, 2))
    return call(some_gradients(rng, int(rng.integers(4, 8)), [(a, b), (b,)]))


EXERCISE = Exercise(
    solution=average_gradients,
    torch=True,
    parts=[
        Part(
            "two workers and one parameter",
            [
                call([tensors([2.0, 4.0]), tensors([4.0, 0.0])]),
                call([tensors([1.0, -3.0, 0.5]), tensors([-2.0, -1.0, 0.5])]),
                drawn(two_workers, 2),
            ],
        ),
        Part(
            "several parameters",
            [
                call(
                    some_gradients(np.random.default_rng(3), 2, [(2, 3), (2,), (4, 2)]),
                ),
                drawn(several_parameters, 2),
            ],
        ),
        Part(
            "many workers",
            [
                call([tensors([3.0, -1.0]), tensors([6.0, 1.0]), tensors([0.0, 9.0])]),
                call(some_gradients(np.random.default_rng(4), 5, [(3, 2), (2,)])),
                drawn(many_workers, 2),
            ],
        ),
    ],
    hints=[
        "zip(*gradients) gives, for one parameter after the other, what all workers found.",
        "torch.stack makes one tensor of several of equal shape, with the workers as its first "
        "axis. Its mean over this axis is what is asked for.",
    ],
)
