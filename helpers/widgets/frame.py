"""What every widget has: a page, a state that is a short text, and a place for what goes wrong.

Python computes and the page draws. The page sends its state or asks a question, Python answers;
nothing here runs by itself, so a notebook that is closed leaves nothing behind. JupyterLab may
answer the page in a thread of the kernel beside the one that runs cells, so a widget does one thing
at a time, behind its lock; and nobody can interrupt that thread, so what takes too long is ended.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import io
import json
import math
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

import anywidget
import numpy as np
import traitlets
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.checking.run import OutOfTime
from helpers.plots.style import STYLE, WIDTH

HERE = Path(__file__).parent
STILL_DPI = 100  # of the static picture; half of what the page draws, and quick to make
LONGEST_TEXT = 20_000  # characters of a state
PATIENCE = 20  # seconds that one answer to the page may take
FAILURES = (Exception, KeyboardInterrupt, OutOfTime)


class Widget(anywidget.AnyWidget):
    """The base of all widgets. A subclass names its page and says what to compute:

        class Explorer(Widget, page="explorer.js"):
            TITLE = "..."
            TASKS = (("A question", "its answer"), ...)
            DEFAULTS = {"size": 7}

            def compute(self, state): ...    # a dict for the page, whenever the state changes
            def draw_still(self, figure): ...  # the picture for where nothing is live
            def do_step(self, passes): ...   # answers `frame.ask("step", {passes: 3})`

    Traits: state, all settings in one plain dict, which page and Python both change; share, the
    same as a short text; picture, what `compute` made of it; error, sentences for the reader;
    about, the title and the tasks.
    """

    TITLE: ClassVar[str]
    TASKS: ClassVar[tuple[tuple[str, str], ...]] = ()
    DEFAULTS: ClassVar[dict[str, Any]] = {}

    state = traitlets.Dict().tag(sync=True)
    share = traitlets.Unicode().tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)
    about = traitlets.Dict().tag(sync=True)

    def __init_subclass__(cls, page: str | tuple[str, ...] | None = None, **settings: Any) -> None:
        if page is not None:  # traitlets makes further subclasses, one an instance
            pages = (page,) if isinstance(page, str) else page
            cls._esm = "\n".join(map(_read, ("frame.js", *pages)))
            cls._css = _read("frame.css")
        super().__init_subclass__(**settings)

    def __init__(
        self,
        state: Mapping[str, Any] | str | None = None,
        *,
        defaults: Mapping[str, Any] | None = None,
        **about: Any,
    ) -> None:
        """Call it last in a subclass's own, since it computes.

        state: settings that differ from the defaults, as a dict or as the text of `share`.
        defaults: of this one widget, where they differ from DEFAULTS. about: plain values that the
        page needs once, for example what there is to choose from.
        Raises: ValueError for a setting that there is not.
        """
        self.lock = threading.RLock()
        self.defaults = {**self.DEFAULTS, **(defaults or {})}
        given = from_text(state, self.defaults) if isinstance(state, str) else dict(state or {})
        super().__init__(
            about={"title": self.TITLE, "tasks": [list(task) for task in self.TASKS], **about},
            state=complete(given, self.defaults),
        )
        self.on_msg(_answer)

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        """A state with every setting in its range. Raises ValueError where that cannot be."""
        return state

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        """What the page draws for a state: plain values, and arrays as `pack` makes them.

        Sentences for the reader go to `tell`.
        """
        return {}

    def draw_still(self, figure: Figure) -> None:
        """Draw the state as a picture, for pages where nothing is live."""
        raise NotImplementedError

    def same_picture(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        """Whether a change of state leaves the picture as it is, so that nothing is computed."""
        return False

    def tell(self, sentence: str) -> None:
        """Show a sentence in the widget's frame, until the state changes."""
        if sentence not in self.error.split("\n"):
            self.error = f"{self.error}\n{sentence}".strip()

    def attempt(
        self, function: Callable, *args: Any, shape: tuple[int, ...] | None = None, **settings: Any
    ) -> Any:
        """What a student's function returns, or None where it fails, which the frame then tells.

        It gets copies of arrays. shape: of the array that must come back, which is then float64;
        without a shape whatever comes back is returned.
        """
        came = self._call(function, args, settings)
        if not came:
            return None
        value = came[0]
        if shape is None:
            return value
        try:
            value = np.asarray(value, dtype=float)
            problem = f"an array of shape {value.shape}" if value.shape != shape else ""
        except (TypeError, ValueError, RuntimeError):
            problem = f"a {type(value).__name__}"
        if problem:
            called = describe_call(function, args, settings)
            self.tell(f"{called} returned {problem}, expected an array of shape {shape}.")
            return None
        return value

    def attempt_parts(
        self, function: Callable, *args: Any, parts: Mapping[str, tuple[int, ...]], **settings: Any
    ) -> list[np.ndarray] | None:
        """As `attempt`, for a function that returns several arrays, or numbers.

        parts: name and shape of each. Returns them as float64, or None.
        """
        came = self._call(function, args, settings)
        if not came:
            return None
        value = came[0]
        expected = ", ".join(f"{name} of shape {shape}" for name, shape in parts.items())
        several = isinstance(value, (tuple, list)) and len(value) == len(parts)
        several = several and all(part is not None for part in value)
        found = f"a {type(value).__name__}"
        if isinstance(value, (tuple, np.ndarray)):
            array = isinstance(value, np.ndarray)
            found = f"an array of shape {value.shape}" if array else f"a tuple of {len(value)}"
        if several:
            try:
                arrays = [np.asarray(part, dtype=float) for part in value]
            except (TypeError, ValueError, RuntimeError):
                found = "something other than numbers"
            else:
                if [array.shape for array in arrays] == list(parts.values()):
                    return arrays
                found = f"the shapes {', '.join(str(array.shape) for array in arrays)}"
        called = describe_call(function, args, settings)
        self.tell(f"{called} returned {found}, expected {expected}.")
        return None

    def _call(self, function: Callable, args: tuple, settings: Mapping[str, Any]) -> list:
        """What a student's function returns, alone in a list; an empty one where it fails."""
        copies = [arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args]
        try:
            return [function(*copies, **settings)]
        except FAILURES as problem:
            self.tell(failure(function, args, settings, problem))
            return []

    def png(self) -> bytes:
        """The static picture of the state."""
        with rc_context(STYLE):
            figure = Figure(figsize=(WIDTH, WIDTH / 2), layout="constrained")
            FigureCanvasAgg(figure)
            self.draw_still(figure)
            file = io.BytesIO()
            figure.savefig(file, dpi=STILL_DPI)
        return file.getvalue()

    def __repr__(self) -> str:
        name, text = type(self).__name__, to_text(self.state, self.defaults)
        return f"{name}(state={text!r})" if text else f"{name}()"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict] | None:
        """The live widget, with its static picture for where it cannot live."""
        shown = super()._repr_mimebundle_(**kwargs)
        if shown is not None:
            shown[0]["image/png"] = base64.b64encode(self.png()).decode()
        return shown

    @traitlets.validate("state")
    def _complete_state(self, proposal: Any) -> dict[str, Any]:
        return self.checked(complete(proposal["value"], self.defaults))

    @traitlets.observe("state")
    def _compute_again(self, change: Any) -> None:
        with self.lock, time_limit(PATIENCE):
            self._compute(change)

    def _compute(self, change: Any) -> None:
        old, new = change["old"], change["new"]
        if not (isinstance(old, dict) and old and self.same_picture(old, new)):
            self.error = ""
            try:
                self.picture = self.compute(new)
            except (Exception, OutOfTime) as problem:
                self.tell(f"This setting cannot be shown: {last_line(problem)}.")
        self.share = to_text(new, self.defaults)  # last: the page takes it for the end of the work

    @traitlets.observe("share")
    def _read_text(self, change: Any) -> None:
        if change["new"] == to_text(self.state, self.defaults):
            return
        try:
            self.state = complete(from_text(change["new"], self.defaults), self.defaults)
        except ValueError as problem:
            self.tell(str(problem))
        self.share = to_text(self.state, self.defaults)


def _answer(widget: Widget, question: Any, buffers: Any) -> None:
    """Answer the page's `ask(name, details)` by what `do_name(**details)` returns."""
    if not isinstance(question, dict) or not isinstance(question.get("do"), str):
        return
    try:
        method = getattr(widget, f"do_{question['do']}")
        details = {**question.get("details", {}), **({"buffers": buffers} if buffers else {})}
        with time_limit(PATIENCE):
            answer = method(**details) or {}
    except FAILURES as problem:
        widget.tell(f"{question['do']} did not work: {last_line(problem)}.")
        answer = {"failed": True}
    arrays = {name: value for name, value in answer.items() if isinstance(value, np.ndarray)}
    packed = {name: pack(value) for name, value in arrays.items()}
    content = {name: value for name, value in answer.items() if name not in arrays}
    shapes = {name: value["shape"] for name, value in packed.items()}
    widget.send(
        {"answers": question.get("number"), "content": content, "shapes": shapes},
        buffers=[value["data"] for value in packed.values()],
    )


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block, in whichever thread it runs, after so many seconds.

    Code in C is not interrupted before it returns.
    """
    thread, lock, ended = ctypes.c_ulong(threading.get_ident()), threading.Lock(), []

    def expire() -> None:
        with lock:
            if not ended:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(OutOfTime))

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:  # whatever comes late is raised here, and nothing after this
            ended.append(True)
        timer.cancel()
        timer.join()  # so that no thread outlives an answer


def pack(array: Any) -> dict[str, Any]:
    """An array for the page, which unpacks it by `numbers(packed)`: float32, row by row."""
    array = np.asarray(array, dtype="<f4", order="C")
    return {"shape": list(array.shape), "data": array.tobytes()}


def complete(state: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """A state with every setting.

    Raises: ValueError for a setting that there is not.
    """
    for name in state:
        if name not in defaults:
            raise ValueError(f"There is no setting {name!r}. There are: {', '.join(defaults)}.")
    return {**defaults, **state}


def to_text(state: Mapping[str, Any], defaults: Mapping[str, Any]) -> str:
    """A state as a short text, without what is as it is by default: `size=9&stride=2`."""
    changed = {name: value for name, value in state.items() if value != defaults[name]}
    return urlencode({name: _as_text(value) for name, value in changed.items()}, safe="[],:")


def from_text(text: str, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The state that `to_text` wrote, with every setting of the type that its default has.

    Raises: ValueError for a text that is none, with the setting that cannot be read.
    """
    if len(text) > LONGEST_TEXT:
        raise ValueError(
            f"A state has at most {LONGEST_TEXT:,} characters, this has {len(text):,}."
        )
    if text.strip() and "=" not in text:
        raise ValueError("This is no state. It looks like setting=value&setting=value.")
    state = dict(parse_qsl(text.strip(), keep_blank_values=True))
    complete(state, defaults)
    for name, value in state.items():
        default = defaults[name]
        if isinstance(default, str):
            continue
        try:
            state[name] = _of_type(default, json.loads(value))
        except ValueError:
            raise ValueError(
                f"{name}={value} cannot be read. An example is {name}={_as_text(default)}."
            ) from None
    return complete(state, defaults)


def describe_call(function: Callable, args: tuple, settings: Mapping[str, Any]) -> str:
    """A call in words short enough for a line: arrays by their shapes."""
    inputs = [_short(arg) for arg in args]
    inputs += [f"{name}={_short(value)}" for name, value in settings.items()]
    return f"{_name(function)}({', '.join(inputs)})"


def failure(
    function: Callable, args: tuple, settings: Mapping[str, Any], problem: BaseException
) -> str:
    """Which call of a student's function failed, with the last line of the traceback."""
    called = describe_call(function, args, settings)
    if isinstance(problem, NotImplementedError):
        return f"{_name(function)} is not written yet."
    if isinstance(problem, KeyboardInterrupt):
        return f"{called} was interrupted."
    if isinstance(problem, OutOfTime):
        return f"{called} did not end within {PATIENCE} seconds. Does a loop in it ever end?"
    frames = traceback.extract_tb(problem.__traceback__)
    inside = [f for f in frames if f.name == _name(function)]
    line = f', at "{inside[-1].line}"' if inside and inside[-1].line else ""
    return f"{called} raised {last_line(problem)}{line}."


def last_line(problem: BaseException) -> str:
    """The last line of a traceback, cut to a readable length."""
    if isinstance(problem, OutOfTime):
        return f"it did not end within {PATIENCE} seconds"
    line = traceback.format_exception_only(problem)[-1].strip().rstrip(".")
    return line if len(line) <= 300 else f"{line[:300]} …"


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _of_type(default: Any, value: Any) -> Any:
    """A value of the kind of its default. Raises ValueError where it is of another."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(default, (int, float)) and not isinstance(default, bool):
        if not is_number or not math.isfinite(value):
            raise ValueError
        return float(value) if isinstance(default, float) else value
    if not isinstance(value, type(default)):
        raise ValueError
    return value


def _name(function: Callable) -> str:
    return getattr(function, "__name__", type(function).__name__)


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"array {value.shape}"
    if isinstance(value, np.random.Generator):
        return "rng"
    if type(value).__module__ == "torch":
        return f"tensor {tuple(value.shape)}" if hasattr(value, "shape") else str(value)
    if isinstance(value, list) and value and hasattr(value[0], "shape"):
        return f"[{', '.join(map(_short, value))}]" if len(value) < 3 else f"{len(value)} arrays"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]} …"


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
