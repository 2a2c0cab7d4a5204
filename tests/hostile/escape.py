"""Out of the sandbox: sockets, processes, signals, system calls, limits."""

from __future__ import annotations

import platform

from hostile import Attack, cells, reaches

WAYS_OUT = {
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
    "machine code of its own": """
import ctypes, mmap
if os.uname().machine == "x86_64":
    page = mmap.mmap(-1, 4096, prot=7)
    # socket(AF_INET, SOCK_STREAM, 0) by the syscall instruction
    page.write(bytes.fromhex("b829000000bf02000000be01000000ba000000000f05c3"))
    at = ctypes.addressof(ctypes.c_char.from_buffer(page))
    if ctypes.CFUNCTYPE(ctypes.c_long)(at)() >= 0: done.append("socket")
""",
    "calls of the kernel that are rare": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
calls = dict(openat2=(437, -100, b"/etc/passwd", b"\\0" * 24, 24), fspick=(433, -100, b"/", 0),
    fsopen=(430, b"tmpfs", 0), mount_setattr=(442, -100, b"/", 0, b"\\0" * 32, 32),
    pidfd_open=(434, os.getppid(), 0), pidfd_send=(424, 3, 9, 0, 0), getfd=(438, 3, 0, 0),
    tkill=(200, os.getppid(), 9), queue=(129, os.getppid(), 9, b"\\0" * 128),
    threads_queue=(297, os.getppid(), os.getppid(), 9, b"\\0" * 128),
    vfork_by_clone=(56, 0x4111, 0, 0, 0), execveat=(322, -100, b"/bin/true", 0, 0, 0),
    pages=(279, os.getppid(), 0, 0, 0, 0), migrate=(256, os.getppid(), 1, b"\\0" * 8, b"\\0" * 8),
    robust=(274, os.getppid(), b"\\0" * 8, b"\\0" * 8), madvise=(440, 3, 0, 0, 0, 0),
    mrelease=(448, 3, 0), secret=(447, 0), statmount=(457, 0, 0, 0, 0), listmount=(458, 0, 0, 0, 0),
    handle=(303, -100, b"/etc", b"\\0" * 64, b"\\0" * 8, 0), by_handle=(304, -100, b"\\0" * 64, 0),
    ioprio=(251, 1, 0, 0), schedule=(144, 0, 1, b"\\0" * 8), reboot=(169, 0, 0, 0),
    fsmount=(432, 3, 0, 0), fsconfig=(431, 3, 6, 0, 0, 0), kexec_file=(320, 3, 3, 0, 0, 0),
    hangup=(153,), quota_fd=(443, 3, 0, 0, 0), key=(248, b"user", b"a", b"a", 1, -3),
    request=(249, b"user", b"a", 0, -3), swap=(167, b"/", 0),
    pivot=(155, b".", b"."), module=(313, 3, b"", 0), quota=(179, 0, 0, 0, 0), iopl=(172, 3),
    ldt=(154, 1, 0, 0), host=(170, b"a", 1), log=(103, 2, b"\\0" * 64, 64))
if os.uname().machine == "x86_64":
    done += [name for name, (number, *args) in calls.items() if libc.syscall(number, *args) >= 0]
""",
    "memory that is shared by name": """
import multiprocessing as mp, multiprocessing.shared_memory
for how in (lambda: mp.shared_memory.SharedMemory("course", True, 4096), mp.Semaphore, mp.Manager,
            lambda: mp.Pool(1), lambda: open("/dev/shm/x", "w"), lambda: os.memfd_create("x"),
            lambda: os.mkfifo("../x"), os.openpty, lambda: open("/dev/tty", "w")):
    try: done.append(how())
    except (OSError, EOFError): pass
""",
    "asks who is at the other end": """
there = socket.socket(fileno=os.dup(CHANNEL))
for option in (77, 17, 31, 59):  # a handle on the process, its ids, its label, its groups
    try: done.append((option, there.getsockopt(socket.SOL_SOCKET, option, 64)))
    except OSError: pass
for option in (socket.SO_PASSCRED, socket.SO_SNDBUF, socket.SO_RCVBUF, 42):
    try: done.append((option, there.setsockopt(socket.SOL_SOCKET, option, 1 << 20)))
    except OSError: pass
for how in (lambda: socket.send_fds(there, [b"x"], [0]), lambda: there.sendmsg([b"x"]),
            lambda: there.recvmsg(1, 99, socket.MSG_DONTWAIT)):
    try: done.append(how())
    except OSError: pass
""",
    "reads the clocks of others": """
for pid in (os.getppid(), {grader}, 1):
    for kind in (0, 1, 2):
        for how in (time.clock_gettime, time.clock_getres):
            try: done.append((pid, how((~pid << 3) | kind)))
            except OSError: pass
""",
    "more rights": """
for how in (lambda: os.setuid(1), lambda: os.setgid(1), lambda: os.setgroups([1, 2]),
            lambda: os.seteuid(1), lambda: os.setresuid(1, 1, 1), lambda: os.chroot("."),
            lambda: os.nice(-1), lambda: os.setpriority(0, 0, -1), lambda: os.mknod("n", 0o60666),
            lambda: os.sched_setaffinity(0, range(64)), lambda: os.unshare(1 << 28)):
    try: how()
    except (OSError, AttributeError): continue
    done.append(how)
""",
}

MACHINE_CODE = {
    "system calls of another machine": (
        "import ctypes, mmap\ncode = mmap.mmap(-1, 4096, prot=7)\n"
        "code.write(bytes.fromhex('b814000000cd80c3'))  # getpid by int 0x80, as on i386\n"
        "at = ctypes.addressof(ctypes.c_char.from_buffer(code))\n"
        "ctypes.CFUNCTYPE(ctypes.c_int)(at)()",
        "ended its process",
    ),
}

ATTACKS: list[Attack] = [
    *reaches(
        "reach anything outside of its own process",
        WAYS_OUT,
    ),
]

if platform.machine() == "x86_64":
    ATTACKS += cells(
        "get past the filter of system calls",
        MACHINE_CODE,
    )
