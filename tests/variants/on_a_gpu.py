"""Right answers to lesson 11, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "pick_device": [
        """
import torch

def pick_device():
    if torch.cuda.is_available():
        name = "cuda"
    elif torch.backends.mps.is_available():
        name = "mps"
    else:
        name = "cpu"
    return torch.device(name)
""",
        """
import torch

def pick_device():
    if torch.accelerator.is_available():
        return torch.accelerator.current_accelerator()
    return torch.device("cpu")
""",
        """
import torch

def pick_device():
    return torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
""",
        """
import torch

def pick_device():
    there = {"cuda": torch.cuda.device_count() > 0, "mps": torch.mps.is_available(), "cpu": True}
    return torch.device(next(name for name in there if there[name]))
""",
        """
import torch

def pick_device():
    mps = torch.backends.mps.is_built() and torch.backends.mps.is_available()
    device = torch.device("cpu")
    if mps:
        device = torch.device("mps", 0)
    if torch.cuda.is_available():
        device = torch.device("cuda:0")
    return device
""",
    ],
    "images_per_second": [
        """
import time
import torch

def images_per_second(step, images, repeats):
    cuda = torch.cuda.is_available()
    step(images)
    if cuda:
        torch.cuda.synchronize()
    start = time.perf_counter()
    for i in range(repeats):
        step(images)
    if cuda:
        torch.cuda.synchronize()
    end = time.perf_counter()
    return images.shape[0] * repeats / (end - start)
""",
        """
from time import perf_counter
import torch

def images_per_second(step, images, repeats):
    wait = torch.cuda.synchronize if torch.cuda.is_available() else (lambda: None)
    step(images)
    seconds = 0
    for _ in range(repeats):
        wait()
        start = perf_counter()
        step(images)
        wait()
        seconds += perf_counter() - start
    return float(len(images) * repeats / seconds)
""",
        """
import time
import torch

def images_per_second(step, images, repeats):
    times = []
    for i in range(repeats + 1):
        step(images)
        try:
            torch.cuda.synchronize()
        except AssertionError:
            pass
        times.append(time.perf_counter())
    return repeats * images.size(0) / (times[-1] - times[0])
""",
        """
import time
import torch

def images_per_second(step, images, repeats):
    def clock():
        if torch.accelerator.is_available():
            torch.accelerator.synchronize()
        return time.perf_counter_ns()

    step(images)
    start = clock()
    done = 0
    while done < repeats:
        step(images)
        done += 1
    return done * len(images) / ((clock() - start) / 1e9)
""",
    ],
    "to_channels_last": [
        """
import torch

def to_channels_last(model, images):
    model = model.to(memory_format=torch.channels_last)
    images = images.to(memory_format=torch.channels_last)
    return model, images
""",
        """
import torch

def to_channels_last(model, images):
    model.to(memory_format=torch.channels_last)
    return [model, images.contiguous(memory_format=torch.channels_last)]
""",
        """
def to_channels_last(model, images):
    for p in model.parameters():
        if p.dim() == 4:
            p.data = p.data.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
    return model, images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
""",
        """
import copy
import torch

def to_channels_last(model, images):
    out = torch.empty_like(images, memory_format=torch.channels_last)
    out.copy_(images)
    return copy.deepcopy(model).to(memory_format=torch.channels_last), out
""",
    ],
    "train_step_mixed_precision": [
        """
import torch
from torch.nn import functional as F

def train_step_mixed_precision(model, images, labels, optimizer):
    model.train()
    optimizer.zero_grad()
    with torch.autocast(device_type=images.device.type, dtype=torch.bfloat16):
        scores = model(images)
        loss = F.cross_entropy(scores, labels)
    loss.backward()
    optimizer.step()
    return float(loss)
""",
        """
import torch

def train_step_mixed_precision(model, images, labels, optimizer):
    optimizer.zero_grad(set_to_none=False)
    with torch.amp.autocast("cpu", torch.bfloat16):
        scores = model(images)
    loss = torch.nn.functional.cross_entropy(scores.float(), labels)
    loss.backward()
    optimizer.step()
    return loss.item()
""",
        """
import torch
from torch import nn

def train_step_mixed_precision(model, images, labels, optimizer):
    for p in model.parameters():
        p.grad = None
    device = next(model.parameters()).device
    with torch.autocast(device.type, dtype=torch.bfloat16):
        loss = nn.CrossEntropyLoss()(model(images), labels)
        loss.backward()
    optimizer.step()
    return loss.detach()
""",
        """
import torch

def train_step_mixed_precision(model, images, labels, optimizer):
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        logp = torch.log_softmax(model(images).float(), dim=1)
        loss = -logp[torch.arange(len(labels)), labels].mean()
    model.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
""",
    ],
    "average_gradients": [
        """
def average_gradients(gradients):
    n = len(gradients)
    result = []
    for p in range(len(gradients[0])):
        total = gradients[0][p].clone()
        for worker in gradients[1:]:
            total = total + worker[p]
        result.append(total / n)
    return result
""",
        """
import torch

def average_gradients(gradients):
    out = [torch.zeros_like(g) for g in gradients[0]]
    for worker in gradients:
        for total, g in zip(out, worker):
            total += g / len(gradients)
    return tuple(out)
""",
        """
import numpy as np
import torch

def average_gradients(gradients):
    means = [np.mean([g.numpy() for g in same], axis=0) for same in zip(*gradients)]
    return [torch.from_numpy(np.asarray(mean)) for mean in means]
""",
        """
import torch

def average_gradients(gradients):
    flat = [torch.cat([g.double().reshape(-1) for g in worker]) for worker in gradients]
    mean = torch.stack(flat).mean(0)
    sizes = [g.numel() for g in gradients[0]]
    return [m.view(g.shape).float() for m, g in zip(mean.split(sizes), gradients[0])]
""",
    ],
    "speedup": [
        """
def speedup(parallel_fraction, workers):
    serial = 1 - parallel_fraction
    new_time = serial + parallel_fraction / workers
    return 1.0 / new_time
""",
        """
def speedup(parallel_fraction, workers):
    return workers / (workers * (1 - parallel_fraction) + parallel_fraction)
""",
        """
def speedup(parallel_fraction, workers):
    saved = parallel_fraction * (workers - 1) / workers
    return np.float64(1) / (1 - saved)
""",
    ],
    "train_fast": [
        """
import time
import torch
from torch import nn
import torch.nn.functional as F

def train_fast(images, labels, budget_seconds, seed):
    end = time.perf_counter() + budget_seconds
    torch.manual_seed(seed)
    n_classes = labels.max().item() + 1
    model = nn.Sequential(
        nn.Conv2d(images.size(1), 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, n_classes),
    )
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    step, longest = 0, 0.0
    while time.perf_counter() + longest < end:
        before = time.perf_counter()
        idx = torch.randint(len(images), (64,))
        loss = F.cross_entropy(model(images[idx]), labels[idx])
        opt.zero_grad()
        loss.backward()
        opt.step()
        step += 1
        longest = max(longest, time.perf_counter() - before)
    return model
""",
        """
import time
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Net(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 16, 5)
        self.bn = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 16, 3)
        self.fc = nn.Linear(16, classes)

    def forward(self, x):
        x = torch.relu(self.bn(self.conv1(x)))
        x = torch.relu(self.conv2(x))
        return self.fc(x.mean(dim=(2, 3)))

def train_fast(images, labels, budget_seconds, seed):
    t0 = time.time()
    torch.manual_seed(seed)
    model = Net(images.shape[1], int(labels.max()) + 1)
    optimizer = torch.optim.AdamW(model.parameters(), 1e-2)
    loader = DataLoader(TensorDataset(images, labels), batch_size=32, shuffle=True)
    step_time = 0
    while True:
        for x, y in loader:
            t = time.time()
            if t - t0 + step_time >= budget_seconds:
                model.eval()
                return model
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
            step_time = time.time() - t
""",
        """
import time
import torch
from torch import nn

def train_fast(images, labels, budget_seconds, seed):
    # the update by hand, without an optimizer
    start = time.perf_counter()
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(images.shape[1], 24, 5, padding=2), nn.BatchNorm2d(24), nn.ReLU(),
        nn.AdaptiveMaxPool2d(2), nn.Flatten(), nn.Linear(96, int(labels.max()) + 1),
    )
    weights = list(model.parameters())
    used, steps = 0.0, 0
    while used + used / max(1, steps) < budget_seconds:
        rows = torch.randperm(len(images))[:48]
        loss = nn.CrossEntropyLoss()(model(images[rows]), labels[rows])
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for w, g in zip(weights, gradients):
                w -= 0.2 * g
        used, steps = time.perf_counter() - start, steps + 1
    return model
""",
    ],
}
