"""What a reader looks at: the run and the switches that the address names, read when a page asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

from dashboard.library import Library
from sim.core.errors import SimError, StoreError
from sim.report.library import StoredComparison
from sim.store.runs import StoredRun

__all__ = ["NoRunStored", "UnknownComparison", "UnknownRun", "View"]


class NoRunStored(StoreError):
    """A page is to show a run, and none is stored."""


class UnknownRun(StoreError):
    """A page is to show a run that is not stored, or can not be opened."""


class UnknownComparison(StoreError):
    """A page is to show a comparison that is not stored."""


class View:
    """What a page is asked to show.

    A page that shows no run never touches `run`, and is there even when nothing is stored.

    Parameters
    ----------
    library
        The stored runs.
    state
        What the address says after its question mark: the run, and the chosen option of each switch.
    path_of
        Gives the path of a page by its name; raises a SimError for a name that is no page's.
    """

    def __init__(self, library: Library, state: Mapping[str, str], path_of: Callable[[str], str]) -> None:
        self.state = state
        self.run_id = state.get("run")
        """The id in the address; once `run` has been read, the id of that run."""
        self._library = library
        self._path_of = path_of

    @cached_property
    def runs(self) -> list[StoredRun]:
        """All stored runs, by place, policy, seed and day."""
        return self._library.runs()

    @cached_property
    def run(self) -> StoredRun:
        """The run in the address; without one, the first sound one that searches faces, or else the first sound one.

        Raises
        ------
        NoRunStored
            If there is none at all.
        UnknownRun
            If the one in the address can not be opened.
        """
        if not self.runs:
            raise NoRunStored("store", "no run is stored", "`passerby demo` makes one")
        wanted = self.state.get("run")
        try:
            run = self._library.open(wanted) if wanted else self._first()
        except StoreError as error:
            raise UnknownRun(error.where, error.what, error.allowed) from error
        self.run_id = run.manifest.run_id
        return run

    def _first(self) -> StoredRun:
        """Return the first run whose tables can be read, one that searches faces before one that does not."""
        for run in sorted(self.runs, key=lambda run: run.manifest.threshold is None):
            with suppress(SimError):
                opened = self._library.open(run.manifest.run_id)
                _ = opened.metrics
                return opened
        raise StoreError("store", "no stored run can be read", "`passerby demo` makes one")

    @cached_property
    def comparisons(self) -> list[StoredComparison]:
        """All comparisons that there are results of."""
        return self._library.comparisons()

    @cached_property
    def judged(self) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Each claim that a reader has judged, and the document that it stands in."""
        return self._library.judged()

    @cached_property
    def comparison(self) -> StoredComparison:
        """The comparison in the address; without one, the first.

        Raises
        ------
        UnknownComparison
            If there is none of that name, or none at all.
        """
        wanted = self.state.get("comparison")
        found = [one for one in self.comparisons if wanted in (None, one.name)]
        if not found:
            known = ", ".join(one.name for one in self.comparisons) or "none; `passerby library` makes them"
            raise UnknownComparison("comparison", f"not stored ({(wanted or '')[:60]!r})", known)
        return found[0]

    def path(self, page: str) -> str:
        """Return where another page is, whatever it shows; raise as `address` does."""
        return self._path_of(page)

    def address(self, page: str) -> str:
        """Return where another page shows the same run.

        Raises
        ------
        SimError
            If there is no page of that name.
        """
        return f"{self._path_of(page)}?run={self.run.manifest.run_id}"
