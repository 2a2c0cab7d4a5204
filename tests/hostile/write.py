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
