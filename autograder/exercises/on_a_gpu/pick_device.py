"""pick_device: the fastest device at hand: CUDA before Apple's MPS before the CPU."""

import torch

from autograder.authoring.exercise import Call, Exercise, Part, drawn
from helpers.checking.kinds import DEVICE


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
    """Where both are at hand your function takes MPS. CUDA has to win: an MPS that is there must
    not replace it."""
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def asks_what_pytorch_was_built_for():
    """Without CUDA your function says "mps" everywhere, also where there is no such GPU. Ask
    torch.backends.mps.is_available(): that PyTorch knows such GPUs, or was built for them, says
    nothing about the machine."""
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


EXERCISE = Exercise(
    solution=pick_device,
    kind=DEVICE,
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
    hints=[
        "Ask for one device after the other, the fastest first. The first that is there is "
        "the answer.",
        "Two ifs and a return at the end. The questions stand in the text above: mind the "
        "parentheses behind is_available.",
    ],
)
