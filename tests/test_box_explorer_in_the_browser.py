"""Every control of BoxExplorer, by mouse and by keyboard, in JupyterLab with a live kernel."""

from __future__ import annotations

import test_widgets_in_the_browser as frame
from test_widgets_in_the_browser import CHANGES, changes, named, reaches, shown, slide

pytestmark = frame.pytestmark
browser, lab, page = frame.browser, frame.lab, frame.page


def test_boxes_are_dragged_by_mouse_and_moved_by_keys(page):
    widget = shown(page, "widgets.BoxExplorer()")
    canvas = widget.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    scale = box["width"] / 64
    x, y = box["x"] + 20 * scale, box["y"] + 14 * scale  # inside a
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5 * scale, y + 3 * scale, steps=4)
    page.mouse.up()
    reaches(page, widget, "text => text.includes('a=[19,9,43,33]')")
    page.mouse.move(box["x"] + 46 * scale, box["y"] + 44 * scale)  # the lower right corner of b
    page.mouse.down()
    page.mouse.move(box["x"] + 50 * scale, box["y"] + 50 * scale, steps=4)
    page.mouse.up()
    reaches(page, widget, "text => text.includes('b=[26,20,50,50]') && text.includes('box=b')")
    canvas.focus()
    assert "b=[27,20,51,50]" in changes(page, widget, lambda: page.keyboard.press("ArrowRight"))
    assert "b=[27,20,51,49]" in changes(page, widget, lambda: page.keyboard.press("Shift+ArrowUp"))
    assert "box=b" not in changes(page, widget, lambda: page.keyboard.press("Enter"))
    assert "a=[19,10,43,34]" in changes(page, widget, lambda: page.keyboard.press("ArrowDown"))
    widget.get_by_text("box b", exact=True).click()
    reaches(page, widget, "text => text.includes('box=b')")
    slide(page, widget, "scene")


def test_iou_is_written_while_one_drags(page):
    widget = shown(page, "widgets.BoxExplorer(state='a=[0,0,10,10]&b=[1,1,11,11]')")
    widget.get_by_text("IoU = 81 / 119 = 0.681").wait_for(timeout=CHANGES)
    widget.locator("canvas").first.focus()
    changes(page, widget, lambda: page.keyboard.press("ArrowRight"))
    widget.get_by_text("IoU = 90 / 110 = 0.818").wait_for(timeout=CHANGES)


def test_thresholds_and_boxes_of_suppression_by_mouse_and_keyboard(page):
    widget = shown(page, "widgets.BoxExplorer()")
    state = changes(page, widget, widget.get_by_text("suppression", exact=True).click)
    assert state == "show=suppression"
    widget.get_by_text("3 of 16 boxes stay.").wait_for(timeout=CHANGES)
    canvas = widget.locator("canvas").first
    canvas.focus()
    assert "chosen=1" in changes(page, widget, lambda: page.keyboard.press("ArrowRight"))
    side = canvas.bounding_box()["width"]
    changes(page, widget, lambda: canvas.click(position={"x": 0.4 * side, "y": 0.2 * side}))
    for label in ("least score", "threshold", "scene"):
        slide(page, widget, label)


def test_anchors_light_up_and_cells_are_chosen(page):
    widget = shown(page, "widgets.BoxExplorer()")
    named(widget, "radio", "overlap").focus()
    assert "show=suppression" in changes(page, widget, lambda: page.keyboard.press("ArrowRight"))
    assert "show=anchors" in changes(page, widget, lambda: page.keyboard.press("ArrowRight"))
    widget.get_by_text("of 192 anchors stand for a box").wait_for(timeout=CHANGES)
    canvas = widget.locator("canvas").first
    side = canvas.bounding_box()["width"]
    state = changes(
        page, widget, lambda: canvas.click(position={"x": 0.95 * side, "y": 0.03 * side})
    )
    assert "cell=7" in state
    for label in ("no below", "yes from", "cell"):
        slide(page, widget, label)


OWN = """
def non_maximum_suppression(boxes, scores, threshold):
    return np.argsort(-scores)[:5]

def match_anchors(anchors, boxes, low=0.4, high=0.5):
    return anchors[99999]

widgets.BoxExplorer(None, non_maximum_suppression, match_anchors, state="show=suppression")
"""


def test_own_functions_stand_beside_the_reference_and_may_fail(page):
    widget = shown(page, OWN)
    widget.get_by_text("✗ non_maximum_suppression keeps 3, 4 though they should go.").wait_for(
        timeout=CHANGES
    )
    widget.get_by_text("anchors", exact=True).click()
    widget.get_by_text("raised IndexError").wait_for(timeout=CHANGES)
