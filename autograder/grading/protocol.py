"""Messages between the grader and the process of a student's code.

A question is its length, its number and plain data (`helpers.checking.values`); an answer is its
length and plain data, with the number of the question in it. Whatever arrives from the student's
side is taken for hostile: anything but a well-formed answer to the last question ends the
conversation.
"""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.checking.values import HEADER_BYTES, decode, encode

MAX_MESSAGE_BYTES = 16 << 20
MAX_CONVERSATION_BYTES = 64 << 20  # the grader keeps answers until an exercise is judged
MAX_TEXT_BYTES = 2 << 20  # of all answers to a question: as values it takes twenty times as much
MAX_THREADS = 200
LENGTH_BYTES = 8
READ_BYTES = 1 << 20  # at a time, however many messages that is
TICK_SECONDS = 0.02  # a disk takes tens of megabytes in it


class Stopped(Exception):
    """The other side can no longer be talked to. The text says why, from the student's view."""

    kind = "stopped"  # of the outcome


class Endless(Stopped):
    """The process was given the time that it may take, and more."""

    kind = "endless"


def send(channel: socket.socket, message: dict) -> None:
    data = encode(message)
    channel.sendall(len(data).to_bytes(LENGTH_BYTES, "big") + data)


def receive(channel: socket.socket) -> dict | None:
    """The next question with its number as "id", or None where the other side has gone.

    Waits for ever.
    """
    head = _exactly(channel, 2 * LENGTH_BYTES)
    if head is None:
        return None
    data = _exactly(channel, int.from_bytes(head[:LENGTH_BYTES], "big"))
    number = int.from_bytes(head[LENGTH_BYTES:], "big")
    return None if data is None else {**decode(data), "id": number}


def _exactly(channel: socket.socket, count: int) -> bytes | None:
    parts = []
    while count:
        part = channel.recv(min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


class Conversation:
    """The grader's side: one question, one answer, within limits of time and size.

    pid: the process at the other end, whose processor time is watched. alarm: called at every
    tick while waiting, whether or not anything arrives, and after answers; it may raise Stopped.
    """

    def __init__(
        self, channel: socket.socket, pid: int, alarm: Callable[[], None] = lambda: None
    ) -> None:
        self._channel = channel
        self._asked = int.from_bytes(os.urandom(4), "big")
        self._received = self._text_bytes = 0
        self._unread = bytearray()
        self._watch = _Watch(pid, alarm)

    def processor_seconds(self) -> float:
        """What the other side has used up since it began, as it was at most a tick ago."""
        return self._watch.recent().cpu_seconds

    def ask(self, message: dict, cpu_seconds: float, wall_seconds: float) -> dict:
        """Raises Stopped where no proper answer comes within the limits."""
        answer = next(self.ask_for_many(encode(message), cpu_seconds, wall_seconds))
        self._watch.alarm()
        return answer

    def ask_for_many(
        self, message: bytes, cpu_seconds: float, wall_seconds: float
    ) -> Iterator[dict]:
        """One encoded question that is answered several times, each answer within the limits."""
        self._asked += 1
        self._text_bytes = 0
        try:
            self._send(message, self._limit(cpu_seconds, wall_seconds))
            while True:
                answer = self._receive(self._limit(cpu_seconds, wall_seconds))
                answered = answer.get("id") if isinstance(answer, dict) else None
                if type(answered) is not int or answered != self._asked:
                    raise Stopped("interfered with the grader's messages")
                if self._watch.is_due():  # a look takes as long as a call
                    self._watch.look()
                yield answer
        except OSError as error:
            raise Stopped("ended its process") from error

    def _limit(self, cpu_seconds: float, wall_seconds: float) -> _Limit:
        return _Limit(self._watch, cpu_seconds, wall_seconds)

    def close(self) -> None:
        self._channel.close()

    def _send(self, message: bytes, limit: _Limit) -> None:
        head = (number.to_bytes(LENGTH_BYTES, "big") for number in (len(message), self._asked))
        view = memoryview(b"".join([*head, message]))
        while view:
            limit.wait(self._channel, writing=True)
            view = view[self._channel.send(view, socket.MSG_DONTWAIT) :]

    def _receive(self, limit: _Limit) -> Any:
        count = int.from_bytes(self._exactly(LENGTH_BYTES, limit), "big")
        if count > MAX_MESSAGE_BYTES:
            raise Stopped(f"returned more than {MAX_MESSAGE_BYTES >> 20} MB")
        self._received += count
        if self._received > MAX_CONVERSATION_BYTES:
            raise Stopped(f"returned more than {MAX_CONVERSATION_BYTES >> 20} MB altogether")
        data = self._exactly(count, limit)
        self._text_bytes += int.from_bytes(data[:HEADER_BYTES], "big")
        if self._text_bytes > MAX_TEXT_BYTES:
            raise Stopped(f"returned more than {MAX_TEXT_BYTES >> 20} MB of lists or text")
        try:
            return decode(data)
        except (ValueError, MemoryError) as error:
            raise Stopped("interfered with the grader's messages") from error

    def _exactly(self, count: int, limit: _Limit) -> bytes:
        while len(self._unread) < count:
            limit.wait(self._channel)
            part = self._channel.recv(READ_BYTES, socket.MSG_DONTWAIT)
            if not part:
                raise Stopped("ended its process")
            self._unread += part
        data = bytes(self._unread[:count])
        del self._unread[:count]
        return data


class _Watch:
    """Looks after the process at the other end, at most once a tick, since a look has its price."""

    def __init__(self, pid: int, alarm: Callable[[], None]) -> None:
        self._pid = pid
        self.alarm = alarm
        self._looked = self._counted = 0.0
        self._usage = Usage()

    def is_due(self) -> bool:
        return time.monotonic() - self._looked > TICK_SECONDS

    def look(self) -> Usage:
        """Raises Stopped where the process does what it must not."""
        self._looked = time.monotonic()
        self.alarm()
        now = usage(self._pid)
        if now.threads > MAX_THREADS:
            raise Stopped("started too many threads")
        return now

    def recent(self) -> Usage:
        """What the process has used, without a look at what it does: who asks often delays none."""
        if time.monotonic() - self._counted > TICK_SECONDS:
            self._usage, self._counted = usage(self._pid), time.monotonic()
        return self._usage


class _Limit:
    def __init__(self, watch: _Watch, cpu_seconds: float, wall_seconds: float) -> None:
        self._watch, self._cpu_seconds, self._wall_seconds = watch, cpu_seconds, wall_seconds
        self._started = time.monotonic()
        self._before: Usage | None = None

    def wait(self, channel: socket.socket, writing: bool = False) -> None:
        """Return when the channel is ready. Raises Stopped when the time is up.

        The clock is looked at even where something arrives: bytes that trickle must not keep the
        grader from looking.
        """
        poll = select.poll()
        poll.register(channel, select.POLLOUT if writing else select.POLLIN)
        while not poll.poll(TICK_SECONDS * 1000):
            self._check()
        if self._watch.is_due():
            self._check()

    def _check(self) -> None:
        now = self._watch.look()
        if self._before is None:  # asking for it costs more than most calls take
            self._before = now
        if now.cpu_seconds - self._before.cpu_seconds > self._cpu_seconds:
            raise Endless(f"did not end within {self._cpu_seconds:g} seconds of computing")
        # On a busy machine a process waits for its turn, which is not its author's fault.
        in_queue = now.seconds_in_queue - self._before.seconds_in_queue
        if time.monotonic() - self._started - in_queue > self._wall_seconds:
            raise Endless(f"did not end within {self._wall_seconds:g} seconds")


@dataclass(frozen=True)
class Usage:
    """What a process has used: of processor time, of waiting for a processor; and its threads."""

    cpu_seconds: float = 0.0
    seconds_in_queue: float = 0.0
    threads: int = 0


def usage(pid: int) -> Usage:
    """Of a process; all zero where it is gone."""
    folder = Path(f"/proc/{pid}")
    try:
        fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
        in_queue = int((folder / "schedstat").read_bytes().split()[1]) / 1e9
    except OSError:
        return Usage()
    ticks = int(fields[11]) + int(fields[12])
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), in_queue, int(fields[17]))
