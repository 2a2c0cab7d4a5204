"""Grade on a Dask cluster: its workers run the same function as threads of this machine do."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager

from autograder.errors import CourseError
from helpers.paths import PROJECT

CONNECT_SECONDS = 10
MESSAGES_KEPT = 10


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """An executor on the workers of a Dask scheduler, and how many submissions run at a time.

    A worker that is lost is no loss: the scheduler gives its submissions to others.

    address: as in tcp://10.0.0.1:8786.
    Raises: CourseError where there is no scheduler, no worker, or one that has another version of
    the course than this machine.
    """
    from distributed import Client

    try:
        with keeping_few_messages():
            client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"No Dask scheduler answers at {address}: start one with `dask scheduler`, then pass "
            "the address that it prints."
        ) from error
    with client:
        workers = client.nthreads()
        if not workers:
            raise CourseError(
                f"The scheduler at {address} has no workers: start some with `dask worker "
                f"{address}`, on machines where the course is installed."
            )
        _require_same_course(client)
        yield client.get_executor(pure=False), sum(workers.values())


def keeping_few_messages() -> AbstractContextManager:
    """For what connects meanwhile: by default Dask keeps 1,000, and in each is a notebook."""
    import dask

    return dask.config.set({"distributed.admin.low-level-log-length": MESSAGES_KEPT})


def course_digest() -> str:
    """Of the course's code and notebooks on this machine: equal digests grade alike."""
    digest = hashlib.sha256(platform.python_version().encode())
    for folder in ("autograder", "helpers", "notebooks"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.suffix in (".py", ".ipynb"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _require_same_course(client) -> None:
    ours = course_digest()
    for worker, theirs in client.run(course_digest, on_error="return").items():
        if isinstance(theirs, Exception):
            raise CourseError(f"The course is not installed on the worker {worker}: {theirs}.")
        if theirs != ours:
            raise CourseError(
                f"The worker {worker} has another version of the course than this machine: "
                "install the same on both."
            )
