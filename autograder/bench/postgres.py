"""A Postgres server of one's own on this machine, for a while."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))


@contextmanager
def own_server() -> Iterator[str | None]:
    """The address of an empty database; None where Postgres is not installed."""
    initdb = shutil.which("initdb", path=f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    if initdb is None:
        yield None
        return
    owner = {"user": "postgres"} if os.geteuid() == 0 else {}  # it refuses to run as root
    with tempfile.TemporaryDirectory(prefix="course-postgres-") as name, socket.socket() as probe:
        place = Path(name)
        if owner:
            shutil.chown(place, "postgres")
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        quiet = {"stdout": subprocess.DEVNULL, "check": True, "cwd": place, **owner}
        subprocess.run([initdb, "--auth=trust", "--username=course", "-D", place / "data"], **quiet)
        settings = f"-c listen_addresses=127.0.0.1 -p {port} -k {place}"
        control = [Path(initdb).with_name("pg_ctl"), "-D", place / "data", "-w"]
        subprocess.run([*control, "-o", settings, "-l", place / "log", "start"], **quiet)
        try:
            yield f"postgresql+psycopg://course@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
