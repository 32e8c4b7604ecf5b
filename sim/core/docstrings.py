"""Docstrings that users are shown: they are there also where Python leaves them out (-OO)."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

__all__ = ["keep_docstring"]

_LEFT_OUT = 2
"""From this level of optimization on Python leaves docstrings out."""


def keep_docstring(of: type | Callable[..., Any]) -> None:
    """Give a class or function the docstring that its source has, where Python has left it out."""
    if sys.flags.optimize < _LEFT_OUT or of.__doc__ is not None:
        return
    own = inspect.unwrap(of)
    file = getattr(sys.modules.get(own.__module__), "__file__", None)
    if file is not None:
        of.__doc__ = _docstrings(file).get(own.__qualname__)


@cache
def _docstrings(file: str) -> dict[str, str]:
    """Return the docstrings of a source by what has them; none where there is no source."""
    try:
        with open(file, encoding="utf-8") as source:
            tree = ast.parse(source.read())
    except OSError:
        return {}
    return {name: text for name, node in _named(tree, "") if (text := ast.get_docstring(node, clean=False))}


def _named(tree: ast.AST, before: str) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield before + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from _named(node, f"{before}{node.name}.")
