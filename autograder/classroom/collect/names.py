"""Names of files in the archives that Canvas and Moodle give for an assignment.

Canvas: `lovelaceada_LATE_12345_67890_convolution-1.ipynb`, with the numbers of the user and of the
file; the name is the sortable one in small letters without blanks and commas, and `-1` is added to
a file that was handed in again. Anonymous: `anon_x7Gh2_67890_...`; typed in: `..._12345_text.html`.
Moodle: `Ada Lovelace_123_assignsubmission_file/convolution.ipynb`, or in one folder
`Ada Lovelace_123_assignsubmission_file_convolution.ipynb`, with a number of the participant in this
assignment, and blanks for `_` in the name; where marking is blind, `Participant_123_...`. Older
versions end the folder's name in `_`.
Neither writes into the archive when a file arrived: both give its files the time of the archive.
Source: lib/content_zipper.rb of Canvas LMS; mod/assign/classes/downloader.php and
mod/assign/locallib.php of Moodle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CANVAS = re.compile(
    r"(?:(?P<name>[^/]*?)_)??(?P<late>LATE_)?(?P<user>\d+|anon_[^_/]+)_"
    r"(?:(?P<file_id>\d+)_(?P<file>[^/]+)|(?P<typed>(?:text|link)\.html))"
)
MOODLE = re.compile(
    r"(?P<name>[^/_]+)_(?P<user>\d+)_assignsubmission_[a-z]+(?:_?/(?P<path>.+)|_(?P<file>[^/]+))"
)
AGAIN = re.compile(r"-\d+(?=(\.\w+)*$)")


@dataclass(frozen=True)
class Sender:
    """Who handed in, as a platform writes it. number: of the user, there. is_late: Canvas' word."""

    name: str
    number: str
    platform: str
    is_late: bool = False

    @property
    def is_anonymous(self) -> bool:
        return self.number.startswith("anon_") or self.name == "Participant"


@dataclass(frozen=True)
class Sent:
    """A file of a hand-in. order: larger for what was handed in later, where names tell."""

    sender: Sender
    file: str
    order: int = 0


def sent(path: str) -> Sent | None:
    """What the name of a file in an archive says; None where no platform made it.

    Folders around all of it, as people add them, do not count.
    """
    parts = path.split("/")
    for start in range(len(parts)):
        rest = "/".join(parts[start:])
        if match := MOODLE.fullmatch(rest):
            sender = Sender(match["name"], match["user"], "Moodle")
            return Sent(sender, match["path"] or match["file"])
        if match := CANVAS.fullmatch(rest):
            sender = Sender(match["name"] or "", match["user"], "Canvas", bool(match["late"]))
            return Sent(sender, match["file"] or match["typed"], int(match["file_id"] or 0))
    return None


def first_name(file: str) -> str:
    """The name that a file had before Canvas told it from an earlier one."""
    return AGAIN.sub("", file)
