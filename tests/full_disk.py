"""A disk that is full: no file grows beyond so many bytes."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["no_file_beyond"]


@contextmanager
def no_file_beyond(most: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes while the block runs: writing more is an OSError."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
