"""Trade-offs: which settings are dominated, on numbers made for it."""

from types import SimpleNamespace

import polars as pl
import pytest

import sim
from sim.compare.pareto import MOST_ARMS, arms_of_grid, pareto


def result(values, replications=6):
    """Return an ensemble whose arms have these arrests and searches, with the same chance in all."""
    rows = [
        {"arm": arm, "draw": 0, "replication": k, "name": name, "estimator": estimator, "by": "all", "group": "all"}
        | {"value": value + noise, "numerator": value + noise, "denominator": 1.0}
        for arm, (arrests, searches, own) in values.items()
        for k in range(replications)
        for name, estimator, value, noise in (
            ("arrests", "expected", arrests, k + own * (-1) ** k),
            ("searches", "sampled", searches, 10 * k),
        )
    ]
    arms = [SimpleNamespace(name=arm) for arm in values]
    return SimpleNamespace(frame=pl.DataFrame(rows), ensemble=SimpleNamespace(arms=arms))


def dominated(values):
    return dict(pareto(result(values)).select("arm", "dominated_by").iter_rows())


def test_more_for_less_dominates_and_more_for_more_is_a_trade_off():
    found = dominated({"a": (50.0, 900.0, 0), "b": (60.0, 800.0, 0), "c": (70.0, 1200.0, 0)})
    assert found == {"a": ["b"], "b": [], "c": []}


def test_better_by_no_more_than_chance_does_not_dominate():
    assert dominated({"a": (50.0, 900.0, 0), "b": (50.4, 900.0, 5)}) == {"a": [], "b": []}
    assert dominated({"a": (50.0, 900.0, 0), "b": (50.4, 900.0, 0)}) == {"a": ["b"], "b": []}


def test_alike_settings_dominate_each_other_not():
    assert dominated({"a": (50.0, 900.0, 0), "b": (50.0, 900.0, 0)}) == {"a": [], "b": []}


def test_the_table_has_the_means_of_what_all_have():
    table = pareto(result({"a": (50.0, 900.0, 0), "b": (60.0, 800.0, 0)}))
    assert table.columns == ["arm", "arrests", "searches", "dominated_by"]
    assert table["arrests"].to_list() == pytest.approx([52.5, 62.5])


def test_a_grid_is_every_combination():
    assert arms_of_grid("p", ["a.b=1,2", "c=[x, y]"]) == ["p+a.b=1+c=x", "p+a.b=1+c=y", "p+a.b=2+c=x", "p+a.b=2+c=y"]
    with pytest.raises(sim.ScenarioError, match=r"a grid of 121 combinations.*to 100"):
        arms_of_grid("p", [f"{name}={','.join(map(str, range(11)))}" for name in "ab"])
    assert MOST_ARMS == 100
