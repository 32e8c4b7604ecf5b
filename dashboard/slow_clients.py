"""A server that waits for nobody: whole requests go to its threads, and those that do not become whole are ended.

Waitress reads all connections in one loop and gives a thread to a request when its headers and its body are there.
What it lacks is a limit on how long that may take: a client that sends a byte now and then counts as active. Here each
request has a time by which it must be whole, or is answered with status 408. And the server can drain: no new
connection, what has been asked is still answered.
"""

from __future__ import annotations

import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

__all__ = ["SlowProofServer"]

_TIMEOUT = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: 56\r\n\r\nThe request was not whole in time. Send it once again.\r\n"
)
_POLL_S = 1.0


class _Channel(HTTPChannel):
    """A connection that knows since when it has been sending the request that is not whole yet."""

    begun_s: float | None = None

    def received(self, data: bytes) -> bool:
        """Take what has come, and note when a request has begun."""
        had = self.request
        took: bool = super().received(data)
        if self.request is None:
            self.begun_s = None
        elif self.request is not had:
            self.begun_s = time.monotonic()
        return took

    def end_if_late(self, request_s: float) -> None:
        """Answer with status 408 if the request should be whole by now."""
        if self.begun_s is None or self.requests or time.monotonic() - self.begun_s < request_s:
            return
        self.begun_s = None
        with self.outbuf_lock:
            self.outbufs[-1].append(_TIMEOUT)
            self.current_outbuf_count += len(_TIMEOUT)
            self.total_outbufs_len += len(_TIMEOUT)
            self.close_when_flushed = True


class SlowProofServer(TcpWSGIServer):
    """Waitress with a limit on the time that a request may take to come, and a graceful end.

    Parameters
    ----------
    application
        The WSGI application.
    request_s
        By when, in seconds, a request must be whole once it has begun.
    settings
        Those of waitress.
    """

    channel_class = _Channel

    def __init__(self, application: Any, *, request_s: float, **settings: Any) -> None:
        self._request_s = request_s
        self._is_ending = False
        super().__init__(application, **settings)

    def maintenance(self, now: float) -> None:
        """End what is late, and what has been idle for too long."""
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            channel.end_if_late(self._request_s)

    def end(self) -> None:
        """Let `serve` end; may be called from a signal handler or another thread."""
        self._is_ending = True
        self.pull_trigger()

    def serve(self, *, drain_s: float) -> None:
        """Serve until `end` is called; then answer what has been asked, for some seconds at the most."""
        while not self._is_ending:
            self._turn(_POLL_S)
        self._stop_listening()
        until = time.monotonic() + drain_s
        while time.monotonic() < until and any(map(_is_busy, list(self.active_channels.values()))):
            self._turn(0.05)
        self.task_dispatcher.shutdown(timeout=1)
        self.asyncore.close_all(self._map)

    def _turn(self, wait_s: float) -> None:
        self.asyncore.loop(timeout=wait_s, map=self._map, use_poll=self.adj.asyncore_use_poll, count=1)

    def _stop_listening(self) -> None:
        self.accepting = False
        self.del_channel()
        self.socket.close()


def _is_busy(channel: HTTPChannel) -> bool:
    return bool(channel.requests or channel.total_outbufs_len or channel.request is not None)
