"""A real server: slow clients block nobody, what is too long is refused unread, and the end is graceful."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from dashboard.serve import listening
from dashboard.site import BODY_BYTES, Site

ROOT = Path(__file__).parents[2]
SERVE = "from pathlib import Path; from dashboard.serve import serve; serve(Path(r'{root}'), port={port})"
HALF_HEADERS = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A"
HALF_BODY = b"POST /views/start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    server = listening(tmp_path_factory.mktemp("runs"), port=0, site=Site(), request_s=1.0, idle_s=1)
    thread = threading.Thread(target=server.serve, kwargs={"drain_s": 1})
    thread.start()
    yield int(server.effective_port)
    server.end()
    thread.join()


def get(port, path="/healthz"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def opened(port, data):
    one = socket.create_connection(("127.0.0.1", port), timeout=20)
    one.sendall(data)
    return one


def until_closed(one):
    said = b""
    with closing(one):
        while more := one.recv(4096):
            said += more
    return said


@pytest.mark.parametrize("half", [HALF_HEADERS, HALF_BODY], ids=["headers", "body"])
def test_half_sent_requests_block_nobody_and_are_ended(port, half):
    slow = [opened(port, half) for _ in range(64)]
    assert get(port).status == 200
    assert all(until_closed(one).startswith(b"HTTP/1.1 408 ") for one in slow)


def test_a_request_that_drips_is_ended_though_it_never_rests(port):
    one = opened(port, HALF_HEADERS)
    for _ in range(30):
        try:
            one.sendall(b"a")
        except OSError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("it could drip on for three seconds, with one allowed")
    one.close()


def test_a_connection_that_says_nothing_is_closed(port):
    assert until_closed(opened(port, b"")) == b""


@pytest.mark.parametrize("length", [BODY_BYTES + 1, 10**12])
def test_a_body_past_the_limit_is_refused_before_it_is_read(port, length):
    said = until_closed(opened(port, b"POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % length))
    assert said.startswith(b"HTTP/1.1 413 ")


def test_a_body_in_chunks_is_refused_at_the_limit(port):
    one = opened(port, b"POST /jobs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
    sent = 0
    try:
        while sent < 2 * BODY_BYTES:
            one.sendall(chunk)
            sent += 0x8000
    except OSError:
        pass
    assert one.recv(4096).startswith(b"HTTP/1.1 413 ")
    one.close()


def test_a_body_within_the_limit_is_read(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/healthz", body=b"a" * BODY_BYTES)
    assert connection.getresponse().status == 405
    connection.close()


def test_headers_without_end_are_refused(port):
    endless = b"GET / HTTP/1.1\r\nX: ".ljust(32 * 1024, b"a")
    assert until_closed(opened(port, endless)).split(b"\r\n")[0].endswith(b" 431 Request Header Fields Too Large")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def policy_of(port, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            return get(port, "/").headers["Content-Security-Policy"]
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server does not answer")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_ended_and_ends_cleanly(tmp_path, how):
    port = free_port()
    code = SERVE.format(root=tmp_path, port=port)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, env=environment) as server:
        try:
            assert "script-src 'self' 'sha256-" in policy_of(port, 60)
        finally:
            server.send_signal(how)
        errors = server.communicate(timeout=30)[1].decode()
    assert server.returncode == 0
    assert "Traceback" not in errors
