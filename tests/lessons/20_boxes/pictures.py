"""Pictures of this lesson alone."""

import matplotlib.pyplot as plt


def show_boxes(*boxes):
    """The outlines of boxes, y downwards as in an image."""
    _, axes = plt.subplots()
    for x1, y1, x2, y2 in boxes:
        axes.plot([x1, x2, x2, x1, x1], [y1, y1, y2, y2, y1])
    axes.invert_yaxis()
    axes.set_aspect("equal")
