"""Every control of StyleMixer, by mouse and by keyboard, in JupyterLab with a live kernel."""

from __future__ import annotations

import re

import test_widgets_in_the_browser as frame
from test_widgets_in_the_browser import (
    CHANGES,
    PATIENCE,
    changes,
    choose,
    errors,
    named,
    painted,
    press,
    reaches,
    shown,
    slide,
    state_of,
)

pytestmark = frame.pytestmark
browser, lab, page = frame.browser, frame.lab, frame.page

ONLY_COARSE = "weights=[0,0,0,0,0,0,1,1,1]"


def test_faders_mixes_and_settings_by_mouse_and_keyboard_and_their_undoing(page):
    widget = shown(page, "widgets.StyleMixer()")
    slide(page, widget, "weight of 3×3 at 1/1")
    slide(page, widget, "weight of 7×7 at 1/4")
    assert changes(page, widget, lambda: press(widget, "coarse")) == ONLY_COARSE
    press(widget, "none")
    widget.get_by_text("No layer is heard").wait_for(timeout=CHANGES)
    assert changes(page, widget, lambda: press(widget, "Undo")) == ONLY_COARSE
    named(widget, "button", "all").focus()
    assert changes(page, widget, lambda: page.keyboard.press("Enter")) == ""
    for label in ("content", "variation"):
        slide(page, widget, label)
    for label in ("photograph", "style"):
        choose(page, widget, label)
    while named(widget, "button", "Undo").is_enabled():
        changes(page, widget, lambda: press(widget, "Undo"))
    assert state_of(widget) == ""


def test_it_paints_by_step_by_play_and_begins_anew(page):
    widget = shown(page, "widgets.StyleMixer()")
    widget.get_by_text("Paint begins").wait_for(timeout=CHANGES)
    page.wait_for_timeout(100)
    photograph = painted(widget)
    press(widget, "Step")
    widget.get_by_text("Step 1: in the layers that are heard").wait_for(timeout=CHANGES)
    page.wait_for_timeout(100)
    assert painted(widget) != photograph
    named(widget, "button", "Paint").focus()
    page.keyboard.press("Space")
    later = re.compile(r"Step ([4-9]|\d\d+): ")  # a quick machine takes several steps at once
    widget.get_by_text(later).wait_for(timeout=PATIENCE)
    fader = named(widget, "slider", "weight of 5×5 at 1/2")
    fader.focus()
    assert "1.25" in changes(page, widget, lambda: page.keyboard.press("ArrowRight"))  # meanwhile
    press(widget, "Pause")
    press(widget, "Start from the photograph")
    widget.get_by_text("Paint begins").wait_for(timeout=CHANGES)
    reaches(page, widget, "text => text.includes('1.25')")
    assert errors(widget) == ""


OWN = """
import torch

def gram_matrix(features):
    rows = features.flatten(2)
    return rows @ rows.transpose(1, 2)

def style_loss(features, targets):
    rows = features[0].flatten(2)
    return ((rows @ rows.transpose(1, 2) / rows.shape[2]) - targets[0]).square().mean()

def total_variation(image):
    return image[99]

widgets.StyleMixer(style_loss, gram_matrix, FUNCTION)
"""


def test_own_functions_paint_beside_the_reference_and_may_fail(page):
    widget = shown(page, OWN.replace("FUNCTION", "None"))
    press(widget, "Step")
    widget.get_by_text("✗ gram_matrix gives other matrices in 9 of 9 layers").wait_for(
        timeout=CHANGES
    )
    widget.get_by_text("✓ style_loss says the same of every layer.").wait_for(timeout=CHANGES)
    widget = shown(page, OWN.replace("FUNCTION", "total_variation"))
    press(widget, "Step")
    widget.get_by_text("raised IndexError").wait_for(timeout=CHANGES)
    widget.get_by_text("Step 1: in the layers").wait_for(timeout=CHANGES)
