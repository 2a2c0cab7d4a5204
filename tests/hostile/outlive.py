"""What goes on after its time: processes, threads, files, hooks."""

from __future__ import annotations

from hostile import Attack, cells, lasting

ENDS = {
    "os._exit": ("import os; os._exit(0)", "ended its process"),
    "abort": ("import os; os.abort()", "ended its process"),
    "killing itself": ("import os; os.kill(os.getpid(), 9)", "ended its process"),
    "stopping itself": (
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "did not end",
    ),
    "a segmentation fault": ("import ctypes; ctypes.string_at(0)", "ended its process"),
    "closing all files": ("import os; os.closerange(0, 200)", "ended its process"),
    "threads that exit the process": (
        "import os, threading, time\nthreading.Thread(target=lambda: os._exit(0)).start()\n"
        "time.sleep(1)",
        "ended its process",
    ),
}

STAYS = {
    "a thread that sleeps": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(1e6,)).start()"
    ),
    "a thread that computes": (
        "import threading\n"
        "def spin():\n    while True: pass\n"
        "threading.Thread(target=spin, daemon=True).start()"
    ),
    "an exit hook that never ends": "import atexit, time; atexit.register(time.sleep, 1e6)",
    "a hook of every thread": (
        "import sys, threading, time\n"
        "threading.setprofile(lambda *a: None); sys.excepthook = lambda *a: time.sleep(1e6)"
    ),
    "objects that never go": (
        "class Stays:\n    def __del__(self):\n        while True: pass\nstays = Stays()"
    ),
    "a hook at forks": "import os, time; os.register_at_fork(before=lambda: time.sleep(1e6))",
    "signals that count for nothing": (
        "import signal\n"
        "for s in range(1, 65):\n"
        "    try: signal.signal(s, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass"
    ),
    "blocked signals": "import signal; signal.pthread_sigmask(0, range(1, 65))",
    "a pool of threads at work": (
        "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "import time; pool = Pool(8); [pool.submit(time.sleep, 1e6) for _ in range(8)]"
    ),
    "a timer for later": "import threading, os; threading.Timer(60, os._exit, (0,)).start()",
}

ATTACKS: list[Attack] = [
    *cells(
        "end more than its own process, or leave anything running",
        ENDS,
    ),
    *lasting(
        "go on after the submission, or keep it from ending",
        STAYS,
    ),
    Attack(
        "files for its next process",
        "find in a new process what it left in the old one",
        cells=(
            "import os; print('left', os.listdir())",
            "for name in ('numpy', 'helpers'): open(f'{name}.py', 'w').close()\nos._exit(0)",
        ),
        prints="left []\nThis cell ended its process. Only its definitions were kept.\n",
    ),
    Attack(
        "a folder that has grown",
        "leave a sign on its folder for its next process",
        cells=(
            "import os, time\nbefore = os.stat('.')\n"
            "print('large' if before.st_size > 20_000 else 'small')",
            "for i in range(900): open('x' * 240 + str(i), 'w').close()\nos._exit(0)",
        ),
        prints="small\nThis cell ended its process. Only its definitions were kept.\n",
    ),
]
