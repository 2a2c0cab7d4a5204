"""Errors that a person meets: one sentence each, and an exit code."""

from __future__ import annotations


class CourseError(Exception):
    """Work that failed. The message says what happened, what was expected, what to do now."""

    exit_code = 1


class UsageError(CourseError):
    """A request that makes no sense as it stands."""

    exit_code = 2
