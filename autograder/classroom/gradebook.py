"""nbgrader's gradebook, opened so that a busy database is waited for and a broken one is named."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator

from autograder.errors import CourseError

BUSY_SECONDS = 30  # formgrader holds a database for moments; longer is a program that hangs

AGAIN = "then run the same command again: it goes on from here"
REASONS = {
    "locked": f"is locked by another program (formgrader, another run): end that one, {AGAIN}",
    "readonly|read-only": f"may not be written to: give yourself the right to, {AGAIN}",
    "disk is full|disk I/O": f"cannot be written, the disk is full or failing: make room, {AGAIN}",
    "malformed|not a database": "is damaged: put a backup of it back",
    "no such (column|table)|has no column": (
        "is of another version of nbgrader: copy it elsewhere as a backup, then run "
        "`nbgrader db upgrade` in the class folder"
    ),
    "unable to open": "cannot be opened: see that it and its folder are there and are yours",
}
WRAPPED = re.compile(r"^\(.*?\) |\n.*", re.DOTALL)  # SQLAlchemy's additions to a message


def patient(url: str) -> str:
    """The address of a database with the time that SQLite waits for another program's lock."""
    from sqlalchemy import make_url

    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or "timeout" in parsed.query:
        return url
    patient_one = parsed.update_query_dict({"timeout": str(BUSY_SECONDS)})
    return patient_one.render_as_string(hide_password=False)


@contextlib.contextmanager
def open_gradebook(url: str, course_id: str) -> Iterator:
    """nbgrader's gradebook for a `with`. Raises CourseError where the database cannot be used."""
    from nbgrader.api import Gradebook, InvalidEntry
    from sqlalchemy.exc import SQLAlchemyError
    from tornado.log import app_log

    logged = app_log.filters[:]
    app_log.addFilter(_is_no_traceback)  # the error comes as a sentence
    try:
        with Gradebook(patient(url), course_id) as gradebook:
            yield gradebook
    except (SQLAlchemyError, InvalidEntry) as error:
        raise CourseError(f"The gradebook {reason(error)}.") from error
    finally:
        app_log.filters[:] = logged


def _is_no_traceback(record: logging.LogRecord) -> bool:
    return record.exc_info is None


def reason(error: Exception) -> str:
    """Why a database cannot be used and what to do, as the end of a sentence."""
    text = str(error)
    for pattern, sentence in REASONS.items():
        if re.search(pattern, text, re.IGNORECASE):
            return sentence
    said = WRAPPED.sub("", text.strip()).strip().rstrip(".")
    return f"cannot be used ({said}): see that its server runs and the address is right"
