"""What several exercises of this lesson share."""

import numpy as np

from autograder.authoring.exercise import Call, call


def gate(rng: np.random.Generator) -> Call:
    shape = tuple(int(side) for side in rng.integers(2, 4, rng.integers(1, 4)))
    dout, x = rng.uniform(0.1, 2, (2, *shape)).round(2) * rng.choice([-1, 1], (2, *shape))
    x.flat[:2], dout.flat[:2] = (1.5, -1.5), (-0.7, 0.9)
    return call(dout, x)
