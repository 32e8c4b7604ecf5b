"""The public interface is imported when it is used, and is what its stub says to whoever checks types."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.compare.paired import compare

STUB = Path(sim.__file__).with_suffix(".pyi")


def test_the_stub_lists_what_is_offered():
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    (listed,) = (ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign))
    assert sim.__all__ == listed
    assert set(listed) <= set(dir(sim))


def test_a_function_of_the_name_of_a_package_stays_the_function():
    assert sim.compare is compare
    sim.compare = None
    assert sim.compare is compare


def test_what_is_not_offered_is_said():
    with pytest.raises(AttributeError, match="module 'sim' has no attribute 'campare'"):
        _ = sim.campare


def test_nothing_is_imported_before_it_is_used():
    program = "import sim, sys; sim.SimError; print('numpy' in sys.modules); sim.Job; print('numpy' in sys.modules)"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=STUB.parents[1])
    assert done.stdout == "False\nTrue\n"
