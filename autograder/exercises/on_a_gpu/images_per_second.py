"""images_per_second: how many images a second step(images) gets through."""

import time

import numpy as np
import torch

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from helpers.checking.ingredients import Tensor, Work
from helpers.checking.kinds import TIMING


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


def averages_the_speeds(step, images, repeats):
    """You average the speeds of single calls, in which a slow call counts no more than a fast one.
    Divide all images by all the seconds that they took."""
    speeds = [
        len(images) / seconds_of(step, images, 1, warm_ups=1 - min(1, i)) for i in range(repeats)
    ]
    return float(np.mean(speeds))


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


def times_one_call_more(step, images, repeats):
    """The clock runs for one call more than you count. The loop goes repeats times, after the call
    that warms up."""
    return repeats * len(images) / seconds_of(step, images, repeats + 1)


def makes_one_call_more(step, images, repeats):
    """The rate is right, but the step is called once more than asked for. It goes once to warm up,
    and then repeats times."""
    return repeats * len(images) / seconds_of(step, images, repeats, warm_ups=2)


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


EXERCISE = Exercise(
    solution=images_per_second,
    kind=TIMING,
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
                call(Work(2.0, 9.0, False, 0.5), blank(12), 4),
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
    hints=[
        "First one call that nobody times. Then: wait, look at the clock, call as often as "
        "repeats says, wait, look at the clock.",
        "Waiting is two lines: if torch.cuda.is_available(), then torch.cuda.synchronize(). "
        "They stand before both looks at the clock.",
        "All calls together get through repeats * len(images) images. Divide by the seconds "
        "between the two looks.",
    ],
)
