"""What a package offers, imported when it is asked for: nobody waits for what he does not use."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["offered_by"]


def offered_by(package: str, stub: Path) -> tuple[list[str], Callable[[str], Any], Callable[[], list[str]]]:
    """Return `__all__`, `__getattr__` and `__dir__` of a package that offers what its stub imports.

    Parameters
    ----------
    package
        Its name.
    stub
        The file that says to whoever checks types what the package imports, and from where.
    """
    lines = (node for node in ast.parse(stub.read_text(encoding="utf-8")).body if isinstance(node, ast.ImportFrom))
    places = {one.asname or one.name: (str(line.module), one.name) for line in lines for one in line.names}
    names = sorted(places)

    def find(name: str) -> Any:
        """Return what is offered under a name, and import it first."""
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, own = places[name]
        return getattr(import_module(module), own)

    module = sys.modules[package]
    # a package of such a name would take its place once it is imported: properties of the class stay
    hidden = [name for name in names if (stub.parent / name).is_dir()]
    module.__class__ = type("Interface", (ModuleType,), {name: _property(find, name) for name in hidden})
    return names, find, lambda: sorted({*vars(module), *names})


def _property(find: Callable[[str], Any], name: str) -> property:
    return property(lambda _: find(name), lambda *_: None)
