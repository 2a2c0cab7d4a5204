"""Sounds, as samples from -1 to 1."""

from __future__ import annotations

import numpy as np

SAMPLE_RATE = 8000  # samples a second, of `sound`


def chirp(seconds: float = 0.04, low: float = 400.0, high: float = 1600.0) -> np.ndarray:
    """A short call whose pitch rises from `low` to `high` hertz, louder in its middle.

    Shape: (seconds * SAMPLE_RATE,), float64 in [-1, 1].
    """
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    phase = 2 * np.pi * (low * time + (high - low) * time**2 / (2 * seconds))
    return np.sin(phase) * np.sin(np.pi * time / seconds) ** 2


def sound(noise: float = 0.12, seed: int = 0) -> np.ndarray:
    """A recording made up on the spot: a slow sway, noise, one click, and three quiet chirps.

    The sway is a tone of 3 hertz, too low to be heard.

    noise: standard deviation of the noise, where 1 is the loudest possible sample.
    seed: the same seed gives the same recording.

    Shape: (1.5 * SAMPLE_RATE,) = (12000,), float64 in [-1, 1], SAMPLE_RATE samples a second.
    """
    rng = np.random.default_rng(seed)
    time = np.arange(round(1.5 * SAMPLE_RATE)) / SAMPLE_RATE
    samples = 0.25 * np.sin(2 * np.pi * 3 * time) + noise * rng.standard_normal(time.size)
    call = 0.12 * chirp()
    for start in (2200, 5000, 9900):
        samples[start : start + call.size] += call
    samples[7600:7602] += (0.8, -0.8)
    return np.clip(samples, -1.0, 1.0)
