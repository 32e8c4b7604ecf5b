"""Change the code in one place at a time, and count the changes that no test notices: `make mutants`.

    python benchmarks/mutants.py [--sample N] [--only FILE ...] [--python PATH]

A mutant is a file of `mutants.toml` with one change: another operator, number, word or truth value; an element, a
keyword or a statement less. It is written into a copy of the tree, and the tests that the table names for its file are
run there. It is killed when one of them fails, or when they take five times as long as else and a minute more, or when
mypy refuses it, which is told apart; what survives stands in outputs/mutants.txt as a difference. Annotations,
decorators, docstrings, texts of more than one word, `__all__` and what is data with its reasons are not changed. Before
a file is changed its tests have to pass, and to fail where it cannot be imported, so that they are known to see the
copy.

Run by .venv-mutants, which has Cosmic Ray; tests are run by .venv.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from math import sqrt
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).parents[1]
CONFIG = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
SURVIVORS = ROOT / "outputs" / "mutants.txt"
PASSED, FAILED, INTERRUPTED, UNUSABLE = 0, 1, 2, 4
"""How pytest ends. A module that cannot be imported interrupts it; where conftest.py imports it, it is unusable."""
SLOWER, GRACE_S = 5, 60
MEMORY_BYTES = 8 << 30
Z = 1.96
End: TypeAlias = Literal["killed", "mistyped", "survived"]
WORD = re.compile(r"""(["'])([^\s"'{}]+)\1""")


class Place(NamedTuple):
    file: str
    line: int
    operator: Operator
    occurrence: int
    """Of the operator in the file, from 0."""

    @property
    def rank(self) -> bytes:
        """Return what puts places in an order that does not depend on other files."""
        name = f"{CONFIG['seed']} {self.file} {type(self.operator).__name__} {self.occurrence}"
        return hashlib.sha256(name.encode()).digest()


class Mutant(NamedTuple):
    place: Place
    before: str
    text: str
    """Of the whole file, before and after."""


class Own(Operator):
    """An operator that Cosmic Ray does not have."""

    @classmethod
    def examples(cls):
        return ()


class OneLess(Own):
    """Take an element out of a list, tuple, set or dict that is written out."""

    def mutation_positions(self, node):
        for part in self._elements(node):
            yield part[0].start_pos, part[-1].end_pos

    def mutate(self, node, index):
        parts = self._elements(node)
        gone = {id(each) for each in parts[index]}
        at = node.children.index(parts[index][-1]) + 1
        if at < len(node.children):
            gone.add(id(node.children[at]))
        node.children = [each for each in node.children if id(each) not in gone]
        return node

    def _elements(self, node):
        """Return the nodes of each element: one, or of an entry of a dict its key, colon and value."""
        if node.type not in self.types or any(each.type in ("comp_for", "sync_comp_for") for each in node.children):
            return []
        parts = [[]]
        for each in node.children:
            if each.type == "operator" and each.value == ",":
                parts.append([])
            else:
                parts[-1].append(each)
        return [part for part in parts if part and self.may_go(part)]

    types = ("testlist_comp", "dictorsetmaker")

    def may_go(self, part):
        return True


class KeywordLess(OneLess):
    """Leave an argument by keyword to its default, in calls of two arguments or more."""

    types = ("arglist",)

    def may_go(self, part):
        return part[0].type == "argument" and part[0].children[1] == "="


class StatementLess(Own):
    """Leave out a statement that does something: a call, a raise, a change of what is there."""

    def mutation_positions(self, node):
        if node.type == "simple_stmt" and self._does(node.children[0]):
            yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        node.children[0] = parso.parse(node.get_first_leaf().prefix + "pass")
        return node

    def _does(self, statement):
        if statement.type == "expr_stmt":
            target, sign = statement.children[0], statement.children[1]
            return sign.type == "operator" and (sign.value != "=" or target.type in ("atom_expr", "power"))
        return statement.type in ("atom_expr", "power", "raise_stmt")


class OtherWord(Own):
    """Write another word where a text is one: names of columns, keys, files, headers."""

    def mutation_positions(self, node):
        if node.type == "string" and WORD.fullmatch(node.value) and node.parent.type != "simple_stmt":
            yield node.start_pos, node.end_pos

    def mutate(self, node, index):
        node.value = WORD.sub(r"\1XX\2XX\1", node.value)
        return node


class NothingCaught(Own):
    """Let pass what an `except` catches; Cosmic Ray's own such operator takes no names with dots."""

    def mutation_positions(self, node):
        if node.type == "except_clause":
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node, index):
        node.children[1] = parso.parse(" ()")
        return node


class NotIn(Own):
    """Turn `in` and `not in` round."""

    def mutation_positions(self, node):
        for each in self._places(node):
            yield each.start_pos, each.end_pos

    def mutate(self, node, index):
        place = self._places(node)[index]
        turned = " in" if place.get_code().split() == ["not", "in"] else " not in"
        node.children[node.children.index(place)] = parso.parse(turned)
        return node

    def _places(self, node):
        if node.type != "comparison":
            return []
        return [each for each in node.children[1::2] if each.get_code().split() in (["in"], ["not", "in"])]


OWN = (OneLess, KeywordLess, StatementLess, OtherWord, NothingCaught, NotIn)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="try so many, drawn by the seed of mutants.toml; else all")
    parser.add_argument("--only", nargs="+", default=[""], help="of files whose paths begin so")
    parser.add_argument("--python", default=ROOT / ".venv/bin/python", type=Path, help="what runs the tests")
    wanted = parser.parse_args()
    files = [file for file in CONFIG["tests"] if file.startswith(tuple(wanted.only))]
    places = sorted((one for file in files for one in places_of(file)), key=lambda one: one.rank)
    drawn = list(islice(mutants_at(places), wanted.sample))
    print(f"mutants: {len(drawn)}; places to change: {len(places)}; files: {len(files)}", flush=True)
    survivors: list[Mutant] = []
    ends: list[End] = []
    SURVIVORS.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="passerby-mutants-") as folder:
        tree = Tree(Path(folder), wanted.python)
        for file in files:
            own = [each for each in drawn if each.place.file == file]
            ended = list(tree.tried(file, own)) if own else []
            survivors += [mutant for mutant, end in zip(own, ended, strict=True) if end == "survived"]
            SURVIVORS.write_text("\n".join(_difference(each) for each in survivors), encoding="utf-8")
            _say(file, ended)
            ends += ended
    _say("all", ends)
    print(f"{_interval(len(drawn) - len(survivors), len(drawn))}; what survived is in {SURVIVORS}")


def places_of(file: str) -> Iterator[Place]:
    """Yield where a file may be changed, and how."""
    tree = get_ast((ROOT / file).read_text(encoding="utf-8"))
    for operator in [get_operator(name)() for name in CONFIG["operators"]] + [kind() for kind in OWN]:
        found = [(node, start[0]) for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node)]
        yield from (Place(file, line, operator, at) for at, (node, line) in enumerate(found) if _is_code(node))


def mutants_at(places: list[Place]) -> Iterator[Mutant]:
    """Yield the mutants that are Python, and neither the same Python as their file nor as one before."""
    sources = {one.file: (ROOT / one.file).read_text(encoding="utf-8") for one in places}
    seen = {(file, _meaning(source)) for file, source in sources.items()}
    for one in places:
        text = mutate_code(sources[one.file], one.operator, one.occurrence)
        meaning = one.file, _meaning(text)
        if meaning[1] is not None and meaning not in seen:
            seen.add(meaning)
            yield Mutant(one, sources[one.file], text)


class Tree:
    """A copy of the repository in which files are changed and tests run, one after the other."""

    def __init__(self, folder: Path, python: Path) -> None:
        self.folder, self.python = folder, python.absolute()
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        ).stdout.decode()
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        self._seconds: dict[frozenset[str], float] = {}
        if self._is_mistyped():
            sys.exit("mypy refuses the tree where nothing is changed; it has to pass")

    def tried(self, file: str, mutants: list[Mutant]) -> Iterator[End]:
        """Yield what becomes of each mutant of a file."""
        tests = CONFIG["tests"][file]
        limit_s = GRACE_S + SLOWER * self._passing(tests)
        kernels = set(self._kernels())
        source = (self.folder / file).read_text(encoding="utf-8")
        if not self._notice(file, f"{source}\nraise ImportError\n", tests, limit_s):
            sys.exit(f"{file}: {' '.join(tests)} pass without it; name tests that import it in mutants.toml")
        try:
            for each in mutants:
                if self._notice(file, each.text, tests, limit_s):
                    yield "killed"
                else:
                    yield "mistyped" if self._is_mistyped() else "survived"
                for folder in set(self._kernels()) - kernels:
                    shutil.rmtree(folder)
        finally:
            (self.folder / file).write_text(source, encoding="utf-8")

    def _passing(self, tests: list[str]) -> float:
        """Return how long tests take that have to pass, the second time: the first may compile."""
        key = frozenset(one for one in tests if not any(one.startswith(f"{other}/") for other in tests))
        if key not in self._seconds:
            for _ in range(2):
                began = time.perf_counter()
                ended = self._run(tests, None)
                if ended != PASSED:
                    sys.exit(f"{' '.join(tests)}: ended with {ended} where nothing is changed; they have to pass")
            self._seconds[key] = time.perf_counter() - began
        return self._seconds[key]

    def _notice(self, file: str, text: str, tests: list[str], limit_s: float) -> bool:
        (self.folder / file).write_text(text, encoding="utf-8")
        ended = self._run(tests, limit_s)
        if ended is not None and ended > 0 and ended not in (FAILED, INTERRUPTED, UNUSABLE):
            sys.exit(f"{file}: pytest {' '.join(tests)} ended with {ended}")
        return ended != PASSED

    def _run(self, tests: list[str], limit_s: float | None) -> int | None:
        """Run tests until one fails; return how pytest ended, None where it took too long.

        Compiled Python is not kept where a limit is given: a change that is as long as what it changes, made in the
        same second, would be taken for it.
        """
        environment = (
            os.environ | {"PYTHONPATH": str(self.folder)} | ({"PYTHONDONTWRITEBYTECODE": "1"} if limit_s else {})
        )
        process = subprocess.Popen(
            [self.python, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests],
            cwd=self.folder, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=_bound_memory,
        )  # fmt: skip
        try:
            return process.wait(limit_s)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process)

    def _is_mistyped(self) -> bool:
        """Return whether mypy refuses the tree as it is now."""
        ended = subprocess.run([self.python, "-m", "mypy"], cwd=self.folder, capture_output=True, text=True)
        if ended.returncode not in (PASSED, FAILED):
            sys.exit(f"mypy ended with {ended.returncode}: {ended.stderr or ended.stdout}")
        return ended.returncode == FAILED

    def _kernels(self) -> Iterator[Path]:
        """Yield the folders of kernels that numba has compiled, one for each state of the sources of kernels."""
        return (self.folder / "sim/__pycache__").glob("kernels-*")


def _end(process: subprocess.Popen[Any]) -> None:
    """Kill what a run of tests left behind, and itself if it goes on."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _bound_memory() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))


def _meaning(text: str | None) -> str | None:
    try:
        return None if text is None else ast.dump(ast.parse(text))
    except SyntaxError:
        return None


def _is_code(node: Any) -> bool:
    """Return whether a node is neither of an annotation, a decorator or `__all__`, nor data."""
    while node.parent is not None:
        node, part = node.parent, node
        if node.type == "decorator" or (node.type == "funcdef" and part is node.annotation):
            return False
        if node.type == "tfpdef" and part is node.children[2]:
            return False
        if node.type in ("parameters", "lambdef") and part.type == "operator":
            return False
        if node.type == "annassign" and part is node.children[1]:
            return False
        if node.type == "expr_stmt" and node.children[0].get_code().strip() == "__all__":
            return False
        if node.type == "atom_expr" and node.children[0].get_code().strip() in CONFIG["data"]:
            return False
    return True


def _difference(mutant: Mutant) -> str:
    file, line, operator, _ = mutant.place
    lines = list(difflib.unified_diff(mutant.before.splitlines(), mutant.text.splitlines(), lineterm="", n=1))[3:]
    return "\n".join([f"{file}:{line} {type(operator).__name__}", *lines, ""])


def _say(what: str, ends: list[End]) -> None:
    if not ends:
        return
    killed, by_types = len(ends) - ends.count("survived"), ends.count("mistyped")
    told = f", {by_types} of them by mypy" if by_types else ""
    print(f"{what:32} {killed:4} / {len(ends):4} killed, {100 * killed / len(ends):3.0f} %{told}", flush=True)


def _interval(part: int, whole: int) -> str:
    """Return Wilson's interval of a share, in words."""
    share, spread = part / whole, Z * Z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / whole + spread / whole / 4) / (1 + spread)
    return f"95 % interval {100 * (middle - half):.0f} to {100 * (middle + half):.0f} %"


if __name__ == "__main__":
    main()
