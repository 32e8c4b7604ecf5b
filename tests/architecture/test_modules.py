"""Modules: one idea each, said at the top, with a sorted list of what is public."""

import ast

import pytest
from source_files import modules, name_of

LONGEST = 400
BANNED_NAMES = {"utils", "helpers", "common", "misc"}


@pytest.fixture(params=modules(), ids=name_of)
def module(request):
    return request.param


@pytest.fixture
def tree(module):
    return ast.parse(module.read_text(encoding="utf-8"))


def test_a_module_says_what_it_is(tree):
    assert ast.get_docstring(tree)


def test_a_module_with_code_lists_what_is_public_in_order(tree, module):
    if not any(isinstance(node, (ast.FunctionDef, ast.ClassDef)) for node in tree.body):
        return
    public = names_in(tree)
    assert public is not None, f"{module} has no __all__"
    assert public == sorted(public, key=natural)


def test_what_is_listed_as_public_is_there(tree):
    listed = names_in(tree) or []
    assert set(listed) <= set(defined(tree))


def test_a_public_function_or_class_says_what_it_does(tree):
    listed = set(names_in(tree) or [])
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in listed and not ast.get_docstring(node)
    ]
    assert not silent


def test_no_module_is_two_ideas_long(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_no_module_is_a_drawer(module):
    assert module.stem not in BANNED_NAMES


def names_in(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return ast.literal_eval(node.value)
    return None


def defined(tree):
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        if isinstance(node, ast.Assign):
            yield from (name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name))
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name for alias in node.names)


def natural(name):
    """Sort as the linter does: CONSTANTS, Classes, functions."""
    kind = 0 if name.isupper() else 1 if name[:1].isupper() else 2
    return kind, name
