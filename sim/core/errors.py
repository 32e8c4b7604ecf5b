"""What can go wrong for a user, as one tree.

    SimError
    +-- ScenarioError   a scenario file, an overlay or a --set is wrong (file:line:column: ...)
    +-- EvidenceError   the evidence register is wrong or has no such entry
    +-- RunError        a valid scenario asks for what the model cannot do
    +-- StoreError      a stored run is missing, broken or of another version
    +-- MetricError     a metric is asked for that there is not

Only these reach a user, as ``where: what is wrong (what was given); what is allowed``, with exit
status 2. Anything else is a bug and is left to crash.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "EvidenceError",
    "MetricError",
    "NoEffect",
    "RunError",
    "ScenarioError",
    "SettingsConflict",
    "SimError",
    "StoreError",
]


class SimError(Exception):
    """A mistake that the user can mend.

    Parameters
    ----------
    where
        The file, file:line:column, key or run that is meant.
    what
        What is wrong, with what was given in brackets.
    allowed
        What would be right; empty when that is obvious.
    """

    def __init__(self, where: str, what: str, allowed: str = "") -> None:
        self.where = where
        self.what = what
        self.allowed = allowed
        super().__init__(f"{where}: {what}" + (f"; {allowed}" if allowed else ""))

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make it again, where another process has raised it."""
        return type(self), (self.where, self.what, self.allowed)


class ScenarioError(SimError):
    """A scenario cannot be read, or what it says is not possible."""


class EvidenceError(SimError):
    """The evidence register is broken or lacks an entry."""


class RunError(SimError):
    """A valid scenario asks for what the model cannot do."""


class StoreError(SimError):
    """A stored run is missing, broken or of another version."""


class MetricError(SimError):
    """A metric is asked for that there is not."""


class NoEffect(UserWarning):
    """Something that was given can have no effect: nothing is wrong, and it is said."""


class SettingsConflict(ValueError):
    """Settings that contradict each other, told to whoever validates them.

    Parameters
    ----------
    path
        The keys that lead to the part to mend, from the settings that are validated.
    message
        What is wrong (what was given); what is allowed.
    is_key
        Whether it is the last key itself that is wrong, and not what stands under it.
    """

    def __init__(self, path: tuple[str | int, ...], message: str, *, is_key: bool = False) -> None:
        self.path = path
        self.is_key = is_key
        super().__init__(message)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make it again, where another process has raised it."""
        return type(self), (self.path, str(self)), {"is_key": self.is_key}
