"""Changes to what belongs to others: files, attributes, locks."""

from __future__ import annotations

from hostile import Attack, reaches

CHANGES = {
    "writes files": """
def removed(how, place):  # in the sandbox removing seems to succeed
    how(place)
    if os.path.lexists(place): raise OSError
for place in {places}:
    for how in (lambda: open(place, "r+b"), lambda: open(place, "ab"),
                lambda: removed(os.unlink, place),
                lambda: os.truncate(place, 0), lambda: os.rename(place, place + "2"),
                lambda: removed(os.rmdir, place), lambda: os.mkdir(place + "/x"),
                lambda: open(place + "/x", "w"), lambda: os.symlink("x", place + "/l"),
                lambda: os.link(place, "l"), lambda: os.chmod(place, 0o777),
                lambda: os.chown(place, 0, 0), lambda: os.utime(place, (0, 0)),
                lambda: os.setxattr(place, "user.x", b"x"), lambda: os.mkfifo(place + "2")):
        try: how()
        except OSError: continue
        done.append(place)
""",
    "locks what others open": """
import fcntl
with open(json.__file__) as file:
    try: done.append(fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK))
    except OSError: pass
""",
    "locks what others read": """
import fcntl, struct
with open(json.__file__) as file:
    whole = struct.pack("hhqqi", fcntl.F_RDLCK, 0, 0, 0, 0)
    for how in (lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
                lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
                lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
                lambda: fcntl.fcntl(file, fcntl.F_SETLK, whole),
                lambda: fcntl.fcntl(file, 37, whole)):
        try: done.append(how())
        except OSError: pass
""",
    "changes files that it can only read": """
import fcntl, struct
open("mine", "w").close()
get_flags, get_version = 0x80086601, 0x80087601
changes = dict(flags=(0x40086602, 0x40), version=(0x40087602, 777), verity=(0x40806685, 0),
    fsx=(0x401C5820, 0), label=(0x41009432, 0), owner=(0x8901, os.getppid()), clone=(0x40049409, 3),
    dedupe=(0xC0189436, 0), subvolume=(0x5000940E, 0),
    encrypt=(0x800C6613, 0), trim=(0xC0185879, 0))
for place in (json.__file__, np.__file__, os.path.dirname(np.__file__), "mine", "."):
    fd = os.open(place, os.O_RDONLY)
    for name, (number, value) in changes.items():
        try: done.append((place, name, fcntl.ioctl(fd, number, struct.pack("=Q120x", value))))
        except OSError: pass
    for name in (get_flags, get_version):
        try: done.append((place, name, fcntl.ioctl(fd, name, bytes(8))))
        except OSError: pass
""",
    "leaves hints with files that it can only read": """
import fcntl, struct
for place in (json.__file__, np.__file__, "."):
    fd = os.open(place, os.O_RDONLY)
    for command in (1036, 1038, 1033):  # F_SET_RW_HINT, F_SET_FILE_RW_HINT, F_ADD_SEALS
        try: done.append((place, command, fcntl.fcntl(fd, command, struct.pack("Q", 3))))
        except OSError: pass
""",
    "what others have read, taken out of memory": """
import ctypes, mmap
libc, fd = ctypes.CDLL(None, use_errno=True), os.open(json.__file__, os.O_RDONLY)
for advice in (os.POSIX_FADV_DONTNEED, os.POSIX_FADV_WILLNEED):
    try: done.append(("fadvise", os.posix_fadvise(fd, 0, 0, advice)))
    except OSError: pass
view = np.frombuffer(mmap.mmap(fd, 0, prot=mmap.PROT_READ), np.uint8)
place, seen = ctypes.c_void_p(view.ctypes.data), ctypes.create_string_buffer(64)
for name, result in (("mincore", libc.mincore(place, ctypes.c_size_t(view.size), seen)),
                     ("madvise", libc.madvise(place, ctypes.c_size_t(view.size), 21)),
                     ("readahead", libc.readahead(fd, ctypes.c_long(0), ctypes.c_size_t(4096)))):
    if result == 0: done.append(name)
try: done.append(("preadv2", os.preadv(fd, [bytearray(9)], 0, os.RWF_NOWAIT)))
except OSError: pass
""",
    "programs that run as the grader": """
import ctypes
libc = ctypes.CDLL(None)
for how in (lambda: os.open("run", os.O_CREAT | os.O_WRONLY, 0o6755),
            lambda: os.mknod("node", 0o106755)):
    try: done.append(how())
    except OSError: pass
if os.uname().machine == "x86_64" and libc.syscall(85, b"made", 0o6755) >= 0: done.append("creat")
done += [name for name in os.listdir() if os.stat(name).st_mode & 0o6000]
""",
    "writes by libraries": """
import logging, pathlib, py_compile, shutil, sqlite3, tarfile, zipfile
open("mine", "w").write("mine")
for place in {places}:
    for how in (lambda: np.save(place + "/x", [1]), lambda: np.memmap(place, mode="r+")[:],
                lambda: sqlite3.connect(place + "/x.db").execute("create table t (x)"),
                lambda: sqlite3.connect(place).execute("create table t (x)"),
                lambda: shutil.copy("mine", place), lambda: shutil.move("mine", place),
                lambda: zipfile.ZipFile(place, "a").writestr("x", "x"), lambda: os.mkfifo(place),
                lambda: logging.FileHandler(place).close(), lambda: pathlib.Path(place).touch(),
                lambda: tarfile.open(place, "w"), lambda: os.replace("mine", place),
                lambda: py_compile.compile("mine", place, doraise=True)):
        try: how()
        except (OSError, sqlite3.Error, ValueError, zipfile.BadZipFile): continue
        done.append(place)
""",
    "removes by libraries": """
import pathlib, shutil
for place in {places}:
    for how in (lambda: shutil.rmtree(place, ignore_errors=True), lambda: os.removedirs(place),
                lambda: pathlib.Path(place).unlink(), lambda: pathlib.Path(place).rmdir()):
        try: how()
        except OSError: pass
    if not os.path.lexists(place): done.append(place)
""",
    "climbs out of its folder": """
for way in ("../x", "../../x", "./../x", "/proc/self/cwd/../x", "//tmp/x", "/dev/fd/../x"):
    for how in (lambda: open(way, "w"), lambda: os.mkdir(way), lambda: os.rename("mine", way)):
        try: how()
        except OSError: continue
        done.append(way)
for how in (lambda: os.symlink("/tmp", "link"), lambda: os.fchdir(os.open("..", os.O_PATH)),
            lambda: os.chdir("..")):
    try: how()
    except OSError: continue
    try: done.append(open("x-beside", "w"))
    except OSError: pass
    try: done.append(open("link/x", "w"))
    except OSError: pass
""",
    "spoils what everybody imports": """
import importlib.util, sysconfig
import helpers.checking.check, numpy, IPython
for module in (helpers.checking.check, numpy, IPython, json):
    for path in (module.__file__, importlib.util.cache_from_source(module.__file__)):
        try: done.append(open(path, "r+b"))
        except OSError: pass
for kind in ("purelib", "stdlib", "scripts"):
    try: done.append(open(sysconfig.get_paths()[kind] + "/x.pth", "w"))
    except OSError: pass
""",
}

ATTACKS: list[Attack] = [
    *reaches(
        "change, lock or remove what belongs to others",
        CHANGES,
    ),
]
