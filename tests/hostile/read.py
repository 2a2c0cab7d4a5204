"""What is none of its business: answers, seeds, other submissions, other processes."""

from __future__ import annotations

from hostile import Attack, answers, spies

SPIES = {
    "reads files": """
for place in {places}:
    for how in (lambda: open(place, "rb").read(), lambda: os.open(place, os.O_RDONLY),
                lambda: os.listdir(place), lambda: os.open(place, os.O_PATH | os.O_DIRECTORY) and
                os.listdir(os.open(place, os.O_PATH | os.O_DIRECTORY)),
                lambda: os.link(place, "mine") or open("mine").read(),
                lambda: os.rename(place, "mine") or open("mine").read(),
                lambda: mmap.mmap(os.open(place, os.O_RDWR), 0)[:],
                lambda: os.getxattr(place, "user.x"), lambda: os.listxattr(place) or 1 / 0,
                lambda: os.getxattr(place, "user.x", follow_symlinks=False)):
        try: found.append((place, how()))
        except (OSError, ZeroDivisionError): pass
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
hidden = ("autograder.exercises", "autograder.authoring")
found += [m for m in sys.modules if m.startswith(hidden)]
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
    "reads files by libraries": """
import ctypes, importlib.machinery, linecache, shutil, sqlite3, tokenize, zipfile
import matplotlib.pyplot as plt, skimage.io
errors = OSError, sqlite3.Error, ImportError, IndexError, ValueError
for place in {places}:
    for how in (lambda: np.fromfile(place, np.uint8), lambda: np.load(place),
                lambda: np.loadtxt(place), lambda: np.memmap(place), lambda: ctypes.CDLL(place),
                lambda: sqlite3.connect(place).execute("select * from sqlite_master").fetchall(),
                lambda: importlib.machinery.SourceFileLoader("x", place).load_module(),
                lambda: shutil.copy(place, "mine"), lambda: tokenize.open(place),
                lambda: plt.imread(place), lambda: linecache.getlines(place)[0],
                lambda: zipfile.ZipFile(place), lambda: skimage.io.imread(place),
                lambda: os.scandir(place), lambda: list(os.walk(place))[0]):
        try: found.append((place, how()))
        except errors: pass
""",
    "reads files by other ways to the same place": """
ways = ("/proc/self/root", "/proc/thread-self/root", "/proc/1/root", "/", "/.", "/usr/lib/../..")
for place in {places}:
    for way in ways:
        for how in (open, os.listdir):
            try: found.append((way, place, how(way + place)))
            except OSError: pass
for way in ("cwd/..", "exe", "root", "cwd/../.."):
    for how in (open, os.listdir):
        try: found.append((way, how("/proc/self/" + way)))
        except OSError: pass
""",
    "asks IPython for files": """
import contextlib, io, warnings
shell, said = get_ipython(), io.StringIO()
with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
    for place in {places}:
        for magic in ("pycat", "load", "run", "pfile", "cd", "loadpy", "macro", "edit", "alias"):
            try: found.append(shell.run_line_magic(magic, place))
            except (Exception, SystemExit): pass
        for how in (shell.find_user_code, shell.getoutput, shell.safe_execfile_ipy):
            try: found.append(how(place))
            except (Exception, SystemExit): pass
secrets = "else's " + "work", "EXERCISES" + " = [", "root:" + "x:"
texts = [*map(str, filter(None, found)), said.getvalue()]
found = [text for text in texts if any(secret in text for secret in secrets)]
""",
    "looks for words in memory that it never wrote": """
words = "someone else's " + "work", "a mistake's " + "docstring", "gradebook" + ".db"
memory = np.empty(200_000_000, np.uint8).tobytes()
found += [word for word in words if memory.find(word.encode()) >= 0]
""",
}

LOOKS = {
    "asks the project for the answer": """
def add_one(x):
    from autograder.exercises.start_here import add_one
    return add_one.add_one(x)
""",
    "asks the compiled answers": """
def add_one(x):
    import os
    os.environ.pop("COURSE_GRADING", None)
    from helpers.checking.check import load_sheet
    return load_sheet("add_one").parts[0].cases[0].expected.value
""",
    "takes a step of the playground": """
def add_one(x):
    from helpers.widgets.playground_network import REFERENCE
    return REFERENCE["sgd_step"](x, -1.0, 1.0)
""",
    "reads the playground's file": """
def add_one(x):
    import sys
    import types
    import helpers
    network = sys.modules["network"] = types.ModuleType("network")
    with open(f"{helpers.__path__[0]}/widgets/playground_network.py") as file:
        exec(file.read(), network.__dict__)
    return network.REFERENCE["sgd_step"](x, -1.0, 1.0)
""",
    "imports torch": "import torch\ndef add_one(x): return (torch.tensor(x) + 1).numpy()",
}

ATTACKS: list[Attack] = [
    *spies(
        "learn anything of answers, other students or the grader",
        SPIES,
    ),
    *answers(
        "read the solution or the compiled answers, or call a library that is hidden",
        LOOKS,
    ),
]
