"""Confine a process to what a student's code needs: compute, read libraries, write to scratch.

Linux only. Four layers, each of the kernel's own: Landlock for files and signals, seccomp for
system calls (no sockets, no processes, no reaching into others), dropped capabilities, and
resource limits.

Source: landlock(7), seccomp(2), capabilities(7), getrlimit(2).
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import platform
import signal
import socket
import struct
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.errors import CourseError
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

# System calls by name: number on x86-64, number on aarch64; None where there is none.
DENIED = {
    # sockets and other ways to talk to the world or to a neighbour
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "io_uring_setup": (425, 425),
    "sendmsg": (46, 211), "sendmmsg": (307, 269), "recvmsg": (47, 212), "recvmmsg": (299, 243),
    "setsockopt": (54, 208), "shmget": (29, 194),
    "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190),
    "semop": (65, 193), "semtimedop": (220, 192), "semctl": (66, 191), "msgget": (68, 186),
    "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180),
    "mq_unlink": (241, 181), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "memfd_create": (319, 279),
    "memfd_secret": (447, 447), "inotify_init": (253, None), "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    # processes
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "setsid": (112, 157), "setpgid": (109, 154), "unshare": (272, 97), "setns": (308, 268),
    # reaching into another process
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "kcmp": (312, 272), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "tkill": (200, 130),
    "setpriority": (141, 140), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "sched_setaffinity": (203, 122), "ioprio_set": (251, 30),
    "process_mrelease": (448, 448), "migrate_pages": (256, 238), "move_pages": (279, 239),
    "get_robust_list": (274, 100),
    # what Landlock leaves open: modes, owners, times, attributes and locks of files
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "getxattr": (191, 8), "lgetxattr": (192, 9), "fgetxattr": (193, 10),
    "listxattr": (194, 11), "llistxattr": (195, 12), "flistxattr": (196, 13), "flock": (73, 32),
    "truncate": (76, 45),  # Landlock knows it from version 3 on
    # what of a file others have read, so that it is in memory
    "mincore": (27, 232), "cachestat": (451, 451), "fadvise64": (221, 223), "readahead": (187, 213),
    # room on the disk faster than anybody could watch, or past the checks below
    "fallocate": (285, 47), "openat2": (437, 437),
    # the system
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "personality": (135, 92), "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "reboot": (169, 142), "vhangup": (153, 58), "quotactl_fd": (443, 443),
    "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "syslog": (103, 116),
    "sync": (162, 81), "syncfs": (306, 267), "io_setup": (206, 0), "seccomp": (317, 277),
    "landlock_create_ruleset": (444, 444), "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171),
    "sethostname": (170, 161), "setdomainname": (171, 162), "quotactl": (179, 60),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None),
}  # fmt: skip
# Calls that seem to succeed and do nothing: a file without a name takes up room that nobody sees.
PRETENDED = {"unlink": (87, None), "unlinkat": (263, 35), "rmdir": (84, None)}
# Calls that depend on an argument: which one, the bits that are looked at, and a value.
ALL_BITS = 0xFFFFFFFF
AF_UNIX, SOCK_STREAM, SOCK_TYPE = 1, 1, 0xF
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP = 1, 22, 38, 24
F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ = (
    0, 1, 2, 3, 4, 1030, 1032,
)  # fmt: skip
MADV_COLD, MADV_PAGEOUT = 20, 21
RWF_NOWAIT = 8  # read what is in memory only
TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX = (
    0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451,
)  # fmt: skip
SOL_SOCKET = 1
SO_TYPE, SO_ERROR, SO_PROTOCOL, SO_DOMAIN = 3, 4, 38, 39
OWN_PROCESS_ONLY = {
    "kill": (62, 129), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
}  # fmt: skip
ONLY_WITH = [
    ("prlimit64", (302, 261), 0, ALL_BITS, (0,)),  # 0 is this process
    # A datagram socket, even one of a pair, can write to any socket that lies in the file system.
    ("socketpair", (53, 199), 0, ALL_BITS, (AF_UNIX,)),
    ("socketpair", (53, 199), 1, SOCK_TYPE, (SOCK_STREAM,)),
    # What libraries ask of files and terminals. The rest changes files that can only be read.
    ("ioctl", (16, 29), 1, ALL_BITS, (TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX)),
    # Not: owners, signals, leases and locks of files, hints for who reads them next, large pipes.
    ("fcntl", (72, 25), 1, ALL_BITS,
     (F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ)),
    # and of sockets: not who is at the other end
    ("getsockopt", (55, 209), 1, ALL_BITS, (SOL_SOCKET,)),
    ("getsockopt", (55, 209), 2, ALL_BITS, (SO_TYPE, SO_ERROR, SO_PROTOCOL, SO_DOMAIN)),
]  # fmt: skip
NEVER_WITH = [
    ("prctl", (157, 167), 0, (PR_SET_PDEATHSIG, PR_SET_SECCOMP)),  # it ends with its parent
    ("madvise", (28, 233), 2, (MADV_COLD, MADV_PAGEOUT)),
]
O_TMPFILE = 0o20000000  # a file that never had a name
SETID = 0o6000  # a program that runs as its owner
OTHERS_CLOCKS = 0x80000000  # numbers of clocks from here on are those of processes
NEVER_WITH_BITS = [
    ("open", (2, None), 1, O_TMPFILE), ("openat", (257, 56), 2, O_TMPFILE),
    ("open", (2, None), 2, SETID), ("openat", (257, 56), 3, SETID), ("creat", (85, None), 1, SETID),
    ("mknod", (133, None), 1, SETID), ("mknodat", (259, 33), 2, SETID),
    ("clock_gettime", (228, 113), 0, OTHERS_CLOCKS), ("clock_getres", (229, 114), 0, OTHERS_CLOCKS),
    ("clock_nanosleep", (230, 115), 0, OTHERS_CLOCKS),
    ("timer_create", (222, 107), 0, OTHERS_CLOCKS),
    ("preadv2", (327, 286), 5, RWF_NOWAIT),
]  # fmt: skip
CLONE = (56, 220)
CLONE3 = (435, 435)
NEWEST_KNOWN = 452

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

SECCOMP_SET_MODE_FILTER = 1
SYS_SECCOMP = {"x86_64": 317, "aarch64": 277}
SYS_CAPSET = {"x86_64": 126, "aarch64": 91}
EPERM, ENOSYS = 1, 38


NEEDED = "Linux 5.13 or later"


class NoSandbox(CourseError):
    """This system cannot confine student code."""


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
        raise NoSandbox(
            f"Student code cannot be confined on {_system()} ({missing[0].detail}): grade on "
            f"{NEEDED}, in a virtual machine for instance, or pass --no-sandbox if you trust every "
            "submission with this machine."
        )
    if holes := _holes():
        raise NoSandbox(
            f"Student code was confined on {_system()}, and could {', '.join(holes)}: grade on "
            "another machine, or pass --no-sandbox if you trust every submission with this one."
        )
    for place in private:
        _refuse_if_readable(place)


@cache
def _holes() -> tuple[str, ...]:
    """What `could` finds, tried once a process."""
    return tuple(could())


def _refuse_if_readable(place: Path) -> None:
    for allowed in _readable():
        if place.resolve().is_relative_to(allowed):
            raise NoSandbox(
                f"Student code could read {place}, since it lies in {allowed}, where libraries "
                "are: move it to another folder, or pass --no-sandbox if you trust every "
                "submission with this machine."
            )


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


# What the sandbox is for: `python -m autograder.grading.sandbox` tries it from inside.
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
    command = [sys.executable, "-P", "-m", "autograder.grading.sandbox"]
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


class Confinement:
    """Everything that can be prepared before a child is forked.

    scratch: children may write only to folders below it, each to its own. hidden: top-level
    packages whose files they may not read.
    """

    def __init__(self, scratch: Path, hidden: tuple[str, ...] = ()) -> None:
        import resource  # noqa: F401  (which Windows lacks; here no child has to find it)

        from landlockpy import AccessFS, Ruleset, Scope

        _refuse_if_readable(scratch)
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._machine = platform.machine()
        _fixed_filters(self._machine)
        self._ruleset = Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL)
        self._read = AccessFS.READ_FILE | AccessFS.READ_DIR | AccessFS.EXECUTE
        self._change = (
            AccessFS.WRITE_FILE | AccessFS.TRUNCATE | AccessFS.MAKE_REG | AccessFS.MAKE_DIR
        )
        for path in _readable((*hidden, "autograder")):
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
def _readable(hidden: tuple[str, ...] = ("autograder",)) -> frozenset[Path]:
    """The files and folders that students' code may read: libraries, and what lessons import."""
    paths = [*map(Path, READ_ONLY), *_package_folders()]
    prefix = Path(sys.base_prefix)
    if prefix != Path("/usr"):
        paths += [entry for entry in (prefix / "lib").iterdir() if entry.is_file()]
        paths += [prefix / "share"]
    # Widgets compute what exercises ask for, and no picture is drawn at grading.
    paths += [entry for entry in (PROJECT / "helpers").iterdir() if entry.name != "widgets"]
    paths += [entry for entry in (PROJECT / "data").iterdir() if entry.name != "answers"]
    return frozenset(readable_paths(paths, hidden, private=PROJECT))


def readable_paths(paths: list[Path], hidden: tuple[str, ...], private: Path) -> set[Path]:
    """The paths, but in place of every folder that packages lie in, or below, its entries; so too
    for those above the private folder, which is left out.

    So the hidden packages stay out, wherever this Python keeps them, and the course does, wherever
    it lies: who may read a folder may read all that lies below.
    """
    packages = _package_folders()
    found: set[Path] = set()
    for path in paths:
        path = path.resolve()
        if any(folder.is_relative_to(path) for folder in (*packages, private.resolve())):
            entries = [e for e in path.iterdir() if e in packages or not _is_hidden(e.name, hidden)]
            entries = [e for e in entries if e.resolve() != private.resolve()]
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


def filter_program(machine: str, pid: int) -> bytes:
    """The seccomp filter as classic BPF: eight bytes an instruction.

    Everything is allowed but what is listed here, calls of another architecture, and calls newer
    than this list, which "do not exist", so that programs fall back to older ones. Deleting does
    nothing, and says that it did.
    """
    first, last = _fixed_filters(machine)
    own = [
        _only_with(numbers[MACHINES[machine][0]], 0, ALL_BITS, pid)
        for numbers in OWN_PROCESS_ONLY.values()
    ]
    return b"".join([first, *own, last])


LOAD, EQUAL, AT_LEAST, ANY_BIT, LEAVE, KEEP_BITS = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
ALLOW, KILL, PRETEND = 0x7FFF0000, 0x80000000, 0x00050000
DENY, ABSENT = PRETEND | EPERM, PRETEND | ENOSYS
NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16


def _step(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, operand)


def _only_with(number: int, argument: int, bits: int, *values: int) -> bytes:
    """Deny a call unless these bits of an argument have one of these values."""
    steps = [_step(EQUAL, value, len(values) - i, 0) for i, value in enumerate(values)]
    return b"".join(
        [
            _step(EQUAL, number, 0, len(values) + 4),
            _step(LOAD, ARGUMENTS_AT + 8 * argument),
            _step(KEEP_BITS, bits),
            *steps,
            _step(LEAVE, DENY),
            _step(LOAD, NUMBER_AT),
        ]
    )


def _never_with(number: int, argument: int, test: int, operand: int) -> bytes:
    """Deny a call where an argument passes a test."""
    return b"".join(
        [
            _step(EQUAL, number, 0, 4),
            _step(LOAD, ARGUMENTS_AT + 8 * argument),
            _step(test, operand, 0, 1),
            _step(LEAVE, DENY),
            _step(LOAD, NUMBER_AT),
        ]
    )


@cache
def _fixed_filters(machine: str) -> tuple[bytes, bytes]:
    """What is the same for every process: before and after what depends on its number."""
    column, architecture = MACHINES[machine]
    first_foreign = 0x40000000  # x32 calls on x86-64
    clone_thread = 0x00010000
    first = [
        _step(LOAD, ARCHITECTURE_AT),
        _step(EQUAL, architecture, 1, 0),
        _step(LEAVE, KILL),
        _step(LOAD, NUMBER_AT),
        _step(AT_LEAST, first_foreign, 0, 1),
        _step(LEAVE, DENY),
        _step(AT_LEAST, NEWEST_KNOWN + 1, 0, 1),
        _step(LEAVE, ABSENT),
        _step(EQUAL, CLONE3[column], 0, 1),
        _step(LEAVE, ABSENT),
    ]
    for all_numbers, answer in ((DENIED, DENY), (PRETENDED, PRETEND)):
        for numbers in all_numbers.values():
            if numbers[column] is not None:
                first += [_step(EQUAL, numbers[column], 0, 1), _step(LEAVE, answer)]
    last = [
        _only_with(numbers[column], argument, bits, *values)
        for _, numbers, argument, bits, values in ONLY_WITH
    ]
    for _, numbers, argument, bits in NEVER_WITH_BITS:
        if numbers[column] is not None:
            last.append(_never_with(numbers[column], argument, ANY_BIT, bits))
    for _, numbers, argument, values in NEVER_WITH:
        last += [_never_with(numbers[column], argument, EQUAL, value) for value in values]
    last += [
        _step(EQUAL, CLONE[column], 0, 4),
        _step(LOAD, ARGUMENTS_AT),
        _step(ANY_BIT, clone_thread, 0, 1),
        _step(LEAVE, ALLOW),
        _step(LEAVE, DENY),
        _step(LEAVE, ALLOW),
    ]
    return b"".join(first), b"".join(last)


def _landlock_abi() -> int:
    try:
        import landlockpy

        return landlockpy.abi_version() if landlockpy.supported() else 0
    except (ImportError, OSError):
        return 0


def _has_seccomp() -> bool:
    return Path("/proc/sys/kernel/seccomp/actions_avail").exists()


if __name__ == "__main__":
    main()
