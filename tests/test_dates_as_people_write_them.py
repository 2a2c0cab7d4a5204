"""A date is read as people write it, kept in UTC, and shown in the zone where they live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograder.classroom.dates.times import (
    as_written,
    date_in_words,
    parse_date,
    parse_span,
    span_in_words,
)
from autograder.errors import UsageError

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-01", datetime(2026, 3, 1, 22, 59, 59)),
        ("2026-3-1", datetime(2026, 3, 1, 22, 59, 59)),
        ("2026-03-01 18:00", datetime(2026, 3, 1, 17)),
        ("2026-03-01T18:00:30", datetime(2026, 3, 1, 17, 0, 30)),
        ("2026-03-01 24:00", datetime(2026, 3, 1, 23)),
        ("2026-07-01 18:00", datetime(2026, 7, 1, 16)),
        ("2026-03-01 18:00 UTC", datetime(2026, 3, 1, 18)),
        ("2026-03-01 18:00Z", datetime(2026, 3, 1, 18)),
        ("2026-03-01 18:00 +05:30", datetime(2026, 3, 1, 12, 30)),
        ("2026-03-01 18:00-0800", datetime(2026, 3, 2, 2)),
        ("2026-03-01 America/New_York", datetime(2026, 3, 2, 4, 59, 59)),
        (" 2026-03-01 ", datetime(2026, 3, 1, 22, 59, 59)),
    ],
)
def test_a_date_with_and_without_a_time_and_a_zone(text, time):
    assert parse_date(text, PARIS) == time


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "1.3.2026", "03/01/2026", "2026-02-30", "2026-03-01 25:00", "26-03-01",
     "2026-03-01 18:00 Mars/Base", "2026-03-01 18:00 ../../etc", "9999-12-31", "2026-03-01 24:30"],
)  # fmt: skip
def test_what_could_mean_several_days_or_none_is_refused_with_an_example(text):
    with pytest.raises(UsageError, match="is no date: write it as 2026-03-01"):
        parse_date(text)


def test_a_date_is_shown_in_a_zone_and_in_utc_where_that_is_another():
    time = datetime(2026, 3, 1, 22, 59, 59)
    assert date_in_words(time, PARIS) == "2026-03-01 23:59:59 CET (2026-03-01 22:59:59 UTC)"
    assert date_in_words(time, UTC) == "2026-03-01 22:59:59 UTC"


@pytest.mark.parametrize(
    ("text", "span", "written", "words"),
    [
        ("2", timedelta(days=2), 2, "2 days"),
        (1, timedelta(days=1), 1, "1 day"),
        ("1.5", timedelta(hours=36), "36h", "1 day 12 h"),
        ("1,5 days", timedelta(hours=36), "36h", "1 day 12 h"),
        ("36h", timedelta(hours=36), "36h", "1 day 12 h"),
        ("0.25h", timedelta(minutes=15), 15 / 1440, "15 min"),
        ("0", timedelta(), 0, "0 s"),
    ],
)
def test_a_span_is_days_or_hours(text, span, written, words):
    assert parse_span(text) == span
    assert as_written(span) == written
    assert parse_span(written) == span
    assert span_in_words(span.total_seconds()) == words


@pytest.mark.parametrize("text", ["", "-1", "two", "1e3", "367", "9000h", True, "nan"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(UsageError, match=r"write days, as in 2 or 1\.5, or hours"):
        parse_span(text)
