"""Downloads: nothing but the official files takes its place, whatever the network does."""

from __future__ import annotations

import gzip
import hashlib
import io
import pickle
import re
import socket
import subprocess
import sys
import tarfile
import threading
import time
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from helpers import data
from helpers.course.cli import app
from helpers.data import downloads, sets
from helpers.data.sets import File

JPEGS = Path(__file__).parents[2] / "shared" / "data"
ARCHIVE = "cifar-10-binary.tar.gz"
RECORDS = 20  # in each file of the small CIFAR-10
CHILD = """
import pickle, sys
from pathlib import Path
from helpers.data import downloads, sets
sets.SETS["cifar10"] = pickle.loads(Path(sys.argv[1]).read_bytes())
downloads.DOWNLOADS, downloads.PAUSE_SECONDS = Path(sys.argv[2]), 0
downloads.download("cifar10", lambda text: print(text, flush=True))
"""


@dataclass
class Server:
    """A web server with bad habits. Counts the bytes of files that it sent."""

    files: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    etag: str = '"1"'
    lengths: bool = True
    kind: str = "application/gzip"
    cuts: list[int] = field(default_factory=list)  # bytes after which the next answers end
    errors: list[int] = field(default_factory=list)  # statuses of the next answers
    shift: int = 0  # of the place that an answer to a range claims
    requests: list[dict] = field(default_factory=list)
    sent: int = 0
    url: str = ""
    halts: int = 0  # how many of the next answers stop in the middle, until they may go on
    halted: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def server():
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            state.requests.append({"path": self.path, **self.headers})
            content = state.files.get(self.path.strip("/"))
            status = state.errors.pop(0) if state.errors else 200 if content is not None else 404
            if status != 200:
                self.send_error(status)
                return
            start = self.start(len(content))
            self.send_response(206 if start else 200)
            if start:
                claimed = start + state.shift
                self.send_header(
                    "Content-Range", f"bytes {claimed}-{len(content) - 1}/{len(content)}"
                )
            if state.etag:
                self.send_header("ETag", state.etag)
            self.send_header("Content-Type", state.kind)
            if state.lengths:
                self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            self.send(content[start:])

        def start(self, size):
            place = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            same = self.headers.get("If-Range", state.etag) == state.etag
            return int(place[1]) if state.ranges and place and same else 0

        def send(self, content):
            if state.cuts:
                content = content[: state.cuts.pop(0)]
            if state.halts:
                content = content[: len(content) // 2]
            state.sent += len(content)  # before the client can have it, and look
            self.wfile.write(content)
            if state.halts:
                state.halts -= 1
                state.halted.set()
                state.go_on.wait(20)

        def log_message(self, *_):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield state
    state.go_on.set()
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The project's folder for downloads, empty."""
    monkeypatch.setattr(downloads, "DOWNLOADS", tmp_path / "downloads")
    monkeypatch.setattr(downloads, "PAUSE_SECONDS", 0)
    monkeypatch.delenv(downloads.DATA_FOLDER, raising=False)
    monkeypatch.delenv(downloads.MIRROR, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "downloads"


def packed(members: dict[str, bytes], level: int = 1) -> bytes:
    """A tar.gz of these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=level) as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def zipped(content: bytes) -> bytes:
    """The same bytes whenever it is called: test processes must agree on the names of tests."""
    return gzip.compress(content, mtime=0)


def idx(array: np.ndarray) -> bytes:
    """An array of bytes in the format of MNIST."""
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    return zipped(header + array.astype(np.uint8).tobytes())


def small_records() -> dict[str, bytes]:
    """The files of CIFAR-10, with few records of noise."""
    rng = np.random.default_rng(0)
    members = {}
    for file in sets.SETS["cifar10"].files:
        records = rng.integers(0, 256, (RECORDS, data.CIFAR10_RECORD), np.uint8)
        records[:, 0] %= 10
        members[file.name] = records.tobytes()
    return members


def known(name: str, content: bytes) -> File:
    return File(name, len(content), hashlib.sha256(content).hexdigest())


@pytest.fixture
def cifar10(server, monkeypatch):
    """A CIFAR-10 with few records, on the server. Called with an archive, it offers that one."""

    def offer(archive: bytes, listed: bytes | None = None) -> bytes:
        one = replace(
            sets.SETS["cifar10"],
            addresses=(f"{server.url}/",),
            archives=(known(ARCHIVE, archive if listed is None else listed),),
            parts={
                part: tuple(replace(f, size=RECORDS * data.CIFAR10_RECORD) for f in files)
                for part, files in sets.SETS["cifar10"].parts.items()
            },
        )
        monkeypatch.setitem(sets.SETS, "cifar10", one)
        server.files[ARCHIVE] = archive
        return archive

    offer(packed(small_records()))
    return offer


@pytest.fixture
def mnist(server, monkeypatch):
    """A MNIST with few images, on the server. Called with other contents, it offers those."""
    rng = np.random.default_rng(0)
    contents = {}
    for prefix, count in (("train", 30), ("t10k", 10)):
        pictures = rng.integers(0, 256, (count, 28, 28), np.uint8)
        contents[f"mnist/{prefix}-images-idx3-ubyte.gz"] = idx(pictures)
        contents[f"mnist/{prefix}-labels-idx1-ubyte.gz"] = idx(np.arange(count) % 10)

    def offer(changed: dict[str, bytes]) -> None:
        contents.update(changed)
        files = tuple(known(name, content) for name, content in contents.items())
        one = replace(
            sets.SETS["mnist"],
            addresses=(f"{server.url}/",),
            archives=files,
            parts={"train": files[:2], "test": files[2:]},
        )
        monkeypatch.setitem(sets.SETS, "mnist", one)
        for name, content in contents.items():
            server.files[name] = server.files[name.removeprefix("mnist/")] = content

    offer({})
    return offer


def is_one_sentence(text: str) -> bool:
    return not re.search(r"[.!?]\s", text) and text.endswith(".")


def refused(kind=ConnectionError) -> str:
    """Download CIFAR-10, in vain. Returns what is said; nothing may lie in its place."""
    with pytest.raises(kind) as caught:
        downloads.download("cifar10")
    text = str(caught.value)
    assert is_one_sentence(text), text
    assert not any(path.name.endswith(".bin") for path in downloads.DOWNLOADS.glob("*/*"))
    return text


def has_come(server: Server) -> bool:
    """Whether CIFAR-10 is here as the server has it, and nothing unfinished is left."""
    with tarfile.open(fileobj=io.BytesIO(server.files[ARCHIVE])) as archive:
        same = all(
            (downloads.DOWNLOADS / member.name).read_bytes() == archive.extractfile(member).read()
            for member in archive
        )
    return same and not list(downloads.DOWNLOADS.glob(".*.unfinished"))


def test_a_download_is_read_and_is_not_made_twice(cifar10, server, folder):
    said = []
    assert data.download("cifar10", said.append) == folder / "cifar-10-batches-bin"
    assert has_come(server)
    assert said[0] == f"Downloading {ARCHIVE}, 0.4 MB, from {server.url[7:]}."
    images, labels = data.cifar10("train")
    assert images.shape == (5 * RECORDS, 32, 32, 3) and images.dtype == np.uint8
    assert labels.shape == (5 * RECORDS,) and labels.dtype == np.int64
    data.download("cifar10")
    assert len(server.requests) == 1
    assert server.requests[0]["Accept-Encoding"] == "identity"


def test_a_server_without_ranges_and_lengths_will_do(cifar10, server):
    server.ranges, server.lengths, server.etag = False, False, ""
    data.download("cifar10")
    assert has_come(server)


@pytest.mark.parametrize("etag", ['"1"', 'W/"1"', ""])
def test_what_was_cut_off_goes_on_where_it_stopped(cifar10, server, etag):
    server.cuts, server.etag = [100_000, 150_000], etag
    data.download("cifar10")
    assert has_come(server)
    ranges = [one.get("Range") for one in server.requests]
    assert ranges == [None, "bytes=100000-", "bytes=250000-"]
    assert server.sent == len(server.files[ARCHIVE])
    assert server.requests[1].get("If-Range", "") == ("" if etag.startswith("W/") else etag)


def test_where_the_server_knows_no_ranges_it_starts_again(cifar10, server):
    server.ranges, server.cuts = False, [100_000, 100_000]
    data.download("cifar10")
    assert has_come(server)
    assert server.sent == len(server.files[ARCHIVE]) + 200_000


def test_a_server_that_falls_silent_is_asked_again(cifar10, server, monkeypatch):
    monkeypatch.setattr(downloads, "TIMEOUT_SECONDS", (5, 0.2))
    server.halts = 1
    data.download("cifar10")
    assert has_come(server)


@pytest.mark.parametrize("ranges", [True, False])
def test_what_breaks_off_again_and_again_is_given_up_and_kept(cifar10, server, folder, ranges):
    server.ranges = ranges
    server.cuts = [100_000, 0, 0, 0] if ranges else [100_000] * 4
    text = refused()
    assert "broke off after 0.1 MB of 0.4 MB, kept for the next try" in text
    assert "until it is here, data.color_images() takes drawn scenes in its place" in text
    assert len(server.requests) == 4
    server.ranges = True
    data.download("cifar10")
    assert server.requests[-1]["Range"] == "bytes=100000-"
    assert has_come(server)


def child(folder: Path, tmp_path: Path) -> subprocess.Popen:
    """Another process that downloads CIFAR-10 into the same folder."""
    recipe = tmp_path / "recipe"
    recipe.write_bytes(pickle.dumps(sets.SETS["cifar10"]))
    command = [sys.executable, "-c", CHILD, str(recipe), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_killed_download_goes_on_where_it_stopped(cifar10, server, folder, tmp_path):
    part = folder / ".cifar10.unfinished" / f"{ARCHIVE}.part"
    server.halts = 1
    process = child(folder, tmp_path)
    assert server.halted.wait(20)
    deadline = time.monotonic() + 20
    while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    kept, half = part.stat().st_size, server.sent
    assert kept > 0
    server.go_on.set()
    data.download("cifar10")
    assert server.requests[1]["Range"] == f"bytes={kept}-"
    assert server.sent - half == len(server.files[ARCHIVE]) - kept
    assert has_come(server)


def test_of_two_processes_one_downloads_and_one_waits(cifar10, server, folder, tmp_path):
    server.halts = 1
    first = child(folder, tmp_path)
    assert server.halted.wait(20)
    second = child(folder, tmp_path)
    assert second.stdout.readline() == "Another process is fetching CIFAR-10. Waiting for it.\n"
    server.go_on.set()
    for process, steps in ((first, ["Downloading", "Unpacking"]), (second, [])):
        said, errors = process.communicate(timeout=20)
        assert process.returncode == 0, errors
        assert [line.split()[0] for line in said.splitlines()] == steps
    assert server.sent == len(server.files[ARCHIVE])
    assert has_come(server)


@pytest.mark.parametrize("left", [b"?" * 100_000, b"?" * 1_000_000])
def test_a_broken_rest_of_an_earlier_download_does_no_harm(cifar10, server, folder, left):
    (folder / ".cifar10.unfinished").mkdir(parents=True)
    (folder / ".cifar10.unfinished" / f"{ARCHIVE}.part").write_bytes(left)
    data.download("cifar10")
    assert has_come(server)


def test_a_passing_error_is_waited_for(cifar10, server):
    server.errors = [503, 429]
    data.download("cifar10")
    assert has_come(server)


@pytest.mark.parametrize(
    ("habits", "why"),
    [
        ({"errors": [404]}, "answered 404 Not Found"),
        ({"errors": [503] * 3}, "answered 503 Service Unavailable"),
        ({"kind": "text/html"}, "answered with a web page"),
        ({"cuts": [100_000], "shift": 1}, "answered with another part of the file"),
    ],
)
def test_an_answer_that_is_not_the_file_is_refused(cifar10, server, habits, why):
    for name, value in habits.items():
        setattr(server, name, value)
    assert why in refused()


@pytest.mark.parametrize(
    ("change", "lengths", "why"),
    [
        (lambda content: content[:-1] + b"?", True, "sent something else than the official file"),
        (lambda content: content + b"?", True, "has a file of"),
        (lambda content: content[:-1], True, "has a file of"),
        (lambda content: content + b"?", False, "sent more than the expected"),
        (lambda content: content[:-1], False, "broke off after"),
    ],
)
def test_wrong_bytes_are_refused(cifar10, server, change, lengths, why):
    archive = server.files[ARCHIVE]
    cifar10(change(archive), listed=archive)
    server.lengths = lengths
    assert why in refused()
    server.files[ARCHIVE] = archive
    data.download("cifar10")
    assert has_come(server)


def test_the_second_address_is_asked_where_the_first_fails(cifar10, server, monkeypatch):
    one = sets.SETS["cifar10"]
    addresses = (f"{server.url}/gone/", f"{server.url}/")
    monkeypatch.setitem(sets.SETS, "cifar10", replace(one, addresses=addresses))
    data.download("cifar10")
    assert has_come(server)


@pytest.fixture
def no_network(monkeypatch, cifar10, mnist):
    """Every address is one at which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}/"
    for name in ("cifar10", "mnist"):
        one = replace(sets.SETS[name], addresses=(address,))
        monkeypatch.setitem(sets.SETS, name, one)


def test_without_a_network_there_is_one_sentence_and_the_embedded_set(no_network):
    text = refused()
    assert re.fullmatch(
        r"CIFAR-10 was not downloaded, because 127\.0\.0\.1:\d+ cannot be reached; until it is "
        r"here, data\.color_images\(\) takes drawn scenes in its place\.",
        text,
    )
    assert data.color_images(20, 10).source == "shapes"


@pytest.mark.parametrize("name", ["cifar10", "mnist", "fashion_mnist"])
def test_what_is_not_here_is_said_and_never_fetched_unasked(cifar10, server, name):
    with pytest.raises(FileNotFoundError) as caught:
        getattr(data, name)("train")
    text = str(caught.value)
    assert f"run `course data {name.replace('_', '-')}`, which downloads" in text
    assert is_one_sentence(text)
    assert server.requests == []


@pytest.mark.parametrize("read", [data.cifar10, data.mnist, data.fashion_mnist])
def test_a_part_that_does_not_exist(read):
    with pytest.raises(ValueError, match="the parts 'train' and 'test'"):
        read("valid")


def test_a_mirror_is_asked_instead(no_network, server, monkeypatch):
    monkeypatch.setenv(downloads.MIRROR, f"{server.url}/")
    data.download("cifar10")
    data.download("mnist")
    paths = [one["path"] for one in server.requests]
    assert paths[:2] == [f"/{ARCHIVE}", "/mnist/train-images-idx3-ubyte.gz"]
    assert data.mnist("train")[0].shape == (30, 28, 28)


@pytest.mark.parametrize("address", ["/srv/data", "file:///srv/data", "mirror:8000", "http://"])
def test_a_mirror_that_is_no_address(cifar10, monkeypatch, address):
    monkeypatch.setenv(downloads.MIRROR, address)
    assert "which is no address of a web server" in refused(ValueError)


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """The folder that COURSE_DATA_DIR names."""
    path = tmp_path / "own"
    monkeypatch.setenv(downloads.DATA_FOLDER, str(path))
    return path


def test_the_folder_that_is_named_is_made_and_filled(cifar10, own_folder, folder):
    assert data.download("cifar10") == own_folder / "cifar-10-batches-bin"
    assert not folder.exists()


def test_an_archive_in_the_named_folder_is_taken_from_there(cifar10, server, own_folder):
    own_folder.mkdir()
    (own_folder / ARCHIVE).write_bytes(server.files[ARCHIVE])
    data.download("cifar10")
    assert data.cifar10("test")[0].shape == (RECORDS, 32, 32, 3)
    assert server.requests == []


@pytest.fixture
def read_only(own_folder, monkeypatch):
    """The folder that COURSE_DATA_DIR names, where nothing new can be written."""

    def make_file(dir):
        if dir == own_folder:
            raise PermissionError
        return io.BytesIO()

    # Permissions do not stop the root user, as whom tests may run.
    monkeypatch.setattr(downloads.tempfile, "TemporaryFile", make_file)
    own_folder.mkdir()
    return own_folder


def test_an_archive_that_lies_where_nothing_can_be_written(cifar10, server, read_only, folder):
    (read_only / ARCHIVE).write_bytes(server.files[ARCHIVE])
    assert data.download("cifar10") == folder / "cifar-10-batches-bin"
    assert data.cifar10("test")[0].shape == (RECORDS, 32, 32, 3)
    assert server.requests == []


def test_some_files_that_lie_where_nothing_can_be_written(mnist, server, read_only, folder):
    (read_only / "mnist").mkdir()
    for file in sets.SETS["mnist"].files[:3]:
        (read_only / file.name).write_bytes(server.files[file.name])
    assert data.download("mnist") == folder / "mnist"
    assert len(data.mnist("test")[0]) == 10


def test_where_nothing_can_be_written_it_says_so(cifar10, folder, own_folder):
    for path in (folder, own_folder):
        path.write_text("no folder")
    with pytest.raises(PermissionError, match="set COURSE_DATA_DIR to a folder of yours"):
        data.download("cifar10")


@pytest.mark.parametrize(
    "change", [lambda content: content[:1000], lambda content: content[:-1] + b"?"]
)
def test_a_broken_archive_is_named_and_fetched_again(cifar10, server, own_folder, change):
    own_folder.mkdir()
    (own_folder / ARCHIVE).write_bytes(change(server.files[ARCHIVE]))
    said = []
    data.download("cifar10", said.append)
    assert said[0].startswith(f"{own_folder / ARCHIVE} is broken: it")
    assert (own_folder / ARCHIVE).read_bytes() == server.files[ARCHIVE]
    assert data.cifar10("test")[0].shape == (RECORDS, 32, 32, 3)


def test_half_a_file_is_refused_and_named_and_mended(cifar10, server, own_folder):
    data.download("cifar10")
    path = own_folder / "cifar-10-batches-bin" / "data_batch_3.bin"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    for read in (lambda: data.cifar10("train"), data.color_images):
        with pytest.raises(ValueError, match=r"data_batch_3\.bin is broken: it has 30,730 bytes"):
            read()
    assert len(data.cifar10("test")[0]) == RECORDS
    data.download("cifar10")
    assert path.read_bytes() == whole
    assert len(server.requests) == 1


def test_a_file_with_an_impossible_label_is_refused(cifar10, folder):
    data.download("cifar10")
    path = folder / "cifar-10-batches-bin" / "test_batch.bin"
    path.write_bytes(bytes([10]) + path.read_bytes()[1:])
    with pytest.raises(ValueError, match=r"test_batch\.bin is broken: it holds the label 10"):
        data.cifar10("test")


def test_nothing_but_the_expected_files_is_unpacked(cifar10, server, folder):
    evil = {"../evil": b"?", "/evil": b"?", "cifar-10-batches-bin/../../evil": b"?", "more": b"?"}
    cifar10(packed({**evil, **small_records(), "cifar-10-batches-bin/readme.html": b"?"}))
    data.download("cifar10")
    assert {path.name for path in folder.parent.rglob("*") if path.is_file()} == {
        ARCHIVE,
        ".cifar10.lock",
        *(Path(name).name for name in small_records()),
    }


def linked(name: str) -> bytes:
    """An archive in which one file is a link to somewhere else."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        member.size = RECORDS * data.CIFAR10_RECORD
        archive.addfile(member)
    return buffer.getvalue()


TEST_FILE = "cifar-10-batches-bin/test_batch.bin"


@pytest.mark.parametrize(
    ("archive", "why"),
    [
        (packed({**small_records(), TEST_FILE: b"?"}), "test_batch.bin has 1 bytes, expected"),
        (packed({TEST_FILE: small_records()[TEST_FILE]}), "it lacks cifar-10-batches-bin/data_ba"),
        (linked(TEST_FILE), "test_batch.bin"),
        (packed(small_records())[:-50_000], "cannot be unpacked"),
        (zipped(b"no archive"), "cannot be unpacked"),
        (b"no archive", "cannot be unpacked"),
    ],
    ids=["wrong size", "missing", "link", "truncated", "no tar", "no gz"],
)
def test_an_archive_with_other_contents_is_refused_and_named(cifar10, server, archive, why):
    cifar10(archive)
    text = refused(ValueError)
    assert ARCHIVE in text and why in text


def test_mnist_is_read_as_pictures_with_their_labels(mnist, server, folder):
    assert data.download("mnist") == folder / "mnist"
    images, labels = data.mnist("test")
    assert images.shape == (10, 28, 28) and images.dtype == np.uint8
    assert labels.tolist() == list(range(10)) and labels.dtype == np.int64
    content = gzip.decompress(server.files["mnist/t10k-images-idx3-ubyte.gz"])
    assert images.tobytes() == content[16:]
    assert images.flags.writeable


def test_a_broken_file_of_mnist_is_fetched_again_alone(mnist, server, folder):
    data.download("mnist")
    path = folder / "mnist" / "train-images-idx3-ubyte.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[:5000] + bytes([whole[5000] ^ 255]) + whole[5001:])
    with pytest.raises(ValueError, match=r"train-images-idx3-ubyte\.gz is broken"):
        data.mnist("train")
    data.download("mnist")
    assert path.read_bytes() == whole
    assert len(server.requests) == 5


PICTURES = np.zeros((10, 28, 28), np.uint8)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("images-idx3", idx(PICTURES[0]), "does not begin as an IDX file of 3 dimensions"),
        ("images-idx3", zipped(b""), "does not begin as an IDX file of 3 dimensions"),
        ("images-idx3", zipped(gzip.decompress(idx(PICTURES)) + b"?"), "expected 7,856"),
        ("images-idx3", zipped(gzip.decompress(idx(PICTURES))[:-1]), "expected 7,856"),
        ("images-idx3", idx(PICTURES)[:-9], "cannot be unpacked"),
        ("images-idx3", b"no gz", "cannot be unpacked"),
        ("labels-idx1", idx(np.arange(9)), "it has 9 labels for 10 images"),
        ("labels-idx1", idx(np.arange(1, 11)), "it holds the label 10, expected 0 to 9"),
    ],
)
def test_a_broken_idx_file_is_refused_and_named(mnist, name, content, why):
    mnist({f"mnist/t10k-{name}-ubyte.gz": content})
    data.download("mnist")
    with pytest.raises(ValueError) as caught:
        data.mnist("test")
    text = str(caught.value)
    assert f"t10k-{name}-ubyte.gz is broken: " in text and why in text
    assert text.endswith("; delete it and run `course data mnist`.")


def course(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["data", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_the_command_says_what_is_here(cifar10, folder):
    assert course().count("not on this machine: course data ") == 3
    assert f"CIFAR-10 lies in {folder / 'cifar-10-batches-bin'} (0.4 MB).\n" in course("cifar10")
    text = course()
    assert f"here, in {folder / 'cifar-10-batches-bin'}\n" in text
    assert text.count("not on this machine") == 2
    (folder / "cifar-10-batches-bin" / "test_batch.bin").write_bytes(b"?")
    assert "test_batch.bin is broken: it has 1 bytes" in course()


@pytest.mark.parametrize(
    ("name", "end"),
    [("cifr10", "Did you mean cifar10?"), ("?", "There are cifar10, mnist, fashion-mnist.")],
)
def test_an_unknown_data_set(name, end):
    assert course(name, code=2) == f"No data set is called {name!r}. {end}\n"


def test_the_command_without_a_network(no_network):
    *_, last = course("cifar10", code=1).splitlines()
    assert is_one_sentence(last) and "cannot be reached" in last


def test_the_official_files_are_whole_numbers_of_images():
    for one in sets.SETS.values():
        for archive in one.archives:
            assert re.fullmatch("[0-9a-f]{64}", archive.sha256)
    assert {file.size for file in sets.SETS["cifar10"].files} == {10_000 * data.CIFAR10_RECORD}


@pytest.fixture(scope="session")
def full_size(tmp_path_factory) -> Path:
    """CIFAR-10 in the layout of the official archive, unpacked: 1,000 photographs, ten times."""
    if not (JPEGS / "cifar10_jpeg_test.npz").exists():
        pytest.skip("the images of CIFAR-10 are not beside the project")
    root = tmp_path_factory.mktemp("data")
    (root / "cifar-10-batches-bin").mkdir()
    for part, files in sets.SETS["cifar10"].parts.items():
        with np.load(JPEGS / f"cifar10_jpeg_{part}.npz") as archive:
            jpeg, offsets, labels = (archive[key] for key in ("jpeg", "offsets", "labels"))
        for number, file in enumerate(files):
            records = np.empty((1000, data.CIFAR10_RECORD), np.uint8)
            for record, i in zip(records, range(1000 * number, 1000 * (number + 1)), strict=True):
                picture = Image.open(io.BytesIO(jpeg[offsets[i] : offsets[i + 1]].tobytes()))
                record[0] = labels[i]
                record[1:] = np.asarray(picture).transpose(2, 0, 1).ravel()
            (root / file.name).write_bytes(np.tile(records, (10, 1)).tobytes())
    return root


def test_cifar10_in_full_size_is_downloaded_and_read(full_size, server, monkeypatch):
    official = sets.SETS["cifar10"]
    archive = packed(
        {file.name: (full_size / file.name).read_bytes() for file in official.files}, level=0
    )
    one = replace(official, addresses=(f"{server.url}/",), archives=(known(ARCHIVE, archive),))
    monkeypatch.setitem(sets.SETS, "cifar10", one)
    server.files[ARCHIVE], server.cuts = archive, [100_000_000]
    data.download("cifar10")
    assert server.sent == len(archive)
    images, labels = data.cifar10("train")
    assert images.shape == (50_000, 32, 32, 3) and labels.shape == (50_000,)


def test_cifar10_is_read_as_pictures_with_their_labels(full_size, monkeypatch):
    monkeypatch.setenv(downloads.DATA_FOLDER, str(full_size))
    images, labels = data.cifar10("test")
    with np.load(JPEGS / "cifar10_jpeg_test.npz") as archive:
        start, end = archive["offsets"][7:9]
        seventh = np.asarray(Image.open(io.BytesIO(archive["jpeg"][start:end].tobytes())))
        assert np.array_equal(labels[:1000], archive["labels"][:1000])
    assert images.shape == (10_000, 32, 32, 3) and images.dtype == np.uint8
    assert np.array_equal(images[7], seventh)


def test_colour_images_are_those_of_cifar10_where_it_is_at_hand(full_size, monkeypatch):
    monkeypatch.setenv(downloads.DATA_FOLDER, str(full_size))
    images = data.color_images(train=40, test=20, seed=1)
    assert images.source == "CIFAR-10"
    assert images.names[3] == "cat"
    assert images.train_images.shape == (40, 32, 32, 3)
    assert images.train_images.max() <= 1
    again = data.color_images(train=40, test=20, seed=1)
    assert np.array_equal(images.test_images, again.test_images)
