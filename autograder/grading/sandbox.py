"""What this system can confine, and whether it does. Grading asks before it runs a submission."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.grading.confinement import (
    MEMORY_BYTES,
    SCRATCH_BYTES,
    TOTAL_CPU_SECONDS,
    NoSandbox,
    refuse_if_readable,
)
from autograder.grading.escape_test import ATTEMPTS, could
from autograder.grading.system_calls import MACHINES

NEEDED = "Linux 5.13 or later"


@dataclass(frozen=True)
class Layer:
    """One layer of the sandbox on this system, for `course doctor`."""

    name: str
    works: bool
    detail: str


def layers() -> list[Layer]:
    """What this system can enforce and, where all is there, whether it does: that is tried out."""
    parts = _parts()
    if not all(part.works for part in parts):
        return parts
    holes = could()
    room = f"{MEMORY_BYTES >> 30} GB of memory, {SCRATCH_BYTES >> 20} MB of files"
    refused = f"tried: it could not {', '.join(ATTEMPTS)}"
    return [
        *parts,
        Layer("limits", True, f"{room}, {TOTAL_CPU_SECONDS} seconds of computing"),
        Layer("sandbox", not holes, f"IT COULD {', '.join(holes)}" if holes else refused),
    ]


def require(*private: Path) -> None:
    """Raises NoSandbox where a part is missing, since without any one of them nothing is safe;
    where the sandbox, tried out, has a hole; and where one of the private places lies in a folder
    that students' code may read."""
    missing = [part for part in _parts() if not part.works]
    if missing:
        trust = ", or pass --no-sandbox if you trust every submission with this machine"
        raise NoSandbox(
            f"Student code cannot be confined on {_system()} ({missing[0].detail}): grade on "
            f"{NEEDED}, as in WSL, a container or on a server{trust * hasattr(os, 'fork')}."
        )
    if holes := _holes():
        raise NoSandbox(
            f"Student code was confined on {_system()}, and could {', '.join(holes)}: grade on "
            "another machine, or pass --no-sandbox if you trust every submission with this one."
        )
    for place in private:
        refuse_if_readable(place)


@cache
def _holes() -> tuple[str, ...]:
    """What `could` finds, tried once a process."""
    return tuple(could())


def _parts() -> list[Layer]:
    machine = platform.machine()
    linux = sys.platform == "linux" and machine in MACHINES
    abi = _landlock_abi() if linux else 0
    seccomp = linux and _has_seccomp()
    files = "reads libraries and lessons, writes to one folder"
    calls = "no network, no processes, no signals to others"
    return [
        Layer("system", linux, _system() if linux else "not Linux on x86-64 or aarch64"),
        Layer("Landlock", abi > 0, f"version {abi}: {files}" if abi else "no Landlock"),
        Layer("seccomp", seccomp, calls if seccomp else "no seccomp"),
    ]


def _system() -> str:
    name = {"Darwin": "macOS"}.get(platform.system(), platform.system())
    release = platform.mac_ver()[0] if name == "macOS" else platform.release()
    return f"{name} {release} on {platform.machine()}"


def _landlock_abi() -> int:
    try:
        import landlockpy

        return landlockpy.abi_version() if landlockpy.supported() else 0
    except (ImportError, OSError):
        return 0


def _has_seccomp() -> bool:
    return Path("/proc/sys/kernel/seccomp/actions_avail").exists()
