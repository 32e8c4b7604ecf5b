"""The end of the server is graceful: no new connection, and what has been asked is still answered."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from contextlib import closing

import pytest

from dashboard.slow_clients import SlowProofServer


def test_what_has_been_asked_is_answered_and_nothing_new_is_taken():
    begun, go_on = threading.Event(), threading.Event()

    def application(_environ, start_response):
        begun.set()
        go_on.wait(10)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]

    server = SlowProofServer(application, request_s=5, listen="127.0.0.1:0", ident=None)
    port, said = int(server.effective_port), []
    serving = threading.Thread(target=server.serve, kwargs={"drain_s": 10})
    serving.start()

    def ask():
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request("GET", "/")
            said.append(connection.getresponse().read())

    asking = threading.Thread(target=ask)
    asking.start()
    begun.wait(10)
    server.end()
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            break
    else:
        pytest.fail("a new connection is taken after the end was asked for")
    go_on.set()
    asking.join()
    serving.join(10)
    assert said == [b"done"]
    assert not serving.is_alive()
