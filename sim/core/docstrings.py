"""Docstrings that users are shown: they are there also where Python leaves them out (-OO)."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any

__all__ = ["attribute_docstrings", "keep_docstring"]

_LEFT_OUT = 2
"""From this level of optimization on Python leaves docstrings out."""


def keep_docstring(of: type | Callable[..., Any]) -> None:
    """Give a class or function the docstring that its source has, where Python has left it out."""
    if sys.flags.optimize < _LEFT_OUT or of.__doc__ is not None:
        return
    own = inspect.unwrap(of)
    node = _nodes_of(own.__module__).get(own.__qualname__)
    of.__doc__ = None if node is None else ast.get_docstring(node, clean=False)


@cache
def attribute_docstrings(of: type) -> Mapping[str, str]:
    """Return the docstrings under the annotated names of a class itself, by name; none where there is no source."""
    node = _nodes_of(of.__module__).get(of.__qualname__.replace(".<locals>", ""))
    found = {}
    for line, text in pairwise([] if node is None else node.body):
        said = text.value.value if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) else None
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and isinstance(said, str):
            found[line.target.id] = inspect.cleandoc(said)
    return found


@cache
def _nodes_of(module: str) -> dict[str, ast.ClassDef | ast.FunctionDef]:
    """Return the classes and functions of a module's source by name; none where there is no source."""
    file = getattr(sys.modules.get(module), "__file__", None)
    try:
        with open(file or "", encoding="utf-8") as source:
            return dict(_named(ast.parse(source.read()), ""))
    except OSError:
        return {}


def _named(tree: ast.AST, before: str) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield before + node.name, node
            yield from _named(node, f"{before}{node.name}.")
