"""Photographs, digits and sounds that the lessons use, all of them without a network.

Pixels are floats from 0 (black) to 1 (full). Pictures for looking at are (H, W, 3) or (H, W).
"""

from __future__ import annotations

import numpy as np

SAMPLE_RATE = 8000  # samples a second, of `sound`

# The photograph's name here, and its name in skimage.data.
PHOTOS = {
    "astronaut": "astronaut",  # Eileen Collins, by NASA; public domain
    "camera": "camera",  # a man with a camera, by Lav Varshney; CC0; grey
    "cat": "chelsea",  # Chelsea the cat, by Stefan van der Walt; CC0
    "coffee": "coffee",  # by Rachel Michetti, courtesy of Pikolo Espresso Bar; CC0
    "coins": "coins",  # Greek coins from Pompeii, Brooklyn Museum; no known restrictions; grey
    "galaxies": "hubble_deep_field",  # Hubble eXtreme Deep Field, by NASA; public domain
    "retina": "retina",  # by Häggström, 2014; CC0
    "rocket": "rocket",  # Falcon 9 with DSCOVR, by SpaceX; public domain
}


def photo(name: str, size: int | tuple[int, int] | None = None) -> np.ndarray:
    """A real photograph, in colour.

    name: one of "astronaut", "camera", "cat", "coffee", "coins", "galaxies", "retina", "rocket".
    size: pixels, (height, width), or one number for a square. The middle of the photograph is
    cut to that shape, then scaled. None keeps the photograph as it is.

    Shape: (H, W, 3), float64 in [0, 1]. Grey photographs have three equal channels.
    Raises: ValueError for a name that is not among them.
    Source: ships with scikit-image; the licence of each stands beside its name in `PHOTOS`.
    """
    if name not in PHOTOS:
        names = ", ".join(sorted(PHOTOS))
        raise ValueError(f"There is no photograph called {name!r}. Choose one of: {names}.")
    from skimage import data as skimage_data

    pixels = getattr(skimage_data, PHOTOS[name])()
    if pixels.ndim == 2:
        pixels = np.stack([pixels] * 3, axis=-1)
    if size is not None:
        pixels = _cut_and_scale(pixels, (size, size) if isinstance(size, int) else size)
    return pixels / 255.0


def to_gray(image: np.ndarray) -> np.ndarray:
    """The brightness of a colour picture, as the eye weighs red, green and blue.

    Shape: (..., 3) to (...).
    Source: the luma weights of ITU-R BT.709.
    """
    return np.asarray(image, dtype=float) @ np.array([0.2126, 0.7152, 0.0722])


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Handwritten digits, scanned and averaged down to 8x8 pixels.

    Shape: images (1797, 8, 8), float64 in [0, 1], 1 where the pen was; labels (1797,), int64,
    0 to 9.
    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine
    Learning Repository, 1998 (CC BY 4.0); ships with scikit-learn.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return bunch.images / 16.0, bunch.target.astype(np.int64)


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


def _cut_and_scale(pixels: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The largest middle part of `pixels` with the proportions of `shape`, at that shape."""
    from PIL import Image

    height, width = pixels.shape[:2]
    scale = min(height / shape[0], width / shape[1])
    tall, wide = shape[0] * scale, shape[1] * scale
    left, top = (width - wide) / 2, (height - tall) / 2
    picture = Image.fromarray(pixels).resize(
        (shape[1], shape[0]), Image.Resampling.LANCZOS, box=(left, top, left + wide, top + tall)
    )
    return np.asarray(picture)
