"""Every control of NetworkExplorer, by mouse and by keyboard, in JupyterLab with a live kernel."""

from __future__ import annotations

import test_widgets_in_the_browser as frame
from test_widgets_in_the_browser import CHANGES, changes, choose, named, press, shown, slide

pytestmark = frame.pytestmark
browser, lab, page = frame.browser, frame.lab, frame.page


def test_pixels_and_cells_are_chosen_by_mouse_and_keyboard(page):
    widget = shown(page, "widgets.NetworkExplorer()")
    main, side = widget.locator("canvas").nth(0), widget.locator("canvas").nth(1)
    widget.get_by_text("of layer 5 sees 28×28 pixels").wait_for(timeout=CHANGES)
    wide = main.bounding_box()["width"]
    state = changes(
        page, widget, lambda: main.click(position={"x": wide / 2 + 2, "y": wide / 4 + 2})
    )
    assert state == "level=0&row=16&column=32"
    side.focus()
    assert "row=17" in changes(page, widget, lambda: page.keyboard.press("ArrowDown"))
    assert "column=31" in changes(page, widget, lambda: page.keyboard.press("ArrowLeft"))
    state = changes(page, widget, lambda: side.click(position={"x": 20, "y": 40}))
    assert "level=1" in state
    widget.get_by_text("of layer 1 sees 3×3 pixels").wait_for(timeout=CHANGES)
    for label in ("picture", "layer of the cell"):
        slide(page, widget, label)
    two = named(widget, "checkbox", "two things")
    changes(page, widget, two.click)
    two.focus()
    changes(page, widget, lambda: page.keyboard.press("Space"))


def test_units_are_chosen_by_mouse_and_keyboard(page):
    widget = shown(page, "widgets.NetworkExplorer()")
    state = changes(page, widget, widget.get_by_text("units", exact=True).click)
    assert state == "show=units"
    side = widget.locator("canvas").nth(1)
    widget.get_by_text("Unit 0 of layer 5").wait_for(timeout=CHANGES)
    wide = side.bounding_box()["width"]
    step = wide / 8
    at = {"x": 2.5 * step, "y": 1.5 * step}
    assert "unit=10" in changes(page, widget, lambda: side.click(position=at))
    side.focus()
    assert "unit=18" in changes(page, widget, lambda: page.keyboard.press("ArrowDown"))
    assert "unit=17" in changes(page, widget, lambda: page.keyboard.press("ArrowLeft"))
    for label in ("layer", "unit"):
        slide(page, widget, label)
    changes(page, widget, lambda: press(widget, "Find one for this picture"))


def test_classes_are_asked_for_by_mouse_and_keyboard(page):
    widget = shown(page, "widgets.NetworkExplorer()")
    named(widget, "radio", "pixels").focus()
    assert changes(page, widget, lambda: page.keyboard.press("ArrowRight")) == "show=units"
    assert "show=classes" in changes(page, widget, lambda: page.keyboard.press("ArrowRight"))
    widget.get_by_text("Where Grad-CAM finds the ladybird").wait_for(timeout=CHANGES)
    side = widget.locator("canvas").nth(1)
    box = side.bounding_box()
    at = {"x": 30, "y": 0.95 * box["height"]}
    assert "label=9" in changes(page, widget, lambda: side.click(position=at))
    widget.get_by_text("Where Grad-CAM finds the gift").wait_for(timeout=CHANGES)
    side.focus()
    assert "label=8" in changes(page, widget, lambda: page.keyboard.press("ArrowUp"))
    for label in ("class", "by"):
        choose(page, widget, label)


OWN = """
def top_patches(activations, images, size, k):
    return images[:k, :, :size, :size]

def grad_cam(activations, gradients):
    return (activations * gradients).sum(axis=0)

def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    return image[99]

widgets.NetworkExplorer(top_patches, grad_cam, occlusion_map, state="show=units")
"""


def test_own_functions_stand_beside_the_reference_and_may_fail(page):
    widget = shown(page, OWN)
    widget.get_by_text("✗ top_patches:").wait_for(timeout=CHANGES)
    widget.get_by_text("classes", exact=True).click()
    widget.get_by_text("✗ grad_cam gives another map, below.").wait_for(timeout=CHANGES)
    named(widget, "combobox", "by").select_option("occlusion")
    widget.get_by_text("raised IndexError").wait_for(timeout=CHANGES)
