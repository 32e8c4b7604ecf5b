from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.recognition.vector import search as searching
from sim.recognition.vector.search import build_index, reached, search, search_beside


def in_order(templates: np.ndarray, probe: np.ndarray) -> np.ndarray:
    """Return all inner products in double precision, each summed from the first term to the last."""
    return np.cumsum(templates.astype(np.float64) * probe, axis=1)[:, -1]


def unit(rng: np.random.Generator, n: int, dimension: int) -> np.ndarray:
    rows = rng.standard_normal((n, dimension))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def assert_exact(templates: np.ndarray, probes: np.ndarray) -> None:
    index = build_index(templates)
    top, cosine = search(index, probes)
    for probe, best, value in zip(probes, top, cosine, strict=True):
        products = in_order(templates, probe)
        assert best == products.argmax()
        assert value == products.max()
        for least in (value, np.nextafter(value, np.inf), np.median(products)):
            found = reached(index, probe[None], least)
            assert found.n.tolist() == [np.sum(products >= least)]
            is_reached = bool(found.n[0])
            assert found.top.tolist() == [best if is_reached else len(templates)]
            assert found.cosine.tolist() == [value if is_reached else -np.inf]


@pytest.mark.parametrize(
    ("n", "dimension"), [(1, 1), (2, 3), (1, 4096), (129, 4096), (2048, 2), (5000, 1), (3000, 512)]
)
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
    if np.abs(templates).max(axis=1).min() > 0:
        assert_exact(templates, probes)


LEAST = float(np.finfo(np.float32).smallest_subnormal)


@pytest.mark.parametrize("probe_size", [1e-320, 1e-300, 1e-30, 1.0, 1e30, 1e260])
@pytest.mark.parametrize("template_size", [LEAST, 3e-39, 1e-20, 1.0, 1e20, 1e38])
def test_the_search_is_exact_for_sizes_at_the_ends_of_single_and_double_precision(template_size, probe_size):
    rng = np.random.default_rng(11)
    templates = (np.clip(rng.standard_normal((300, 64)), -3, 3) * template_size).astype(np.float32)
    templates[:, 0] = template_size
    assert_exact(templates, rng.standard_normal((3, 64)) * probe_size)


def test_the_search_is_exact_among_references_of_very_different_lengths():
    rng = np.random.default_rng(12)
    templates = (rng.standard_normal((400, 48)) * 10.0 ** rng.uniform(-37, 37, (400, 1))).astype(np.float32)
    probes = rng.standard_normal((4, 48))
    probes[0] = -(np.sign(templates[np.abs(templates).max(axis=1).argmax()]))
    probes[1] *= 10.0 ** rng.uniform(-200, 200, 48)
    # none of the long ones has a positive product with the last
    templates[100:] = np.abs(templates[100:])
    probes[3] = -np.abs(probes[3])
    assert_exact(templates, probes)


def test_products_too_small_for_double_precision_are_equal():
    templates = np.array([[1e-40], [2e-40], [3e-40]], np.float32)
    top, cosine = search(build_index(templates), np.array([[1e-300], [1e-250]]))
    assert top.tolist() == [0, 2]
    assert cosine[0] == 0.0


def test_numbers_of_which_one_hides_the_others_in_single_precision_count():
    # all products round to the same number of single precision, and double precision tells them apart
    rng = np.random.default_rng(13)
    small = rng.permutation(np.arange(1, 3001)) * 2.0**-30
    templates = np.stack([np.ones(3000), small], axis=1).astype(np.float32)
    top, _ = search(build_index(templates), np.array([[1.0, 2.0**-20], [1.0, -(2.0**-20)]]))
    assert top.tolist() == [small.argmax(), small.argmin()]


def test_sums_in_an_order_that_loses_everything_are_mended():
    # in single precision, whatever cancels first decides what is left
    rng = np.random.default_rng(14)
    half = rng.standard_normal((200, 128)) * 1e3
    templates = np.concatenate([half, -half + 1e-4 * rng.standard_normal((200, 128))], axis=1).astype(np.float32)
    assert_exact(templates, np.concatenate([np.ones((1, 128)), np.ones((1, 128))], axis=1))


def test_no_result_depends_on_how_the_library_rounds(monkeypatch):
    rng = np.random.default_rng(15)
    middle = unit(rng, 1, 128)
    templates = (middle + 3e-5 * unit(rng, 3000, 128)).astype(np.float32)
    index, probes = build_index(templates), np.concatenate([middle, middle + 1e-5 * unit(rng, 5, 128)])
    expected, (least, *_) = search(index, probes), in_order(templates, probes[0])
    counted = reached(index, probes, least)
    plain, moved = searching._first_pass, 0

    def worst(index, probes):
        nonlocal moved
        for start, coarse in plain(index, probes):
            # as far off as single precision can be by the theorem, whose own bound has 128 in place of 136
            length = index.length[start : start + len(coarse), None]
            off = 128 * 2.0**-24 * length * np.linalg.norm(probes, axis=1)
            moved += 1
            coarse[:, : len(probes)] += off * rng.choice([-1.0, 1.0], off.shape)
            # what is beyond the probes is nobody's, whatever it is
            coarse[:, len(probes) :] = np.inf
            yield start, coarse

    monkeypatch.setattr(searching, "_first_pass", worst)
    for _ in range(5):
        found = search(index, probes)
        assert found[0].tobytes() + found[1].tobytes() == expected[0].tobytes() + expected[1].tobytes()
        again = reached(index, probes, least)
        assert [column.tobytes() for column in again] == [column.tobytes() for column in counted]
    assert moved


@pytest.mark.parametrize(("n", "m"), [(0, 5), (5, 0), (1, 1), (27, 20), (250, 12), (300, 300), (256, 1), (0, 0)])
def test_what_is_searched_beside_others_is_found_as_by_itself(n, m):
    rng = np.random.default_rng(17)
    middle = unit(rng, 1, 96)
    index = build_index((middle + 0.5 * unit(rng, 2500, 96)).astype(np.float32))
    probes, others = middle + unit(rng, n, 96), middle + unit(rng, m, 96)
    found, within = search_beside(index, probes, others, 0.9)
    alone, counted = search(index, probes), reached(index, others, 0.9)
    assert [column.tobytes() for column in found] == [column.tobytes() for column in alone]
    assert [column.tobytes() for column in within] == [column.tobytes() for column in counted]
    assert m < 2 or 0 < within.n.sum() < m * 2500


@pytest.mark.parametrize("m", [1, 2, 7, 64, 300])
def test_no_result_depends_on_the_batch(m):
    rng = np.random.default_rng(16)
    index, probes = build_index(unit(rng, 2500, 96).astype(np.float32)), unit(rng, 300, 96)
    whole = search(index, probes)
    parts = [search(index, probes[start : start + m]) for start in range(0, 300, m)]
    for all_at_once, column in zip(whole, zip(*parts, strict=True), strict=True):
        assert all_at_once.tobytes() == np.concatenate(column).tobytes()


def test_arrays_with_gaps_and_in_other_orders_are_searched_as_they_read():
    rng = np.random.default_rng(17)
    templates, probes = unit(rng, 600, 80).astype(np.float32), unit(rng, 10, 80)
    assert_exact(templates[::-3, ::2], probes[::2, ::-2])
    assert_exact(np.asfortranarray(templates), np.asfortranarray(probes))


def test_references_that_differ_by_less_than_single_precision_are_told_apart():
    rng = np.random.default_rng(5)
    middle = unit(rng, 1, 512)
    templates = (middle + 1e-6 * unit(rng, 400, 512)).astype(np.float32)
    assert_exact(templates, np.concatenate([middle, unit(rng, 5, 512)]))


def test_of_equal_references_the_one_enrolled_first_is_returned():
    template = unit(np.random.default_rng(6), 1, 512).astype(np.float32)
    for n in (5, 6000):
        top, _ = search(build_index(np.repeat(template, n, axis=0)), template.astype(np.float64))
        assert top.tolist() == [0]
    others = -np.repeat(template, 6000, axis=0)
    others[[5999, 2100, 2101, 4500]] = template
    assert search(build_index(others), template.astype(np.float64))[0].tolist() == [2100]


def test_the_largest_sums_of_ones_are_exact():
    signs = np.sign(unit(np.random.default_rng(7), 40, 4096))
    assert_exact(signs.astype(np.float32), signs[:3].astype(np.float64))


def test_a_probe_of_zeros_finds_the_first_reference_with_a_cosine_of_zero():
    templates = unit(np.random.default_rng(8), 9, 64).astype(np.float32)
    top, cosine = search(build_index(templates), np.zeros((1, 64)))
    assert (top.tolist(), cosine.tolist()) == ([0], [0.0])


@pytest.mark.parametrize(
    ("templates", "said"),
    [
        (np.empty((0, 8), np.float32), "one or more templates"),
        (np.zeros((2, 8), np.float32), "template 0 is all zeros"),
        (np.array([[1, 2], [1, np.nan]], np.float32), "template 1 has a number that is not finite"),
        (np.array([[-np.inf, 2]], np.float32), "template 0 has a number that is not finite"),
        (np.ones((2, 8)), "float32"),
        (np.broadcast_to(np.float32(1), (1, 2**23)), "fewer than 8,388,608"),
    ],
)
def test_templates_that_cannot_be_searched_are_refused(templates, said):
    with pytest.raises(ValueError, match=said):
        build_index(templates)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_probes_that_are_not_finite_are_refused(bad):
    probes = np.ones((3, 8))
    probes[1, 5] = bad
    for look in (lambda i: search(i, probes), lambda i: reached(i, probes, 0.5)):
        with pytest.raises(ValueError, match="probe 1 has a number that is not finite"):
            look(build_index(np.ones((2, 8), np.float32)))


def test_probes_whose_products_could_overflow_are_refused():
    index = build_index(np.full((2, 8), 1e38, np.float32))
    with pytest.raises(ValueError, match="probe 0 has a number of size 1e\\+300: its products could overflow"):
        search(index, np.full((1, 8), 1e300))


def test_a_count_from_no_number_is_refused():
    with pytest.raises(ValueError, match="nan"):
        reached(build_index(np.ones((2, 8), np.float32)), np.ones((1, 8)), np.nan)


def test_probes_of_another_length_are_refused():
    with pytest.raises(ValueError, match=r"\(m, 8\)"):
        search(build_index(np.ones((2, 8), np.float32)), np.ones((1, 9)))


@given(
    templates=arrays(np.float32, (7, 12), elements=st.floats(-3, 3, width=32)),
    probes=arrays(np.float64, (2, 12), elements=st.floats(-30, 30)),
)
@settings(max_examples=200, deadline=None)
def test_references_above_a_cosine_are_counted_exactly_even_at_the_cosine_of_one(templates, probes):
    if np.abs(templates).max(axis=1).min() == 0:
        return
    index = build_index(templates)
    for probe in probes:
        products = in_order(templates, probe)
        for least in products:
            assert reached(index, probe[None], least).n.tolist() == [np.sum(products >= least)]


def test_a_count_of_many_probes_is_that_of_each():
    rng = np.random.default_rng(9)
    templates, probes = unit(rng, 700, 512).astype(np.float32), unit(rng, 30, 512)
    expected = [np.sum(in_order(templates, probe) >= 0.05) for probe in probes]
    assert sum(expected) > 1000
    assert reached(build_index(templates), probes, 0.05).n.tolist() == expected


def test_no_reference_and_every_reference_can_be_above_a_cosine():
    rng = np.random.default_rng(10)
    index, probes = build_index(unit(rng, 50, 64).astype(np.float32)), unit(rng, 3, 64)
    assert reached(index, probes, 1.01).n.tolist() == [0, 0, 0]
    assert reached(index, probes, -1.01).n.tolist() == [50, 50, 50]


def test_a_search_of_no_probes_finds_nothing():
    index = build_index(np.ones((2, 8), np.float32))
    assert search(index, np.empty((0, 8)))[0].size == reached(index, np.empty((0, 8)), 0.5).n.size == 0
