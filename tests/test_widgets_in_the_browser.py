"""Every control of every widget, by mouse and by keyboard, in JupyterLab with a live kernel."""

from __future__ import annotations

import nbformat
import numpy as np
import pytest
import test_browser
from PIL import Image
from test_browser import PATIENCE, jupyterlab, playwright_timeout

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.browser,
    pytest.mark.xdist_group("widgets"),
]

browser = test_browser.browser
CHANGES = 5_000  # milliseconds until something that was changed shows
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """A notebook in JupyterLab, shared by all tests: they write into its last cell."""
    work = tmp_path_factory.mktemp("widgets")
    first = nbformat.v4.new_code_cell("import numpy as np\nfrom helpers import widgets")
    notebook = nbformat.v4.new_notebook(cells=[first], metadata={"kernelspec": KERNEL})
    for name in ("widgets.ipynb", "closed.ipynb"):
        nbformat.write(notebook, work / name)
    with jupyterlab(work, tmp_path_factory.mktemp("config")) as address:
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "console",
            lambda line: page.complaints.append(line.text) if line.type == "error" else None,
        )
        page.address = address
        open_notebook(page, "widgets.ipynb")
        yield page
        page.close()


def open_notebook(page, name: str) -> None:
    test_browser.open_notebook(page, f"{page.address}/lab/tree/{name}")
    test_browser.run(page, "import numpy")


@pytest.fixture
def page(lab):
    """The page, which must not have complained when the test is over."""
    lab.complaints.clear()
    yield lab
    assert lab.complaints == []


def shown(page, source: str):
    """Run a cell with this source and return the widget that it shows."""
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    before = cells.count()
    cell = cells.nth(before - 1)
    prompt = cell.locator(".jp-InputPrompt").element_handle()
    cell.locator(".cm-content").click()
    page.keyboard.insert_text(source)
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        "prompt => /\\[\\d+\\]/.test(prompt.textContent)", arg=prompt, timeout=PATIENCE
    )
    cells.nth(before).wait_for(timeout=PATIENCE)  # the empty one that the next test writes into
    widget = cell.locator(".course-widget")
    widget.or_(cell.locator(".jp-RenderedText")).first.wait_for(timeout=PATIENCE)
    assert widget.count() == 1, cell.locator(".jp-OutputArea").inner_text()
    return widget


def state_of(widget) -> str:
    """The state of a widget as the short text that it offers."""
    return widget.locator(".cw-share input").input_value()


def changes(page, widget, act) -> str:
    """Do something that must change the state, and return the new one."""
    before = state_of(widget)
    act()
    field = widget.locator(".cw-share input").element_handle()
    try:
        page.wait_for_function(
            "([field, before]) => field.value !== before", arg=[field, before], timeout=CHANGES
        )
    except playwright_timeout():
        raise AssertionError(f"The state stayed {before!r}.") from None
    return state_of(widget)


def reaches(page, widget, condition: str) -> None:
    """Wait for a state that a drag ends in, which goes through others. condition: a function of its
    text in JavaScript."""
    field = widget.locator(".cw-share input").element_handle()
    page.wait_for_function(f"field => ({condition})(field.value)", arg=field, timeout=CHANGES)


def named(widget, role: str, name: str):
    """A control as a screen reader finds it."""
    return widget.get_by_role(role, name=name, exact=True)


def slide(page, widget, label: str) -> None:
    """Use a slider, by mouse and by keyboard: each must change the state."""
    slider = named(widget, "slider", label)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    far = float(slider.input_value()) < float(slider.get_attribute("max")) / 2
    x = box["x"] + box["width"] * (0.7 if far else 0.3)
    changes(page, widget, lambda: page.mouse.click(x, box["y"] + box["height"] / 2))
    slider.focus()
    changes(page, widget, lambda: page.keyboard.press("ArrowLeft"))


def choose(page, widget, label: str) -> None:
    """Use a list, by mouse and by keyboard: each must change the state."""
    chooser = named(widget, "combobox", label)
    options = chooser.locator("option").all_inner_texts()
    now = chooser.evaluate("list => list.selectedIndex")
    other = options[(now + 1) % len(options)]
    changes(page, widget, lambda: chooser.select_option(other))
    chooser.focus()
    key = "ArrowUp" if options.index(other) else "ArrowDown"
    changes(page, widget, lambda: page.keyboard.press(key))


def press(widget, name: str):
    return named(widget, "button", name).click()


def painted(widget, place: int = 0) -> str:
    """What a canvas shows, to compare."""
    return widget.locator("canvas").nth(place).evaluate("canvas => canvas.toDataURL()")


def errors(widget) -> str:
    return widget.locator(".cw-error").inner_text()


def in_theme(page, dark: bool) -> None:
    page.evaluate("dark => { document.body.dataset.jpThemeLight = String(!dark); }", dark)


# ---- the frame, which all widgets share


def test_the_state_can_be_copied_pasted_and_put_back(page):
    widget = shown(page, "widgets.ConvolutionExplorer()")
    widget.get_by_text("Keep or share").click()
    field = named(widget, "textbox", "State as text")
    field.fill("size=9&stride=2")
    field.press("Enter")
    widget.get_by_text("(9 − 3) / 2 + 1 = 4").wait_for(timeout=CHANGES)
    field.fill("size=900")
    field.press("Enter")
    widget.get_by_text("size is a whole number from 1 to 24, not 900.").wait_for(timeout=CHANGES)
    press(widget, "Copy")
    press(widget, "Start again")
    widget.get_by_text("(7 − 3) / 1 + 1 = 5").wait_for(timeout=CHANGES)
    assert (state_of(widget), errors(widget)) == ("", "")


def test_answers_to_the_tasks_unfold_by_keyboard(page):
    widget = shown(page, "widgets.ConvolutionExplorer()")
    first = widget.locator(".cw-tasks summary").first
    assert not widget.locator(".cw-tasks details p").first.is_visible()
    first.focus()
    page.keyboard.press("Enter")
    widget.locator(".cw-tasks details p").first.wait_for(timeout=CHANGES)


def test_it_follows_the_theme(page):
    widget = shown(page, "widgets.ConvolutionExplorer()")
    light = painted(widget)
    in_theme(page, dark=True)
    page.wait_for_function(
        "widget => widget.dataset.theme === 'dark'", arg=widget.element_handle(), timeout=CHANGES
    )
    page.wait_for_timeout(50)
    assert painted(widget) != light
    in_theme(page, dark=False)


SLOW = """
import time
def conv_forward(x, w, b, stride=1, padding=0):
    FIRST
    time.sleep(1.5 * (stride == 2))
    return x[:, :, ::stride, ::stride]
widgets.ConvolutionExplorer(conv_forward, state="kernel=1&filter=blur")
"""


@pytest.mark.parametrize("first", ["pass", "assert stride == 2"])
def test_it_says_that_it_waits_while_a_function_is_slow(page, first):
    """Also where it failed before, so that the work begins with taking the error away."""
    widget = shown(page, SLOW.replace("FIRST", first))
    named(widget, "slider", "stride S").focus()
    page.keyboard.press("ArrowRight")
    widget.get_by_text("Waiting for Python.").wait_for(timeout=CHANGES)
    widget.get_by_text("(7 − 1) / 2 + 1 = 4").wait_for(timeout=CHANGES)
    assert widget.locator(".cw-waiting").inner_text() == ""


COUNT_FRAMES = """
const request = window.requestAnimationFrame.bind(window);
window.frames_asked = 0;
window.requestAnimationFrame = (call) => { window.frames_asked += 1; return request(call); };
"""


def test_a_notebook_that_is_closed_while_a_widget_plays_leaves_nothing_running(lab, browser):
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.address, sent = lab.address, []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append(data)))
    page.add_init_script(COUNT_FRAMES)
    open_notebook(page, "closed.ipynb")
    press(shown(page, "widgets.Playground()"), "Play")
    page.wait_for_timeout(1000)
    assert min(len(sent), page.evaluate("frames_asked")) > 5
    tab = page.locator("#jp-main-dock-panel .lm-TabBar-tab", has_text="closed.ipynb")
    tab.locator(".lm-TabBar-tabCloseIcon").click()
    page.locator(".jp-Dialog button", has_text="Discard").click()
    page.wait_for_function("!document.querySelector('.course-widget')", timeout=CHANGES)
    page.wait_for_timeout(500)
    sent.clear()
    before = page.evaluate("frames_asked")
    page.wait_for_timeout(1500)
    assert sent == []
    assert page.evaluate("frames_asked") - before < 5
    page.close()


# ---- the convolution explorer


def test_each_control_of_the_convolution_explorer_by_mouse_and_keyboard(page):
    widget = shown(page, "widgets.ConvolutionExplorer()")
    for label in ("size N", "window F", "stride S", "padding P", "dilation D"):
        slide(page, widget, label)
    for label in ("image", "filter"):
        choose(page, widget, label)
    for kind in ("max pooling", "average pooling", "sound"):
        state = changes(page, widget, widget.get_by_text(kind, exact=True).click)
        assert f"layer={kind.replace(' ', '+')}" in state
    for label in ("length N", "kernel F"):
        slide(page, widget, label)
    for label in ("signal", "kernel"):
        choose(page, widget, label)
    named(widget, "radio", "sound").focus()
    assert "layer=average+pooling" in changes(
        page, widget, lambda: page.keyboard.press("ArrowLeft")
    )
    assert named(widget, "slider", "padding P").is_disabled()


def test_the_window_moves_by_mouse_by_keys_and_by_itself(page):
    widget = shown(page, "widgets.ConvolutionExplorer()")
    canvas = widget.locator("canvas").first
    before = painted(widget)
    canvas.focus()
    assert changes(page, widget, lambda: page.keyboard.press("ArrowRight")) == "place=1"
    assert changes(page, widget, lambda: page.keyboard.press("ArrowDown")) == "place=6"
    assert changes(page, widget, lambda: page.keyboard.press("End")) == "place=24"
    assert changes(page, widget, lambda: page.keyboard.press("ArrowUp")) == "place=19"
    assert changes(page, widget, lambda: page.keyboard.press("ArrowLeft")) == "place=18"
    assert changes(page, widget, lambda: page.keyboard.press("Home")) == ""
    widget.get_by_text("Row 0, column 0: 1·(−1) + 1·0 + 1·1").wait_for(timeout=CHANGES)
    page.wait_for_timeout(50)
    canvas.evaluate("canvas => canvas.blur()")
    assert painted(widget) == before
    place = named(widget, "slider", "Place of the window")
    slide(page, widget, "Place of the window")
    assert changes(page, widget, lambda: place.press("Home")) == ""
    on_input, on_output = {"x": 120, "y": 110}, {"x": 310, "y": 40}
    assert "place=" in changes(page, widget, lambda: canvas.click(position=on_input))
    changes(page, widget, lambda: canvas.click(position=on_output))
    assert changes(page, widget, lambda: place.press("End")) == "place=24"
    press(widget, "Play")
    page.wait_for_function(
        "field => field.value === 'place=1'",
        arg=widget.locator(".cw-share input").element_handle(),
        timeout=CHANGES,
    )
    press(widget, "Pause")


def test_what_does_not_fit_is_said(page):
    widget = shown(page, "widgets.ConvolutionExplorer(state='stride=3')")
    assert "2.333. Does not fit: libraries round down to 2" in widget.inner_text()
    widget = shown(page, "widgets.ConvolutionExplorer(state='size=2&kernel=5')")
    assert "Does not fit anywhere" in widget.inner_text()
    assert widget.get_by_role("button", name="Play").is_disabled()


OWN = """
def correlate2d(image, kernel):
    rows, columns = image.shape[0] - 2, image.shape[1] - 2
    return np.array([[(image[i:i + 3, j:j + 3] * kernel).sum() + (i == 1)
                      for j in range(columns)] for i in range(rows)])

def max_pool_forward(x, window, stride):
    return x[0, 99]

widgets.ConvolutionExplorer(correlate2d, max_pool_forward)
"""


def test_own_functions_stand_beside_the_reference_and_may_fail(page):
    widget = shown(page, OWN)
    assert "✗ correlate2d: 5 of 25 numbers differ, marked red" in widget.inner_text()
    widget.get_by_text("max pooling", exact=True).click()
    widget.get_by_text("max_pool_forward(array (1, 1, 7, 7), (3, 3), 1) raised").wait_for(
        timeout=CHANGES
    )
    assert "IndexError" in errors(widget)
    changes(page, widget, widget.get_by_text("convolution", exact=True).click)
    widget.get_by_text("5 of 25 numbers differ").wait_for(timeout=CHANGES)
    assert errors(widget) == ""


# ---- the live ConvNet

LIVE = """
from helpers import data, shapes
images, labels = shapes.images(60)
few = images[:40], labels[:40], images[40:], labels[40:], shapes.CLASSES, "shapes"
widgets.LiveConvNet(images=data.ColorImages(*few), state="network=conv 3x3x4 relu, pool 4")
"""


def until(page, widget, words: str, condition: str) -> None:
    """Wait until a condition on the text of the figure with this name, as a number, holds."""
    figure = widget.locator(".cw-figures span", has_text=words).locator("b").element_handle()
    page.wait_for_function(
        f"figure => (number => {condition})(Number(figure.textContent.replace(/[^0-9.]/g, '')))",
        arg=figure,
        timeout=CHANGES,
    )


def both_ways(page, control, after) -> None:
    """Press a button by mouse, then by keyboard; `after` checks what each time must follow."""
    control.click()
    after(1)
    control.focus()
    page.keyboard.press("Enter")
    after(2)


def test_a_network_trains_pauses_steps_and_begins_anew(page):
    widget = shown(page, LIVE)
    train = widget.get_by_role("button", name="Train", exact=True)
    curves = widget.locator(".cw-stage > canvas")
    page.wait_for_timeout(50)
    empty = curves.evaluate("canvas => canvas.toDataURL()")
    looks = "([canvas, empty]) => canvas.toDataURL() {} empty"
    canvas = [curves.element_handle(), empty]
    train.click()
    until(page, widget, "images seen", "number > 200")
    widget.get_by_role("button", name="Pause", exact=True).focus()
    page.keyboard.press("Space")
    train.wait_for(timeout=CHANGES)
    page.wait_for_function(looks.format("!=="), arg=canvas, timeout=CHANGES)
    clear = widget.get_by_role("button", name="Clear curves")
    clear.click()
    page.wait_for_function(looks.format("==="), arg=canvas, timeout=CHANGES)
    clear.press("Enter")
    renew = widget.get_by_role("button", name="New weights")
    assert changes(page, widget, renew.click).endswith("seed=1")
    until(page, widget, "images seen", "number === 0")
    assert changes(page, widget, lambda: renew.press("Enter")).endswith("seed=2")
    step = widget.get_by_role("button", name="Step", exact=True)
    both_ways(page, step, lambda time: until(page, widget, "images seen", f"number === {4 * time}"))
    until(page, widget, "loss of last batch", "number > 1")
    assert errors(widget) == ""


def test_settings_can_be_changed_where_they_matter(page):
    widget = shown(page, LIVE)
    for label in ("learning rate", "momentum"):
        assert widget.get_by_label(label, exact=True).is_disabled()
    choose(page, widget, "optimiser")
    widget.get_by_label("optimiser", exact=True).select_option("Adam")
    widget.locator("select:disabled").wait_for(timeout=CHANGES)
    assert widget.get_by_label("momentum", exact=True).is_disabled()
    changes(
        page,
        widget,
        lambda: widget.get_by_label("optimiser", exact=True).select_option("Nesterov"),
    )
    for label in ("learning rate", "momentum", "batch size", "weight decay"):
        choose(page, widget, label)
    box = widget.get_by_label("shift and mirror", exact=True)
    changes(page, widget, box.click)
    changes(page, widget, lambda: box.press("Space"))


def test_layers_and_answers_can_be_looked_at(page):
    widget = shown(page, LIVE)
    widget.get_by_text("4·3·3·3 + 4 = 112 parameters").wait_for(timeout=CHANGES)
    assert widget.locator(".cw-layer canvas").count() == 4
    changes(page, widget, widget.get_by_text("filters", exact=True).click)
    page.wait_for_function(
        "widget => widget.querySelectorAll('.cw-layer canvas').length === 2",
        arg=widget.element_handle(),
        timeout=CHANGES,
    )
    widget.get_by_label("filters", exact=True).focus()
    assert "show=grad" in changes(page, widget, lambda: page.keyboard.press("ArrowLeft"))
    cards = widget.locator(".cw-cards button")
    assert cards.count() == 4
    assert "watch=2" in changes(page, widget, cards.nth(2).click)
    assert "watch=1" in changes(page, widget, lambda: cards.nth(1).press("Enter"))
    first = cards.first.inner_html()
    others = widget.get_by_role("button", name="Other images")
    both_ways(page, others, lambda time: page.wait_for_timeout(200))
    assert cards.first.inner_html() == first  # four images, and around again


def test_a_network_is_written_checked_and_built(page):
    widget = shown(page, LIVE)
    widget.get_by_text("Change the network", exact=True).click()
    text = widget.get_by_label("Network as text")
    build = widget.get_by_role("button", name="Build it")
    text.fill("cnov 5x5x16")
    widget.get_by_text("there is no layer called cnov. Did you mean conv?").wait_for(
        timeout=CHANGES
    )
    assert build.is_disabled()
    text.fill("full 12 tanh")
    widget.get_by_text("37,006 parameters. 3×32×32 → 12 → 12 → 10").wait_for(timeout=CHANGES)
    assert "full+12+tanh" in changes(page, widget, build.click)
    usual = widget.get_by_role("button", name="The demo's network")
    both_ways(
        page,
        usual,
        lambda time: widget.get_by_text("22,466 parameters. 3×32×32").wait_for(timeout=CHANGES),
    )
    text.fill("pool 4")
    widget.get_by_text("1,930 parameters.").wait_for(timeout=CHANGES)
    assert "pool+4" in changes(page, widget, lambda: build.press("Enter"))


def test_pictures_and_weights_come_from_files_and_go_there(page, tmp_path):
    widget = shown(page, LIVE)
    picture = tmp_path / "wide.png"
    pixels = np.zeros((40, 100, 4), np.uint8)  # nothing can be seen of its sides
    pixels[:, 30:70] = (255, 0, 0, 255)
    Image.fromarray(pixels).save(picture)

    def give(name, file, by_keyboard=False):
        control = widget.get_by_role("button", name=name)
        with page.expect_file_chooser() as chooser:
            control.press("Enter") if by_keyboard else control.click()
        chooser.value.set_files(file)

    assert "watch=-1" in changes(page, widget, lambda: give("Try a picture of yours", picture))
    widget.get_by_text("The image: your picture").wait_for(timeout=CHANGES)
    middle = widget.locator(".cw-cards canvas").first.evaluate(
        "canvas => [...canvas.getContext('2d').getImageData(40, 40, 1, 1).data]"
    )
    assert middle == [255, 0, 0, 255]
    save = widget.get_by_role("button", name="Save weights")
    with page.expect_download() as saved:
        save.click()
    weights = tmp_path / saved.value.suggested_filename
    saved.value.save_as(weights)
    with page.expect_download():
        save.press("Enter")
    give("Load weights", weights)
    widget.get_by_text("convnet.json is loaded.").wait_for(timeout=CHANGES)
    give("Load weights", picture, by_keyboard=True)
    widget.get_by_text("This file holds no network that was saved here.").wait_for(timeout=CHANGES)
    give("Try a picture of yours", weights, by_keyboard=True)
    widget.get_by_text("convnet.json cannot be read as a picture.").wait_for(timeout=CHANGES)
    both_ways(
        page,
        widget.get_by_role("button", name="Test", exact=True),
        lambda time: widget.get_by_text("20 test images:").wait_for(timeout=CHANGES),
    )
    trained = widget.get_by_role("button", name="A trained network")
    both_ways(
        page,
        trained,
        lambda time: widget.get_by_text("22,466 parameters in all").wait_for(timeout=CHANGES),
    )


LIVE_WITH_ONE_THAT_FAILS = """
from torch import nn

class Narrow(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(32, 3)

    def forward(self, x):
        return self.layer(x)

from helpers import data, shapes
images, labels = shapes.images(60)
few = images[:40], labels[:40], images[40:], labels[40:], shapes.CLASSES, "shapes"
widgets.LiveConvNet(Narrow, images=data.ColorImages(*few))
"""


def test_the_demos_network_takes_the_place_of_one_that_fails(page):
    widget = shown(page, LIVE_WITH_ONE_THAT_FAILS)
    widget.get_by_text("Narrow gave shape (2, 3, 32, 3)").wait_for(timeout=CHANGES)
    widget.get_by_text("22,466 parameters in all").wait_for(timeout=CHANGES)
    press(widget, "Step")
    until(page, widget, "images seen", "number === 4")


# ---- Descent


def test_each_control_of_descent_by_mouse_and_keyboard(page):
    rates = "&".join(f"{walker}_rate=0.001" for walker in ("plain", "RMSProp", "Adam"))
    widget = shown(page, f"widgets.Descent(state={rates!r})")
    choose(page, widget, "landscape")
    sliders = ["curvature across κ", "turned by", "noise in the gradient", "Step"]
    sliders += ["plain: rate", "momentum: rate", "momentum: momentum", "RMSProp: rate"]
    sliders += ["RMSProp: decay", "Adadelta: decay", "Adadelta: epsilon", "Adam: rate"]
    for label in [*sliders, "Adam: beta1", "Adam: beta2"]:
        slide(page, widget, label)
    for walker in ("plain", "momentum", "RMSProp", "Adadelta", "Adam"):
        box = widget.get_by_role("checkbox", name=walker)
        assert f"{walker}=false" in changes(page, widget, box.click)
        assert widget.get_by_label(f"{walker}: ").first.is_disabled()
        changes(page, widget, lambda: page.keyboard.press("Space"))
    tune = widget.get_by_role("button", name="Best of seven rates")
    assert "plain_rate=0.01" in changes(page, widget, tune.click)


def test_the_start_moves_by_click_drag_and_keys_and_the_race_is_run(page):
    widget = shown(page, "widgets.Descent(state='landscape=saddle')")
    above = widget.locator("canvas").first
    above.focus()
    state = changes(page, widget, lambda: page.keyboard.press("ArrowDown"))
    assert state == "landscape=saddle&start=[2,0]"
    assert changes(page, widget, lambda: page.keyboard.press("Home")) == "landscape=saddle"
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight"):
        changes(page, widget, lambda key=key: page.keyboard.press(key))
    changes(page, widget, lambda: above.click(position={"x": 100, "y": 60}))
    box = above.bounding_box()
    page.mouse.down()
    moved = changes(page, widget, lambda: page.mouse.move(box["x"] + 200, box["y"] + 90))
    page.mouse.up()
    assert "start=" in moved
    map_now = painted(widget)
    press(widget, "Play")
    page.wait_for_timeout(300)
    assert "step=" in changes(page, widget, lambda: press(widget, "Pause"))
    assert painted(widget) != map_now
    assert "step=" in changes(page, widget, lambda: press(widget, "One step"))
    changed = widget.get_by_label("landscape", exact=True)
    changes(page, widget, lambda: changed.select_option("bowl"))
    page.wait_for_function(
        "field => !field.value.includes('start')",
        arg=widget.locator(".cw-share input").element_handle(),
        timeout=CHANGES,
    )


OWN_STEPS = """
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    velocity = momentum * velocity - rate * dw
    return w + velocity, velocity

def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

def rmsprop_step(w, dw, square, rate=0.01, decay=0.99, epsilon=1e-8):
    return w[7]

import time

def sgd_step(w, dw, rate):
    time.sleep(0.06)
    return w - rate * dw

widgets.Descent(sgd_step=sgd_step, momentum_step=momentum_step, rmsprop_step=rmsprop_step,
                adam_step=adam_step)
"""


def test_own_steps_race_beside_the_reference_however_slow(page):
    widget = shown(page, OWN_STEPS)
    widget.get_by_text("✗ your adam_step, step 1: w = (−4.419").wait_for(timeout=CHANGES)
    assert "rmsprop_step(array (2,), array (2,), array (2,)" in errors(widget)
    assert "IndexError" in errors(widget)
    so_far = widget.get_by_text("✓ your sgd_step: ")
    before = so_far.inner_text()
    page.wait_for_timeout(500)
    assert "so far" in so_far.inner_text() != before
    changes(page, widget, widget.get_by_role("checkbox", name="plain").click)
    widget.get_by_text("✓ your momentum_step: 200 steps, all right").wait_for(timeout=CHANGES)


# ---- HalfSpaces


def test_each_control_of_half_spaces_by_mouse_and_keyboard(page):
    widget = shown(page, "widgets.HalfSpaces(state='w2=0.5&rate=0.02')")
    for label in ("points", "learner"):
        choose(page, widget, label)
    for label in ("w₁", "w₂", "b", "rate"):
        slide(page, widget, label)
    plane = widget.locator("canvas").first
    plane.focus()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "+", "-"):
        changes(page, widget, lambda key=key: page.keyboard.press(key))
    changes(page, widget, widget.get_by_text("add to class 0").click)
    assert "0]]" in changes(page, widget, lambda: plane.click(position={"x": 40, "y": 50}))
    widget.get_by_label("add to class 0").focus()
    assert "class+1" in changes(page, widget, lambda: page.keyboard.press("ArrowRight"))
    plane.focus()
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert ",1]]" in changes(page, widget, lambda: page.keyboard.press("Enter"))
    widget.get_by_text("of 6 on the wrong side").wait_for(timeout=CHANGES)
    assert "added" not in changes(page, widget, lambda: press(widget, "Remove added points"))


def test_the_line_is_dragged_and_the_loss_follows(page):
    widget = shown(page, "widgets.HalfSpaces(state='w1=1&w2=0&b=-1')")
    plane = widget.locator("canvas").first
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()

    def drag(start, end):
        page.mouse.move(box["x"] + start[0], box["y"] + start[1])
        page.mouse.down()
        page.mouse.move(box["x"] + end[0], box["y"] + end[1])
        page.mouse.up()

    side = box["width"]
    drag((0.75 * side, 20), (0.5 * side, 20))
    reaches(page, widget, "state => !state.includes('b=') && !state.includes('w1=')")
    widget.get_by_text("1 of 4 on the wrong side").wait_for(timeout=CHANGES)
    # The arrow begins in the middle now, and its tip is 0.3 of the side to the right.
    drag((0.8 * side, 0.5 * side), (0.5 * side, 0.3 * side))
    reaches(page, widget, "state => state.includes('w2') && !/w2=0(?!\\.)/.test(state)")


OWN_PERCEPTRON = """
def perceptron_predict(x, w, b):
    return int(w @ x + b > 0)

def perceptron_update(x, target, w, b, rate):
    if target == 0:
        raise ZeroDivisionError("no")
    return w + rate * (target - perceptron_predict(x, w, b)) * x, b

widgets.HalfSpaces(perceptron_predict=perceptron_predict, perceptron_update=perceptron_update)
"""


def test_the_perceptron_steps_and_stops_where_it_can(page):
    clouds = "np.add.outer(np.tile([-2, 2], 7), [1, 1]) + np.sin(np.arange(28)).reshape(14, 2)"
    source = f"widgets.HalfSpaces(points={clouds}, labels=np.tile([0, 1], 7))"
    widget = shown(page, source)
    changes(page, widget, lambda: press(widget, "Start at 0"))
    changes(page, widget, lambda: press(widget, "One step"))
    widget.get_by_text("Round 1, point (").wait_for(timeout=CHANGES)
    press(widget, "Play")
    widget.get_by_text("went by without a mistake").wait_for(timeout=3 * CHANGES)
    assert "0 of 14 on the wrong side" in widget.inner_text()
    widget.get_by_role("button", name="Play", exact=True).wait_for(timeout=CHANGES)


def test_an_own_perceptron_may_be_wrong_and_may_fail(page):
    widget = shown(page, OWN_PERCEPTRON)
    changes(page, widget, lambda: press(widget, "Start at 0"))
    for _ in range(4):
        changes(page, widget, lambda: press(widget, "One step"))
    said = "perceptron_update((1, 1), 1, (0, 0), 0, 1) returned (1, 1), 0, expected (1, 1), 1."
    widget.get_by_text(said).wait_for(timeout=CHANGES)
    widget.get_by_label("points", exact=True).select_option("XOR")
    press(widget, "Play")
    widget.get_by_text("raised ZeroDivisionError: no").wait_for(timeout=2 * CHANGES)
    press(widget, "Pause")


# ---- the playground

PASSES = "passes over the training points"
CHECKS = ("x₁²", "sin x₂", "weights start at 0", "test points", "classes only")


def tick(page, widget, label: str) -> None:
    """Use a checkbox, by mouse and by keyboard: each must change the state."""
    box = widget.get_by_label(label, exact=True)
    changes(page, widget, box.click)
    box.focus()
    changes(page, widget, lambda: page.keyboard.press("Space"))


def push(page, widget, name: str) -> None:
    """Use a button, by mouse and by keyboard: each must change the state."""
    button = widget.get_by_role("button", name=name, exact=True)
    changes(page, widget, button.click)
    button.focus()
    changes(page, widget, lambda: page.keyboard.press("Enter"))


def has_text(page, locator, text: str) -> None:
    page.wait_for_function(
        "([found, text]) => found.textContent.includes(text)",
        arg=[locator.element_handle(), text],
        timeout=CHANGES,
    )


def repainted(page, widget, place: int, before: str) -> str:
    canvas = widget.locator("canvas").nth(place)
    page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before",
        arg=[canvas.element_handle(), before],
        timeout=CHANGES,
    )
    return painted(widget, place)


def test_each_control_of_the_playground_by_mouse_and_keyboard(page):
    widget = shown(page, "widgets.Playground(state='hide=tasks')")
    assert not widget.locator(".cw-tasks").is_visible()
    for label in ("a second", "learning rate", "activation", "optimiser", "loss", "problem"):
        choose(page, widget, label)
    for label in ("to learn from", "noise", "batch"):
        slide(page, widget, label)
    for label in CHECKS:
        tick(page, widget, label)
    assert widget.get_by_label("classes", exact=True).is_disabled()
    assert "data=spiral" in changes(page, widget, widget.get_by_title("spiral").click)
    slide(page, widget, "classes")
    widget.get_by_label("spiral").focus()
    assert "data=gaussian" in changes(page, widget, lambda: page.keyboard.press("ArrowLeft"))
    assert widget.get_by_label("its rate").is_disabled()
    widget.get_by_label("penalty", exact=True).select_option("L2")
    choose(page, widget, "its rate")
    choose(page, widget, "penalty")
    for name in ("fewer: layer 1", "more: layer 1", "more: hidden layers", "fewer: hidden layers"):
        push(page, widget, name)
    for name in ("New points", "Reset", "Undo"):
        push(page, widget, name)
    changes(page, widget, lambda: press(widget, "Keep this run"))
    choose(page, widget, "diagram of")
    choose(page, widget, "lines show")
    choose(page, widget, "beside it")
    widget.get_by_text("Hide controls, for a class").click()
    tick(page, widget, "hide batch size")
    changes(page, widget, widget.get_by_label("hide batch size", exact=True).click)
    assert not widget.get_by_label("batch", exact=True).is_visible()
    assert errors(widget) == ""


def test_the_playground_trains_pauses_and_steps(page):
    widget = shown(page, "widgets.Playground()")
    counter, output = widget.get_by_label(PASSES), 6
    before = painted(widget, output + 1)
    press(widget, "Step")
    has_text(page, counter, "000,001")
    widget.get_by_role("button", name="Play", exact=True).focus()
    page.keyboard.press("Space")
    page.wait_for_function(
        "counter => Number(counter.textContent.replace(',', '')) > 20",
        arg=counter.element_handle(),
        timeout=CHANGES,
    )
    page.keyboard.press("Space")
    widget.get_by_role("button", name="Play", exact=True).wait_for(timeout=CHANGES)
    repainted(page, widget, output + 1, before)
    page.wait_for_timeout(300)
    stopped = counter.inner_text()
    page.wait_for_timeout(300)
    assert counter.inner_text() == stopped
    changes(page, widget, lambda: press(widget, "Reset"))
    has_text(page, counter, "000,000")
    changes(page, widget, lambda: press(widget, "Undo"))
    has_text(page, counter, stopped)


def test_units_and_weights_of_the_playground_by_mouse_and_by_keys(page):
    widget = shown(page, "widgets.Playground()")
    diagram = widget.locator("canvas[aria-label^='The network']")
    diagram.focus()
    for key, name in (("ArrowRight", "x₁"), ("ArrowRight", "h1·1"), ("ArrowDown", "h1·2")):
        page.keyboard.press(key)
        widget.get_by_text(f"The map shows what {name} says.").wait_for(timeout=CHANGES)
    page.keyboard.press("Enter")
    weight = widget.get_by_label("weight", exact=True)
    assert weight.input_value() == "0.1"
    weight.fill("-2")
    weight.press("Enter")
    widget.get_by_role("button", name="Undo", exact=True, disabled=False).wait_for(timeout=CHANGES)
    page.keyboard.press("Escape")
    box = diagram.bounding_box()
    for share in range(40, 90):
        diagram.hover(position={"x": box["width"] * 0.25, "y": box["height"] * share / 100})
        if "weight from" in widget.inner_text():
            break
    shown_weight = widget.get_by_text("weight from").inner_text()
    diagram.click(position={"x": box["width"] * 0.25, "y": box["height"] * share / 100})
    assert weight.evaluate("box => box === document.activeElement")
    said = float(shown_weight.split(": ")[1].split(",")[0].replace("−", "-"))
    assert float(weight.input_value()) == pytest.approx(said, rel=0.01)
    choose_unit = widget.get_by_label("to unit", exact=True)
    choose_unit.select_option("output")
    widget.get_by_label("from unit, or bias", exact=True).select_option("h2·2")
    weight.fill("5")
    weight.press("Enter")
    press(widget, "Undo")
    page.wait_for_function("box => box.value !== '5'", arg=weight.element_handle(), timeout=CHANGES)


WRONG_GRADIENT = """
def affine_backward(dout, x, W):
    return dout @ W, dout.T @ x, dout.mean(axis=0)

def tanh(x):
    return x[0]

widgets.Playground(layer=affine_backward, activation=tanh)
"""


def test_own_functions_run_beside_the_reference_of_the_playground(page):
    widget = shown(page, WRONG_GRADIENT)
    assert "tanh(array (" in errors(widget) and "expected an array of shape" in errors(widget)
    widget.get_by_text("Red: gradients that are not what the reference finds").wait_for(
        timeout=CHANGES
    )
    widget.get_by_text("✗ affine_backward:").wait_for(timeout=CHANGES)
    press(widget, "Step")
    has_text(page, widget.get_by_label(PASSES), "000,001")
    assert "✗ tanh fails: the reference stands in for it" in widget.inner_text()
