"""Every control of CatchPlayer, by mouse and by keyboard, in JupyterLab with a live kernel."""

from __future__ import annotations

import re

import test_widgets_in_the_browser as frame
from test_browser import PATIENCE
from test_widgets_in_the_browser import (
    CHANGES,
    changes,
    choose,
    errors,
    named,
    painted,
    press,
    reaches,
    shown,
    state_of,
)

pytestmark = frame.pytestmark
browser, lab, page = frame.browser, frame.lab, frame.page
LEARNS = PATIENCE  # milliseconds for rounds of learning, and for PyTorch to be loaded


def says(widget, words: str | re.Pattern, timeout: int = CHANGES) -> None:
    widget.get_by_text(words).first.wait_for(timeout=timeout)


def test_a_ball_is_caught_by_keys_alone(page):
    widget = shown(page, "widgets.CatchPlayer()")
    says(widget, "Row 0 of 9: the ball is in column 7. Your basket: columns 7 to 9.")
    widget.locator("canvas").first.focus()
    for key, letter in (("ArrowLeft", "l"), (" ", "s"), ("ArrowDown", "s"), ("ArrowRight", "r")):
        assert changes(page, widget, lambda key=key: page.keyboard.press(key)).endswith(letter)
    says(widget, "Row 4 of 9: the ball is in column 7, moving left. Your basket: columns 7 to 9.")
    for _ in range(4):
        changes(page, widget, lambda: page.keyboard.press("Backspace"))
    assert state_of(widget) == ""
    page.keyboard.press("Backspace")
    for _ in range(9):
        changes(page, widget, lambda: page.keyboard.press("ArrowLeft"))
    says(widget, "You caught the ball,")
    page.keyboard.press("ArrowLeft")  # does nothing where the game is over
    assert changes(page, widget, lambda: page.keyboard.press("Enter")) == "ball=5"
    numbers = widget.locator(".cw-figures b").all_inner_texts()
    assert numbers[:2] == ["1", "1 (100 %)"]
    forget = named(widget, "button", "Count from 0")
    forget.focus()
    page.keyboard.press("Enter")
    says(widget.locator(".cw-figures"), "–")
    assert errors(widget) == ""


def test_a_ball_is_missed_by_mouse_and_by_touch(page):
    widget = shown(page, "widgets.CatchPlayer()")
    for name, letter in (("← left", "l"), ("stay", "s"), ("right →", "r")):
        assert changes(page, widget, lambda name=name: press(widget, name)).endswith(letter)
    changes(page, widget, lambda: press(widget, "Take back"))
    canvas = widget.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    cell = (canvas.bounding_box()["height"] - 26) / 10
    place = lambda column: {"x": (column + 0.5) * cell, "y": 150}  # noqa: E731
    for column, moves in ((2, "lsl"), (6, "lsls"), (9, "lslsr")):  # the basket: columns 5 to 7
        state = changes(page, widget, lambda column=column: canvas.click(position=place(column)))
        assert state == f"moves={moves}"
    for _ in range(4):
        changes(page, widget, lambda: press(widget, "right →"))
    says(widget, "You missed the ball,")
    assert named(widget, "button", "stay").is_disabled()
    assert changes(page, widget, lambda: press(widget, "Next ball")) == "ball=5"


def test_a_ball_falls_by_itself_and_the_next_one_follows(page):
    widget = shown(page, "widgets.CatchPlayer(state='pace=4')")
    choose(page, widget, "rows a second")
    widget.get_by_label("rows a second").select_option("4")
    reaches(page, widget, "text => text === 'pace=4'")
    press(widget, "Let it fall")
    reaches(page, widget, "text => text.includes('moves=ss')")
    page.keyboard.down("ArrowLeft")
    reaches(page, widget, "text => text.includes('ll')")
    page.keyboard.up("ArrowLeft")
    press(widget, "right →")
    reaches(page, widget, "text => /l+s*r/.test(text)")
    reaches(page, widget, "text => text.includes('ball=5')")
    named(widget, "button", "Hold").focus()
    page.keyboard.press("Enter")
    named(widget, "button", "Let it fall").wait_for(timeout=CHANGES)
    held = state_of(widget)
    page.wait_for_timeout(600)
    assert state_of(widget) == held


def test_a_network_learns_pauses_and_steps_round_by_round(page):
    widget = shown(page, "widgets.CatchPlayer()")
    says(widget, "This network has not learned anything yet")
    assert (
        changes(page, widget, widget.get_by_text("watch it learn", exact=True).click)
        == "show=learn"
    )
    says(widget, "After 0 rounds of 32 games it wins")
    board = widget.locator("canvas").nth(2)
    page.wait_for_timeout(50)
    before = painted(widget, 2)
    press(widget, "One round")
    says(widget, "After 1 round of 32 games it wins", LEARNS)
    named(widget, "button", "One round").press("Enter")
    says(widget, "After 2 rounds of 32 games it wins", LEARNS)
    page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before",
        arg=[board.element_handle(), before],
        timeout=CHANGES,
    )
    named(widget, "button", "Learn").press("Space")
    later = re.compile(r"After ([4-9]|\d\d+) rounds of")  # a quick machine takes several at once
    says(widget, later, LEARNS)
    press(widget, "Pause")
    named(widget, "button", "Learn").wait_for(timeout=CHANGES)
    page.wait_for_timeout(600)
    after = widget.locator(".cw-words").first.inner_text()
    page.wait_for_timeout(600)
    assert widget.locator(".cw-words").first.inner_text() == after
    named(widget, "radio", "watch it learn").focus()
    assert changes(page, widget, lambda: page.keyboard.press("ArrowLeft")) == ""
    assert "has not learned" not in widget.inner_text()


def test_settings_of_the_learning_are_changed_and_taken_back(page):
    widget = shown(page, "widgets.CatchPlayer(state='show=learn')")
    undo = named(widget, "button", "Undo")
    assert undo.is_disabled()
    for label in ("discount γ", "exploring ε falls to", "within rounds"):
        choose(page, widget, label)
    for _ in range(3):
        changes(page, widget, lambda: widget.get_by_label("discount γ").select_option("0.5"))
        changes(page, widget, lambda: undo.press("Enter"))
    press(widget, "One round")
    says(widget, "After 1 round of 32 games", LEARNS)
    assert changes(page, widget, lambda: press(widget, "New network")).endswith("seed=1")
    says(widget, "After 0 rounds of 32 games", LEARNS)
    assert "seed" not in changes(page, widget, undo.click)
    says(widget, "After 1 round of 32 games")
    assert "ball=5" in changes(page, widget, lambda: press(widget, "Next ball"))
    assert errors(widget) == ""


OWN = """
import torch
from torch import nn

def epsilon_greedy(values, epsilon, rng):
    return int(np.argmax(values))

def td_targets(rewards, next_values, done, gamma):
    return next_values[0, 99]

network = nn.Sequential(nn.Flatten(), nn.Linear(200, 3))
widgets.CatchPlayer(network, epsilon_greedy, td_targets)
"""


def test_own_network_and_functions_stand_beside_the_reference_and_may_fail(page):
    widget = shown(page, OWN)
    says(widget, "On its board your network takes")
    choose(page, widget, "beside you")
    widget.get_by_label("beside you").select_option("the one with your functions")
    says(widget, "On its board the one with your functions takes")
    changes(page, widget, widget.get_by_text("watch it learn", exact=True).click)
    says(widget, "✗ epsilon_greedy: with values 0, 1, 1 and epsilon 0, 40 of 40 calls gave 1")
    press(widget, "One round")
    says(widget, "raised IndexError", LEARNS)
    says(widget, "✗ td_targets fails: the reference stands in for it.", LEARNS)
    says(widget, "After 1 round of 32 games the network with your functions wins", LEARNS)


def test_it_follows_the_theme_and_fits_where_it_is_narrow(page):
    widget = shown(page, "widgets.CatchPlayer(state='moves=lll')")
    page.wait_for_timeout(50)
    light = painted(widget)
    frame.in_theme(page, dark=True)
    page.wait_for_timeout(100)
    assert painted(widget) != light
    frame.in_theme(page, dark=False)
    widget.evaluate("widget => { widget.style.width = '380px'; }")
    page.wait_for_timeout(100)
    fits = "widget => widget.scrollWidth <= widget.clientWidth"
    assert widget.evaluate(fits)
    changes(page, widget, widget.get_by_text("watch it learn", exact=True).click)
    page.wait_for_timeout(100)
    assert widget.evaluate(fits)
