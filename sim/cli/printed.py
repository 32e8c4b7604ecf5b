"""Standard output as the command line has it: every letter can be printed, and what cannot be written is said."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper

from sim.core.errors import StoreError

__all__ = ["print_safely"]

_UNREAD = 141
"""The exit status when who read what was printed has gone: as a shell says of SIGPIPE."""


class _Output(TextIOWrapper):
    def write(self, text: str) -> int:
        with _said():
            return super().write(text)

    def flush(self) -> None:
        with _said():
            super().flush()


def print_safely() -> None:
    """Write letters out that the encoding of the terminal lacks, and say what cannot be written in one line."""
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr.reconfigure(errors="backslashreplace")
    if isinstance(sys.stdout, TextIOWrapper):
        was = sys.stdout
        encoding, by_line = was.encoding, was.line_buffering
        sys.stdout = _Output(was.detach(), encoding=encoding, errors="backslashreplace", line_buffering=by_line)


def _unread() -> None:
    """Print no more: nobody reads it. What is left would be tried again, and told, when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        _unread()
        sys.exit(_UNREAD)
    except OSError as error:
        _unread()
        raise StoreError("standard output", f"cannot be written ({error.strerror or error})") from None
