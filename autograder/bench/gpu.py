"""Time a whole training of `helpers.speedrun`: seconds, accuracy over seeds, share of the peak.

What it prints can be kept as JSON, with the hardware, the versions and the date that it belongs to.
Compiling and warming up are not part of the seconds; they stand beside them.
"""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

    from helpers.speedrun import Images, Options, Run

SWITCH_EPOCHS = 2.0  # of the shorter trainings in which one option at a time is off
SMALL_IMAGES = (2000, 1000)  # to train and to test with, on a CPU
SMALL_VERSION = (
    "There is no GPU here. A narrow network learns from few images: the same program at work, and "
    "not what a GPU reaches."
)
MATRIX_SIDE = 2048  # of the product that a CPU is measured by

# Dense bfloat16 products with tensor cores, operations a second, as the maker states them. The
# first name counts whose words the device's name begins with: "NVIDIA L4" is not "NVIDIA L40S".
PEAKS = {
    "NVIDIA A100": 312e12,
    "NVIDIA H100 PCIe": 756e12,
    "NVIDIA H100 NVL": 835e12,
    "NVIDIA H100": 989e12,
    "NVIDIA H200 NVL": 835e12,
    "NVIDIA H200": 989e12,
    "NVIDIA L4": 121e12,
}


def run(
    target: float = 0.94,
    seeds: int = 5,
    out: Path | None = None,
    options: Options | None = None,
    images: Images | None = None,
) -> dict[str, Any]:
    """Train once a seed, then once for each option that is switched off. Prints and returns it all.

    target: the share of unseen images to be classified correctly; out: a JSON file of such records,
    to which this one is added (one of the same hardware and data gives way). options, images: None
    is the full training on a GPU, and a small one on a CPU, which says so.
    """
    from helpers import speedrun

    device = speedrun.default_device()
    on_cpu = device.type == "cpu"
    if on_cpu:
        print(SMALL_VERSION)
    options = options or (speedrun.Options.small() if on_cpu else speedrun.Options())
    images = images or speedrun.load(*(SMALL_IMAGES if on_cpu else (None, None)))
    runs = []
    for seed in range(seeds):
        runs.append(speedrun.train(images, replace(options, seed=seed), device)[1])
        print(_line(runs[-1]), flush=True)
    short = replace(options, epochs=min(options.epochs, SWITCH_EPOCHS))
    switched = speedrun.measure(images, short, device=device)
    record = _record(target, images, runs, switched, device)
    print(f"\n{_summary(record)}\n\n{short.epochs:g} epochs each:\n{speedrun.table(switched)}")
    if out:
        _keep(record, out)
    return record


def flops_per_image(options: Options, image_shape: Sequence[int], classes: int) -> float:
    """Floating point operations of one training step, forwards and backwards, for each image.

    A multiplication with its addition counts as two; only convolutions and matrix products count.
    image_shape: (C, H, W).
    """
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from helpers import speedrun

    count = 8
    batch = torch.randn(count, *image_shape)
    network = speedrun.make_network(batch, classes, options)
    with FlopCounterMode(display=False) as counter:
        network(batch).sum().backward()
    return counter.get_total_flops() / count


def peak_flops(device: torch.device, options: Options) -> tuple[float | None, str]:
    """Operations a second that the device can do at most, and how that is known.

    A GPU's peak is its maker's, in bfloat16; None where the name is not known, or the training
    computes in float32. A CPU's is that of a large matrix product, timed here.
    """
    import torch

    from helpers import speedrun

    if device.type == "cpu":
        dtype = torch.bfloat16 if options.mixed_precision else torch.float32
        a = torch.randn(MATRIX_SIDE, MATRIX_SIDE).to(dtype)
        seconds = []
        for _ in range(5):
            start = time.perf_counter()
            a @ a
            seconds.append(time.perf_counter() - start)
        name = str(dtype).removeprefix("torch.")
        return 2 * MATRIX_SIDE**3 / min(seconds), f"a matrix product in {name}, measured"
    name = speedrun.device_name(device)
    if options.mixed_precision and "MIG" not in name:  # which is a part of a GPU
        for known, peak in PEAKS.items():
            if re.match(rf"{known}\b", name):
                return peak, "stated by the maker, bfloat16, dense"
    return None, "peak unknown"


def _record(
    target: float,
    images: Images,
    runs: list[Run],
    switched: dict[str, Run],
    device: torch.device,
) -> dict[str, Any]:
    import torch

    options = runs[0].options
    accuracies = [run.accuracy for run in runs]
    classes = int(images.train_labels.max()) + 1
    flops = flops_per_image(options, images.train.shape[1:], classes)
    peak, how = peak_flops(device, options)
    speed = statistics.mean(run.images_per_second for run in runs)
    return {
        "hardware": _hardware(device),
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "cuda": torch.version.cuda,
        },
        "date": date.today().isoformat(),
        "data": images.source,
        "train_images": len(images.train),
        "test_images": len(images.test),
        "options": asdict(options),
        "target": target,
        "seeds": len(runs),
        "seeds_at_target": sum(accuracy >= target for accuracy in accuracies),
        "accuracy_mean": statistics.mean(accuracies),
        "accuracy_deviation": statistics.stdev(accuracies) if len(runs) > 1 else None,
        "seconds": [run.seconds for run in runs],
        "seconds_mean": statistics.mean(run.seconds for run in runs),
        "warm_up_seconds": [run.warm_up_seconds for run in runs],
        "images_per_second": speed,
        "flops_per_image": flops,
        "flops_per_second": flops * speed,
        "peak_flops": peak,
        "peak_source": how,
        "share_of_peak": flops * speed / peak if peak else None,
        "switches": {
            name: {
                "images_per_second": run.images_per_second,
                "seconds": run.seconds,
                "epochs": run.options.epochs,
                "accuracy": run.accuracy,
            }
            for name, run in switched.items()
        },
    }


def _hardware(device: torch.device) -> str:
    from helpers import speedrun

    if device.type == "cpu":
        return f"CPU, {platform.machine()}, {os.cpu_count()} cores"
    return speedrun.device_name(device)


def _line(run: Run) -> str:
    return (
        f"seed {run.options.seed}: {run.seconds:.2f} s, {run.accuracy:.2%} of unseen images right "
        f"(warm-up {run.warm_up_seconds:.1f} s, not counted)"
    )


def _summary(record: dict[str, Any]) -> str:
    deviation = record["accuracy_deviation"]
    spread = "" if deviation is None else f", standard deviation {deviation:.2%}"
    share = record["share_of_peak"]
    of_peak = record["peak_source"] if share is None else f"{share:.1%} of the peak"
    known = "" if share is None else f" ({record['peak_source']})"
    versions = record["versions"]
    return "\n".join(
        (
            f"{record['hardware']}, torch {versions['torch']}, {record['date']}, {record['data']}",
            f"{record['seconds_mean']:.2f} s, mean over {record['seeds']} seeds",
            f"{record['accuracy_mean']:.2%} right, mean{spread}; "
            f"{record['seeds_at_target']} of {record['seeds']} reach {record['target']:.0%}",
            f"{record['images_per_second']:,.0f} images a second",
            f"{record['flops_per_second'] / 1e12:.3g} TFLOP/s, {of_peak}{known}",
        )
    )


def _keep(record: dict[str, Any], out: Path) -> None:
    """Add the record to the file."""
    records = json.loads(out.read_text()) if out.exists() else []
    same = ("hardware", "data")
    others = [old for old in records if any(old[key] != record[key] for key in same)]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps([*others, record], indent=1) + "\n")
