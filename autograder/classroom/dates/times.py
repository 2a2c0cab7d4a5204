"""Dates and spans of time as people write and read them. What is kept is UTC without a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from autograder.errors import UsageError

DATE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    r"(?:(?:\s+|T)(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?)?\s*(?P<zone>\S+)?"
)
YEARS = range(2000, 2200)
OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?")
SPAN = re.compile(r"(\d+(?:[.,]\d+)?)\s*(d|days?|h|hours?)?", re.IGNORECASE)
DAY, HOUR, MINUTE = 86_400, 3_600, 60  # seconds
LONGEST = timedelta(days=366)


def parse_date(text: str, zone: tzinfo | None = None) -> datetime:
    """When something is due: 2026-03-01, 2026-03-01 18:00, or either with a zone behind it.

    A date without a time is the end of its day. zone: where none is written; None is the
    machine's. Raises UsageError.
    """
    found = DATE.fullmatch(text.strip())
    if not found:
        raise _no_date(text)
    try:
        written = zone_called(found["zone"]) if found["zone"] else zone
        date = datetime(*(int(found[part]) for part in ("year", "month", "day")))
        if found["hour"] is None:
            time = timedelta(seconds=DAY - 1)
        else:
            hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
            if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
                raise ValueError
            time = timedelta(hours=hour, minutes=minute, seconds=second)
    except ValueError:
        raise _no_date(text) from None
    if date.year not in YEARS:
        raise _no_date(text)
    local = date + time
    aware = local.astimezone() if written is None else local.replace(tzinfo=written)
    return aware.astimezone(UTC).replace(tzinfo=None)


def _no_date(text: str) -> UsageError:
    return UsageError(
        f"{text!r} is no date: write it as 2026-03-01, or with a time and a zone, as in "
        '"2026-03-01 18:00 Europe/Paris".'
    )


def zone_called(name: str) -> tzinfo:
    """The zone of a name or an offset, as in Europe/Paris, CET, Z or +01:00. Raises ValueError."""
    if name.upper() in ("Z", "UTC", "GMT"):
        return UTC
    if offset := OFFSET.fullmatch(name.upper()):
        sign, hours, minutes = offset.groups()
        span = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-span if sign == "-" else span)
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        raise ValueError(f"there is no zone {name}") from None


def date_in_words(time: datetime, zone: tzinfo | None = None) -> str:
    """A time that is kept, in a zone and, where that is another, in UTC too."""
    there = time.replace(tzinfo=UTC).astimezone(zone)
    text = f"{there:%Y-%m-%d %H:%M:%S} {there.tzname()}"
    return f"{text} ({time:%Y-%m-%d %H:%M:%S} UTC)" if there.utcoffset() else text


def parse_span(text: str | float) -> timedelta:
    """Days, as in 2 or 1.5, or hours, as in 36h. Raises UsageError."""
    found = SPAN.fullmatch(str(text).strip())
    if found and not isinstance(text, bool):
        number = float(found[1].replace(",", "."))
        hours = number if (found[2] or "d")[0].lower() == "h" else number * 24
        if hours <= LONGEST / timedelta(hours=1):
            return timedelta(seconds=round(hours * HOUR))
    raise UsageError(
        f"{text!r} is no time to give: write days, as in 2 or 1.5, or hours, as in 36h, and at "
        f"most {LONGEST.days} days."
    )


def as_written(span: timedelta) -> int | str | float:
    """A span as `parse_span` reads it: whole days as a number, whole hours as 36h."""
    seconds = int(span.total_seconds())
    if seconds % DAY == 0:
        return seconds // DAY
    return f"{seconds // HOUR}h" if seconds % HOUR == 0 else seconds / DAY


def span_in_words(seconds: float) -> str:
    """The two largest units of a span: 2 days 3 h, 5 h 12 min, 40 s."""
    left, parts = round(seconds), []
    for unit, size in (("day", DAY), ("h", HOUR), ("min", MINUTE), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''}")
    return " ".join(parts[:2]) or "0 s"
