"""Grading on a Dask cluster gives what grading on one machine gives, whoever dies on the way."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import needs_sandbox

from autograder.authoring.lessons import find_lesson
from autograder.classroom import cluster as cluster_module
from autograder.classroom import grade_class as grade_class_module
from autograder.classroom.class_folder import ClassFolder
from autograder.classroom.cluster import cluster
from autograder.classroom.grade_class import grade_class
from autograder.errors import CourseError
from autograder.rehearsal.simulate import simulate, simulated

START = find_lesson("start_here")
STUDENTS = 12
START_SECONDS = 60
NOWHERE = "tcp://127.0.0.1:1"

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("cluster")]


@pytest.fixture(scope="module", autouse=True)
def sandbox():
    needs_sandbox()


class Cluster:
    """A Dask scheduler and worker processes on this machine, without nannies to restart them."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(port))
        self.workers = []

    def add_workers(self, count: int) -> None:
        started = [
            self._start("worker", self.address, "--nthreads", "1", "--no-nanny")
            for _ in range(count)
        ]
        self.workers += started

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _start(self, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
        command += ["--no-dashboard"]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def running():
    started = Cluster()
    started.add_workers(3)
    yield started
    started.stop()


def wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout=START_SECONDS, set_as_default=False) as client:
        if count:
            client.wait_for_workers(count, timeout=START_SECONDS)


@pytest.fixture(scope="module")
def handed_in(released, tmp_path_factory):
    folder = released(tmp_path_factory.mktemp("cluster") / "class")
    simulate(folder, START, STUDENTS, seed=2)
    return folder.root


@pytest.fixture
def folder(handed_in, tmp_path):
    """A class of which nothing is graded yet."""
    return ClassFolder.open(shutil.copytree(handed_in, tmp_path / "class"))


def scores(folder: ClassFolder) -> dict[str, float]:
    with folder.gradebook() as gradebook:
        return {row["student"]: row["score"] for row in gradebook.submission_dicts(START.name)}


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(running, folder):
    wait_for_workers(running.address, 3)

    def kill_one(done: int, total: int) -> None:
        if done == 2:
            os.kill(running.workers[0].pid, signal.SIGKILL)

    with cluster(running.address) as (executor, at_a_time):
        assert at_a_time == 3
        summary = grade_class(folder, START, at_a_time, executor=executor, progress=kill_one)
    assert running.workers[0].wait(10) == -signal.SIGKILL
    assert sum(summary.states.values()) == STUDENTS and "failed" not in summary.states
    assert scores(folder) == pytest.approx(simulated(folder, START)["scores"])


def test_where_the_scheduler_dies_the_run_ends_with_a_sentence_and_goes_on_elsewhere(folder):
    own = Cluster()
    own.add_workers(1)
    wait_for_workers(own.address, 1)

    def kill_scheduler(done: int, total: int) -> None:
        if done == 2:
            own.stop()

    try:
        with (
            pytest.raises(CourseError, match=r"gone .* it goes on from here"),
            cluster(own.address) as (executor, at_a_time),
        ):
            grade_class(folder, START, at_a_time, executor=executor, progress=kill_scheduler)
    finally:
        own.stop()
    summary = grade_class(folder, START)
    assert summary.skipped >= 2
    assert scores(folder) == pytest.approx(simulated(folder, START)["scores"])


def test_messages_that_hold_notebooks_are_not_kept_for_long(running):
    wait_for_workers(running.address, 1)
    with cluster(running.address) as (executor, _):
        for i in range(3 * cluster_module.MESSAGES_KEPT):
            assert executor.submit(abs, -i).result() == i
        kept = executor._client.scheduler_comm.recent_message_log
    assert len(kept) <= cluster_module.MESSAGES_KEPT


def test_where_no_scheduler_answers_the_error_says_how_to_start_one(monkeypatch):
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 1)
    with pytest.raises(CourseError, match="start one with `dask scheduler`"), cluster(NOWHERE):
        pass


def test_a_scheduler_without_workers_is_told_so():
    own = Cluster()
    try:
        wait_for_workers(own.address, 0)
        with pytest.raises(CourseError, match="has no workers"), cluster(own.address):
            pass
    finally:
        own.stop()


def test_a_slow_submission_holds_up_no_other(folder, monkeypatch):
    others, first = [], threading.Lock()

    def slow_first(*job):
        if first.acquire(blocking=False):
            while len(others) < STUDENTS - 1:
                time.sleep(0.01)
        return real(*job)

    def record(recorder, student, *_):
        others.append(student)

    real = grade_class_module.grade
    monkeypatch.setattr(grade_class_module, "grade", slow_first)
    monkeypatch.setattr(grade_class_module.Recorder, "record", record)
    with ThreadPoolExecutor(2) as executor:
        grade_class(folder, START, 2, executor=executor)
    assert len(others) == STUDENTS
