from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.recognition.vector.search import build_index, count_at_least, search


def in_order(templates: np.ndarray, probe: np.ndarray) -> np.ndarray:
    """Return all inner products in double precision, each summed from the first term to the last."""
    return np.cumsum(templates.astype(np.float64) * probe, axis=1)[:, -1]


def unit(rng: np.random.Generator, n: int, dimension: int) -> np.ndarray:
    rows = rng.standard_normal((n, dimension))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def assert_exact(templates: np.ndarray, probes: np.ndarray) -> None:
    top, cosine = search(build_index(templates), probes)
    for probe, best, value in zip(probes, top, cosine, strict=True):
        products = in_order(templates, probe)
        assert best == products.argmax()
        assert value == products.max()


@pytest.mark.parametrize(("n", "dimension"), [(1, 1), (2, 3), (513, 64), (3000, 512)])
def test_the_search_is_that_of_every_reference_in_double_precision(n, dimension):
    rng = np.random.default_rng(n)
    assert_exact(unit(rng, n, dimension).astype(np.float32), unit(rng, 20, dimension))


@given(
    templates=arrays(np.float32, (7, 12), elements=st.floats(-3, 3, width=32)),
    probes=arrays(np.float64, (2, 12), elements=st.floats(-1e3, 1e3)),
    scale=st.sampled_from([2.0**-20, 1.0, 2.0**20]),
)
@settings(max_examples=200, deadline=None)
def test_the_search_is_exact_for_vectors_of_any_size(templates, probes, scale):
    templates = templates * np.float32(scale)
    if np.abs(templates).max(axis=1).min() > 1e-30:
        assert_exact(templates, probes)


def test_references_that_differ_by_less_than_the_coding_are_told_apart():
    rng = np.random.default_rng(5)
    middle = unit(rng, 1, 512)
    templates = (middle + 1e-6 * unit(rng, 400, 512)).astype(np.float32)
    assert_exact(templates, np.concatenate([middle, unit(rng, 5, 512)]))


def test_of_equal_references_the_one_enrolled_first_is_returned():
    template = unit(np.random.default_rng(6), 1, 512).astype(np.float32)
    top, _ = search(build_index(np.repeat(template, 5, axis=0)), template.astype(np.float64))
    assert top.tolist() == [0]


def test_the_largest_codes_do_not_overflow():
    signs = np.sign(unit(np.random.default_rng(7), 40, 4096))
    assert_exact(signs.astype(np.float32), signs[:3].astype(np.float64))


def test_a_probe_of_zeros_finds_the_first_reference_with_a_cosine_of_zero():
    templates = unit(np.random.default_rng(8), 9, 64).astype(np.float32)
    top, cosine = search(build_index(templates), np.zeros((1, 64)))
    assert (top.tolist(), cosine.tolist()) == ([0], [0.0])


@pytest.mark.parametrize("templates", [np.empty((0, 8), np.float32), np.zeros((2, 8), np.float32)])
def test_templates_that_cannot_be_searched_are_refused(templates):
    with pytest.raises(ValueError, match=r"templates|zeros"):
        build_index(templates)


def test_probes_of_another_length_are_refused():
    with pytest.raises(ValueError, match=r"\(m, 8\)"):
        search(build_index(np.ones((2, 8), np.float32)), np.ones((1, 9)))


@given(
    templates=arrays(np.float32, (7, 12), elements=st.floats(-3, 3, width=32)),
    probes=arrays(np.float64, (2, 12), elements=st.floats(-30, 30)),
)
@settings(max_examples=200, deadline=None)
def test_references_above_a_cosine_are_counted_exactly_even_at_the_cosine_of_one(templates, probes):
    if np.abs(templates).max(axis=1).min() < 1e-30:
        return
    index = build_index(templates)
    for probe in probes:
        products = in_order(templates, probe)
        for least in products:
            assert count_at_least(index, probe[None], least).tolist() == [np.sum(products >= least)]


def test_a_count_of_many_probes_is_that_of_each():
    rng = np.random.default_rng(9)
    templates, probes = unit(rng, 700, 512).astype(np.float32), unit(rng, 30, 512)
    expected = [np.sum(in_order(templates, probe) >= 0.05) for probe in probes]
    assert sum(expected) > 1000
    assert count_at_least(build_index(templates), probes, 0.05).tolist() == expected


def test_no_reference_and_every_reference_can_be_above_a_cosine():
    rng = np.random.default_rng(10)
    index, probes = build_index(unit(rng, 50, 64).astype(np.float32)), unit(rng, 3, 64)
    assert count_at_least(index, probes, 1.01).tolist() == [0, 0, 0]
    assert count_at_least(index, probes, -1.01).tolist() == [50, 50, 50]


def test_a_search_of_no_probes_finds_nothing():
    index = build_index(np.ones((2, 8), np.float32))
    assert search(index, np.empty((0, 8)))[0].size == count_at_least(index, np.empty((0, 8)), 0.5).size == 0
