"""Time, memory, threads and disk, taken from everybody else."""

from __future__ import annotations

from hostile import INSIDE, Attack, answers, calls, cells, lasting

# A message that never ends, a byte at a time: something always arrives.
TRICKLE = (
    INSIDE
    + """
def trickle():
    os.write(CHANNEL, (9999).to_bytes(8, "big"))
    while True:
        time.sleep(0.002); os.write(CHANNEL, b"x")
threading.Thread(target=trickle).start()
"""
)

CELLS = {
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
    "threads without end": (
        "import threading, time\nthreading.stack_size(32768)\n"
        "while True: threading.Thread(target=time.sleep, args=(1e6,)).start()",
        "started too many threads",
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
    "files that have no name any more": (
        "import mmap, os\nkept = []\n"
        "for i in range(99):\n"
        "    fd = os.open(f'{i}', os.O_RDWR | os.O_CREAT); os.write(fd, bytes(15 << 20))\n"
        "    kept.append(mmap.mmap(fd, 4096)); os.close(fd); os.unlink(f'{i}')",
        "wrote too many files",
    ),
    "printing without end": ("while True: print('x')", "did not end"),
    "a chain of errors without end": (
        "error = None\nwhile True:\n    new = ValueError('x'); new.__cause__ = error; error = new",
        "",
    ),
    "a disk full of data, behind a trickle": (
        TRICKLE + "for i in range(100): open(f'{i}', 'wb').write(bytes(15 << 20))",
        "wrote too many files",
    ),
    "threads without end, behind a trickle": (
        TRICKLE + "threading.stack_size(32768)\n"
        "while True: threading.Thread(target=time.sleep, args=(1e6,)).start()",
        "started too many threads",
    ),
    "an endless loop, behind a trickle": (
        TRICKLE + "while True: pass",
        "did not end within 0.5 seconds of computing",
    ),
    "sleep, behind a trickle": (TRICKLE + "time.sleep(1e9)", "did not end"),
    "threads that all compute": (
        "import threading\nimport numpy as np\n"
        "def spin():\n    while True: np.ones((300, 300)) @ np.ones((300, 300))\n"
        "for _ in range(8): threading.Thread(target=spin).start()\nspin()",
        "did not end",
    ),
}

FILES = {
    "a disk full of files": (
        "for i in range(100_000): open(f'{i}', 'w').close()",
        "wrote too many files",
    ),
    "a disk full of files, behind a trickle": (
        TRICKLE + "for i in range(100_000): open(f'{i}', 'w').close()",
        "wrote too many files",
    ),
}

CALLS = {
    "recursion without end": "return add_one(x)",
    "recursion in C": "import sys; sys.setrecursionlimit(10**9); return add_one(x)",
    "an endless loop in a call": "while True: pass",
    "a deadlock in a call": "import threading; a = threading.Lock(); a.acquire(); a.acquire()",
    "a list that fills the memory": "a = []\n    while True: a.append([0] * 1_000_000)",
    "arrays that fill the memory": "a = []\n    while True: a.append(np.ones(10_000_000))",
    "bytes that fill the memory": "a = b'x'\n    while True: a += a",
    "50 MB of print": "print('x' * 50_000_000); return x",
}

VALUES = {
    "returns a list that grows when it is copied": """
def add_one(x):
    a = [1] * 10
    for _ in range(15): a = [a] * 10
    return a
""",
    "returns a million lists": "def add_one(x): return [[]] * 1_000_000",
    "returns 500 MB": "def add_one(x): return np.zeros(62_500_000)",
    "returns 20 MB": "def add_one(x): return np.zeros(2_500_000)",
    "returns 15 MB at every call": "def add_one(x): return np.zeros(1_900_000)",
    "returns a text of 20 MB": "def add_one(x): return 'x' * 20_000_000",
    "returns a number of a million digits": "def add_one(x): return 1 << 4_000_000",
}

BOMB = "TEXTS = ['x' * 100_000] + [''] * 9_999  # as one array: 4 GB\n"
BOMBS = {
    "minibatches": BOMB + "def minibatches(n, size, rng): return [TEXTS]",
    "train_two_layer": BOMB + "def train_two_layer(X, y, hidden, rng): return [TEXTS] * 4",
}

HIDDEN = {
    "room on the disk in one go": """
import os
fd = os.open("file", os.O_RDWR | os.O_CREAT)
try: os.posix_fallocate(fd, 0, 15 << 20)
except OSError: pass
if os.fstat(fd).st_blocks: raise SystemExit("This went well.")
""",
    "a file that never had a name": """
import os
try: os.write(os.open(".", os.O_RDWR | os.O_TMPFILE), b"x")
except OSError: pass
else: raise SystemExit("This went well.")
""",
    "pipes that are full": """
import fcntl, os
for _ in range(50):
    ends = os.pipe()
    os.set_blocking(ends[1], False)
    try: fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, 1 << 20)
    except OSError: pass
    try: os.write(ends[1], bytes(1 << 20))
    except OSError: pass
""",
    "timers of everybody": """
import ctypes
libc, timer = ctypes.CDLL(None), ctypes.c_void_p()
made = sum(libc.timer_create(1, None, ctypes.byref(timer)) == 0 for _ in range(1000))
if made > 64: raise SystemExit("This went well.")
""",
    "pipes as large as they get": """
import fcntl, os
for _ in range(50):
    try: fcntl.fcntl(os.pipe()[1], 1031, 1 << 20)  # F_SETPIPE_SZ
    except OSError: continue
    raise SystemExit("This went well.")
""",
    "locked memory": """
import ctypes, numpy as np
kept = np.ones(10_000_000)
ctypes.CDLL(None).mlockall(3)
""",
    "a value that is long to show": "list(range(3_000_000))",
}

ATTACKS: list[Attack] = [
    *cells(
        "keep the grader waiting, or take the points of another exercise along",
        CELLS,
    ),
    *cells(
        "fill the disk with files, each of which takes its time",
        FILES,
        patient=True,
    ),
    *calls(
        "keep the grader waiting, or fill the memory",
        CALLS,
    ),
    *answers(
        "fill the memory of the grader",
        VALUES,
    ),
    Attack(
        "returns texts that as an array would fill any memory",
        "fill the memory of the grader",
        BOMBS,
        lesson="05_gradient_descent",
        patient=True,
    ),
    *lasting(
        "take room that nobody sees, or keep it",
        HIDDEN,
    ),
]
