"""Confine a process to what a student's code needs: compute, read libraries, write to scratch.

Linux only. Four layers, each of the kernel's own: Landlock for files and signals, seccomp for
system calls (no sockets, no processes, no reaching into others), dropped capabilities, and
resource limits.

Source: landlock(7), seccomp(2), capabilities(7), getrlimit(2).
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
import sysconfig
from functools import cache
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading.system_calls import (
    PR_CAPBSET_DROP,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    filter_program,
    fixed_filters,
)
from autograder.packs import pack_packages
from helpers.paths import PROJECT

MEMORY_BYTES = 2 << 30
FILE_BYTES = 16 << 20
SCRATCH_BYTES = 32 << 20
SCRATCH_FILES = 1000
OPEN_FILES = 128
TIMERS = 64  # the kernel counts them for all processes of a user together
TOTAL_CPU_SECONDS = 600

READ_ONLY = [
    "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share", "/lib", "/lib64",
    "/etc/localtime", "/etc/ld.so.cache", "/etc/fonts", "/etc/mime.types",
    "/dev/zero", "/dev/random", "/dev/urandom",
    "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu",
]  # fmt: skip
READ_WRITE = ["/dev/null"]

SECCOMP_SET_MODE_FILTER = 1
SYS_SECCOMP = {"x86_64": 317, "aarch64": 277}
SYS_CAPSET = {"x86_64": 126, "aarch64": 91}


class NoSandbox(CourseError):
    """This system cannot confine student code."""


def refuse_if_readable(place: Path) -> None:
    for allowed in readable():
        if place.resolve().is_relative_to(allowed):
            raise NoSandbox(
                f"Student code could read {place}, since it lies in {allowed}, where libraries "
                "are: move it to another folder, or pass --no-sandbox if you trust every "
                "submission with this machine."
            )


class Confinement:
    """Everything that can be prepared before a child is forked.

    scratch: children may write only to folders below it, each to its own. hidden: top-level
    packages whose files they may not read.
    """

    def __init__(self, scratch: Path, hidden: tuple[str, ...] = ()) -> None:
        import resource  # noqa: F401  (which Windows lacks; here no child has to find it)

        from landlockpy import AccessFS, Ruleset, Scope

        refuse_if_readable(scratch)
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._machine = platform.machine()
        fixed_filters(self._machine)
        self._ruleset = Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL)
        self._read = AccessFS.READ_FILE | AccessFS.READ_DIR | AccessFS.EXECUTE
        self._change = (
            AccessFS.WRITE_FILE | AccessFS.TRUNCATE | AccessFS.MAKE_REG | AccessFS.MAKE_DIR
        )
        for path in readable((*hidden, "autograder")):
            self._allow(path, self._read)
        for path in [*_package_folders(), PROJECT / "helpers"]:
            self._allow(path, AccessFS.READ_DIR)
        for path in READ_WRITE:
            self._allow(path, AccessFS.READ_FILE | AccessFS.WRITE_FILE)
        self._allow(scratch, self._read | self._change)

    def enter(self, place: Path, memory_bytes: int = MEMORY_BYTES) -> None:
        """Confine this process, for good. Called by a fresh child, which has one thread.

        place: the folder below the scratch that it may write to.
        """
        libc, machine = self._libc, self._machine
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        _limit_resources(memory_bytes)
        for capability in range(64):
            libc.prctl(PR_CAPBSET_DROP, capability)
        _done(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
        self._ruleset.restrict()
        self._restrict_to(place)
        _drop_capabilities(libc, machine)
        _filter_system_calls(libc, machine)

    def _restrict_to(self, place: Path) -> None:
        """Of what the process may still do, let it write to this folder and to /dev/null alone."""
        from landlockpy import AccessFS, Ruleset

        own = Ruleset()
        own.allow_path("/", self._read)
        for path in READ_WRITE:
            own.allow_path(path, AccessFS.READ_FILE | AccessFS.WRITE_FILE)
        own.allow_path(place, self._read | self._change)
        own.restrict()
        own.close()

    def _allow(self, path: str | Path, access) -> None:
        path = Path(path)
        if not path.exists():
            return
        if not path.is_dir():
            from landlockpy import AccessFS

            access &= ~(AccessFS.READ_DIR | AccessFS.MAKE_REG | AccessFS.MAKE_DIR)
        self._ruleset.allow_path(path, access)


@cache
def readable(hidden: tuple[str, ...] = ("autograder",)) -> frozenset[Path]:
    """The files and folders that students' code may read: libraries, and what lessons import."""
    paths = [*map(Path, READ_ONLY), *_package_folders()]
    prefix = Path(sys.base_prefix)
    if prefix != Path("/usr"):
        paths += [entry for entry in (prefix / "lib").iterdir() if entry.is_file()]
        paths += [prefix / "share"]
    # Widgets compute what exercises ask for, and no picture is drawn at grading.
    paths += [entry for entry in (PROJECT / "helpers").iterdir() if entry.name != "widgets"]
    paths += [entry for entry in (PROJECT / "data").iterdir() if entry.name != "answers"]
    return frozenset(readable_paths(paths, hidden, private=(PROJECT, *pack_packages())))


def readable_paths(
    paths: list[Path], hidden: tuple[str, ...], private: tuple[Path, ...]
) -> set[Path]:
    """The paths, but in place of every folder that packages lie in, or below, its entries; so too
    for those above the private folders, which are left out.

    So the hidden packages stay out, wherever this Python keeps them, and the course and packs of
    lessons do, wherever they lie: who may read a folder may read all that lies below.
    """
    packages = _package_folders()
    private = tuple(folder.resolve() for folder in private)
    found: set[Path] = set()
    for path in paths:
        path = path.resolve()
        if any(folder.is_relative_to(path) for folder in (*packages, *private)):
            entries = [e for e in path.iterdir() if e in packages or not _is_hidden(e.name, hidden)]
            entries = [e for e in entries if e.resolve() not in private]
            found |= readable_paths(entries, hidden, private)
        else:
            found.add(path)
    return found


def _package_folders() -> list[Path]:
    paths = sysconfig.get_paths()
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    return list({Path(paths[name]).resolve() for name in names})


def _is_hidden(name: str, hidden: tuple[str, ...]) -> bool:
    if name in ("site-packages", "dist-packages"):
        return True
    return any(name == h or name.startswith((f"{h}-", f"{h}.")) for h in hidden)


def _done(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"the sandbox could not set {what}")


def _limit_resources(memory_bytes: int) -> None:
    import resource

    with open("/proc/self/statm") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    limits = {
        resource.RLIMIT_AS: mapped + memory_bytes,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CPU: TOTAL_CPU_SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: TIMERS,
    }
    for limit, value in limits.items():
        hard = resource.getrlimit(limit)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value))


def _drop_capabilities(libc: ctypes.CDLL, machine: str) -> None:
    version_3 = 0x20080522
    header = struct.pack("=Ii", version_3, 0)
    nothing = struct.pack("=IIIIII", 0, 0, 0, 0, 0, 0)
    _done(libc.syscall(SYS_CAPSET[machine], header, nothing), "capabilities")


def _filter_system_calls(libc: ctypes.CDLL, machine: str) -> None:
    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]

    code = filter_program(machine, os.getpid())
    program = Program(len(code) // 8, code)
    result = libc.syscall(SYS_SECCOMP[machine], SECCOMP_SET_MODE_FILTER, 0, ctypes.byref(program))
    _done(result, "the filter of system calls")
