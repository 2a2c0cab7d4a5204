"""Several workers, one gradient: what DistributedDataParallel does, held against one big batch.

Every worker has the same network and its own part of the same batch. Started by

    torchrun --standalone --nproc-per-node 2 -m helpers.distributed_demo FOLDER

each process leaves a file in the folder, `worker0.pt` and so on: a dict with the gradients of its
part alone, those after DistributedDataParallel, and those of the whole batch, a list of tensors
each. The processes run on the CPU. For GPUs the backend is "nccl" and each process takes its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

from helpers.paths import PROJECT

IMAGES_A_WORKER = 8
LAUNCH_SECONDS = 120  # after so long something hangs


def network() -> nn.Sequential:
    """The same weights in every process. Without batch normalisation: its averages are taken over
    a worker's own part, so that the gradients would not be those of the whole batch."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 6, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(6 * 49, 10)
    )


def gradients(model: nn.Module, images: Tensor, labels: Tensor) -> list[Tensor]:
    """Of the mean cross-entropy, one for every parameter."""
    functional.cross_entropy(model(images), labels).backward()
    return [parameter.grad for parameter in model.parameters()]


def work(folder: Path) -> None:
    """What every process does."""
    dist.init_process_group("gloo")
    rank, workers = dist.get_rank(), dist.get_world_size()

    draw = torch.Generator().manual_seed(1)
    images = torch.randn(workers * IMAGES_A_WORKER, 3, 16, 16, generator=draw)
    labels = torch.randint(10, (len(images),), generator=draw)
    mine, my_labels = images[rank::workers], labels[rank::workers]

    found = {
        "alone": gradients(network(), mine, my_labels),
        "together": gradients(DistributedDataParallel(network()), mine, my_labels),
        "whole batch": gradients(network(), images, labels),
    }
    torch.save(found, folder / f"worker{rank}.pt")
    print(f"worker {rank} of {workers}: {len(mine)} of {len(images)} images", flush=True)
    dist.destroy_process_group()


def launch(folder: Path, workers: int = 2) -> list[dict[str, list[Tensor]]]:
    """Run the processes with torchrun, and read what each has left, worker 0 first.

    Prints the command and what the workers print.
    Raises: RuntimeError with the workers' last words where one of them fails.
    """
    command = ["torchrun", "--standalone", "--nproc-per-node", str(workers)]
    command += ["-m", "helpers.distributed_demo", str(folder)]
    print(" ".join(command), flush=True)
    command[:1] = [sys.executable, "-m", "torch.distributed.run", "--local-addr", "127.0.0.1"]
    paths = [str(PROJECT), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    result = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=LAUNCH_SECONDS
    )
    if result.returncode:
        raise RuntimeError(f"The workers failed:\n{result.stderr[-2000:]}")
    print(*sorted(result.stdout.splitlines()), sep="\n")
    return [torch.load(folder / f"worker{rank}.pt") for rank in range(workers)]


if __name__ == "__main__":
    work(Path(sys.argv[1]))
