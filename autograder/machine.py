"""What the machine offers."""

from __future__ import annotations

import os


def cores() -> int:
    """How many of the machine's cores this process may use; macOS cannot say."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
