"""Sounds, as samples from -1 to 1."""

from __future__ import annotations

import numpy as np

SAMPLE_RATE = 8000  # samples a second
TONES = ("rising", "falling", "rising, then falling", "falling, then rising")
TONE_SAMPLES = 2400  # 0.3 seconds
TONE_NOISE = 0.1
# How the pitch of each of TONES goes on, as multiples of its lowest.
_MELODIES = ((1.0, 1.5), (1.5, 1.0), (1.0, 1.5, 1.0), (1.5, 1.0, 1.5))


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


def spoken_tones(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Short tones as a voice makes them, of four kinds: how the pitch moves, whatever it is.

    Each has two overtones, begins anywhere and may be loud or soft, in noise. A seed gives the same
    tones each time, and the first ones of a larger count are those of a smaller one.

    Shape: sounds (count, 2400), float64 in about [-2, 2], SAMPLE_RATE samples a second; labels
    (count,), int64, as indices of `TONES`.
    """
    rng = np.random.default_rng(seed)
    sounds, labels = np.empty((count, TONE_SAMPLES)), np.empty(count, dtype=np.int64)
    for number in range(count):
        labels[number] = rng.integers(len(TONES))
        sounds[number] = _tone(_MELODIES[labels[number]], rng)
    return sounds, labels


def _tone(melody: tuple[float, ...], rng: np.random.Generator) -> np.ndarray:
    length = int(rng.integers(1100, 1701))
    start = int(rng.integers(0, TONE_SAMPLES - length + 1))
    passed = np.linspace(0, 1, length)
    pitch = rng.uniform(180, 420) * np.interp(passed, np.linspace(0, 1, len(melody)), melody)
    phase = 2 * np.pi * (rng.random() + np.cumsum(pitch) / SAMPLE_RATE)
    voice = sum(np.sin(overtone * phase) / overtone for overtone in (1, 2, 3))
    samples = TONE_NOISE * rng.standard_normal(TONE_SAMPLES)
    loudness = rng.uniform(0.4, 1) * np.sqrt(np.sin(np.pi * passed).clip(0))
    samples[start : start + length] += loudness * voice
    return samples
