"""What several exercises of the lesson use."""

import numpy as np


def random_box(rng: np.random.Generator, place=(0, 0)) -> np.ndarray:
    """A box with sides from 2 to 9, and its top left corner near a place."""
    corner = np.asarray(place) + rng.integers(-1, 2, size=2)
    return np.concatenate([corner, corner + rng.integers(2, 10, size=2)]).astype(float)
