"""The command line as tests call it: in this process, or where that is what is tested, in one of its own."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from sim.cli.main import app

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from sim.cli.main import main; main()"]


def passerby(*arguments: str, cwd: Path) -> subprocess.CompletedProcess:
    """Call the command in a folder, in this process."""
    with contextlib.chdir(cwd):
        result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


def passerby_process(*arguments: str, cwd: Path) -> subprocess.CompletedProcess:
    """Call the command in a folder, in a process of its own."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
