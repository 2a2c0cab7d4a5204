# %% pick_device · wrong · names_the_device_in_words
# Returns the name as a string instead of a torch.device.
import torch


def pick_device():
    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    return "cpu"


# %% pick_device · wrong · asks_for_apple_first
# The ifs are not exclusive and MPS is asked last, so where both are available MPS wins over CUDA.
import torch


def pick_device():
    name = "cpu"
    if torch.cuda.is_available():
        name = "cuda"
    if torch.backends.mps.is_available():
        name = "mps"
    return torch.device(name)


# %% pick_device · wrong · does_not_know_apple
# MPS is not asked for: without CUDA it always chooses the CPU.
import torch


def pick_device():
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


# %% images_per_second · wrong · never_waits
# Nobody waits for the GPU: without torch.cuda.synchronize() the clock is stopped while the work is
# still in the queue.
import time


def images_per_second(step, images, repeats):
    step(images)
    start = time.perf_counter()
    for _ in range(repeats):
        step(images)
    seconds = time.perf_counter() - start
    return repeats * len(images) / seconds


# %% images_per_second · wrong · waits_at_the_end_only
# synchronize() is called before the second look at the clock only, so what is left of the warm-up
# is timed too.
import time
import torch


def images_per_second(step, images, repeats):
    step(images)
    begin = time.perf_counter()
    for _ in range(repeats):
        step(images)
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    end = time.perf_counter()
    return len(images) * repeats / (end - begin)


# %% images_per_second · wrong · counts_batches
# Returns calls a second: the number of images in the batch is not multiplied in.
import time
import torch


def images_per_second(step, images, repeats):
    gpu = torch.cuda.is_available()
    step(images)
    if gpu:
        torch.cuda.synchronize()
    t0 = time.perf_counter()
    for _ in range(repeats):
        step(images)
    if gpu:
        torch.cuda.synchronize()
    t1 = time.perf_counter()
    return repeats / (t1 - t0)


# %% to_channels_last · wrong · moves_the_axis_and_the_numbers
# permute moves the channel axis to the end, so the shape of the images becomes (N, H, W, C); only
# the layout in memory should change.
import torch


def to_channels_last(model, images):
    model = model.to(memory_format=torch.channels_last)
    return model, images.permute(0, 2, 3, 1).contiguous()


# %% to_channels_last · wrong · changes_the_model_only
# Only the model is changed: the result of images.to(...) is thrown away, so the images come back in
# their old layout.
import torch


def to_channels_last(model, images):
    model.to(memory_format=torch.channels_last)
    images.to(memory_format=torch.channels_last)
    return model, images


# %% train_step_mixed_precision · wrong · leaves_only_the_loss_in_float32
# The whole model is turned into bfloat16, so the parameters are no longer float32.
import torch
from torch.nn import functional


def train_step_mixed_precision(model, images, labels, optimizer):
    model = model.to(torch.bfloat16)
    optimizer.zero_grad()
    scores = model(images.to(torch.bfloat16))
    loss = functional.cross_entropy(scores.float(), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% train_step_mixed_precision · wrong · keeps_old_gradients
# The gradients of the step before are never cleared, so they add up.
import torch
from torch.nn import functional


def train_step_mixed_precision(model, images, labels, optimizer):
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        scores = model(images)
        loss = functional.cross_entropy(scores, labels)
    loss.backward()
    optimizer.step()
    return float(loss)


# %% train_step_mixed_precision · wrong · computes_in_float32
# An ordinary step in float32: autocast is missing, so nothing is computed in bfloat16.
from torch.nn import functional


def train_step_mixed_precision(model, images, labels, optimizer):
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% speedup · wrong · gives_the_time
# Returns the new time (on one worker it is 1) instead of how many times faster: 1 divided by it is
# missing.
def speedup(parallel_fraction, workers):
    serial = 1 - parallel_fraction
    return serial + parallel_fraction / workers


# %% speedup · wrong · spreads_the_wrong_part
# The two parts are exchanged: the share that cannot be spread is divided by the workers, and the
# share that can is not.
def speedup(parallel_fraction, workers):
    p = parallel_fraction
    return 1 / (p + (1 - p) / workers)


# %% speedup · wrong · lets_the_work_grow
# This is Gustafson's law, for a problem that grows with the workers, and not Amdahl's for one of
# fixed size.
def speedup(parallel_fraction, workers):
    return (1.0 - parallel_fraction) + parallel_fraction * workers


# %% speedup · wrong · forgets_what_is_spread
# The limit for any number of workers, 1 / (1 - share): the workers are not used, and a share of 1
# divides by zero.
def speedup(parallel_fraction, workers):
    return 1 / (1 - parallel_fraction)


# %% speedup · right
# Amdahl's law as one fraction: workers over 1 + (workers - 1) times the serial share.
def speedup(parallel_fraction, workers):
    waiting = (workers - 1) * (1 - parallel_fraction)
    return float(workers / (1 + waiting))


# %% average_gradients · wrong · adds_without_dividing
# The gradients are added up but not divided by the number of workers.
def average_gradients(gradients):
    return [sum(parts) for parts in zip(*gradients)]


# %% average_gradients · wrong · adds_up_in_the_first_worker
# Adds into the tensors of the first worker and divides them in place, so its gradients are changed.
def average_gradients(gradients):
    total = gradients[0]
    for worker in gradients[1:]:
        for i in range(len(worker)):
            total[i] += worker[i]
    for g in total:
        g /= len(gradients)
    return total


# %% average_gradients · wrong
# Two workers are hard-coded: those after the second are ignored.
def average_gradients(gradients):
    first, second = gradients[0], gradients[1]
    averaged = []
    for a, b in zip(first, second):
        averaged.append((a + b) / 2)
    return averaged


# %% average_gradients · right
# stack and mean, parameter by parameter.
import torch


def average_gradients(gradients):
    count = len(gradients[0])
    return [torch.stack([worker[k] for worker in gradients]).mean(dim=0) for k in range(count)]


# %% train_fast · wrong · goes_on_when_the_time_is_over
# The clock is looked at once an epoch only, so the budget is overrun by what is left of an epoch.
import time
import torch
from torch import nn
from torch.nn import functional


def train_fast(images, labels, budget_seconds, seed):
    start = time.perf_counter()
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
        nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(32, int(labels.max()) + 1),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    while time.perf_counter() - start < budget_seconds:
        for rows in torch.randperm(len(images)).split(64):
            loss = functional.cross_entropy(model(images[rows]), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


# %% train_fast · wrong · expects_colour_and_ten_classes, always_has_ten_outputs
# Colour images and ten classes are hard-coded: grey images crash with a RuntimeError, and other
# numbers of classes get ten scores.
import time
import torch
from torch import nn
from torch.nn import functional


def train_fast(images, labels, budget_seconds, seed):
    begin = time.perf_counter()
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Conv2d(3, 16, 5, padding=2), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10),
    )
    opt = torch.optim.Adam(net.parameters(), lr=0.01)
    longest = 0
    while True:
        now = time.perf_counter()
        if now - begin + 1.5 * longest >= budget_seconds:
            break
        rows = torch.randint(0, len(images), (64,))
        opt.zero_grad()
        functional.cross_entropy(net(images[rows]), labels[rows]).backward()
        opt.step()
        longest = max(longest, time.perf_counter() - now)
    net.eval()
    return net


# %% pick_device · wrong · asks_what_pytorch_was_built_for
# Asks whether PyTorch has the module torch.backends.mps, which it has on every computer, instead of
# whether MPS is available: without CUDA the answer is always mps.
import torch


def pick_device():
    if torch.cuda.is_available():
        return torch.device("cuda")
    if hasattr(torch.backends, "mps"):
        return torch.device("mps")
    return torch.device("cpu")


# %% images_per_second · wrong · waits_at_the_end_only
# The GPU is not waited for between the warm-up and the first look at the clock, so what is left of
# the warm-up is counted in.
import time
import torch


def images_per_second(step, images, repeats):
    step(images)
    start = time.perf_counter()
    for _ in range(repeats):
        step(images)
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    seconds = time.perf_counter() - start
    return repeats * len(images) / seconds


# %% images_per_second · wrong · averages_the_speeds
# Times every call alone and returns the mean of the speeds. The mean of speeds is larger than all
# images divided by all seconds, unless every call takes equally long.
import time
import torch


def images_per_second(step, images, repeats):
    def now():
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        return time.perf_counter()

    step(images)
    speeds = []
    for _ in range(repeats):
        start = now()
        step(images)
        speeds.append(len(images) / (now() - start))
    return sum(speeds) / len(speeds)


# %% to_channels_last · wrong · changes_the_model_only
# images.to gives a new tensor, which is thrown away: the images come back as they were, with the
# channels first in memory. The model is right.
import torch


def to_channels_last(model, images):
    model.to(memory_format=torch.channels_last)
    images.to(memory_format=torch.channels_last)
    return model, images


# %% train_step_mixed_precision · wrong · takes_the_loss_outside
# The loss is computed outside autocast from scores in bfloat16, so the loss is in bfloat16 too,
# with two or three digits, instead of in float32.
import torch
from torch.nn import functional


def train_step_mixed_precision(model, images, labels, optimizer):
    optimizer.zero_grad()
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        scores = model(images)
    loss = functional.cross_entropy(scores, labels)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% train_step_mixed_precision · wrong · computes_in_float32
# autocast is switched on for "cuda" whatever the device of the images is: on a CPU everything is
# computed in float32.
import torch
from torch.nn import functional


def train_step_mixed_precision(model, images, labels, optimizer):
    with torch.autocast("cuda", dtype=torch.bfloat16):
        loss = functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


# %% speedup · wrong · lets_the_work_grow
# This is Gustafson's law, in which the problem grows with the workers, and not Amdahl's, in which
# the same program is to be done faster.
def speedup(parallel_fraction, workers):
    serial = 1 - parallel_fraction
    return float(serial + parallel_fraction * workers)


# %% speedup · right
# Workers over what the workers together wait and work.
def speedup(parallel_fraction, workers):
    f = float(parallel_fraction)
    return workers / (workers - f * (workers - 1))


# %% average_gradients · wrong · always_halves
# Divides by 2, whatever the number of workers: right for two workers only.
def average_gradients(gradients):
    result = []
    for of_one_parameter in zip(*gradients):
        total = of_one_parameter[0].clone()
        for gradient in of_one_parameter[1:]:
            total += gradient
        result.append(total / 2)
    return result


# %% average_gradients · wrong · averages_parameters_of_a_worker
# Averages the gradients of each worker over its parameters, instead of those of each parameter over
# the workers. It crashes where the parameters have shapes that do not broadcast.
def average_gradients(gradients):
    averaged = []
    for worker in gradients:
        averaged.append(sum(worker) / len(worker))
    return averaged


# %% train_fast · wrong · goes_on_when_the_time_is_over
# Looks at the clock only after a whole pass over the images, and starts another one as long as any
# time is left: it can be over the budget by nearly a pass.
import time
import torch
from torch import nn
from torch.nn import functional


def train_fast(images, labels, budget_seconds, seed):
    start = time.perf_counter()
    torch.manual_seed(seed)
    classes = int(labels.max()) + 1
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(32, classes),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    while time.perf_counter() - start < budget_seconds:
        for batch in torch.randperm(len(images)).split(64):
            optimizer.zero_grad()
            functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
    return model.eval()
