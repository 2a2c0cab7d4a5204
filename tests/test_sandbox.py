"""The sandbox says what it enforces, and systems that lack a part of it are told what to do."""

from __future__ import annotations

import os
import platform
import shutil
import struct
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from conftest import needs_sandbox
from typer.testing import CliRunner

from autograder import cli
from autograder.grading import confinement, escape_test, sandbox, system_calls
from autograder.grading.confinement import READ_ONLY, NoSandbox, readable_paths
from autograder.grading.escape_test import could
from autograder.grading.sandbox import layers, require
from autograder.grading.system_calls import filter_program
from autograder.grading.workers import stop_workers
from helpers.course import cli as student_cli
from helpers.paths import PROJECT

ALLOW, KILL, DENY, ABSENT, PRETEND = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026, 0x00050000


@pytest.fixture
def here():
    """Skips where there is no sandbox to look at."""
    needs_sandbox()


@pytest.fixture
def macos(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    monkeypatch.setattr(platform, "mac_ver", lambda: ("15.1", ("", "", ""), "arm64"))


@pytest.fixture
def old_kernel(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(platform, "release", lambda: "5.10.0-30")
    monkeypatch.setattr(sandbox, "_landlock_abi", lambda: 0)


def test_macos_is_refused_with_a_sentence_that_says_what_to_do(macos):
    with pytest.raises(NoSandbox) as error:
        require()
    assert str(error.value) == (
        "Student code cannot be confined on macOS 15.1 on arm64 (not Linux on x86-64 or "
        "aarch64): grade on Linux 5.13 or later, as in WSL, a container or on a server, or pass "
        "--no-sandbox if you trust every submission with this machine."
    )


def test_a_kernel_without_landlock_is_refused_by_its_version(old_kernel):
    with pytest.raises(NoSandbox, match=r"Linux 5\.10\.0-30 on x86_64 \(no Landlock\): grade on"):
        require()


def test_a_kernel_without_seccomp_is_refused(monkeypatch, here):
    monkeypatch.setattr(sandbox, "_has_seccomp", lambda: False)
    with pytest.raises(NoSandbox, match="no seccomp"):
        require()


def test_a_processor_whose_system_calls_are_not_known_is_refused(monkeypatch, here):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(NoSandbox, match="on riscv64"):
        require()


def test_course_grade_says_it_in_one_sentence(class_folder, macos):
    app = student_cli.typer.Typer()
    cli.add_commands(app)
    result = CliRunner().invoke(app, ["grade", "00", "--folder", str(class_folder.root)])
    assert result.exit_code == 1
    assert "cannot be confined on macOS" in result.output
    assert "--no-sandbox" in result.output
    assert "Traceback" not in result.output


def test_doctor_names_what_is_missing(old_kernel):
    works = {layer.name: layer.works for layer in layers()}
    assert works["Landlock"] is False
    assert "sandbox" not in works  # which nobody can try out then


def test_doctor_tries_the_sandbox_out(here):
    assert all(layer.works for layer in layers())
    tried = layers()[-1]
    assert tried.name == "sandbox"
    assert "it could not read a solution" in tried.detail


def test_doctor_tells_of_a_sandbox_with_a_hole(monkeypatch, here):
    monkeypatch.setattr(sandbox, "could", lambda: ["read a solution"])
    hole = layers()[-1]
    assert not hole.works
    assert hole.detail == "IT COULD read a solution"


def test_outside_of_the_sandbox_the_attempts_do_succeed(tmp_path, monkeypatch):
    if not os.access(escape_test.__file__, os.W_OK):
        pytest.skip("the project belongs to somebody else")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(escape_test.tempfile, "tempdir", None)
    for attempt in escape_test.ATTEMPTS.values():
        attempt()


def test_the_first_version_of_landlock_is_enough(here):
    """Linux 5.13 knows neither truncation, nor devices, nor scopes."""
    first = "import landlockpy, landlockpy._syscall as kernel; "
    first += "kernel.abi_version = landlockpy.abi_version = lambda: 1; "
    run = "from autograder.grading import escape_test, sandbox; "
    run += "assert sandbox.layers()[1].detail[:9] == 'version 1'; escape_test.main()"
    done = subprocess.run(
        [sys.executable, "-c", first + run], capture_output=True, text=True, cwd=PROJECT
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_course_that_lies_among_libraries_is_not_read(tmp_path):
    course, library = tmp_path / "lib" / "course", tmp_path / "lib" / "library"
    for folder in (course / "autograder", course / "helpers", library):
        folder.mkdir(parents=True)
    paths = [tmp_path, course / "helpers"]
    allowed = readable_paths(paths, hidden=("autograder",), private=(course,))
    assert allowed == {library, course / "helpers"}


def test_a_library_that_is_hidden_is_so_wherever_python_keeps_it():
    """As where there is no virtual environment: all packages lie in /usr/local/lib."""
    packages = Path(sysconfig.get_paths()["purelib"])
    assert_hidden("torch", packages, beside="numpy")


def test_an_autograder_that_lies_among_the_libraries_is_hidden_as_well(tmp_path, monkeypatch):
    packages = tmp_path / "lib" / "python3" / "site-packages"
    for name in ("numpy", "autograder"):
        (packages / name).mkdir(parents=True)
    monkeypatch.setattr(confinement, "_package_folders", lambda: [packages])
    assert_hidden("autograder", packages, beside="numpy")


def assert_hidden(name: str, packages: Path, beside: str) -> None:
    """Whichever folder above the packages may be read, and what lies beside can be."""
    assert (packages / name).exists()
    for above in (packages, packages.parent, packages.parent.parent):
        allowed = readable_paths([above], hidden=("torch", "autograder"), private=(PROJECT,))
        assert packages / beside in allowed
        assert not any((packages / name).is_relative_to(path) for path in allowed)


@pytest.fixture
def among_libraries():
    """A folder in one of those that every submission may read."""
    place = Path(READ_ONLY[0], "course-test")
    try:
        place.mkdir()
    except OSError:
        pytest.skip("only root can put a folder there")
    yield place
    shutil.rmtree(place)


def test_the_sandbox_holds_where_the_course_lies_among_libraries(here, among_libraries):
    for name in ("autograder", "helpers", "data"):
        shutil.copytree(PROJECT / name, among_libraries / name)
    environment = {**os.environ, "PYTHONPATH": str(among_libraries)}
    run = [sys.executable, "-P", "-m", "autograder.grading.escape_test"]
    done = subprocess.run(run, env=environment, capture_output=True, text=True, cwd="/")
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_class_among_libraries_is_refused_with_a_sentence(here, among_libraries):
    require(Path("/home/class"))
    with pytest.raises(NoSandbox, match=r"could read .*course-test, since it lies in .*: move it"):
        require(among_libraries)


def test_a_sandbox_with_a_hole_grades_nothing(here, monkeypatch):
    monkeypatch.setattr(sandbox, "_holes", lambda: ("read a solution",))
    with pytest.raises(NoSandbox, match=r"was confined on .* and could read a solution: grade on"):
        require()


def test_a_process_that_cannot_be_confined_is_no_sandbox(here, monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    assert could()[0].startswith("not be confined")


def verdict(program: bytes, architecture: int, number: int, *arguments: int) -> int:
    """What the kernel makes of a system call: a classic BPF program, run by hand."""
    arguments = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("=IIQ6Q", number, architecture, 0, *arguments)
    code = [struct.unpack_from("=HBBI", program, 8 * i) for i in range(len(program) // 8)]
    at, value = 0, 0
    while True:
        step, if_true, if_false, operand = code[at]
        at += 1
        if step == 0x20:
            value = struct.unpack_from("=I", data, operand)[0]
        elif step == 0x54:
            value &= operand
        elif step == 0x06:
            return operand
        else:
            holds = {0x15: value == operand, 0x35: value >= operand, 0x45: bool(value & operand)}
            at += if_true if holds[step] else if_false


@pytest.mark.parametrize(("machine", "column"), [("x86_64", 0), ("aarch64", 1)])
def test_the_filter_does_what_its_lists_say(machine, column):
    """On the machine that this one is not, too."""
    pid, architecture = 4321, system_calls.MACHINES[machine][1]
    program = filter_program(machine, pid)
    numbers = {**system_calls.DENIED, **system_calls.PRETENDED, **system_calls.OWN_PROCESS_ONLY}
    number = {name: pair[column] for name, pair in numbers.items() if pair[column] is not None}

    def asks(call: int, *arguments: int) -> int:
        return verdict(program, architecture, call, *arguments)

    assert all(asks(number[name]) == DENY for name in system_calls.DENIED if name in number)
    assert all(asks(number[name]) == PRETEND for name in system_calls.PRETENDED if name in number)
    assert all(asks(number[n], pid, 9) == ALLOW for n in system_calls.OWN_PROCESS_ONLY)
    assert all(asks(number[n], pid + 1, 9) == DENY for n in system_calls.OWN_PROCESS_ONLY)
    read, openat, clone = {"x86_64": (0, 257, 56), "aarch64": (63, 56, 220)}[machine]
    assert asks(read, 3, 0, 10) == ALLOW
    assert asks(openat, 0, 0, 0o102) == ALLOW
    assert asks(openat, 0, 0, 0o2 | system_calls.O_TMPFILE) == DENY
    assert asks(clone, 0x00010F00) == ALLOW  # a thread
    assert asks(clone, 17) == DENY  # a process
    ioctl, getsockopt = {"x86_64": (16, 55), "aarch64": (29, 209)}[machine]
    assert all(asks(ioctl, 3, asked) == ALLOW for asked in (0x5401, 0x541B, 0x5451))
    assert all(asks(ioctl, 3, asked) == DENY for asked in (0x40086602, 0x8901, 0x5412, 0))
    assert asks(getsockopt, 3, 1, 3) == ALLOW
    assert asks(getsockopt, 3, 1, 77) == asks(getsockopt, 3, 6, 3) == DENY
    assert asks(system_calls.NEWEST_KNOWN + 1) == ABSENT
    assert asks(0x40000000 + 39) == DENY
    assert verdict(program, architecture ^ 1, read) == KILL


def test_a_worker_that_another_run_stopped_is_replaced(graded):
    assert graded().score == 3
    stop_workers()
    assert graded().score == 3
