"""A chart with an address of its own: drawn once as SVG, for the page, for a download and for other people's pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import polars as pl

from sim.core.errors import RunError

__all__ = ["Chart", "Chosen", "nothing_to_choose", "query_of"]

Chosen = Mapping[str, str]
"""What is chosen of a chart: an option for each of its choices, as they stand in its address."""


def nothing_to_choose(_: Any) -> Mapping[str, Sequence[str]]:
    """Return the choices of a chart that has none."""
    return {}


@dataclass(frozen=True)
class Chart:
    """A chart of stored results, named by its page.

    It is at `/results/<id>/<name>.svg`, its own numbers at `.csv` and `.json`, and in a frame for other sites at
    `/embed/<id>/<name>`; what is chosen of it stands after a question mark.
    """

    name: str
    """Stands in its address: small letters and hyphens."""
    title: str
    """What it shows, as a heading says it."""
    draw: Callable[[Any, int, Chosen], str | None]
    """Takes what is stored, the width in pixels and what is chosen; gives an SVG, or None where nothing is to draw."""
    kind: str = "run"
    """Of what: a kind of `dashboard.kinds`."""
    choices: Callable[[Any], Mapping[str, Sequence[str]]] = nothing_to_choose
    """What of a stored result it can show: options by the names of choices; the first is shown unless one is asked."""
    table: str = ""
    """The table of the result that holds its numbers, by its name in `Kind.tables`; empty is the result's own."""
    numbers: Callable[[Any, Chosen], pl.DataFrame] | None = None
    """Takes what is stored and what is chosen, and gives its numbers, where they are in no table of the result."""

    def chosen(self, stored: Any, asked: Chosen) -> dict[str, str]:
        """Return an option for each choice, of those asked for.

        Raises
        ------
        RunError
            If an option is asked for that there is none of.
        """
        found = {}
        for name, options in self.choices(stored).items():
            if not options:
                continue
            found[name] = asked.get(name, options[0])
            if found[name] not in options:
                raise RunError(name, f"nothing of this chart ({found[name][:60]!r})", f"one of {', '.join(options)}")
        return found

    def nearest(self, stored: Any, asked: Chosen) -> dict[str, str]:
        """Return the same for a page: what cannot be is as if it had not been asked for."""
        choices = self.choices(stored)
        return self.chosen(stored, {name: asked[name] for name in choices if asked.get(name) in choices[name]})

    def address(self, identifier: str, chosen: Chosen | None = None, *, form: str = "svg", **more: object) -> str:
        """Return where its picture of a result is, or its numbers.

        Parameters
        ----------
        identifier
            Of the result.
        form
            "svg", or "csv" or "json" where it has `numbers`.
        more
            What else stands in the address, such as the width.
        """
        return f"/results/{identifier}/{self.name}.{form}{query_of(chosen, **more)}"


def query_of(chosen: Chosen | None, **more: object) -> str:
    """Write what is chosen as the end of an address, with its question mark; empty for nothing."""
    query = urlencode({**(chosen or {}), **more})
    return f"?{query}" if query else ""
