"""Tries from inside what the sandbox is for: `python -m autograder.grading.escape_test`."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from autograder.grading.confinement import Confinement
from helpers.paths import PROJECT

# Ways out, by what they would be good for. None may succeed.
ATTEMPTS: dict[str, Callable[[], object]] = {
    "read a solution": lambda: Path(__file__).read_bytes(),
    "list the course": lambda: os.listdir(PROJECT),
    "read the compiled answers": lambda: os.listdir(PROJECT / "data" / "answers"),
    "write beside its folder": lambda: Path(tempfile.gettempdir(), "attempt").touch(),
    "truncate a file": lambda: os.truncate(__file__, os.path.getsize(__file__)),
    "open a connection": lambda: socket.socket(),
    "start a process": lambda: os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {}),
    "signal the grader": lambda: os.kill(os.getppid(), 0),
}


def could() -> list[str]:
    """Which of the attempts succeed in a process that has confined itself. None should."""
    command = [sys.executable, "-P", "-m", "autograder.grading.escape_test"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        return [f"not be confined: {(done.stderr.strip() or 'no reason given').splitlines()[-1]}"]
    return json.loads(done.stdout)


def main() -> None:
    """Enter the sandbox, try to get out, and print what worked."""
    with tempfile.TemporaryDirectory() as scratch:
        pid = os.fork()
        if pid == 0:
            _try_to_get_out(Path(scratch))
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _try_to_get_out(scratch: Path) -> None:
    """Never returns."""
    try:
        place = scratch / "place"
        place.mkdir()
        Confinement(scratch).enter(place)
        worked = []
        for name, attempt in ATTEMPTS.items():
            with contextlib.suppress(OSError):
                attempt()
                worked.append(name)
        print(json.dumps(worked), flush=True)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
