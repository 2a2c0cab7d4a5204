"""A hostile notebook earns nothing, learns nothing and disturbs nobody.

Every attack here is really run, in the real sandbox. Limits of time are lowered, so that waiting
for an attack to be stopped does not take minutes; nothing else is changed.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import socket
import sysconfig
import threading
from pathlib import Path

import pytest
from conftest import printed, scores

import autograder.grade
from autograder.answers import PUBLIC_SEED, answer_sheet
from autograder.lessons import ANSWERS, PROJECT, all_lessons, find_lesson
from autograder.sandbox import readable_paths
from helpers.values import encode

NUMPY_LESSON = "06_convolution"
WHO = "import os; print(os.getppid())"


LIMITS = {
    "CELL_CPU_SECONDS": 0.5,
    "CELL_WALL_SECONDS": 2.5,
    "CALL_CPU_SECONDS": 0.3,
    "CALL_WALL_SECONDS": 2.5,
}


@pytest.fixture(scope="session")
def worker(graded) -> list[str]:
    """The process that the honest notebooks of these tests come from; it stays the same."""
    return [printed(graded(cells=[WHO]))]


@pytest.fixture
def attack(graded, worker, monkeypatch):
    """Grade a hostile notebook, then an honest one: it gets full marks from the same worker."""

    def attack(answers=None, cells=(), lesson="00_start_here", limits=LIMITS):
        with monkeypatch.context() as patience:
            for name, seconds in limits.items():
                patience.setattr(autograder.grade, name, seconds)
            submission = graded(answers, cells, lesson)
        after = graded(cells=[WHO])
        before = worker.pop()
        worker.append(printed(after))
        assert after.score == 3
        assert printed(after) == before
        assert submission.state == "graded"
        assert all(math.isfinite(r.score) and 0 <= r.score <= r.points for r in submission.reports)
        return submission

    return attack


def named(attacks: dict[str, str]) -> list:
    return [pytest.param(source, id=name) for name, source in attacks.items()]


# Found from a cell: the socket to the grader and the question that is being answered.
INSIDE = """
import gc, json, os, socket, sys, threading, time
import numpy as np
from helpers.values import encode
def is_socket(fd):
    try:
        return os.path.stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False
CHANNEL = next(fd for fd in range(3, 128) if is_socket(fd))
def asked():
    return next(o["id"] for o in gc.get_objects()
                if type(o) is dict and o.get("do") in ("run", "call") and "id" in o)
def forge(message):
    data = encode(message)
    os.write(CHANNEL, len(data).to_bytes(8, "big") + data)
"""

# -- Earning ----------------------------------------------------------------------------------

FAKES = {
    "patches what a test might compare with": """
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
def add_one(x): return x
""",
    "replaces the check": """
import helpers, helpers.check, helpers.judge
helpers.judge.judge = helpers.check.judge = helpers.check.check_sheet = lambda *a: True
check = helpers.check.check = helpers.check = lambda *a: print("add_one 2 of 2 parts 1 / 1")
def add_one(x): return x
""",
    "replaces the comparison": """
import helpers.compare, helpers.judge
helpers.compare.difference = helpers.judge.difference = lambda *a, **k: None
def add_one(x): return x
""",
    "replaces the encoding": """
from helpers import values
from autograder import protocol
fixed = values.encode({"outcome": {"kind": "returned", "value": 2}, "id": 1})
values.encode = protocol.encode = lambda value: fixed
def add_one(x): return x
""",
    "replaces json": """
import json
json.dumps = lambda *a, **k: '{"~": "dict", "keys": ["score"], "items": [1]}'
def add_one(x): return x
""",
    "patches the clock": """
import time
time.time = time.monotonic = time.perf_counter = lambda: 0.0
def add_one(x):
    while True: pass
""",
    "returns what equals everything": """
class Anything:
    def __eq__(self, other): return True
    def __array__(self, *a, **k): return np.zeros(())
    def __float__(self): return 2.0
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
def add_one(x): return Anything()
""",
    "returns an array that equals everything": """
class Equal(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def __array_ufunc__(self, *a, **k): return np.ones(self.shape, bool)
    def __array_function__(self, *a, **k): return True
def add_one(x): return np.asarray(x).view(Equal)
""",
    "returns an array that lies about its shape and type": """
class Liar(np.ndarray):
    shape = property(lambda self: (3,))
    size = property(lambda self: 3)
    dtype = property(lambda self: np.dtype(float))
    def tobytes(self): return np.array([2.0, 3.0, 4.0]).tobytes()
def add_one(x): return np.zeros(1).view(Liar)
""",
    "returns a number that lies": """
class Liar(int):
    def __eq__(self, other): return True
    def __index__(self): return 2
    def __int__(self): return 2
    def __repr__(self): return "2"
    __hash__ = int.__hash__
def add_one(x): return Liar(7)
""",
    "returns an array of objects": "def add_one(x): return np.array([x + 1], dtype=object)",
    "returns a generator": "def add_one(x): yield x + 1",
    "returns a function": "def add_one(x): return lambda: x + 1",
    "returns a promise": "async def add_one(x): return x + 1",
    "returns a list within itself": "def add_one(x):\n    a = []\n    a.append(a)\n    return a",
    "returns a list nested deep": """
def add_one(x):
    a = []
    for _ in range(100_000): a = [a]
    return a
""",
    "returns a list that grows when it is copied": """
def add_one(x):
    a = [1] * 10
    for _ in range(15): a = [a] * 10
    return a
""",
    "returns a million lists": "def add_one(x): return [[]] * 1_000_000",
    "returns nan": "def add_one(x): return x * float('nan')",
    "returns infinity": "def add_one(x): return x + float('inf')",
    "returns 500 MB": "def add_one(x): return np.zeros(62_500_000)",
    "returns 20 MB": "def add_one(x): return np.zeros(2_500_000)",
    "returns 15 MB at every call": "def add_one(x): return np.zeros(1_900_000)",
    "returns a text of 20 MB": "def add_one(x): return 'x' * 20_000_000",
    "returns a number of 4000 digits": "def add_one(x): return 10**4000",
    "returns a number of a million digits": "def add_one(x): return 1 << 4_000_000",
    "returns a list of numbers too large for a float": "def add_one(x): return [1.5, 10**400]",
    "returns texts that an array would have no room for": """
def add_one(x): return ["x" * 500_000] + [""] * 100_000
""",
    "returns an array without elements but with sides": """
def add_one(x): return np.zeros((2_000_000_000, 0))
""",
    "returns an array of 40 dimensions": "def add_one(x): return np.zeros((1,) * 40)",
    "returns half a character": "def add_one(x): return '\\ud800'",
    "returns zero bytes": "def add_one(x): return '\\0' * 100",
    "returns a dict with strange keys": """
def add_one(x): return {float("nan"): 1, "~": 2, "\\ud800": 3, (1, 2): 4, None: 5}
""",
    "returns a complex number": "def add_one(x): return x + 1 + 1e-3j",
    "answers for the class of errors": """
class Everything(ValueError, KeyError, TypeError, NotImplementedError): pass
def add_one(x): raise Everything("x")
""",
    "hooks IPython's events": """
def before(info): info.raw_cell = "1.0"
def after(result): result.result = 1.0
get_ipython().events.register("pre_run_cell", before)
get_ipython().events.register("post_run_cell", after)
def add_one(x): return x
""",
    "asks the project for the answer": """
def add_one(x):
    from autograder.exercises import start_here
    return start_here.add_one(x)
""",
    "asks the compiled answers": """
def add_one(x):
    import os
    os.environ.pop("COURSE_GRADING", None)
    from helpers.check import load_sheet
    return load_sheet("add_one").parts[0].cases[0].expected.value
""",
    "imports torch": "import torch\ndef add_one(x): return (torch.tensor(x) + 1).numpy()",
}


# These change what their own process runs from then on, and so the answers that follow.
OWN_GOALS = {
    "patches comparing itself, in C": """
import ctypes
EQ = ctypes.CFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.c_int)
TRUE = EQ(lambda a, b, how: True)
for kind in (float, int, np.ndarray):
    # tp_richcompare, 200 bytes into a type object
    ctypes.c_void_p.from_address(id(kind) + 200).value = ctypes.cast(TRUE, ctypes.c_void_p).value
def add_one(x): return x
""",
    "replaces the probe": """
from helpers import probes
probes.run = lambda probe, answer, args, kwargs: probes.Outcome("returned", 2)
def add_one(x): return x
""",
    "replaces a probe's parts": """
from helpers import probes, values
probes.plain = values.plain = lambda value, depth=0: 2
probes.copy.deepcopy = lambda value, memo=None: value
def add_one(x): return x
""",
    "hooks IPython's source": """
get_ipython().input_transformers_post.append(lambda lines: ["add_one = mean_image = 1\\n"])
def add_one(x): return x
""",
    "hooks IPython's tree": """
import ast
class Rewrite(ast.NodeTransformer):
    def visit_Call(self, node): return ast.Constant(1)
get_ipython().ast_transformers.append(Rewrite())
def add_one(x): return x
""",
    "replaces run_cell": """
type(get_ipython()).run_cell = lambda self, source, **k: print("1.0")
def add_one(x): return x
""",
    "makes the namespace lie": """
class Namespace(dict):
    def get(self, name, default=None): return lambda x: 2
get_ipython().user_ns = Namespace()
""",
    "empties the builtins, in the call": """
import builtins
def add_one(x):
    builtins.__dict__.clear()
    return x + 1
""",
    "reads the questions before they arrive": INSIDE
    + """
def steal():
    while True: os.read(CHANNEL, 1 << 20)
threading.Thread(target=steal).start()
def add_one(x): return x
""",
    "answers questions before they are asked": INSIDE
    + """
def add_one(x):
    for ahead in range(100):
        forge({"id": asked() + ahead, "outcome": {"kind": "returned", "value": 2}})
""",
    "replaces the builtins": """
import builtins
builtins.len = builtins.isinstance = builtins.print = builtins.__import__ = lambda *a: True
def add_one(x): return x
""",
}


@pytest.mark.parametrize("source", named(FAKES))
def test_a_fake_earns_nothing_and_the_rest_keeps_its_points(attack, source):
    assert scores(attack({"add_one": source})) == {"add_one": 0, "mean_image": 2}


@pytest.mark.parametrize("source", named(OWN_GOALS))
def test_breaking_the_own_process_earns_nothing(attack, source):
    assert scores(attack({"add_one": source}))["add_one"] == 0


TORCH = {
    "import": "import torch",
    "importlib": "import importlib; torch = importlib.import_module('torch')",
    "without the refusal": "import sys; sys.meta_path.pop(0); import torch",
    "its files, by their path": """
import glob, importlib.util, sys, sysconfig
path = sysconfig.get_paths()["purelib"] + "/torch/__init__.py"
spec = importlib.util.spec_from_file_location("torch", path)
torch = importlib.util.module_from_spec(spec)
sys.modules["torch"] = torch
spec.loader.exec_module(torch)
""",
    "its library": """
import ctypes, sysconfig
ctypes.CDLL(sysconfig.get_paths()["purelib"] + "/torch/lib/libtorch_cpu.so")
import torch
""",
}


def test_calling_pytorch_in_a_numpy_lesson_earns_nothing(attack):
    points = find_lesson(NUMPY_LESSON).points
    answers = {}
    for way, name in zip(TORCH.values(), points, strict=False):
        # Any result will do: an answer that had torch would return, and be wrong.
        answers[name] = f"{way}\ndef {name}(*args, **kwargs): return torch.zeros(1)\n"
    submission = attack(answers, lesson=NUMPY_LESSON, limits={})
    assert scores(submission) == {**points, **dict.fromkeys(answers, 0)}
    problems = [r.parts[0].problem for r in submission.reports if r.name in answers]
    assert all("is not defined" in problem for problem in problems)


def table_of(exercise, otherwise: str) -> str:
    """A function that knows every public case by heart, drawn ones too."""
    sheet = answer_sheet(exercise, PUBLIC_SEED)
    table = {}
    for part in sheet.parts:
        for case in part.cases:
            key = encode([case.args, case.kwargs]).hex()
            table[key] = encode(case.expected.to_data()).hex()
    return f"""
from helpers.values import decode, encode
def {exercise.name}(*args, **kwargs):
    found = {table}.get(encode([args, kwargs]).hex())
    outcome = decode(bytes.fromhex(found)) if found else None
    if outcome is None:
        {otherwise}
    if outcome["kind"] == "raised":
        raise dict(vars(__import__("builtins")))[outcome["error"]]
    return outcome["value"]
"""


@pytest.mark.parametrize("otherwise", ["return 0", "raise ValueError"])
@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.name)
def test_a_table_of_the_public_answers_earns_nothing(attack, lesson, otherwise):
    exercises = [e for e in lesson.exercises if e.probe == "function"]
    tables = {e.name: table_of(e, otherwise) for e in exercises}
    submission = attack(tables, lesson=lesson.name, limits={})
    passed = [
        (report.name, part.title)
        for report in submission.reports
        if report.name in tables
        for part in report.parts
        if part.passed
    ]
    assert not passed


# -- Learning ---------------------------------------------------------------------------------

# Each prints what it can learn. {places} are files and folders that are none of its business.
SPIES = {
    "reads files": """
for place in {places}:
    for how in (lambda: open(place, "rb").read(), lambda: os.open(place, os.O_RDONLY),
                lambda: os.listdir(place), lambda: os.open(place, os.O_PATH | os.O_DIRECTORY) and
                os.listdir(os.open(place, os.O_PATH | os.O_DIRECTORY)),
                lambda: os.link(place, "mine") or open("mine").read(),
                lambda: os.rename(place, "mine") or open("mine").read(),
                lambda: mmap.mmap(os.open(place, os.O_RDWR), 0)[:],
                lambda: os.getxattr(place, "user.x")):
        try: found.append((place, how()))
        except OSError: pass
    try:
        os.symlink(place, "link")
    except OSError: pass
    try: os.chdir(place if os.path.isdir(place) else os.path.dirname(place))
    except OSError: continue
    for how in (lambda: os.listdir("."), lambda: open(os.path.basename(place)).read()):
        try: found.append((place, how()))
        except OSError: pass
""",
    "reads processes": """
for pid in ("self", "thread-self", os.getpid(), os.getppid(), 1):
    for name in ("cmdline", "environ", "maps", "mem", "fd", "task", "root", "status",
                 "stack", "syscall", "io", "mountinfo", "map_files", "auxv", "fdinfo"):
        for how in (open, os.listdir):
            try: found.append((pid, name, how(f"/proc/{{pid}}/{{name}}")))
            except OSError: pass
for name in ("", "sys/kernel", "net/unix", "net/tcp", "sysvipc/shm", "locks", "kcore", "keys"):
    for how in (open, os.listdir):
        try: found.append((name, how("/proc/" + name)))
        except OSError: pass
""",
    "walks frames and objects": """
def names(frame):
    while frame:
        yield from frame.f_locals.items()
        yield from frame.f_globals.items()
        frame = frame.f_back
everything = [v for f in [sys._getframe(), *sys._current_frames().values()] for _, v in names(f)]
try: 1 / 0
except ZeroDivisionError as error:
    trace = error.__traceback__
    while trace:
        everything += [v for _, v in names(trace.tb_frame)]
        trace = trace.tb_next
for value in [*everything, *gc.get_objects()]:
    if type(value).__name__ in ("Sheet", "SheetPart", "Case", "Submission", "Exercise", "Report"):
        found.append(value)
    if type(value) is dict and ("expected" in value or "solution" in value):
        found.append(value)
found += [m for m in sys.modules if m.startswith(("autograder.exercises", "autograder.answers"))]
""",
    "reads what was typed": """
texts = [*In[:-1], *map(str, Out.values()), *os.environ.values(), *sys.argv, *sys.orig_argv]
found += [t for t in texts for word in ("check(", "seed", "submitted", "gradebook") if word in t]
""",
    "uses open files": """
for fd in range(3, 4096):
    try: mode = os.fstat(fd).st_mode
    except OSError: continue
    if fd != CHANNEL: found.append((fd, mode))
""",
}


def everything_below(folder: Path) -> dict[str, str]:
    """What lies in a folder, with digests: two of these tell whether anything changed."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def none_of_its_business(tmp_path) -> list[str]:
    """A folder like that of a class, and what else holds answers or other people's work."""
    for name in ("submitted/ann/00_start_here/start_here.ipynb", "gradebook.db", "release/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("someone else's work")
    places = [tmp_path, *tmp_path.rglob("*"), Path.home(), Path("/etc/passwd"), Path("/tmp")]
    places += [PROJECT, PROJECT / ".git", PROJECT / "autograder", ANSWERS, *ANSWERS.glob("*.npz")]
    places += sorted((PROJECT / "autograder").rglob("*.py"))
    places += sorted((PROJECT / "notebooks").rglob("*.ipynb"))
    return [str(place) for place in places]


@pytest.mark.parametrize("source", named(SPIES))
def test_a_spy_learns_nothing(attack, none_of_its_business, source):
    source = "import mmap\nfound = []\n" + source.format(places=none_of_its_business)
    submission = attack(cells=[INSIDE + source, "print('found', found)"])
    assert printed(submission) == "found []\n"
    assert submission.score == 3


def test_nothing_of_the_student_before_is_left(graded):
    leave = """
import os, sys, builtins
builtins.secret = sys.secret = os.environ["SECRET"] = "secret"
open("secret.txt", "w").write("secret")
os.mkdir("dir", 0o300); open("dir/secret", "w").write("secret")
"""
    look = "import os; print(os.listdir('.'), hasattr(sys, 'secret'), 'SECRET' in os.environ)"
    graded(cells=[leave])
    assert printed(graded(cells=["import sys\n" + look])) == "[] False False\n"


# -- Disturbing -------------------------------------------------------------------------------

# Each appends what it managed to do to `done`.
REACHES = {
    "writes files": """
for place in {places}:
    for how in (lambda: open(place, "r+b"), lambda: open(place, "ab"), lambda: os.unlink(place),
                lambda: os.truncate(place, 0), lambda: os.rename(place, place + "2"),
                lambda: os.rmdir(place), lambda: os.mkdir(place + "/x"),
                lambda: open(place + "/x", "w"), lambda: os.symlink("x", place + "/l"),
                lambda: os.link(place, "l"), lambda: os.chmod(place, 0o777),
                lambda: os.chown(place, 0, 0), lambda: os.utime(place, (0, 0)),
                lambda: os.setxattr(place, "user.x", b"x"), lambda: os.mkfifo(place + "2")):
        try: how()
        except OSError: continue
        done.append(place)
""",
    "opens sockets": """
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, 38, 40):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        try: done.append(socket.socket(family, kind))
        except OSError: pass
        try: pair = socket.socketpair(family, kind)
        except OSError: continue
        for how in (lambda: pair[0].sendto(b"x", {datagrams!r}), lambda: pair[0].bind("\\0x"),
                    lambda: pair[0].connect({datagrams!r}), lambda: pair[0].connect({stream!r}),
                    lambda: pair[0].sendmsg([b"x"], [], 0, {datagrams!r})):
            try: done.append((family, kind, how()))
            except OSError: pass
try: done.append(socket.create_connection(("127.0.0.1", {port})))
except OSError: pass
""",
    "kills others": """
import signal
for pid in (os.getppid(), {grader}, 1, 0, -1, -os.getpgid(0)):
    for how in (lambda: os.kill(pid, 9), lambda: os.killpg(os.getpgid(os.getppid()), 9),
                lambda: signal.pidfd_send_signal(3, 9), lambda: os.pidfd_open(pid)):
        try: done.append((pid, how()))
        except OSError: pass
""",
    "kills others by way of a file": """
import fcntl, signal
ends = os.pipe()
for command, value in ((8, os.getppid()), (8, -os.getpgid(0)), (10, 9), (1024, 1), (1026, 1)):
    try: done.append(fcntl.fcntl(ends[0], command, value))
    except OSError: pass
fcntl.fcntl(ends[0], fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
sent = os.write(ends[1], b"x")
""",
    "locks what others open": """
import fcntl
with open(json.__file__) as file:
    try: done.append(fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK))
    except OSError: pass
""",
    "starts processes": """
import multiprocessing, subprocess
for how in (os.fork, os.forkpty, lambda: os.posix_spawn("/bin/true", ["true"], {{}}),
            lambda: subprocess.run(["true"]), lambda: os.execv("/bin/true", ["true"]),
            lambda: multiprocessing.get_context("fork").Process(target=print).start(),
            lambda: multiprocessing.get_context("spawn").Process(target=print).start(),
            os.setsid, lambda: os.setpgid(0, 0), lambda: os.system("true") and 1 / 0):
    try: done.append(how())
    except (OSError, ZeroDivisionError): pass
""",
    "calls the kernel by number": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
calls = dict(ptrace=(101, 16, os.getppid(), 0, 0), process_vm_readv=(310, os.getppid(), 0, 0, 0, 0),
    io_uring_setup=(425, 8, 0), x32_getpid=(0x40000000 + 39,), memfd_create=(319, b"a", 0),
    shmget=(29, 0, 4096, 0o1777), shmctl=(31, 0, 0, 0), semget=(64, 0, 1, 0o1777),
    msgget=(68, 0, 0o1777), mq_open=(240, b"/a", 0o102, 0o600, 0), mq_unlink=(241, b"a"),
    keyctl=(250, 0, -3, 1), bpf=(321, 0, 0, 0), perf=(298, 0, 0, 0, 0, 0), userfaultfd=(323, 0),
    mount=(165, b"a", b"/tmp", b"tmpfs", 0, 0), unshare=(272, 0x10000000), chroot=(161, b"."),
    open_tree=(428, -100, b"/", 0), setns=(308, 0, 0), clone_process=(56, 17, 0, 0, 0),
    clone3=(435, 0, 0), seccomp=(317, 2, 0, 0), io_setup=(206, 9, b"\\0" * 8),
    landlock=(444, 0, 0, 1), prlimit=(302, os.getppid(), 7, 0, 0), nice=(141, 0, 0, -5),
    affinity=(203, 0, 8, b"\\xff" * 8), survive=(157, 1, 0, 0, 0), personality=(135, 0x40000),
    capset=(126, b"\\x22\\x05\\x08\\x20\\0\\0\\0\\0", b"\\xff" * 24), setuid=(105, 1), sync=(162,),
    kcmp=(312, os.getpid(), os.getppid(), 1, 0, 0), settime=(227, 0, b"\\0" * 16),
    mknod=(133, b"n", 0o20666, 0x101), inotify=(253,), fanotify=(300, 0, 0), acct=(163, 0))
if os.uname().machine == "x86_64":
    done += [name for name, (number, *args) in calls.items() if libc.syscall(number, *args) >= 0]
""",
    "raises its limits": """
import resource
for limit in map(resource.__dict__.get, ("RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE")):
    now = resource.getrlimit(limit)[1]
    try: done.append(resource.setrlimit(limit, (now + 1, now + 1)))
    except (OSError, ValueError): pass
""",
}


@pytest.fixture
def listeners(tmp_path):
    """Sockets of a neighbour: their addresses, and after the test, that nobody came."""
    tcp = socket.create_server(("127.0.0.1", 0))
    stream, datagrams = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX, 2)
    stream.bind(str(tmp_path / "stream"))
    stream.listen()
    datagrams.bind(str(tmp_path / "datagrams"))
    with tcp, stream, datagrams:
        yield {
            "port": tcp.getsockname()[1],
            "stream": stream.getsockname(),
            "datagrams": datagrams.getsockname(),
        }
        for listener in (tcp, stream, datagrams):
            listener.setblocking(False)
            with pytest.raises(BlockingIOError):
                listener.recv(1) if listener is datagrams else listener.accept()


@pytest.mark.parametrize("source", named(REACHES))
def test_reaching_for_others_gets_nowhere(
    attack, none_of_its_business, listeners, tmp_path, source
):
    source = source.format(places=none_of_its_business, grader=os.getpid(), **listeners)
    watched = [tmp_path / "submitted", PROJECT / "helpers", ANSWERS]
    before = [everything_below(folder) for folder in watched]
    submission = attack(cells=[INSIDE + "done = []\n" + source, "print('done', done)"])
    assert printed(submission) == "done []\n"
    assert submission.score == 3
    assert [everything_below(folder) for folder in watched] == before


STOPPERS = {
    "an endless loop": ("while True: pass", "did not end"),
    "a loop that swallows interrupts": (
        "import signal\nfor s in range(1, 32):\n    try: signal.signal(s, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "did not end",
    ),
    "a pattern that backtracks": ("import re; re.match('(a+)+b', 'a' * 40)", "did not end"),
    "a matrix that is too large": (
        "import numpy as np; np.linalg.svd(np.random.rand(3000, 3000))",
        "did not end",
    ),
    "a power that is too large": ("9**9**9", "did not end"),
    "sleep": ("import time; time.sleep(1e9)", "did not end"),
    "a deadlock": (
        "import threading\nlock = threading.Lock(); lock.acquire(); lock.acquire()",
        "did not end",
    ),
    "os._exit": ("import os; os._exit(0)", "ended its process"),
    "abort": ("import os; os.abort()", "ended its process"),
    "killing itself": ("import os; os.kill(os.getpid(), 9)", "ended its process"),
    "stopping itself": ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "did not end"),
    "a segmentation fault": ("import ctypes; ctypes.string_at(0)", "ended its process"),
    "closing all files": ("import os; os.closerange(0, 200)", "ended its process"),
    "threads without end": (
        "import threading, time\nthreading.stack_size(32768)\n"
        "while True: threading.Thread(target=time.sleep, args=(1e6,)).start()",
        "started too many threads",
    ),
    "threads that exit the process": (
        "import os, threading, time\nthreading.Thread(target=lambda: os._exit(0)).start()\n"
        "time.sleep(1)",
        "ended its process",
    ),
    "a disk full of files": (
        "for i in range(100_000): open(f'{i}', 'w').close()",
        "wrote too many files",
    ),
    "a disk full of data": (
        "for i in range(100): open(f'{i}', 'wb').write(bytes(10_000_000))",
        "wrote too many files",
    ),
    "folders nested too deep": (
        "import os\nfor _ in range(3000): os.mkdir('d'); os.chdir('d')",
        "wrote too many files",
    ),
    "folders that the grader cannot name": (
        "import os\nfor _ in range(30): os.mkdir('d' * 250, 0o300); os.chdir('d' * 250)",
        "made folders that cannot be read",
    ),
    "garbage for the grader": (
        INSIDE + "os.write(CHANNEL, os.urandom(10_000))",
        "",
    ),
    "an endless message": (
        INSIDE + "os.write(CHANNEL, (1 << 62).to_bytes(8, 'big') + b'x')",
        "returned more than 16 MB",
    ),
    "half a message": (
        INSIDE + "os.write(CHANNEL, (99).to_bytes(8, 'big') + b'x')\ntime.sleep(9)",
        "did not end",
    ),
    "a message drop by drop": (
        INSIDE + "os.write(CHANNEL, (9999).to_bytes(8, 'big'))\n"
        "while True: os.write(CHANNEL, b'x'); time.sleep(0.01)",
        "did not end",
    ),
    "the answer to another question": (
        INSIDE + "forge({'id': 5, 'outputs': []})",
        "disturbed the grader's messages",
    ),
    "an answer whose number is an array": (
        INSIDE + "forge({'id': np.zeros(3), 'outputs': []})",
        "disturbed the grader's messages",
    ),
    "an answer that is a list": (INSIDE + "forge([1])", "disturbed the grader's messages"),
    "an answer nested deep": (
        INSIDE + "text = b'[' * 100_000\n"
        "data = len(text).to_bytes(8, 'big') + text\n"
        "os.write(CHANNEL, len(data).to_bytes(8, 'big') + data)",
        "disturbed the grader's messages",
    ),
    "too much text": (
        INSIDE + "threading.Thread(target=forge, args=({'id': 1, 'x': 'x' * 5_000_000},)).start()"
        "\ntime.sleep(9)",
        "returned more than 2 MB of lists or text",
    ),
}

if platform.machine() == "x86_64":
    STOPPERS["system calls of another machine"] = (
        "import ctypes, mmap\ncode = mmap.mmap(-1, 4096, prot=7)\n"
        "code.write(bytes.fromhex('b814000000cd80c3'))  # getpid by int 0x80, as i386 does it\n"
        "ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()",
        "ended its process",
    )


@pytest.mark.parametrize(
    ("source", "why"), [pytest.param(*stop, id=name) for name, stop in STOPPERS.items()]
)
def test_a_cell_that_is_stopped_costs_nobody_anything(attack, source, why):
    submission = attack(cells=[source, "print('the next cell runs')"])
    assert submission.score == 3
    assert "This cell " + why in printed(submission)


IN_A_CALL = {
    "sys.exit": "import sys; sys.exit()",
    "exit": "exit()",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "BaseException": "raise BaseException",
    "GeneratorExit": "raise GeneratorExit",
    "recursion without end": "return add_one(x)",
    "recursion in C": "import sys; sys.setrecursionlimit(10**9); return add_one(x)",
    "os._exit": "import os; os._exit(0)",
    "an endless loop": "while True: pass",
    "a deadlock": "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "a list that fills the memory": "a = []\n    while True: a.append([0] * 1_000_000)",
    "arrays that fill the memory": "a = []\n    while True: a.append(np.ones(10_000_000))",
    "bytes that fill the memory": "a = b'x'\n    while True: a += a",
    "50 MB of print": "print('x' * 50_000_000); return x",
    "an error with a hostile text": """
        class E(Exception):
            def __str__(self): raise SystemExit
        raise E""",
    "an error with a hostile name": """
        class M(type): __name__ = property(lambda c: 1 / 0)
        class E(Exception, metaclass=M): pass
        raise E""",
    "an error with a long name": "raise type('E' * 1_000_000, (Exception,), {})('x' * 1_000_000)",
}


@pytest.mark.parametrize("body", named(IN_A_CALL))
def test_a_call_that_goes_wild_costs_its_own_exercise(attack, body):
    submission = attack({"add_one": f"def add_one(x):\n    {body.strip()}\n"})
    assert scores(submission) == {"add_one": 0, "mean_image": 2}
    assert submission.memory_bytes < 4 << 30


FORGED = {
    "nothing": "{}",
    "a kind that is an array": "{'kind': np.zeros(2)}",
    "a kind that does not exist": "{'kind': 'right'}",
    "that it was hashed": "{'kind': 'hashed', 'value': {'salt': '', 'hash': ''}}",
    "that it is not written yet": "{'kind': 'raised', 'error': 'NotImplementedError'}",
    "all errors at once": "{'kind': 'raised', 'error': 'E', 'bases': ('ValueError',) * 99_999}",
    "long texts": "{'kind': 'raised', 'error': 'E' * 10**6, 'message': '(1 ' * 10**5}",
    "much that it printed": "{'kind': 'returned', 'value': 1, 'printed': 'x' * 10**6}",
    "many changed inputs": "{'kind': 'returned', 'value': 1, 'changed': ('x' * 99,) * 9999}",
    "a stop with a text of its own": "{'kind': 'stopped', 'message': 'x' * 10**6}",
    "parts unheard of": "{'kind': 'returned', 'value': 1, 'score': 1.0}",
}


@pytest.mark.parametrize("outcome", named(FORGED))
def test_a_forged_answer_earns_nothing_and_stays_short(attack, outcome):
    source = f"{INSIDE}\ndef add_one(x): forge({{'id': asked(), 'outcome': {outcome}}})"
    submission = attack({"add_one": source})
    assert scores(submission) == {"add_one": 0, "mean_image": 2}
    assert len(json.dumps(submission.notebook)) < 100_000


# -- Time, memory and what people read --------------------------------------------------------


def test_many_cells_that_each_keep_to_the_limits_are_stopped_altogether(attack):
    limits = {"SUBMISSION_WALL_SECONDS": 2}
    submission = attack(cells=["import time; time.sleep(0.5)"] * 1000, limits=limits)
    assert submission.score == 3


def test_calls_that_each_keep_to_the_limits_are_stopped_altogether(attack):
    sleepy = "def add_one(x):\n    import time; time.sleep(0.5); return x + 1\n"
    submission = attack({"add_one": sleepy}, limits={"SUBMISSION_WALL_SECONDS": 1.5})
    assert "used up its" in submission.reports[1].note
    assert submission.score < 3


def test_what_a_notebook_prints_stays_small(attack):
    submission = attack(
        cells=["print('\\U0001f600' * 50_000_000)"] * 3 + ["print('x' * 10**5)"] * 99
    )
    assert submission.score == 3
    assert len(json.dumps(submission.notebook)) < 5_000_000


def test_answers_that_are_large_do_not_fill_the_memory_of_the_grader(attack):
    resource = pytest.importorskip("resource")
    attack({"mean_image": "def mean_image(images): return np.zeros(1_900_000)"})
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1 << 20  # kilobytes


HOSTILE_TEXT = "<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\x1b]0;x\x07"


def test_what_is_printed_returned_or_raised_is_no_part_of_a_page(attack):
    submission = attack(
        {
            "add_one": f"def add_one(x):\n    print({HOSTILE_TEXT!r}); return {HOSTILE_TEXT!r}",
            "mean_image": f"def mean_image(x): raise ValueError({HOSTILE_TEXT!r})",
        },
        cells=[f"print({HOSTILE_TEXT!r})", f"raise ValueError({HOSTILE_TEXT!r})"],
    )
    for report in submission.reports:
        assert "<script" not in report.html()
        assert "<img" not in report.html()
    kinds = {
        kind
        for c in submission.notebook["cells"]
        for o in c.get("outputs", [])
        for kind in o.get("data", {})
    }
    assert kinds <= {"text/plain", "text/html"}


def test_the_page_made_of_a_notebook_runs_nothing_of_the_student(graded):
    from nbconvert.exporters import HTMLExporter
    from nbformat import from_dict

    submission = graded(
        {"add_one": f"def add_one(x): return {HOSTILE_TEXT!r}"},
        cells=[f"print({HOSTILE_TEXT!r})", f"raise ValueError({HOSTILE_TEXT!r})"],
    )
    page, _ = HTMLExporter().from_notebook_node(from_dict(submission.notebook))
    assert "alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def test_pages_stay_quick_to_make_and_to_read(attack):
    submission = attack(cells=["# " + "[a](" * 100_000] * 20)
    sources = [cell["source"] for cell in submission.notebook["cells"]]
    assert submission.score == 3
    assert max(map(len, sources)) < 21_000
    assert sum(map(len, sources)) < 310_000


def test_a_library_that_is_hidden_is_so_wherever_python_keeps_it():
    """As where there is no virtual environment: all packages lie in /usr/local/lib."""
    packages = Path(sysconfig.get_paths()["purelib"])
    for above in (packages, packages.parent, packages.parent.parent):
        allowed = readable_paths([above], hidden=("torch", "autograder"))
        assert packages / "numpy" in allowed
        for hidden in (packages / "torch", packages / "autograder"):
            assert not any(hidden.is_relative_to(path) for path in allowed)


def test_a_report_is_text_that_any_file_can_hold(attack):
    half = "'\\ud800'"
    submission = attack(
        {"add_one": f"def add_one(x): raise ValueError({half})"}, cells=[f"print({half})"]
    )
    json.dumps(submission.notebook, ensure_ascii=False).encode()
    "".join(report.text() + report.html() for report in submission.reports).encode()


def test_graders_side_by_side_are_not_slowed_into_wrong_scores(graded):
    """Two threads: one grades what floods its grader, the other an honest notebook."""
    flood = "def add_one(x): return [[0.5] * 100] * 1000"
    results: list[float] = []
    hostile = threading.Thread(target=lambda: graded({"add_one": flood}))
    honest = threading.Thread(target=lambda: results.append(graded().score))
    for thread in (hostile, honest):
        thread.start()
    for thread in (hostile, honest):
        thread.join()
    assert results == [3]
