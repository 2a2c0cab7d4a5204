"""How data sets are fetched, and where they lie.

A download goes on where it was cut off. It takes its place only when its size and its SHA-256 are
those of the official file. The environment variable COURSE_DATA_DIR names a folder that is read
first and written to, COURSE_DATA_URL a mirror: any web server that shows a folder laid out like
data/downloads.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tarfile
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gzip import BadGzipFile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from helpers.data.sets import DataSet, File, find_set
from helpers.paths import DOWNLOADS

DATA_FOLDER = "COURSE_DATA_DIR"
MIRROR = "COURSE_DATA_URL"

TRIES = 3  # in a row, at one address, without a new byte
PAUSE_SECONDS = 2  # between two tries
TIMEOUT_SECONDS = (10, 30)  # until the connection stands, and between two bytes
CHUNK_BYTES = 1 << 16


def megabytes(size: int) -> str:
    """A size for people: millions of bytes."""
    return f"{size / 1e6:.1f} MB"


def folders() -> list[Path]:
    """Where data sets may lie, in the order in which they are looked for."""
    given = os.environ.get(DATA_FOLDER)
    return [Path(given).expanduser(), DOWNLOADS] if given else [DOWNLOADS]


def find_files(wanted: DataSet, files: tuple[File, ...] | None = None) -> Path:
    """The first data folder in which all these files are whole; without `files`, all there are.

    Raises: FileNotFoundError where there is none; ValueError where there would be one, but for a
    file that is broken. Each says what to do.
    """
    folder, complaint = _look_for(files or wanted.files)
    if folder:
        return folder
    if complaint:
        raise ValueError(f"{complaint}; run `course data {wanted.name}` to mend it.")
    size = megabytes(sum(archive.size for archive in wanted.archives))
    raise FileNotFoundError(
        f"{wanted.title} is not on this machine: run `course data {wanted.name}`, which downloads "
        f"{size}; until then, {wanted.instead}."
    )


def read(name: str, part: str) -> list[tuple[Path, bytes]]:
    """The files of one part of a data set, each with its path.

    part: "train" or "test".
    Raises: as `find_files`; ValueError for another part.
    """
    wanted = find_set(name)
    if part not in wanted.parts:
        raise ValueError(f"{wanted.title} has the parts 'train' and 'test'. Got {part!r}.")
    folder = find_files(wanted, wanted.parts[part])
    paths = [folder / file.name for file in wanted.parts[part]]
    return [(path, path.read_bytes()) for path in paths]


def download(name: str, say: Callable[[str], None] = print) -> Path:
    """Bring a data set to this machine, unless it is here already.

    name: "cifar10", "mnist" or "fashion-mnist"; say: is given a sentence at each step.

    Returns the folder that its files lie in.
    Raises: ConnectionError where it cannot be fetched; ValueError for an unknown name, or an
    archive that does not hold what it should; OSError where it cannot be stored.
    """
    wanted = find_set(name)
    folder, complaint = _look_for(wanted.files, thorough=True)
    if folder is None:
        if complaint:
            say(f"{complaint}. It is fetched again.")
        writable = _writable_folder()
        with _only_one(writable / f".{wanted.name}.lock", wanted, say):
            # Another process may have brought it meanwhile.
            folder, _ = _look_for(wanted.files, thorough=True)
            if folder is None:
                _bring(wanted, writable, say)
                folder = writable
    return folder / wanted.folder


def _look_for(files: tuple[File, ...], thorough: bool = False) -> tuple[Path | None, str]:
    """The first data folder that has all the files whole; if none, what is broken in one.

    thorough: compare the checksums too.
    """
    complaints = []
    for folder in folders():
        paths = [folder / file.name for file in files]
        wrong = [
            _what_is_wrong(path, file, thorough) for path, file in zip(paths, files, strict=True)
        ]
        if not any(wrong) and all(path.is_file() for path in paths):
            return folder, ""
        complaints += filter(None, wrong)
    return None, complaints[0] if complaints else ""


def _what_is_wrong(path: Path, file: File, thorough: bool) -> str:
    """Half a sentence about a file that lies there and is not whole, otherwise ""."""
    size = _size(path)
    if size not in (None, file.size):
        return f"{path} is broken: it has {size:,} bytes, expected {file.size:,}"
    if size is not None and thorough and file.sha256 and _sha256(path) != file.sha256:
        return f"{path} is broken: its SHA-256 is not that of the official file"
    return ""


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _writable_folder() -> Path:
    """The first data folder that a file can be made in."""
    for folder in folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    tried = " or ".join(str(folder) for folder in folders())
    raise PermissionError(
        f"Nothing can be written to {tried}: set {DATA_FOLDER} to a folder of yours."
    )


@contextmanager
def _only_one(lock_file: Path, wanted: DataSet, say: Callable[[str], None]) -> Iterator[None]:
    """Held by one process at a time. The system gives it back when a process dies."""
    from filelock import FileLock, Timeout

    lock = FileLock(lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say(f"Another process is fetching {wanted.title}. Waiting for it.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _bring(wanted: DataSet, folder: Path, say: Callable[[str], None]) -> None:
    """Fetch what is missing and unpack it. What is unfinished stays in a folder of its own."""
    unfinished = folder / f".{wanted.name}.unfinished"
    unfinished.mkdir(exist_ok=True)
    packed = wanted.archives != wanted.files
    # Files that are read as they come must lie together, archives need not.
    places = folders() if packed else [folder]
    for archive in wanted.archives:
        path = _find_archive(archive, places, say)
        if path is None:
            _fetch(archive, wanted, unfinished, say)
            path = folder / archive.name
            path.parent.mkdir(exist_ok=True)
            os.replace(unfinished / archive.base, path)
        if packed:
            say(f"Unpacking {path}.")
            _unpack(path, wanted, unfinished)
    if packed:
        (folder / wanted.folder).mkdir(exist_ok=True)
        for file in wanted.files:
            os.replace(unfinished / file.name, folder / file.name)
    shutil.rmtree(unfinished)


def _find_archive(archive: File, places: list[Path], say: Callable[[str], None]) -> Path | None:
    """The official file, where it lies in one of these folders already."""
    for path in (folder / archive.name for folder in places):
        wrong = _what_is_wrong(path, archive, thorough=True)
        if wrong:
            say(f"{wrong}. It is not used.")
        elif path.is_file():
            return path
    return None


def _fetch(archive: File, wanted: DataSet, unfinished: Path, say: Callable[[str], None]) -> None:
    """Download an archive into the folder `unfinished`, from the first address that has it."""
    import pooch

    pooch.get_logger().setLevel("WARNING")  # `say` tells what happens
    downloader = _Downloader(archive, unfinished / f"{archive.base}.part", say)
    failures = []
    for url in _addresses(archive, wanted):
        host = urlsplit(url).netloc
        say(f"Downloading {archive.base}, {megabytes(archive.size)}, from {host}.")
        try:
            pooch.retrieve(
                url,
                known_hash=f"sha256:{archive.sha256}",
                fname=archive.base,
                path=unfinished,
                downloader=downloader,
            )
            return
        except _Failure as failure:
            failures.append(f"{host} {failure}")
        except ValueError:  # another checksum, says pooch, and has deleted the file
            failures.append(f"{host} sent something else than the official file")
    raise ConnectionError(
        f"{wanted.title} was not downloaded, because {' and '.join(failures)}; until it is here, "
        f"{wanted.instead}."
    )


def _addresses(archive: File, wanted: DataSet) -> list[str]:
    mirror = os.environ.get(MIRROR)
    if not mirror:
        return [f"{address}{archive.base}" for address in wanted.addresses]
    if urlsplit(mirror).scheme not in ("http", "https") or not urlsplit(mirror).hostname:
        raise ValueError(
            f"{MIRROR} is {mirror!r}, which is no address of a web server: expected one like "
            f"http://10.0.0.1:8000/; a folder goes into {DATA_FOLDER}."
        )
    return [f"{mirror.rstrip('/')}/{archive.name}"]


class _Failure(Exception):
    """This address does not give the file. Its text completes a sentence about the host."""


class _Downloader:
    """A downloader for pooch that goes on where an earlier one was cut off.

    The bytes gather in the file `part`, which outlives a crash.
    """

    def __init__(self, file: File, part: Path, say: Callable[[str], None]) -> None:
        self._file, self._part, self._say = file, part, say
        self._etag = ""  # of the file that the bytes in `part` belong to, if this process knows
        self._answered = False

    def __call__(self, url: str, output_file: str, pooch: Any) -> None:
        """Called by `pooch.retrieve`, which checks and moves `output_file` afterwards."""
        self._etag, self._answered = "", False
        if self._have() > self._file.size:
            self._part.unlink()
        elif self._have():
            self._say(f"Going on after {megabytes(self._have())}, from an earlier download.")
        went_on = self._have() > 0
        self._complete(url)
        if went_on and _sha256(self._part) != self._file.sha256:
            self._say("The earlier download was broken. Starting again.")
            self._part.unlink()
            self._complete(url)
        os.replace(self._part, output_file)

    def _complete(self, url: str) -> None:
        """Ask for the bytes that are missing until they are here, or no more come."""
        best, tries = self._have(), 0
        with self._bar() as bar:
            while self._have() < self._file.size:
                trouble = self._ask(url, bar)
                tries = 0 if self._have() > best else tries + 1
                best = max(best, self._have())
                if trouble and tries == TRIES:
                    raise _Failure(trouble)
                if trouble:
                    time.sleep(PAUSE_SECONDS)

    def _ask(self, url: str, bar: Any) -> str:
        """Ask once, and keep what comes. Returns trouble that may pass, as half a sentence."""
        import requests
        from urllib3.exceptions import HTTPError

        have = self._have()
        headers = {"Accept-Encoding": "identity"}  # packed on the way, bytes could not be counted
        if have:
            headers["Range"] = f"bytes={have}-"
            if self._etag:
                headers["If-Range"] = self._etag
        try:
            with requests.get(
                url, headers=headers, stream=True, timeout=TIMEOUT_SECONDS
            ) as response:
                self._answered = True
                if response.status_code in (408, 429) or response.status_code >= 500:
                    return f"answered {response.status_code} {response.reason}"
                start = self._first_byte(response, have)
                bar.n = start
                with self._part.open("ab" if start else "wb") as part:
                    for chunk in response.raw.stream(CHUNK_BYTES, decode_content=False):
                        part.write(chunk)
                        bar.update(len(chunk))
                        if part.tell() > self._file.size:
                            break
        except requests.exceptions.SSLError:
            raise _Failure("has a certificate that was not accepted") from None
        except requests.ConnectionError:
            if not self._answered:
                raise _Failure("cannot be reached") from None
            return "cannot be reached any more"
        except (requests.RequestException, HTTPError):
            pass  # cut off: the rest is asked for
        if self._have() > self._file.size:
            self._part.unlink()
            raise _Failure(f"sent more than the expected {self._file.size:,} bytes")
        if self._have() < self._file.size:
            have, size = megabytes(self._have()), megabytes(self._file.size)
            return f"broke off after {have} of {size}, kept for the next try"
        return ""

    def _first_byte(self, response: Any, have: int) -> int:
        """The place in the file where an answer begins. Raises _Failure for a wrong answer."""
        status, headers = response.status_code, response.headers
        if status not in (200, 206):
            raise _Failure(f"answered {status} {response.reason}")
        if headers.get("Content-Type", "").startswith("text/html"):
            raise _Failure("answered with a web page, as networks do that ask for a login first")
        start = 0
        if status == 206:
            place = re.match(r"bytes (\d+)-", headers.get("Content-Range", ""))
            start = int(place[1]) if place else -1
            if start != have:
                raise _Failure("answered with another part of the file than was asked for")
        length = headers.get("Content-Length")
        if length is not None and start + int(length) != self._file.size:
            raise _Failure(
                f"has a file of {start + int(length):,} bytes, expected {self._file.size:,}"
            )
        etag = headers.get("ETag", "")
        self._etag = "" if etag.startswith("W/") else etag  # weak ones do not count for bytes
        return start

    def _have(self) -> int:
        return _size(self._part) or 0

    def _bar(self) -> Any:
        """Shows progress in a terminal and in a notebook, and nothing in a log."""
        from tqdm import tqdm

        return tqdm(
            total=self._file.size,
            initial=self._have(),
            unit="B",
            unit_scale=True,
            disable=not (sys.stderr.isatty() or "ipykernel" in sys.modules),
        )


def _unpack(path: Path, wanted: DataSet, target: Path) -> None:
    """Unpack the files of a data set. Nothing else that an archive may hold is written."""
    missing = {file.name: file for file in wanted.files}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                if member.name not in missing or not member.isfile():
                    continue
                file = missing.pop(member.name)
                if member.size != file.size:
                    raise ValueError(
                        f"{path} is not what it should be: {file.name} has {member.size:,} bytes, "
                        f"expected {file.size:,}."
                    )
                (target / file.name).parent.mkdir(exist_ok=True)
                with archive.extractfile(member) as source, (target / file.name).open("wb") as out:
                    shutil.copyfileobj(source, out)
    except (tarfile.TarError, EOFError, BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path} cannot be unpacked: {error}.") from None
    if missing:
        raise ValueError(f"{path} is not what it should be: it lacks {', '.join(missing)}.")
