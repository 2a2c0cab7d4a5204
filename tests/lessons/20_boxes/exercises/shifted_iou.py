"""shifted_iou: what half a box of shift costs."""

from autograder.authoring.exercise import Exercise
from helpers.checking.kinds import VALUE


def shifted_iou():
    """The IoU of a box of 32 by 32 pixels and the same box moved 16 pixels to the right."""
    return 16 * 32 / (48 * 32)


def takes_half():
    """Half of each box is covered, but the union is larger than one box."""
    return 1 / 2


def counts_the_overlap_twice():
    """The overlap lies in both boxes, so the sum of their areas counts it twice."""
    return 1 / 4


def divides_union_by_overlap():
    """An IoU is never above 1: overlap over union, not the other way round."""
    return 3.0


EXERCISE = Exercise(
    solution=shifted_iou,
    hints=[
        "Draw both boxes. How many pixels lie in both, how many in at least one?",
        "16 · 32 pixels lie in both, 48 · 32 in at least one.",
    ],
    kind=VALUE,
)
