"""What a page is: all that the shell, the routes, the script and the tests know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from flask import Response

from dashboard.parts.chart import Chart
from dashboard.parts.content import Content
from dashboard.parts.switch import Switch
from dashboard.parts.view import View

__all__ = ["Page", "Route"]


@dataclass(frozen=True)
class Route:
    """What the server answers to GET for a page, beside its content."""

    rule: str
    """The path, its variables in angle brackets as Flask writes them: "/runs/<run_id>/plan.json"."""
    answer: Callable[..., Response]
    """Takes the library, then the variables by name; `dashboard.parts.answer` makes answers."""
    methods: tuple[str, ...] = ("GET",)
    """What it may be asked by."""


@dataclass(frozen=True)
class Page:
    """One page of the dashboard; its package holds everything else about it."""

    name: str
    """The name of its package: stands in the address of its content and in the id of its link in the menu."""
    path: str
    """Where it is: "/street"."""
    menu: str
    """What the menu calls it."""
    title: str
    """What the browser's tab calls it."""
    content: Callable[[View], list[Content]]
    """Makes what stands below the menu; a SimError is told to the reader in its place."""
    words: ModuleType
    """Its words, which a test reads."""
    switches: tuple[Switch, ...] = ()
    """Choices that the browser makes by itself, and keeps in the address."""
    routes: tuple[Route, ...] = ()
    """What else it needs from the server."""
    charts: tuple[Chart, ...] = ()
    """Its charts that have an address of their own; pages do not share one."""
    is_fresh: bool = False
    """Whether its content says more than the stored results and the address do (jobs, a visitor's own), so that it is
    made for each request. Otherwise it is made once for each."""
    assets: Path | None = None
    """The folder of its own scripts and styles, loaded in the order of their names after the shell's."""

    def files(self) -> dict[str, Path]:
        """Return its scripts and styles by file name, in the order in which they are loaded."""
        if self.assets is None:
            return {}
        return {path.name: path for path in sorted(self.assets.iterdir()) if path.suffix in (".js", ".css")}
