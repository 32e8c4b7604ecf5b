"""Documents are JSON that every reader takes."""

import json
import math

import pytest

from sim.core.documents import json_text


def refuse(constant):
    raise AssertionError(f"{constant} is no JSON")


def test_what_is_not_a_finite_number_is_null_at_every_depth():
    text = json_text({"a": [math.inf, (1.5, -math.inf)], "b": {"c": math.nan, "d": "Infinity"}, "e": None, "f": True})
    assert json.loads(text, parse_constant=refuse) == {
        "a": [None, [1.5, None]], "b": {"c": None, "d": "Infinity"}, "e": None, "f": True,
    }  # fmt: skip


def test_finite_numbers_stay_as_they_are():
    assert json.loads(json_text([0.1, 1e-300, 10**18, -0.0])) == [0.1, 1e-300, 10**18, -0.0]


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(TypeError):
        json_text({"a": object()})
