"""What all widgets share: their state as text, a student's functions, the static picture."""

from __future__ import annotations

import contextlib
import cProfile
import subprocess
import sys
import threading
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import widgets
from helpers.checking.run import OutOfTime
from helpers.widgets import frame
from helpers.widgets.frame import HERE, Widget, complete, from_text, to_text

DEFAULTS = {"size": 7, "rate": 0.5, "name": "curve & co", "on": False, "layers": [4, 2]}


class Counter(Widget, page="convolution_explorer.js"):
    """The least that a widget can be: its picture counts how often it was computed."""

    TITLE = "Counter"
    TASKS = (("How much is 2 + 2?", "4"),)
    DEFAULTS: ClassVar[dict[str, Any]] = {"size": 7, "place": 0}
    computed = 0

    def checked(self, state):
        if state["size"] > 9:
            raise ValueError("size is at most 9.")
        return state

    def same_picture(self, old, new):
        return old["size"] == new["size"]

    def compute(self, state):
        self.computed += 1
        if state["size"] == 5:
            raise ZeroDivisionError("five")
        return {"size": state["size"]}

    def draw_still(self, figure):
        figure.subplots().plot([self.state["size"]])

    def do_double(self, number):
        return {"twice": 2 * number, "row": np.arange(3.0)}

    def do_try(self, function):
        return {"came": self.attempt(function, np.zeros(3))}

    def do_nothing_for_ever(self):
        endless(0)


def answers_of(widget: Widget) -> list[tuple[dict, list]]:
    """What the widget sends to its page from now on."""
    sent = []
    widget.send = lambda content, buffers=None: sent.append((content, buffers))
    return sent


states = st.fixed_dictionaries(
    {
        "size": st.integers(-(10**6), 10**6),
        "rate": st.floats(allow_nan=False, allow_infinity=False),
        "name": st.text(alphabet=st.characters(codec="utf-8"), max_size=30),
        "on": st.booleans(),
        "layers": st.lists(st.integers(0, 9), max_size=6),
    }
)


@given(states)
def test_a_state_comes_back_from_its_text(state):
    text = to_text(state, DEFAULTS)
    assert text.isascii()
    assert from_text(text, DEFAULTS) == state


def test_the_text_names_what_differs_from_the_defaults():
    assert to_text({**DEFAULTS, "size": 9, "layers": [3]}, DEFAULTS) == "size=9&layers=[3]"
    assert to_text(DEFAULTS, DEFAULTS) == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sise=9", "There is no setting 'sise'. There are: size, rate, name, on, layers."),
        ("size=large", "size=large cannot be read. An example is size=7."),
        ("size=true", "size=true cannot be read. An example is size=7."),
        ("rate=NaN", "rate=NaN cannot be read. An example is rate=0.5."),
        ("on=1", "on=1 cannot be read. An example is on=false."),
        ("layers={}", "layers={} cannot be read. An example is layers=[4,2]."),
        ("what is this", "This is no state. It looks like setting=value&setting=value."),
    ],
)
def test_a_text_that_is_no_state_is_told_why(text, sentence):
    with pytest.raises(ValueError) as told:
        from_text(text, DEFAULTS)
    assert str(told.value) == sentence


def test_a_setting_that_there_is_not_is_an_error():
    with pytest.raises(ValueError, match="no setting 'width'"):
        complete({"width": 3}, DEFAULTS)


def test_a_widget_takes_its_state_as_a_dict_or_as_text():
    assert Counter({"size": 8}).state == Counter("size=8").state == {"size": 8, "place": 0}
    assert repr(Counter("size=8")) == "Counter(state='size=8')"
    with pytest.raises(ValueError, match="at most 9"):
        Counter("size=10")


def test_text_from_the_page_becomes_the_state_or_a_sentence():
    widget = Counter()
    widget.share = "size=8"
    assert (widget.state["size"], widget.error) == (8, "")
    widget.share = "size=99"
    assert (widget.state["size"], widget.error) == (8, "size is at most 9.")
    assert widget.share == "size=8"


def test_nothing_is_computed_where_the_picture_stays_the_same():
    widget = Counter()
    widget.state = {**widget.state, "place": 3}
    assert (widget.computed, widget.share) == (1, "place=3")


def test_a_state_that_cannot_be_computed_is_told_and_the_widget_lives_on():
    widget = Counter()
    widget.state = {"size": 5}
    assert widget.error == "This setting cannot be shown: ZeroDivisionError: five."
    widget.state = {"size": 6}
    assert (widget.error, widget.picture) == ("", {"size": 6})


def test_questions_of_the_page_are_answered_with_arrays_as_buffers():
    widget = Counter()
    sent = answers_of(widget)
    widget._handle_custom_msg({"do": "double", "details": {"number": 4}, "number": "v-1"}, [])
    (content, buffers), *others = sent
    assert others == []
    assert content == {"answers": "v-1", "content": {"twice": 8}, "shapes": {"row": [3]}}
    assert np.frombuffer(buffers[0], "<f4").tolist() == [0, 1, 2]


@pytest.mark.parametrize("question", ["missing", "double"])
def test_a_question_that_fails_is_answered_too(question):
    widget = Counter()
    sent = answers_of(widget)
    widget._handle_custom_msg({"do": question, "number": "v-1"}, [])
    assert sent[0][0]["content"] == {"failed": True}
    assert widget.error.startswith(f"{question} did not work: ")


def test_what_is_no_question_is_not_answered():
    widget = Counter()
    sent = answers_of(widget)
    for message in ("text", {}, {"do": 3}):
        widget._handle_custom_msg(message, [])
    assert sent == []


def wrong_shape(x):
    return x[:2]


def text(x):
    return "five"


def raises(x):
    return x[9]


def unwritten(x):
    raise NotImplementedError("Write me.")


def interrupted(x):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (wrong_shape, "returned an array of shape (2,), expected an array of shape (3,)."),
        (text, "returned a str, expected an array of shape (3,)."),
        (
            raises,
            'raised IndexError: index 9 is out of bounds for axis 0 with size 3, at "return x[9]".',
        ),
        (unwritten, "unwritten is not written yet."),
        (interrupted, "was interrupted."),
    ],
)
def test_a_function_that_fails_is_told_with_its_call(function, sentence):
    widget = Counter()
    assert widget.attempt(function, np.zeros(3), shape=(3,)) is None
    assert widget.error.endswith(sentence)
    if function is not unwritten:
        assert widget.error.startswith(f"{function.__name__}(array (3,)) ")


def endless(x):
    while True:
        pass


@pytest.mark.parametrize("run", ["in the thread of cells", "in a thread beside it"])
def test_a_function_that_does_not_end_is_ended_and_told(run, monkeypatch):
    """JupyterLab may ask in a thread beside the one of cells, which no signal reaches."""
    monkeypatch.setattr(frame, "PATIENCE", 0.2)
    widget = Counter()
    sent = answers_of(widget)

    def ask():
        widget._handle_custom_msg({"do": "try", "number": 1, "details": {"function": endless}}, [])
        widget._handle_custom_msg({"do": "nothing_for_ever", "number": 2}, [])

    if run == "in the thread of cells":
        ask()
    else:
        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(60)
    assert [message["content"] for message, _ in sent] == [{"came": None}, {"failed": True}]
    assert widget.error.split("\n") == [
        "endless(array (3,)) did not end within 0.2 seconds. Does a loop in it ever end?",
        "nothing_for_ever did not work: it did not end within 0.2 seconds.",
    ]


@pytest.mark.parametrize("profiled", [False, True])
def test_what_ends_in_time_is_left_alone(profiled):
    """Profiled, too: there an interpreter that still looks for an exception does nothing else."""
    for _ in range(50):
        with contextlib.suppress(OutOfTime), frame.time_limit(0.001):
            sum(range(5_000))
    with cProfile.Profile() if profiled else contextlib.nullcontext():
        for _ in range(1000):  # nothing is left over that could be raised here
            wrong_shape("abc")


def test_a_function_cannot_change_what_it_is_given():
    def sets_to_zero(x):
        x[:] = 0
        return x

    numbers = np.ones(3)
    assert Counter().attempt(sets_to_zero, numbers, shape=(3,)).tolist() == [0, 0, 0]
    assert numbers.tolist() == [1, 1, 1]


def test_a_static_picture_comes_with_the_live_one():
    data, _ = Counter()._repr_mimebundle_()
    assert data["image/png"].startswith("iVBOR")  # the first bytes of a PNG, in base64
    assert data["text/plain"] == "Counter()"
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_page_of_a_widget_is_one_text_that_loads_nothing():
    page = Counter._esm
    assert page.index("function openFrame(") < page.index("export default")
    for loads in ("import ", "import(", "fetch(", "http:", "https:", "eval("):
        assert loads not in page, loads


def test_widgets_start_no_thread():
    before = set(threading.enumerate())
    widget = Counter()
    widget.state = {"size": 8}
    widget.close()
    assert set(threading.enumerate()) == before


def test_a_lesson_that_shows_no_widget_loads_none():
    code = "import sys, helpers; helpers.widgets; print('anywidget' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_a_widget_that_there_is_not_is_told_with_those_that_there_are():
    with pytest.raises(AttributeError, match=r"it has .*ConvolutionExplorer"):
        widgets.Convolution  # noqa: B018


@pytest.mark.parametrize("path", sorted(HERE.glob("*.[pjc][ys]*")), ids=lambda path: path.name)
def test_every_module_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 500


@pytest.mark.parametrize("name", widgets.__all__)
def test_every_widget_has_three_tasks_with_an_answer_to_find(name):
    tasks = getattr(widgets, name).TASKS
    assert len(tasks) == 3
    assert all(task.endswith(("?", ".")) and answer.endswith(".") for task, answer in tasks)
