"""The pages there are, in the order of the menu, found by name or by path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dashboard.parts.page import Page
from dashboard.parts.switch import Switch
from sim.core.errors import SimError

__all__ = ["Registry"]

_HOME = "/"


class Registry:
    """Pages that fit together.

    Parameters
    ----------
    pages
        In the order of the menu. One of them is at "/"; no two share a name or a path. Pages may share
        a switch, so that a choice is kept from one to the next, if it has the same options on both.

    Raises
    ------
    SimError
        If they do not fit together.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        self._pages = tuple(pages)
        self._by_name: dict[str, Page] = {}
        self._by_path: dict[str, Page] = {}
        self._switches: dict[str, Switch] = {}
        for page in self._pages:
            self._add(page)
        if _HOME not in self._by_path:
            raise SimError("pages", f"no page has the path {_HOME!r}", "one page is the first that a reader sees")

    def __iter__(self) -> Iterator[Page]:
        return iter(self._pages)

    @property
    def home(self) -> Page:
        """The page at "/"."""
        return self._by_path[_HOME]

    @property
    def switches(self) -> tuple[Switch, ...]:
        """The switches of all pages, each once."""
        return tuple(self._switches.values())

    def named(self, name: str) -> Page:
        """Return the page of that name.

        Raises
        ------
        SimError
            If there is none; it lists those that there are.
        """
        if name not in self._by_name:
            raise SimError("pages", f"there is no page of this name ({name!r})", f"pages: {', '.join(self._by_name)}")
        return self._by_name[name]

    def at(self, path: str) -> Page | None:
        """Return the page at a path of an address, with or without a slash at its end; None if there is none."""
        return self._by_path.get(path.rstrip("/") or _HOME)

    def _add(self, page: Page) -> None:
        for key, known in ((page.name, self._by_name), (page.path, self._by_path)):
            if key in known:
                raise SimError(f"page {page.name}", f"another page has this name or path ({key!r})", "one that is free")
            known[key] = page
        for switch in page.switches:
            other = self._switches.setdefault(switch.name, switch)
            if other != switch:
                allowed = f"the same options, {', '.join(other.options)}, or another name"
                raise SimError(f"page {page.name}", f"another page has this switch ({switch.name!r})", allowed)
