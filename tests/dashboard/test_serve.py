from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVE = "from pathlib import Path; from dashboard.serve import serve; serve(Path(r'{root}'), port={port})"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, seconds: float) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                return str(answer.headers["Content-Security-Policy"])
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server does not answer")


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")
def test_it_serves_until_interrupted_and_ends_cleanly(tmp_path):
    port = free_port()
    code = SERVE.format(root=tmp_path, port=port)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, env=environment) as server:
        try:
            assert "script-src 'self' 'sha256-" in answers(port, 60)
        finally:
            server.send_signal(signal.SIGINT)
        errors = server.communicate(timeout=30)[1].decode()
    assert server.returncode == 0
    assert "Traceback" not in errors
