"""Every control of ArchitectureEditor, by mouse and by keyboard, in a JupyterLab that is live."""

from __future__ import annotations

import pytest
import test_widgets_in_the_browser as widgets
from test_widgets_in_the_browser import CHANGES, changes, errors, named, press, shown, state_of

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.browser,
    pytest.mark.xdist_group("widgets"),
]

browser, lab, page = widgets.browser, widgets.lab, widgets.page
SMALL = "widgets.ArchitectureEditor(state='network=conv+8,relu,pool+2,flatten,full+10&side=16')"


def rows(widget):
    return widget.locator(".cw-blocks li")


def kinds(widget) -> list[str]:
    return rows(widget).locator(".cw-block b").all_inner_texts()


def chosen(widget) -> int:
    marks = rows(widget).evaluate_all("all => all.map(row => row.ariaSelected === 'true')")
    assert sum(marks) == 1
    return marks.index(True)


def shows(page, widget, *names: str) -> None:
    """Wait until these blocks are there."""
    page.wait_for_function(
        "([list, names]) => names === [...list.querySelectorAll('.cw-block b')]"
        ".map(name => name.textContent).join(' ')",
        arg=[widget.locator(".cw-blocks").element_handle(), " ".join(names)],
        timeout=CHANGES,
    )


def types(page, widget, label: str, value: int, with_tab: bool = False) -> str:
    box = named(widget, "spinbutton", label)
    box.fill(str(value))
    return changes(page, widget, lambda: box.press("Tab" if with_tab else "Enter"))


def test_it_opens_with_alexnet_and_the_buttons_bring_other_networks(page):
    widget = shown(page, "widgets.ArchitectureEditor()")
    assert state_of(widget) == "" and len(kinds(widget)) == 19
    text = widget.inner_text()
    assert "61,100,840 parameters" in text and "714,188,480 multiply-adds" in text
    assert "192×27×27" in text and "37,752,832" in text
    changes(page, widget, lambda: press(widget, "ResNet-18"))
    widget.get_by_text("11,689,512").wait_for(timeout=CHANGES)
    assert named(widget, "button", "ResNet-18").get_attribute("aria-pressed") == "true"
    for name in ("VGG-16", "GoogLeNet", "small"):
        changes(page, widget, named(widget, "button", name).click)
    assert "side=32" in state_of(widget)
    named(widget, "button", "AlexNet").focus()
    assert changes(page, widget, lambda: page.keyboard.press("Enter")) == ""


def test_a_block_is_chosen_by_mouse_and_by_keyboard(page):
    widget = shown(page, SMALL)
    blocks = named(widget, "listbox", "Blocks")
    changes(page, widget, rows(widget).nth(2).click)
    assert chosen(widget) == 2 and "Block 3 of 5" in widget.inner_text()
    blocks.focus()
    for key, place in (("ArrowDown", 3), ("ArrowUp", 2), ("End", 4), ("Home", 0)):
        changes(page, widget, lambda key=key: page.keyboard.press(key))
        assert chosen(widget) == place
    assert blocks.get_attribute("aria-activedescendant") == rows(widget).nth(0).get_attribute("id")
    page.keyboard.press("Enter")
    assert named(widget, "spinbutton", "filters").evaluate("box => box === document.activeElement")


def test_numbers_of_a_block_are_typed(page):
    widget = shown(page, SMALL)
    assert "network=conv+12," in types(page, widget, "filters", 12).replace("%2C", ",")
    for label, value in (("size", 5), ("stride", 2), ("padding", 2), ("groups", 3)):
        types(page, widget, label, value, with_tab=True)
    assert "conv+12+5+2+2+3" in state_of(widget)
    widget.get_by_text("12×8×8").first.wait_for(timeout=CHANGES)
    size = named(widget, "spinbutton", "size")
    size.fill("99")  # the largest there is
    changes(page, widget, lambda: size.press("Enter"))
    assert size.input_value() == "15"
    size.fill("")
    size.press("Tab")
    assert size.input_value() == "15"
    size.focus()
    changes(page, widget, lambda: [page.keyboard.press("ArrowDown"), size.press("Enter")])
    assert size.input_value() == "14"
    changes(page, widget, rows(widget).nth(2).click)
    for label, value in (("size", 3), ("stride", 1), ("padding", 1)):
        types(page, widget, label, value)
    changes(page, widget, rows(widget).nth(4).click)
    types(page, widget, "numbers", 7)
    assert "pool+3+1+1" in state_of(widget) and "full+7" in state_of(widget)


def test_what_is_typed_belongs_to_the_block_that_was_chosen(page):
    """Also where another one is chosen before Enter."""
    widget = shown(page, SMALL)
    named(widget, "spinbutton", "filters").fill("9")
    changes(page, widget, rows(widget).nth(4).click)
    assert "Block 5 of 5" in widget.inner_text()
    assert "conv+9" in state_of(widget) and "full+10" in state_of(widget)
    assert named(widget, "spinbutton", "numbers").input_value() == "10"
    named(widget, "spinbutton", "numbers").fill("11")
    named(widget, "spinbutton", "numbers").press("Enter")
    changes(page, widget, rows(widget).nth(2).click)
    assert "full+11" in state_of(widget) and "pool+2," in state_of(widget)


def test_a_kind_changes_and_brings_its_own_numbers(page):
    widget = shown(page, SMALL)
    kind = named(widget, "combobox", "kind")
    changes(page, widget, lambda: kind.select_option("inception"))
    labels = ("1×1", "before 3×3", "3×3", "before 5×5", "5×5", "after pool")
    for value, label in enumerate(labels, 3):
        types(page, widget, label, value)
    assert "inception+3+4+5+6+7+8" in state_of(widget)
    shows(page, widget, "inception", "relu", "pool", "flatten", "full")
    kind.focus()
    changes(page, widget, lambda: page.keyboard.press("ArrowDown"))
    assert kind.input_value() == "residual"
    for label, value in (("filters", 8), ("stride", 2)):
        types(page, widget, label, value)
    assert "residual+8+2" in state_of(widget)
    for name in ("norm", "relu", "pool", "mean", "flatten", "full", "conv"):
        changes(page, widget, lambda name=name: kind.select_option(name))


def test_blocks_are_added_removed_moved_and_all_is_undone(page):
    widget = shown(page, SMALL)
    start = state_of(widget)
    added = named(widget, "combobox", "kind of a new block")
    added.select_option("norm")
    changes(page, widget, lambda: press(widget, "Add below"))
    shows(page, widget, "conv", "norm", "relu", "pool", "flatten", "full")
    assert chosen(widget) == 1 and "no biases" in widget.inner_text()
    changes(page, widget, lambda: press(widget, "Move down"))
    shows(page, widget, "conv", "relu", "norm", "pool", "flatten", "full")
    changes(page, widget, lambda: press(widget, "Move up"))
    changes(page, widget, lambda: press(widget, "Move up"))
    shows(page, widget, "norm", "conv", "relu", "pool", "flatten", "full")
    assert named(widget, "button", "Move up").is_disabled()
    changes(page, widget, lambda: press(widget, "Remove"))
    shows(page, widget, "conv", "relu", "pool", "flatten", "full")
    named(widget, "listbox", "Blocks").focus()
    changes(page, widget, lambda: page.keyboard.press("Alt+ArrowDown"))
    shows(page, widget, "relu", "conv", "pool", "flatten", "full")
    changes(page, widget, lambda: page.keyboard.press("Alt+ArrowUp"))
    changes(page, widget, lambda: page.keyboard.press("Delete"))
    shows(page, widget, "relu", "pool", "flatten", "full")
    changes(page, widget, lambda: page.keyboard.press("Backspace"))
    for _ in range(3):
        changes(page, widget, lambda: page.keyboard.press("Delete"))
    assert kinds(widget) == [] and "No block" in widget.inner_text()
    assert named(widget, "button", "Remove").is_disabled()
    undo = named(widget, "button", "Undo")
    changes(page, widget, undo.click)
    undo.focus()
    while not undo.is_disabled():
        undo.press("Enter")
        page.wait_for_timeout(30)
    shows(page, widget, "conv", "relu", "pool", "flatten", "full")
    assert state_of(widget) == start
    add = named(widget, "button", "Add below")
    add.focus()
    changes(page, widget, lambda: page.keyboard.press("Enter"))
    assert len(kinds(widget)) == 6


def test_a_block_is_dragged_to_its_place(page):
    widget = shown(page, SMALL)
    first, third = (rows(widget).nth(place).bounding_box() for place in (0, 2))
    page.mouse.move(first["x"] + 30, first["y"] + 10)
    page.mouse.down()
    page.mouse.move(third["x"] + 30, third["y"] + 6)
    page.mouse.move(third["x"] + 30, third["y"] + 12)
    assert widget.locator(".cw-below").count() == 1
    changes(page, widget, page.mouse.up)
    shows(page, widget, "relu", "pool", "conv", "flatten", "full")
    assert chosen(widget) == 2 and widget.locator(".cw-below").count() == 0


def test_the_image_has_a_side_and_colours(page):
    widget = shown(page, SMALL)
    assert types(page, widget, "image side", 20).endswith("side=20")
    widget.get_by_text("3×20×20").wait_for(timeout=CHANGES)
    colour = named(widget, "checkbox", "in colour")
    assert "channels=1" in changes(page, widget, colour.click)
    colour.focus()
    assert "channels=1" not in changes(page, widget, lambda: page.keyboard.press("Space"))


def test_the_first_block_that_does_not_fit_says_why(page):
    widget = shown(page, "widgets.ArchitectureEditor(state='side=62')")
    misfit = widget.locator(".cw-misfit")
    assert "A window of 3×3 is larger than its maps of 2×2" in misfit.inner_text()
    assert widget.locator(".cw-waiting-block").count() == 6
    assert "Up to the block that does not fit" in widget.inner_text()
    types(page, widget, "image side", 63)
    page.wait_for_function(
        "widget => !widget.querySelector('.cw-misfit')",
        arg=widget.element_handle(),
        timeout=CHANGES,
    )


OWN = """
import torch
def multiply_adds(model, shape):
    total = 0
    def count(layer, given, made):
        nonlocal total
        total += layer.weight.numel() * (given[0][0, 0].numel() if made.dim() == 4 else 1)
    for layer in model.modules():
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            layer.register_forward_hook(count)
    model.eval()(torch.zeros(1, *shape, device="meta"))
    return total

widgets.ArchitectureEditor(multiply_adds, state="network=conv+8+3+STRIDE,flatten,full+10&side=16")
"""


def test_ones_own_figure_stands_beside_the_reference(page):
    widget = shown(page, OWN.replace("STRIDE", "1"))
    assert "✓ multiply_adds: 75,776" in widget.inner_text()
    types(page, widget, "stride", 2)
    widget.get_by_text("✗ multiply_adds: 60,416").wait_for(timeout=CHANGES)
    assert rows(widget).nth(0).locator("em").inner_text() == "yours 55,296"
    assert widget.locator(".cw-blocks em").count() == 1
    assert errors(widget) == ""


def test_a_function_that_fails_is_told(page):
    widget = shown(page, "def f(model, shape): return model[0]\nwidgets.ArchitectureEditor(f)")
    assert "f(<conv 64 11 4 2>, (3, 224, 224)) returned a Conv2d" in errors(widget)
    assert "714,188,480 multiply-adds" in widget.inner_text()
