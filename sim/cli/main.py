"""Where the command line begins and ends: nothing is imported here before signals are heeded.

Ctrl-C ends with status 130 and SIGTERM with 143, also while libraries are read, without a traceback. What is wrong
with the input goes to standard error, one line a mistake, with exit status 2, and nothing is written.
"""

from __future__ import annotations

import gc
import sys

from sim.cli.ending import end_quietly

__all__ = ["main"]

_BAD_INPUT = 2
_RARELY = 100_000
"""New objects between two looks for garbage: most of a start stay, and at 700 looks are an eighth of its time."""


def main() -> None:
    """Run the command line."""
    end_quietly()
    gc.set_threshold(_RARELY)
    from sim.cli.app import app
    from sim.cli.printed import print_safely
    from sim.core.errors import SimError

    print_safely()
    try:
        try:
            app()
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except SimError as error:  # of what is printed outside of commands: help, and the end of anything
        print(error, file=sys.stderr)
        sys.exit(_BAD_INPUT)


def __getattr__(name: str) -> object:
    """Return `app`, which takes a while to read, to whoever asks for it."""
    if name == "app":
        from sim.cli.app import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
