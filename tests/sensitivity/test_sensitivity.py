"""Screening, indices, tornado and tipping points, of functions whose answers are known."""

import numpy as np
import pytest
from scipy.stats import sobol_indices

import sim
from sim.core.streams import Stream, Streams
from sim.ensemble.inputs import Input
from sim.sensitivity.conclusion import conclusion_of
from sim.sensitivity.morris import screen
from sim.sensitivity.points import Span
from sim.sensitivity.screened import screened_sobol
from sim.sensitivity.sobol import _estimate, group_total, sobol
from sim.sensitivity.tipping import tipping_points
from sim.sensitivity.tornado import tornado, tornado_points


def inputs(n, low=0.0, high=1.0):
    return [Input(f"x{k}", (low + high) / 2, low, high, "uniform", "", "assumed") for k in range(n)]


def simulator(function, n, *, replications=4, own=0.0, shared=0.0, given=0.0, experiment=5):
    """Return a response: a function with chance that all points share, and chance of their own."""

    def respond(points):
        x = np.array([[point.get(f"x{k}", given) for k in range(n)] for point in points])
        chance = Streams(experiment).generator(Stream.DESIGN, 99)
        common = shared * chance.standard_normal(replications)
        return function(x)[:, None] + common + own * chance.standard_normal((len(points), replications))

    return respond


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


ISHIGAMI = {"x0": (0.3139, 0.5576), "x1": (0.4424, 0.4424), "x2": (0.0, 0.2437)}
"""First and total, from theory."""


@pytest.mark.parametrize("own", [0.0, 3.0])
def test_indices_are_those_of_theory_whatever_chance_adds(own):
    found = sobol(inputs(3, -np.pi, np.pi), simulator(ishigami, 3, own=own, shared=9.0), n=1024, seed=2)
    for one in found.indices:
        first, total = ISHIGAMI[one.key]
        assert one.first_low <= first <= one.first_high
        assert one.total_low <= total <= one.total_high
        assert (one.first, one.total) == pytest.approx((first, total), abs=0.12)
    assert found.sd == pytest.approx(3.7208, rel=0.06)
    assert found.measure.key == "x1"
    assert found.measure.sd_left == pytest.approx(found.sd * (1 - 0.4424) ** 0.5, rel=0.1)


def test_intervals_of_indices_cover_as_often_as_they_say_though_there_are_two_replications():
    covered = []
    for experiment in range(12):
        response = simulator(ishigami, 3, own=2.0, shared=5.0, replications=2, experiment=experiment)
        for one in sobol(inputs(3, -np.pi, np.pi), response, n=64, seed=experiment).indices:
            first, total = ISHIGAMI[one.key]
            covered += [one.first_low <= first <= one.first_high, one.total_low <= total <= one.total_high]
    assert len(covered) == 72
    assert np.mean(covered) > 0.95 - 4 * (0.95 * 0.05 / 36) ** 0.5


@pytest.mark.parametrize(
    ("group", "closed", "total"),
    [(["x0", "x2"], 0.5576, 0.5576), (["x0"], 0.3139, 0.5576), (["x0", "x1", "x2"], 1.0, 1.0), ([], 0.0, 0.0)],
)
def test_inputs_taken_as_one_have_the_closed_indices_of_theory(group, closed, total):
    response = simulator(ishigami, 3, own=2.0, shared=9.0)
    found = group_total(inputs(3, -np.pi, np.pi), group, response, n=512, seed=2, name="assumed")
    assert found.key == "assumed"
    assert (found.first, found.total) == pytest.approx((closed, total), abs=0.1)
    assert found.first_low <= closed + 1e-9
    assert found.first_high >= closed - 1e-9
    assert found.total_low - 1e-9 <= total <= found.total_high + 1e-9


def test_a_group_of_what_is_not_uncertain_and_inputs_that_do_nothing_are_told():
    response = simulator(lambda x: 0 * x[:, 0], 3, own=1.0)
    assert group_total(inputs(3), ["x0"], response, n=16, seed=1) is None
    with pytest.raises(sim.RunError, match=r"not among the inputs \(x9\)"):
        group_total(inputs(3), ["x9"], response, n=16, seed=1)


def test_a_single_replication_has_the_indices_of_scipy():
    f = Streams(1).generator(Stream.DESIGN, 98).standard_normal((5, 1, 64))
    one, other = (
        sobol_indices(func={"f_A": f[0].copy(), "f_B": f[1].copy(), "f_AB": f[2:].copy()}, n=64, method=method)
        for method in (_estimate, "saltelli_2010")
    )
    np.testing.assert_allclose(one.first_order, other.first_order)
    np.testing.assert_allclose(one.total_order, other.total_order)


def test_base_points_with_a_failure_are_left_out():
    whole = simulator(ishigami, 3)

    def failing(points):
        values = whole(points)
        values[7, 1] = np.nan
        return values

    found = sobol(inputs(3, -np.pi, np.pi), failing, n=64, seed=1)
    assert (found.base_points, found.left_out) == (32, 32)


SLOPES = np.array([5.0, -2.0, 0.0, 0.0])


def test_effects_of_a_line_are_its_slopes_and_what_does_nothing_is_told_from_them():
    found = screen(inputs(4), simulator(lambda x: x @ SLOPES, 4, own=0.3, shared=7.0), n=20, seed=3)
    of = {one.key: one for one in found.effects}
    for key, slope in zip(of, [5.0, -2.0], strict=False):
        assert of[key].mu == pytest.approx(slope, abs=4 * 0.3)
        assert of[key].is_above_chance
    assert [one.key for one in found.effects[:2]] == ["x0", "x1"]
    for key in ("x2", "x3"):
        assert not of[key].is_above_chance
        assert of[key].mu_star == pytest.approx(of[key].by_chance, rel=0.6)


def test_without_chance_a_line_has_no_spread_and_a_product_has():
    line = screen(inputs(4), simulator(lambda x: x @ SLOPES, 4), n=6, seed=3).effects[0]
    assert (line.mu_star, line.sigma) == pytest.approx((5.0, 0.0), abs=1e-9)
    product = screen(inputs(2), simulator(lambda x: x[:, 0] * x[:, 1], 2), n=6, seed=3).effects[0]
    assert product.sigma > 0.1


def test_screening_keeps_what_matters_for_the_indices():
    response = simulator(lambda x: x @ SLOPES, 4, own=0.2, given=0.5)
    found = screened_sobol(inputs(4), response, keep=2, trajectories=10, points=256, seed=4)
    first = {one.key: one.first for one in found.indices.indices}
    assert first == pytest.approx({"x0": 25 / 29, "x1": 4 / 29}, abs=0.12)
    nothing = simulator(lambda x: 0 * x[:, 0], 4, own=1.0)
    with pytest.raises(sim.RunError, match="fewer than two inputs do what chance does not"):
        screened_sobol(inputs(4), nothing, keep=2, trajectories=10, points=8, seed=4)


def test_a_tornado_has_the_widest_bar_first_and_chance_that_is_shared_cancels():
    found = tornado(inputs(4), simulator(lambda x: x @ SLOPES, 4, shared=50.0, own=0.1, given=0.5))
    assert [bar.key for bar in found.bars[:2]] == ["x0", "x1"]
    across = [bar.across for bar in found.bars[:2]]
    assert across[0].low < 5.0 < across[0].high
    assert across[0].high - across[0].low < 2.0
    assert found.bars[0].to_low.difference == pytest.approx(-2.5, abs=0.4)
    assert found.as_given_high - found.as_given_low > 10.0


def test_an_end_that_is_as_given_is_not_run_beside_it():
    one = Input("n", 3, 3.0, 9.0, "whole numbers, alike", "", "assumed")
    assert tornado_points([one]) == [{}, {}, {"n": 9}]
    (bar,) = tornado([one], lambda points: np.array([[point.get("n", 3)] * 2 for point in points], float)).bars
    assert (bar.to_low.difference, bar.to_high.difference) == (0.0, 6.0)


def parabola(x):
    return 4 * (x[:, 0] - 0.3) ** 2


def tip(says, function=parabola, own=(0.0, 1.0), **chance):
    response = simulator(function, 1, given=0.5, **chance)
    return tipping_points([Span(inputs(1)[0], own)], response, conclusion_of(f"arrests {says}"))[0]


def test_every_change_of_a_conclusion_is_found_with_its_side():
    found = tip("< 0.25")
    assert [one.value for one in found.changes] == pytest.approx([0.05, 0.55], abs=0.003)
    assert [one.holds_above for one in found.changes] == [True, False]
    assert found.holds_as_given
    assert all(one.is_inside for one in found.changes)


def test_intervals_of_tipping_points_cover_as_often_as_they_say():
    n = 100
    changes = [tip("> 0.4", lambda x: x[:, 0], shared=0.05, experiment=k, replications=4).changes[0] for k in range(n)]
    assert not any(one.is_open for one in changes)
    coverage = sum(one.low <= 0.4 <= one.high for one in changes) / n
    assert abs(coverage - 0.95) < 4 * (0.95 * 0.05 / n) ** 0.5


def test_an_interval_that_chance_leaves_open_is_told():
    assert tip("> 0.98", lambda x: x[:, 0], shared=0.4, replications=4).changes[0].is_open


def test_of_several_inputs_those_that_change_it_inside_their_range_come_first_and_one_that_fails_is_told():
    def respond(points):
        x = np.array([[point.get(f"x{k}", 0.5) for k in range(4)] for point in points])
        values = np.repeat((x @ [1.0, 4.0, 0.0, 1.0])[:, None], 2, axis=1)
        values[x[:, 3] == 1.0] = np.nan
        return values

    found = tipping_points([Span(one, (0.0, 1.0)) for one in inputs(4)], respond, conclusion_of("arrests > 3.6"))
    assert [one.key for one in found] == ["x1", "x0", "x2", "x3"]
    of = {one.key: one for one in found}
    assert of["x1"].changes[0].value == pytest.approx(0.65, abs=0.01)
    assert (of["x0"].changes, of["x2"].changes) == ((), ())
    assert (of["x3"].failed_at, of["x3"].changes) == (1.0, ())
    assert of["x1"].as_given == pytest.approx(3.0)


def test_none_in_the_span_and_one_outside_of_the_range_are_told():
    assert tip("> 9").changes == ()
    assert [one.is_inside for one in tip("< 0.25", own=(0.3, 1.0)).changes] == [False, True]


def test_whole_numbers_are_run_as_whole_numbers():
    asked = []

    def respond(points):
        asked.extend(point["n"] for point in points if point)
        return np.array([[float(point.get("n", 3))] * 2 for point in points])

    span = Input("n", 3, 1.0, 40.0, "whole numbers, alike", "", "assumed")
    (found,) = tipping_points([Span(span, None)], respond, conclusion_of("arrests >= 17"))
    assert all(isinstance(value, int) for value in asked)
    assert (found.changes[0].from_, found.changes[0].to) == (16, 17)


@pytest.mark.parametrize("says", ["", "5", "< 5", "arrests = 5", "arrests < five", "arrests < 5 6", "arrests < 1e999"])
def test_what_states_nothing_is_refused(says):
    with pytest.raises(sim.RunError, match="not a conclusion"):
        conclusion_of(says)


def test_a_conclusion_on_no_metric_is_refused_where_it_was_given():
    with pytest.raises(sim.MetricError, match="arests") as refused:
        conclusion_of("arests < 5")
    assert refused.value.where == "--when"
