"""Messages between the grader and the process of a student's code.

A message is plain data (helpers.values) with its length before it. Whatever arrives from the
student's side is taken for hostile: anything but a well-formed answer to the last question ends
the conversation.
"""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from helpers.values import HEADER_BYTES, decode, encode

MAX_MESSAGE_BYTES = 16 << 20
MAX_CONVERSATION_BYTES = 64 << 20  # the grader keeps answers until an exercise is judged
MAX_TEXT_BYTES = 2 << 20  # read from JSON, it takes twenty times as much memory
MAX_THREADS = 200
LENGTH_BYTES = 8
TICK_SECONDS = 0.05


class Stopped(Exception):
    """The other side can no longer be talked to. The text says why, from the student's view."""


def send(channel: socket.socket, message: dict) -> None:
    data = encode(message)
    channel.sendall(len(data).to_bytes(LENGTH_BYTES, "big") + data)


def receive(channel: socket.socket) -> dict | None:
    """The next message, or None where the other side has gone. Waits for ever."""
    head = _exactly(channel, LENGTH_BYTES)
    if head is None:
        return None
    data = _exactly(channel, int.from_bytes(head, "big"))
    return None if data is None else decode(data)


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
    tick while waiting, and after every answer; it may raise Stopped.
    """

    def __init__(
        self, channel: socket.socket, pid: int, alarm: Callable[[], None] = lambda: None
    ) -> None:
        self._channel = channel
        self._pid = pid
        self._alarm = alarm
        self._asked = int.from_bytes(os.urandom(4), "big")
        self._received = 0

    def processor_seconds(self) -> float:
        """What the other side has used up since it began."""
        return usage(self._pid)[0]

    def ask(self, message: dict, cpu_seconds: float, wall_seconds: float) -> dict:
        """Raises Stopped where no proper answer comes within the limits."""
        return next(self.ask_for_many(message, cpu_seconds, wall_seconds))

    def ask_for_many(
        self, message: dict, cpu_seconds: float, wall_seconds: float
    ) -> Iterator[dict]:
        """One question that is answered several times. The limits are those of each answer."""
        self._asked += 1
        try:
            self._send({**message, "id": self._asked}, self._limit(cpu_seconds, wall_seconds))
            while True:
                answer = self._receive(self._limit(cpu_seconds, wall_seconds))
                answered = answer.get("id") if isinstance(answer, dict) else None
                if type(answered) is not int or answered != self._asked:
                    raise Stopped("disturbed the grader's messages")
                self._alarm()
                yield answer
        except OSError as error:
            raise Stopped("ended its process") from error

    def _limit(self, cpu_seconds: float, wall_seconds: float) -> _Limit:
        return _Limit(self._pid, cpu_seconds, wall_seconds, self._alarm)

    def close(self) -> None:
        self._channel.close()

    def _send(self, message: dict, limit: _Limit) -> None:
        data = encode(message)
        view = memoryview(len(data).to_bytes(LENGTH_BYTES, "big") + data)
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
        if int.from_bytes(data[:HEADER_BYTES], "big") > MAX_TEXT_BYTES:
            raise Stopped(f"returned more than {MAX_TEXT_BYTES >> 20} MB of lists or text")
        try:
            return decode(data)
        except (ValueError, MemoryError) as error:
            raise Stopped("disturbed the grader's messages") from error

    def _exactly(self, count: int, limit: _Limit) -> bytes:
        data = bytearray()
        while len(data) < count:
            limit.wait(self._channel)
            part = self._channel.recv(min(count - len(data), 1 << 20), socket.MSG_DONTWAIT)
            if not part:
                raise Stopped("ended its process")
            data += part
        return bytes(data)


class _Limit:
    def __init__(
        self, pid: int, cpu_seconds: float, wall_seconds: float, alarm: Callable[[], None]
    ) -> None:
        self._pid, self._cpu_seconds, self._wall_seconds = pid, cpu_seconds, wall_seconds
        self._alarm = alarm
        self._started = time.monotonic()
        self._cpu_started: float | None = None

    def wait(self, channel: socket.socket, writing: bool = False) -> None:
        """Return when the channel is ready. Raises Stopped when the time is up."""
        poll = select.poll()
        poll.register(channel, select.POLLOUT if writing else select.POLLIN)
        while not poll.poll(TICK_SECONDS * 1000):
            self._check()
        if time.monotonic() - self._started > self._wall_seconds:
            self._check()

    def _check(self) -> None:
        self._alarm()
        cpu_seconds, threads = usage(self._pid)
        if self._cpu_started is None:  # asking for it costs more than most calls take
            self._cpu_started = cpu_seconds
        if threads > MAX_THREADS:
            raise Stopped("started too many threads")
        if cpu_seconds - self._cpu_started > self._cpu_seconds:
            raise Stopped(f"did not end within {self._cpu_seconds:g} seconds of computing")
        if time.monotonic() - self._started > self._wall_seconds:
            raise Stopped(f"did not end within {self._wall_seconds:g} seconds")


def usage(pid: int) -> tuple[float, int]:
    """Seconds of processor time that a process has used, and its threads; 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0, 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), int(fields[17])
