"""Lesson 11, on a GPU: solutions, test cases and known mistakes."""

import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from autograder.exercise import Call, Exercise, Part, call, drawn, training_a_model
from helpers.ingredients import Model, Optimizer, Tensor, Work
from helpers.models import CHANNELS, CLASSES, SIDE


def floats(rng: np.random.Generator, *shape: int) -> Tensor:
    return Tensor(rng.standard_normal(shape).astype(np.float32).round(2))


def pick_device():
    """The fastest device at hand: CUDA before Apple's MPS before the CPU.

    Returns a torch.device.
    """
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def always_takes_cuda():
    """CUDA comes back even where there is none. If you ask is_available, are there parentheses
    behind it? A function that is not called counts as true."""
    return torch.device("cuda")


def always_takes_the_cpu():
    """Your function says "cpu" whatever there is. The CPU is what remains when the questions about
    the others are answered."""
    return torch.device("cpu")


def does_not_know_apple():
    """On an Apple computer with a GPU your function takes the CPU. There is a second kind of GPU to
    ask for."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def does_not_find_cuda():
    """Where there is one GPU with CUDA and no MPS, your function does not find it. Does it ask, and
    is one GPU enough?"""
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def asks_for_apple_first():
    """Where both are at hand your function takes MPS. The one that is asked for first wins."""
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def asks_what_pytorch_was_built_for():
    """Without CUDA your function says "mps" everywhere, also where there is no such GPU. Ask if one
    is there: a PyTorch that was built for it runs on other machines too."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_built() else "cpu")


def turns_the_question_round():
    """Your answers are the wrong way round: CUDA where there is none, and none where there is."""
    if not torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def names_the_device_in_words():
    """The text names the right device, but it is a text. torch.device makes a device of it."""
    return pick_device().type


def finds_nothing_without_a_gpu():
    """Where there is no GPU, None comes back. The CPU is a device too."""
    device = pick_device()
    return None if device.type == "cpu" else device


def machine(cuda: bool, mps: bool) -> Call:
    return Call((), {"cuda": cuda, "mps": mps})


CPU_ONLY, APPLE, NVIDIA = machine(False, False), machine(False, True), machine(True, False)
BOTH = machine(True, True)


def images_per_second(step, images, repeats):
    """How many images a second step(images) gets through.

    Calls it once to warm up, then repeats times against the clock. A GPU works on after
    a call has returned: where CUDA is available, wait with torch.cuda.synchronize()
    before every look at the clock, which is time.perf_counter().
    step: a function of one batch; images: a tensor (N, ...); repeats: an int.
    Returns a float.
    """

    def now():
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        return time.perf_counter()

    step(images)
    start = now()
    for _ in range(repeats):
        step(images)
    return repeats * len(images) / (now() - start)


def seconds_of(step, images, repeats, warm_ups=1, wait_before=True, wait_after=True):
    for _ in range(warm_ups):
        step(images)
    if wait_before and torch.cuda.is_available():
        torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(repeats):
        step(images)
    if wait_after and torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter() - start


def never_waits(step, images, repeats):
    """On a GPU this clock stops when the work has been asked for, and not when it is done. Wait
    for the GPU before each look at the clock."""
    seconds = seconds_of(step, images, repeats, wait_before=False, wait_after=False)
    return repeats * len(images) / seconds


def waits_at_the_end_only(step, images, repeats):
    """When your clock starts, the GPU is still busy with the warm-up, which is then counted. Before
    the start it has to be waited for as well."""
    return repeats * len(images) / seconds_of(step, images, repeats, wait_before=False)


def waits_where_there_is_no_gpu(step, images, repeats):
    """There is nothing to wait for on a machine without CUDA: there the waiting itself is an error.
    Ask first whether it is available."""
    torch.cuda.synchronize()
    return images_per_second(step, images, repeats)


def does_not_warm_up(step, images, repeats):
    """The first call takes longer than the others, and you count it. One call has to go by before
    the clock starts."""
    return repeats * len(images) / seconds_of(step, images, repeats, warm_ups=0)


def times_the_warm_up(step, images, repeats):
    """The clock runs during the warm-up. Start it only when that is over."""
    seconds = seconds_of(step, images, repeats + 1, warm_ups=0)
    return repeats * len(images) / seconds


def counts_the_warm_up_as_work(step, images, repeats):
    """You count the images of the first call, but also time it. The first call belongs neither into
    the images nor into the seconds."""
    seconds = seconds_of(step, images, repeats + 1, warm_ups=0)
    return (repeats + 1) * len(images) / seconds


def warms_up_for_ever(step, images, repeats):
    """The rate is right, but you call the step more often than asked for: it goes once to warm up,
    and then as often as repeats says."""
    return repeats * len(images) / seconds_of(step, images, repeats, warm_ups=repeats + 1)


def times_one_call(step, images, repeats):
    """You time a single call. The work is to be repeated, since one call alone may be slowed down
    by anything."""
    return len(images) / seconds_of(step, images, 1)


def forgets_the_repeats(step, images, repeats):
    """All calls together take these seconds, but you count the images of one call only."""
    return len(images) / seconds_of(step, images, repeats)


def counts_batches(step, images, repeats):
    """These are batches a second. How many images are in a batch?"""
    return repeats / seconds_of(step, images, repeats)


def counts_numbers(step, images, repeats):
    """You count every number in the batch. An image consists of many numbers: take the length of
    the first axis only."""
    return repeats * images.numel() / seconds_of(step, images, repeats)


def gives_the_seconds(step, images, repeats):
    """This is a time. A rate is images divided by seconds."""
    return seconds_of(step, images, repeats)


def gives_seconds_an_image(step, images, repeats):
    """This is how many seconds one image takes. Asked for is the ratio the other way round."""
    return seconds_of(step, images, repeats) / (repeats * len(images))


def gives_images_a_millisecond(step, images, repeats):
    """time.perf_counter() counts in seconds already. There is nothing to convert."""
    return repeats * len(images) / seconds_of(step, images, repeats) / 1000


def cuts_off_the_fraction(step, images, repeats):
    """A rate may have a fraction, and yours is cut off. Divide with / and round nothing."""
    return repeats * len(images) // seconds_of(step, images, repeats)


def some_batch(rng: np.random.Generator) -> Tensor:
    return Tensor(np.zeros((int(rng.integers(2, 300)), 3, 2, 2), np.float32))


def work(rng: np.random.Generator, on_gpu: bool, slow_start: bool) -> Call:
    """Seconds are many, so that a look at the simulated clock more or less does not count."""
    seconds = round(float(rng.uniform(2, 20)), 1)
    first = seconds + (round(float(rng.uniform(5, 50)), 1) if slow_start else 0.0)
    return call(Work(seconds, round(first, 1), on_gpu), some_batch(rng), int(rng.integers(2, 9)))


def steady_work(rng: np.random.Generator) -> Call:
    return work(rng, on_gpu=False, slow_start=False)


def work_that_starts_slowly(rng: np.random.Generator) -> Call:
    return work(rng, on_gpu=False, slow_start=True)


def work_on_a_gpu(rng: np.random.Generator) -> Call:
    return work(rng, on_gpu=True, slow_start=True)


def blank(count: int) -> Tensor:
    return Tensor(np.zeros((count, 3, 2, 2), np.float32))


def to_channels_last(model, images):
    """Model and images with the channels last in memory. Shapes and values stay.

    images: a tensor (N, C, H, W). Returns model, images.
    """
    last = torch.channels_last
    return model.to(memory_format=last), images.to(memory_format=last)


def changes_the_images_only(model, images):
    """The filters of your model still have their channels first. The model has a method of the same
    name."""
    return model, images.to(memory_format=torch.channels_last)


def changes_the_model_only(model, images):
    """The images come back as they were. For a tensor .to changes nothing in place: it returns a
    new one, which has to be kept."""
    return model.to(memory_format=torch.channels_last), images


def changes_neither(model, images):
    """Model and images lie in memory as before. The format that keeps or restores the usual order
    is not the one that is asked for."""
    return model, images.contiguous()


def moves_the_axis(model, images):
    """You moved the channels to the last axis, so the shape is another one and no layer fits any
    more. Only the order in memory is to change: ask for a memory format."""
    model, _ = to_channels_last(model, images)
    return model, images.permute(0, 2, 3, 1)


def moves_the_axis_and_the_numbers(model, images):
    """The order in memory is right, seen as (N, H, W, C). But the shape has to remain (N, C, H, W):
    ask for a memory format, and leave the axes alone."""
    model, _ = to_channels_last(model, images)
    return model, images.permute(0, 2, 3, 1).contiguous()


def swaps_channels_and_columns(model, images):
    """Channels and columns have changed places, so every index means something else now. The axes
    stay where they are: ask for a memory format."""
    model, _ = to_channels_last(model, images)
    return model, images.transpose(1, 3)


def reads_the_numbers_in_another_shape(model, images):
    """reshape lets the numbers lie and only cuts them in another way, so pixels and channels get
    mixed up. Here the numbers move and the shape stays."""
    n, c, h, w = images.shape
    model, _ = to_channels_last(model, images)
    return model, images.reshape(n, h, w, c)


def mixes_up_the_values(model, images):
    """The shape is right, but the values have changed places. After numbers were cut in another
    shape, moving the axes back does not repair it: ask for a memory format."""
    n, c, h, w = images.shape
    model, _ = to_channels_last(model, images)
    return model, images.reshape(n, h, w, c).permute(0, 3, 1, 2)


def moves_the_filters_too(model, images):
    """The filters of your model have another shape now, so it cannot compute any more. A model
    takes the memory format in the same way as a tensor."""
    for parameter in model.parameters():
        if parameter.dim() == 4:
            parameter.data = parameter.data.permute(0, 2, 3, 1)
    return model, images.to(memory_format=torch.channels_last)


def returns_the_images_first(model, images):
    """Two values come back in the wrong order: the model is the first."""
    model, images = to_channels_last(model, images)
    return images, model


def returns_the_images_only(model, images):
    """One value comes back. The caller needs both, the model and the images."""
    return to_channels_last(model, images)[1]


def returns_what_the_model_says(model, images):
    """You return scores. Nothing is to be computed here: give back the model itself, and the
    images."""
    model, images = to_channels_last(model, images)
    return model, model(images)


def some_layout(rng: np.random.Generator) -> Call:
    name = str(rng.choice(["convolution", "batch norm"]))
    images = floats(rng, int(rng.integers(1, 9)), CHANNELS, SIDE, SIDE)
    return call(Model(name, int(rng.integers(1000))), images)


def train_step_mixed_precision(model, images, labels, optimizer):
    """One training step whose forward pass computes in bfloat16 where that is safe.

    The parameters stay in float32, as does the loss, which is the mean cross-entropy.
    images: (N, C, H, W), labels: (N,), on the device of the model.
    Returns the loss, a float.
    """
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        loss = functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def autocast_loss(model, images, labels, **options):
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        return functional.cross_entropy(model(images), labels, **options)


def step_down(loss, optimizer):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def computes_in_float32(model, images, labels, optimizer):
    """Your layers compute in float32. The forward pass has to stand inside the autocast block, and
    the block has to be meant for the device on which the images are."""
    return step_down(functional.cross_entropy(model(images), labels), optimizer)


def computes_in_float16(model, images, labels, optimizer):
    """Your layers compute in float16, whose range is small. autocast takes the kind of number as
    dtype: which of the two was it to be?"""
    with torch.autocast(images.device.type, dtype=torch.float16):
        loss = functional.cross_entropy(model(images), labels)
    return step_down(loss, optimizer)


def turns_the_parameters_into_bfloat16(model, images, labels, optimizer):
    """The parameters are bfloat16 now, so small updates get lost. Leave model and images in
    float32: within the block autocast converts what it can."""
    model.to(torch.bfloat16)
    loss = functional.cross_entropy(model(images.to(torch.bfloat16)), labels)
    return step_down(loss, optimizer)


def takes_the_loss_outside(model, images, labels, optimizer):
    """The loss is computed in bfloat16: outside of the block nobody turns the scores back into
    float32. Let the block end after the loss."""
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        scores = model(images)
    return step_down(functional.cross_entropy(scores, labels), optimizer)


def keeps_old_gradients(model, images, labels, optimizer):
    """What an earlier step left in the gradients was added to yours. They have to be emptied before
    the backward pass."""
    loss = autocast_loss(model, images, labels)
    loss.backward()
    optimizer.step()
    return loss.item()


def changes_no_weight(model, images, labels, optimizer):
    """The weights come out as they went in. Three things happen after the loss: gradients are
    emptied, computed, and used. Is one missing, or is the order another one?"""
    return autocast_loss(model, images, labels).item()


def steps_before_the_backward_pass(model, images, labels, optimizer):
    """The step is made with the gradients of an earlier step. Those of this batch are only there
    after the backward pass."""
    loss = autocast_loss(model, images, labels)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def adds_up_the_losses(model, images, labels, optimizer):
    """Your loss is a sum over the batch. With the mean, a step does not depend on the number of
    images."""
    return step_down(autocast_loss(model, images, labels, reduction="sum"), optimizer)


def takes_softmax_twice(model, images, labels, optimizer):
    """The scores go through softmax, and then through a loss that does this again. The
    cross-entropy of PyTorch takes scores as they are."""
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        scores = functional.softmax(model(images), dim=1)
        loss = functional.cross_entropy(scores, labels)
    return step_down(loss, optimizer)


def measures_after_the_step(model, images, labels, optimizer):
    """The loss that you return is computed anew, after the step. Return the one that the step was
    made from: it costs nothing more."""
    step_down(autocast_loss(model, images, labels), optimizer)
    return autocast_loss(model, images, labels).item()


def steps_twice(model, images, labels, optimizer):
    """The weights move twice as far as they should. How often does a step call the optimizer?"""
    loss = step_down(autocast_loss(model, images, labels), optimizer)
    optimizer.step()
    return loss


def goes_uphill_in_bfloat16(model, images, labels, optimizer):
    """Your weights go uphill. The optimizer steps against the gradient by itself: give it the loss
    as it is."""
    return -step_down(-autocast_loss(model, images, labels), optimizer)


def keeps_the_graph(model, images, labels, optimizer):
    """What you return carries along everything that it was computed from, and keeps it in memory.
    .item() makes a number of it."""
    loss = autocast_loss(model, images, labels)
    step_down(loss, optimizer)
    return loss


def returns_no_loss(model, images, labels, optimizer):
    """The step is made, but the loss does not come back."""
    step_down(autocast_loss(model, images, labels), optimizer)


def training_step(name: str, seed: int, count: int, rate: float) -> Call:
    rng = np.random.default_rng(seed)
    images = floats(rng, count, CHANNELS, SIDE, SIDE)
    labels = Tensor(rng.integers(0, CLASSES, count))
    return call(Model(name, seed), images, labels, Optimizer("SGD", rate))


def some_training_step(rng: np.random.Generator) -> Call:
    """Of models whose gradients do not jump where bfloat16 rounds a number across 0."""
    name = str(rng.choice(["linear", "partly frozen"]))
    rate = round(float(rng.uniform(0.1, 0.2)), 2)
    return training_step(name, int(rng.integers(1000)), int(rng.integers(4, 12)), rate)


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


def speedup(parallel_fraction, workers):
    """How many times faster a program gets when a part of it is spread over workers.

    parallel_fraction: the share of its time on one worker that can be spread, 0 to 1.
    workers: an int, 1 or more. Returns a float.
    Source: G. Amdahl, Validity of the single processor approach ..., 1967.
    """
    return 1 / (1 - parallel_fraction + parallel_fraction / workers)


def spreads_everything(parallel_fraction, workers):
    """You count as if all of it could be spread. What happens to the seconds that cannot?"""
    return float(workers)


def multiplies_the_share(parallel_fraction, workers):
    """You multiply the share by the workers. Begin with the time that is left with so many workers,
    and compare it with the time before."""
    return parallel_fraction * workers


def gives_the_time(parallel_fraction, workers):
    """This is the time that is left, as a share of the time before. How many times faster is it
    then?"""
    return 1 / speedup(parallel_fraction, workers)


def spreads_the_wrong_part(parallel_fraction, workers):
    """You spread the part that cannot be spread, and leave the other one to a single worker."""
    return 1 / (parallel_fraction + (1 - parallel_fraction) / workers)


def forgets_what_cannot_be_spread(parallel_fraction, workers):
    """Your time holds only the part that is spread. The rest still takes as long as before."""
    return workers / parallel_fraction if parallel_fraction else 0.0


def forgets_what_is_spread(parallel_fraction, workers):
    """This is the limit for very many workers, in which the part that is spread takes no time at
    all. With a few workers it takes some."""
    return 1 / (1 - parallel_fraction) if parallel_fraction < 1 else float("inf")


def lets_the_work_grow(parallel_fraction, workers):
    """You keep the time fixed, and ask how much more work gets done in it. Here the work stays the
    same: how long does it take?"""
    return 1 - parallel_fraction + parallel_fraction * workers


def takes_percent(parallel_fraction, workers):
    """The share is a number from 0 to 1, not a percentage."""
    return speedup(parallel_fraction / 100, workers)


def adds_the_first_worker(parallel_fraction, workers):
    """You count one worker too many: the one that was there before is among them. With a single
    worker nothing gets faster."""
    return speedup(parallel_fraction, workers + 1)


def gives_the_efficiency(parallel_fraction, workers):
    """You divide by the workers in the end: this is how well each of them is used. Asked for is how
    many times faster the program gets."""
    return speedup(parallel_fraction, workers) / workers


def gives_the_gain(parallel_fraction, workers):
    """You give by how much the speed grows. A program that does not get faster at all is 1 times as
    fast."""
    return speedup(parallel_fraction, workers) - 1


def rounds_the_speedup(parallel_fraction, workers):
    """Your result is rounded. 1.3 times as fast is neither once nor twice."""
    return float(round(speedup(parallel_fraction, workers)))


def some_share(rng: np.random.Generator) -> Call:
    return call(round(float(rng.uniform(0.15, 0.95)), 3), int(rng.integers(2, 40)))


def one_worker_or_many(rng: np.random.Generator) -> Call:
    workers = 1 if rng.random() < 0.5 else int(rng.integers(10**3, 10**6))
    return call(round(float(rng.uniform(0.15, 0.85)), 3), workers)


def all_or_nothing(rng: np.random.Generator) -> Call:
    return call(float(rng.integers(2)), int(rng.integers(2, 1000)))


def train_fast(images, labels, budget_seconds, seed):
    """Train a ConvNet for as long as the clock allows, and no longer.

    images: a float tensor (N, C, H, W), sides of 12 pixels or more; labels: (N,), from
    0 to labels.max(); budget_seconds: by time.perf_counter(), all in all; seed: of the
    weights and the order of the images.
    Returns the model: it takes (M, C, H, W) and gives scores (M, labels.max() + 1).
    """
    start = time.perf_counter()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    images, labels = images.to(device), labels.to(device)
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 16, 5, padding=2),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(32, int(labels.max()) + 1),
    ).to(device)
    optimizer = torch.optim.Adam(model.parameters())
    longest = 0.0
    while True:
        for part in torch.randperm(len(images)).to(device).split(32):
            before = time.perf_counter()
            used = before - start
            if used + longest > budget_seconds:
                return model
            for group in optimizer.param_groups:
                group["lr"] = 0.01 * (1 - used / budget_seconds)
            loss = functional.cross_entropy(model(images[part]), labels[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            longest = max(longest, time.perf_counter() - before)


def small_convnet(channels, classes):
    return nn.Sequential(
        nn.Conv2d(channels, 16, 5, padding=2),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(16, classes),
    )


def train_steps(model, images, labels, steps, rate=0.01, size=8):
    optimizer = torch.optim.Adam(model.parameters(), rate)
    while steps > 0:
        for part in torch.randperm(len(images)).split(size):
            loss = functional.cross_entropy(model(images[part]), labels[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            steps -= 1
            if steps == 0:
                break
    return model


def most_steps(budget_seconds):
    """More than half of those that the check's clock allows: enough, and no more than is needed."""
    return round(60 * budget_seconds)


def never_looks_at_the_clock(images, labels, budget_seconds, seed):
    """Your training takes its time, whatever the budget. Between two steps, look at the clock, and
    return the model when it is time."""
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], int(labels.max()) + 1)
    return train_steps(model, images, labels, 32, size=32)


def looks_only_between_epochs(images, labels, budget_seconds, seed):
    """The budget ends in the middle of a pass over the images, and you finish the pass. A pass can
    take long: look at the clock before every step."""
    start = time.perf_counter()
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], int(labels.max()) + 1)
    while time.perf_counter() - start < budget_seconds:
        train_steps(model, images, labels, len(images) // 16, size=16)
    return model


def returns_after_the_first_step(images, labels, budget_seconds, seed):
    """Your training ends long before the budget does. Does the return stand inside the loop, or is
    the question about the clock the wrong way round?"""
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], int(labels.max()) + 1)
    return train_steps(model, images, labels, 1)


def learns_nothing_in_time(images, labels, budget_seconds, seed):
    """The time is used, and nothing is learned. Does each step change the weights, and does each
    image go with its own label?"""
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], int(labels.max()) + 1)
    return train_steps(model, images, labels, most_steps(budget_seconds), rate=0.0)


def moves_away_from_the_labels(images, labels, budget_seconds, seed):
    """Your network is right less often than by guessing: it learns to avoid the right class. Look
    at the sign of the loss."""
    torch.manual_seed(seed)
    classes = int(labels.max()) + 1
    model = small_convnet(images.shape[1], classes)
    return train_steps(model, images, (labels + 1) % classes, most_steps(budget_seconds))


def always_has_ten_outputs(images, labels, budget_seconds, seed):
    """Ten scores come back for each image. The labels say how many classes there are."""
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], 10)
    return train_steps(model, images, labels, most_steps(budget_seconds))


def has_an_output_too_few(images, labels, budget_seconds, seed):
    """There is no output for the last class. Labels count from 0, so there is one class more than
    the largest label."""
    torch.manual_seed(seed)
    model = small_convnet(images.shape[1], int(labels.max()))
    return train_steps(model, images, labels, most_steps(budget_seconds))


def expects_colour(images, labels, budget_seconds, seed):
    """The first layer of your network wants three channels. Grey images have one: the number stands
    in the shape of the images."""
    torch.manual_seed(seed)
    model = small_convnet(3, int(labels.max()) + 1)
    return train_steps(model, images, labels, most_steps(budget_seconds))


def expects_one_size(images, labels, budget_seconds, seed):
    """Your linear layer fits images of one size only. Pool down to a fixed size before it, with an
    adaptive layer."""
    torch.manual_seed(seed)
    layers = [nn.Conv2d(images.shape[1], 16, 5, padding=2), nn.MaxPool2d(2), nn.Flatten()]
    model = nn.Sequential(*layers, nn.Linear(16 * 16 * 16, int(labels.max()) + 1))
    return train_steps(model, images, labels, most_steps(budget_seconds))


def returns_the_loss_too(images, labels, budget_seconds, seed):
    """Several values come back. Return the model alone."""
    model = small_convnet(images.shape[1], int(labels.max()) + 1)
    return train_steps(model, images, labels, most_steps(budget_seconds)), 0.0


def stripes(
    rng: np.random.Generator, channels: int, classes: int, side: int, budget_seconds: float
) -> Call:
    """Waves in noise. Their direction is the class, and where they begin is left to chance: so one
    pixel alone says nothing, and a filter that looks for edges does."""
    count, learned = 300, 240
    labels = rng.permutation(np.arange(count) % classes)
    angles = np.pi * (np.arange(classes) + rng.random()) / classes
    row, column = np.mgrid[:side, :side]
    along = np.multiply.outer(np.cos(angles), row) + np.multiply.outer(np.sin(angles), column)
    starts = rng.uniform(0, 2 * np.pi, (count, 1, 1))
    waves = np.sin(np.pi / 2 * along[labels] + starts)[:, None]
    tints = rng.uniform(0.5, 1, (count, channels, 1, 1))
    images = tints * waves + rng.normal(0, 0.4, (count, channels, side, side))
    images = images.astype(np.float32)
    return training_a_model(
        Tensor(images[:learned]),
        Tensor(labels[:learned]),
        budget_seconds,
        int(rng.integers(1000)),
        unseen=images[learned:],
        labels=labels[learned:],
        classes=classes,
        at_least=0.75,
    )


def grey_stripes(rng: np.random.Generator) -> Call:
    """With a budget of about ten steps."""
    classes, side = int(rng.integers(3, 5)), int(rng.integers(12, 15))
    return stripes(rng, 1, classes, side, round(float(rng.uniform(0.08, 0.13)), 2))


def colour_stripes(rng: np.random.Generator) -> Call:
    """With a budget of some forty steps, after which networks of all kinds are right for almost all
    of the unseen images."""
    classes, side = int(rng.integers(3, 6)), int(rng.integers(12, 15))
    return stripes(rng, 3, classes, side, round(float(rng.uniform(0.4, 0.5)), 2))


GREY, COLOUR = grey_stripes(np.random.default_rng(0)), colour_stripes(np.random.default_rng(1))
ONE_STEP = [
    training_step("linear", 1, 4, 0.5),
    training_step("convolution", 2, 6, 0.3),
    drawn(some_training_step, 1),
]


EXERCISES = [
    Exercise(
        solution=pick_device,
        probe="device",
        torch=True,
        parts=[
            Part(
                "CUDA, or nothing but a CPU",
                [CPU_ONLY, NVIDIA, drawn(lambda rng: machine(bool(rng.integers(2)), False), 8)],
            ),
            Part(
                "a GPU by Apple, or none",
                [CPU_ONLY, APPLE, drawn(lambda rng: machine(False, bool(rng.integers(2))), 8)],
            ),
            Part(
                "where there are several",
                [APPLE, BOTH, drawn(lambda rng: machine(bool(rng.integers(2)), True), 8)],
            ),
        ],
        mistakes=[
            always_takes_cuda,
            always_takes_the_cpu,
            does_not_know_apple,
            does_not_find_cuda,
            asks_for_apple_first,
            asks_what_pytorch_was_built_for,
            turns_the_question_round,
            names_the_device_in_words,
            finds_nothing_without_a_gpu,
        ],
        hints=[
            "Ask for one device after the other, the fastest first. The first that is there is "
            "the answer.",
            "Two ifs and a return at the end. The questions stand in the text above: mind the "
            "parentheses behind is_available.",
        ],
    ),
    Exercise(
        solution=images_per_second,
        probe="timing",
        torch=True,
        parts=[
            Part(
                "steady work",
                [
                    call(Work(2.0, 2.0, False), blank(64), 3),
                    call(Work(12.5, 12.5, False), blank(1), 7),
                    drawn(steady_work, 2),
                ],
                item=0,
            ),
            Part(
                "a first call that takes longer",
                [
                    call(Work(2.0, 50.0, False), blank(64), 3),
                    call(Work(8.0, 9.0, False), blank(100), 1),
                    drawn(work_that_starts_slowly, 2),
                ],
                item=0,
            ),
            Part(
                "a GPU that works on after the call",
                [
                    call(Work(4.0, 30.0, True), blank(32), 2),
                    call(Work(2.5, 2.5, True), blank(10), 5),
                    drawn(work_on_a_gpu, 2),
                ],
                item=0,
            ),
            Part(
                "how often the step is called",
                [
                    call(Work(2.0, 5.0, False), blank(64), 3),
                    call(Work(4.0, 30.0, True), blank(32), 2),
                    drawn(work_that_starts_slowly, 1),
                    drawn(work_on_a_gpu, 1),
                ],
                item=1,
            ),
        ],
        mistakes=[
            never_waits,
            waits_at_the_end_only,
            waits_where_there_is_no_gpu,
            does_not_warm_up,
            times_the_warm_up,
            counts_the_warm_up_as_work,
            warms_up_for_ever,
            times_one_call,
            forgets_the_repeats,
            counts_batches,
            counts_numbers,
            gives_the_seconds,
            gives_seconds_an_image,
            gives_images_a_millisecond,
            cuts_off_the_fraction,
        ],
        hints=[
            "First one call that nobody times. Then: wait, look at the clock, call as often as "
            "repeats says, wait, look at the clock.",
            "Waiting is two lines: if torch.cuda.is_available(), then torch.cuda.synchronize(). "
            "They stand before both looks at the clock.",
            "All calls together get through repeats * len(images) images. Divide by the seconds "
            "between the two looks.",
        ],
    ),
    Exercise(
        solution=to_channels_last,
        probe="layout",
        torch=True,
        parts=[
            Part(
                "the images",
                [
                    call(Model("convolution", 1), floats(np.random.default_rng(1), 1, 2, 4, 4)),
                    call(Model("batch norm", 2), floats(np.random.default_rng(2), 5, 2, 4, 4)),
                    drawn(some_layout, 2),
                ],
                item=0,
            ),
            Part(
                "the model",
                [
                    call(Model("convolution", 1), floats(np.random.default_rng(1), 1, 2, 4, 4)),
                    call(Model("batch norm", 2), floats(np.random.default_rng(2), 5, 2, 4, 4)),
                    drawn(some_layout, 2),
                ],
                item=1,
            ),
        ],
        mistakes=[
            changes_the_images_only,
            changes_the_model_only,
            changes_neither,
            moves_the_axis,
            moves_the_axis_and_the_numbers,
            swaps_channels_and_columns,
            reads_the_numbers_in_another_shape,
            mixes_up_the_values,
            moves_the_filters_too,
            returns_the_images_first,
            returns_the_images_only,
            returns_what_the_model_says,
        ],
        hints=[
            "Model and tensor have a method .to that takes memory_format. The shape does not "
            "change, so nothing has to be permuted.",
            "The format is torch.channels_last. For images the result has to be kept: "
            "images = images.to(...).",
        ],
    ),
    Exercise(
        solution=train_step_mixed_precision,
        probe="mixed precision",
        torch=True,
        parts=[
            Part("what is computed in which precision", ONE_STEP, item=2),
            Part("the loss", ONE_STEP, item=0),
            Part("the weights after the step", ONE_STEP, item=1),
        ],
        mistakes=[
            computes_in_float32,
            computes_in_float16,
            turns_the_parameters_into_bfloat16,
            takes_the_loss_outside,
            keeps_old_gradients,
            changes_no_weight,
            steps_before_the_backward_pass,
            adds_up_the_losses,
            takes_softmax_twice,
            measures_after_the_step,
            steps_twice,
            goes_uphill_in_bfloat16,
            keeps_the_graph,
            returns_no_loss,
        ],
        hints=[
            "Forward pass and loss stand inside the autocast block, all the rest after it.",
            "torch.autocast is used in a with statement. It takes the type of a device, which a "
            "tensor of images knows, and the dtype to compute in.",
            "After the block come the three lines of every training step, and a loss that is a "
            "plain number to return.",
        ],
    ),
    Exercise(
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
        mistakes=[
            adds_without_dividing,
            always_halves,
            divides_by_the_parameters,
            takes_the_first_worker,
            takes_the_last_worker,
            averages_two_by_two,
            takes_the_middle_worker,
            averages_to_one_number,
            averages_within_a_worker,
            loses_the_signs,
            joins_the_parameters,
            forgets_the_last_parameter,
            adds_up_in_the_first_worker,
        ],
        hints=[
            "zip(*gradients) gives, for one parameter after the other, what all workers found.",
            "torch.stack makes one tensor of several of equal shape, with the workers as its first "
            "axis. Its mean over this axis is what is asked for.",
        ],
    ),
    Exercise(
        solution=speedup,
        torch=True,
        parts=[
            Part(
                "a part that can be spread",
                [call(0.5, 2), call(0.9, 9), call(0.75, 3), drawn(some_share, 4)],
            ),
            Part(
                "one worker, and very many",
                [call(0.6, 1), call(0.6, 1_000_000), drawn(one_worker_or_many, 4)],
            ),
            Part(
                "all of it, or nothing",
                [call(0.0, 8), call(1.0, 8), drawn(all_or_nothing, 4)],
            ),
        ],
        mistakes=[
            spreads_everything,
            multiplies_the_share,
            gives_the_time,
            spreads_the_wrong_part,
            forgets_what_cannot_be_spread,
            forgets_what_is_spread,
            lets_the_work_grow,
            takes_percent,
            adds_the_first_worker,
            gives_the_efficiency,
            gives_the_gain,
            rounds_the_speedup,
        ],
        hints=[
            "Let the program take 1 second with one worker. How many seconds does each of its two "
            "parts take with many?",
            "One part takes 1 - parallel_fraction as before, the other one takes "
            "parallel_fraction / workers. The speedup is the time before divided by the time now.",
        ],
    ),
    Exercise(
        solution=train_fast,
        probe="timed classifier",
        torch=True,
        parts=[
            Part("scores for every class", [GREY, drawn(grey_stripes, 1)], item=0),
            Part("as long as the clock allows", [GREY, drawn(grey_stripes, 1)], item=1),
            Part("unseen images", [COLOUR, drawn(colour_stripes, 1)], item=2),
        ],
        mistakes=[
            learns_nothing_in_time,
            moves_away_from_the_labels,
            never_looks_at_the_clock,
            looks_only_between_epochs,
            returns_after_the_first_step,
            always_has_ten_outputs,
            has_an_output_too_few,
            expects_colour,
            expects_one_size,
            returns_the_loss_too,
        ],
        hints=[
            "Note the time first, then build the network and the optimizer. Around all steps goes "
            "a loop that ends when the budget is used up, not after a number of epochs.",
            "A convolution, nn.BatchNorm2d, nn.ReLU, nn.MaxPool2d(2), the same once more, then "
            "adaptive pooling to one number a map and a linear layer: with 16 and 32 maps it "
            "learns quickly. Channels are images.shape[1], classes int(labels.max()) + 1.",
            "Before every step: if time.perf_counter() - start + longest > budget_seconds, return "
            "the model. longest is the time of the longest step so far.",
        ],
    ),
]
