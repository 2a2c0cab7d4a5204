"""Every control of WordPainter, by mouse and by keyboard, in JupyterLab with a live kernel."""

from __future__ import annotations

import test_widgets_in_the_browser as frame
from test_widgets_in_the_browser import (
    CHANGES,
    changes,
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


def test_words_are_chosen_by_mouse_and_keyboard_and_new_pairs_are_marked(page):
    widget = shown(page, "widgets.WordPainter()")
    fish = widget.locator(".cw-tabs label", has_text="fish")
    assert changes(page, widget, fish.click) == "kind=3"
    widget.get_by_text("✻ A red fish was never among the stickers").wait_for(timeout=CHANGES)
    fish = named(widget, "radio", "fish (never shown together)")
    assert fish.is_checked()
    fish.focus()
    assert changes(page, widget, lambda: page.keyboard.press("ArrowRight")) == "kind=4"
    assert "color=5" in changes(page, widget, widget.get_by_text("pink", exact=True).click)
    named(widget, "radio", "pink").focus()
    page.keyboard.press("ArrowRight")  # from the last to the first
    reaches(page, widget, "text => text.includes('color=-1')")
    changes(page, widget, widget.get_by_text("no word", exact=True).first.click)
    widget.get_by_text("No words: with them or without them").wait_for(timeout=CHANGES)


def test_settings_by_mouse_and_keyboard_and_their_undoing(page):
    widget = shown(page, "widgets.WordPainter()")
    assert named(widget, "button", "Undo").is_disabled()
    for label in ("guidance scale", "number of steps", "noise to start from"):
        slide(page, widget, label)
    while named(widget, "button", "Undo").is_enabled():
        changes(page, widget, lambda: press(widget, "Undo"))
    assert state_of(widget) == ""


def test_steps_are_gone_through_by_play_by_mouse_and_by_keys(page):
    widget = shown(page, "widgets.WordPainter()")
    widget.get_by_text("After 10 of 25 steps").wait_for(timeout=CHANGES)
    strip = widget.locator("canvas").nth(1)
    strip.focus()
    assert changes(page, widget, lambda: page.keyboard.press("ArrowRight")) == "step=11"
    assert changes(page, widget, lambda: page.keyboard.press("ArrowUp")) == "step=12"
    assert changes(page, widget, lambda: page.keyboard.press("ArrowLeft")) == "step=11"
    assert changes(page, widget, lambda: page.keyboard.press("End")) == "step=25"
    widget.get_by_text("After all 25 steps no noise is left.").wait_for(timeout=CHANGES)
    assert named(widget, "button", "Step").is_disabled()
    before = painted(widget)
    assert changes(page, widget, lambda: page.keyboard.press("Home")) == "step=0"
    page.wait_for_timeout(50)
    assert painted(widget) != before
    wide = strip.bounding_box()["width"]
    at = {"x": wide * 5.5 / 26, "y": 30}
    assert changes(page, widget, lambda: strip.click(position=at)) == "step=5"
    assert changes(page, widget, lambda: press(widget, "Step")) == "step=6"
    slide(page, widget, "steps done")
    strip.focus()
    page.keyboard.press("End")
    reaches(page, widget, "text => text === 'step=25'")
    press(widget, "Play")  # begins anew, and ends by itself
    reaches(page, widget, "text => /step=[1-5]$/.test(text)")
    press(widget, "Pause")
    assert state_of(widget) != "step=25"
    named(widget, "slider", "number of steps").focus()
    page.keyboard.press("Home")
    reaches(page, widget, "text => text === 'steps=1&step=1'")
    press(widget, "Play")
    named(widget, "button", "Play").wait_for(timeout=CHANGES)
    reaches(page, widget, "text => text === 'steps=1&step=1'")


OWN = """
def denoise_step(noisy, predicted_noise, rates):
    now, then = rates
    return then * (noisy - predicted_noise) / now + np.sqrt(1 - then**2) * predicted_noise

def guided_noise(with_words, without_words, scale):
    if scale == 0:
        raise ZeroDivisionError("nothing")
    return without_words + scale * (with_words - without_words)

widgets.WordPainter(denoise_step, guided_noise)
"""


def test_own_functions_stand_beside_the_reference_and_may_fail(page):
    widget = shown(page, OWN)
    widget.get_by_text("✓ guided_noise does the same in every step.").wait_for(timeout=CHANGES)
    widget.get_by_text("✗ denoise_step returns something else").wait_for(timeout=CHANGES)
    named(widget, "slider", "guidance scale").focus()
    page.keyboard.press("Home")
    widget.get_by_text("raised ZeroDivisionError: nothing").wait_for(timeout=CHANGES)
    widget.get_by_text("After 10 of 25 steps").wait_for(timeout=CHANGES)
