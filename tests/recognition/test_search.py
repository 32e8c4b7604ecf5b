from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.recognition.search import Recogniser, build_index, search


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


def captures(n: int, reference: int = -1, group: int = 4) -> dict[str, np.ndarray]:
    return {"person_id": np.arange(n), "passage": np.arange(n) % 3, "group": np.full(n, group),
            "reference_id": np.full(n, reference), "quality": np.linspace(0.3, 1, n)}


def test_any_batching_and_any_thread_gives_the_same_comparisons(recogniser: Recogniser):
    every = captures(60)
    whole = recogniser.compare(**every)
    parts = [{name: column[i:i + 7] for name, column in every.items()} for i in range(0, 60, 7)]
    with ThreadPoolExecutor(2) as pool:
        pieces = list(pool.map(lambda part: recogniser.compare(**part), parts))
    for name in vars(whole):
        np.testing.assert_array_equal(getattr(whole, name), np.concatenate([getattr(p, name) for p in pieces]))


def test_listed_people_are_found_as_often_as_the_profile_says(recogniser: Recogniser):
    n, reference = 400, 17
    group = int(recogniser.watchlist.group[reference])
    found = recogniser.compare(**captures(n, reference, group))
    expected = recogniser.profile.tpir(0.64, captures(n)["quality"], group)
    hits = found.is_mated & (found.score >= 0.64)
    assert abs(hits.sum() - expected.sum()) < 4 * np.sqrt((expected * (1 - expected)).sum())
    np.testing.assert_array_equal(found.is_mated, found.reference_id == reference)


def test_nobody_who_is_not_listed_is_mated(recogniser: Recogniser):
    assert not recogniser.compare(**captures(50)).is_mated.any()


def test_a_batch_of_nobody_compares_nothing(recogniser: Recogniser):
    assert recogniser.compare(**captures(0)).score.size == 0


@pytest.mark.parametrize(("changed", "message"), [
    ({"quality": np.array([0.0])}, "quality above 0"),
    ({"reference_id": np.array([1000])}, "0 to 999"),
    ({"reference_id": np.array([-2])}, "0 to 999"),
])
def test_captures_that_make_no_sense_are_refused(changed, message, recogniser: Recogniser):
    with pytest.raises(ValueError, match=message):
        recogniser.compare(**(captures(1) | changed))


def test_a_listed_person_must_be_of_the_group_of_their_reference(recogniser: Recogniser):
    other = int(recogniser.watchlist.group[0] + 1) % 5
    with pytest.raises(ValueError, match="ethnic group of their reference"):
        recogniser.compare(**captures(1, reference=0, group=other))
