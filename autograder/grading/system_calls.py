"""System calls that student code may not make, and the filter that denies them.

Source: seccomp(2). Numbers are the kernel's, by architecture.
"""

from __future__ import annotations

import struct
from functools import cache

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
EPERM, ENOSYS = 1, 38


def filter_program(machine: str, pid: int) -> bytes:
    """The seccomp filter as classic BPF: eight bytes an instruction.

    Everything is allowed but what is listed here, calls of another architecture, and calls newer
    than this list, which "do not exist", so that programs fall back to older ones. Deleting does
    nothing, and says that it did.
    """
    first, last = fixed_filters(machine)
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
def fixed_filters(machine: str) -> tuple[bytes, bytes]:
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
