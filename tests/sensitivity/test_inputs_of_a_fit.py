"""What a fit knows of is varied over what the fit leaves open, and not over the range of the setting."""

import numpy as np
import pytest

from sim.calibration.matched_file import load_any_fit
from sim.ensemble.arms import arm_of
from sim.ensemble.design import design_of
from sim.sensitivity.points import inputs_asked, point_at

RATIO = "population.listed_visit_ratio"


def test_the_range_of_an_input_is_that_of_its_draws_from_the_fit():
    arms, fit = {"a": arm_of("north_end+lfr_van_2025")}, load_any_fit("met_2025_05")
    (plain,) = inputs_asked(arms, [RATIO])
    (one,) = inputs_asked(arms, [RATIO], fit=fit)
    drawn = [draw[RATIO] for draw in design_of(arms, draws=129, seed=0, fit=fit).draws[1:]]
    assert (one.low, one.high) == pytest.approx(tuple(np.quantile(drawn, (0.025, 0.975))))
    assert (one.low, one.high) != (plain.low, plain.high)
    assert one.basis == "fitted"
    middle = point_at([one], np.array([0.5]))[RATIO]
    assert middle == pytest.approx(np.sqrt(one.low * one.high))
