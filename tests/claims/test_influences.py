"""Which inputs stand out: what is put in is found, what chance gives is not, and pairs are no second witnesses."""

import numpy as np
import pytest

from sim.claims.influence import influences
from sim.claims.readers import is_read
from sim.ensemble.inputs import Input
from sim.metrics.catalogue import metric
from sim.programme.load import load_programme

PAIRS, MANY = 20, 60
KEYS = [f"k{n}" for n in range(MANY)]
INPUTS = [Input(key, 0.5, 0.0, 1.0, "uniform", "", "cited") for key in KEYS]


def paired(chance, assumed=()):
    """Return draws of which the second half shares all but the assumed inputs with the first."""
    a, b = chance.random((2, PAIRS, MANY))
    mixed = np.where(np.isin(KEYS, assumed), b, a)
    return np.concatenate([a, mixed])


def named(values, outcome):
    draws = [dict(zip(KEYS, row, strict=True)) for row in values]
    return [one.key for one in influences(INPUTS, draws, outcome, 1, pairs=PAIRS)]


@pytest.mark.parametrize("curve", [lambda x: x, lambda x: np.exp(20 * x), lambda x: -1 / (x + 0.01)])
def test_an_input_that_makes_the_outcome_is_named_whatever_the_curve(curve):
    values = paired(np.random.default_rng(1))
    assert named(values, curve(values[:, 3])) == ["k3"]


def test_chance_is_hardly_ever_named_though_pairs_repeat_each_other():
    chance = np.random.default_rng(2)
    found = 0
    for _ in range(60):
        noise = chance.normal(size=PAIRS)
        found += bool(named(paired(chance, KEYS[:5]), np.tile(noise, 2) + 0.01 * chance.normal(size=2 * PAIRS)))
    assert found <= 3


def test_a_value_without_end_is_the_greatest_and_a_failure_takes_its_pair_with_it():
    values = paired(np.random.default_rng(3))
    outcome = values[:, 3].copy()
    outcome[outcome > 0.9] = np.inf
    outcome[4] = np.nan
    assert named(values, outcome) == ["k3"]


@pytest.mark.parametrize(
    ("key", "name", "read"),
    [
        ("trust.news.reach", "arrests", False),
        ("trust.news.reach", "treat_fairly_change", True),
        ("trust.avoiding.discount", "arrests", True),
        ("support.error_sd", "treat_fairly_change", False),
        ("support.error_sd", "support_change", True),
        ("cost.equipment_gbp", "arrests", False),
        ("cost.equipment_gbp", "cost_per_arrest", True),
        ("trust.meetings.fairness_sd", "treat_fairly_change", False),
        ("stop_and_search.searches_per_officer_hour", "arrests", False),
        ("lfr.engagement.arrest_min", "arrests", True),
        ("lfr.recognition.draw", "arrests", True),
    ],
)
def test_what_cannot_move_a_metric_is_no_candidate(key, name, read):
    assert is_read(key, metric(name), [load_programme("north_end_year")]) == read
