"""Settings of a tiny programme are fitted, written, and drawn from by an ensemble."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.calibration.fit_file import write_fit
from sim.calibration.matched_file import load_any_fit
from sim.cli.main import app
from sim.core.errors import RunError, ScenarioError
from sim.ensemble.arms import arm_of
from sim.ensemble.design import design_of
from sim.matching.match import match
from tests.programme.conftest import SMALL

WHAT = "+".join(("north_end_year", *SMALL, "siting=[{rule: fixed, per_month: 1, duration_h: 1.0}]"))
RATIO = "streets.north_end.place.population.listed_visit_ratio"
TARGETS = f"""name: tiny
inputs:
  {RATIO}: {{low: 0.3, high: 3.0}}
targets:
  - {{metric: alerts, value: VALUE, standard_error: 2.0, discrepancy: 1.0, source: a test}}
"""


@pytest.fixture(scope="module")
def root(walks, tmp_path_factory):
    root = tmp_path_factory.mktemp("matching")
    (walks / "passages").mkdir(exist_ok=True)
    (root / "passages").symlink_to(walks / "passages")
    return root


def matched(root, tmp_path, value):
    file = tmp_path / "targets.yaml"
    file.write_text(TARGETS.replace("VALUE", f"{value}"), encoding="utf-8")
    with ThreadPoolExecutor(1) as one:
        return match(WHAT, file, points=4, waves=2, seed=3, root=root, executor=one)


@pytest.fixture(scope="module")
def found(root, tmp_path_factory):
    return matched(root, tmp_path_factory.mktemp("targets"), VALUE)


VALUE = 30.0


def test_what_is_left_predicts_what_was_published(found):
    (figure,), (ratio,) = found.figures, found.inputs
    assert figure.is_within
    assert figure.estimator == "expected"
    assert 0.3 <= ratio.low < ratio.median < ratio.high <= 3.0
    assert ratio.high - ratio.low < 2.0
    assert found.waves[-1].left < 0.9


def test_a_fit_that_is_written_is_drawn_from(found, tmp_path):
    write_fit(found, tmp_path / "fit.yaml")
    fit = load_any_fit(tmp_path / "fit.yaml")
    assert fit == found
    design = design_of({"a": arm_of(WHAT)}, draws=33, seed=1, fit=fit)
    drawn = np.array([draw[RATIO] for draw in design.draws[1:]])
    assert set(drawn) <= {draw[0] for draw in fit.draws}
    assert np.median(drawn) == pytest.approx(found.inputs[0].median, rel=0.1)
    (one,) = (one for one in design.inputs if one.key == RATIO)
    assert (one.law, one.basis) == ("posterior of a fit", "fitted")


def test_a_fit_of_something_else_is_refused(found):
    with pytest.raises(RunError, match="no arm has a setting of it to draw"):
        design_of({"a": arm_of("north_end+lfr_fixed_2025")}, draws=2, seed=1, fit=found)


def test_what_no_setting_can_give_is_said(root, tmp_path):
    with pytest.raises(RunError, match="nothing is plausible after wave 1: of 4 runs the best has alerts"):
        matched(root, tmp_path, 500.0)


def test_a_setting_that_is_none_is_refused(root, tmp_path):
    file = tmp_path / "targets.yaml"
    file.write_text(TARGETS.replace("VALUE", "1").replace(RATIO, "no.such"), encoding="utf-8")
    with pytest.raises(RunError, match="no such number"):
        match(WHAT, file, points=4, waves=1, root=root)


def test_a_file_that_is_cut_short_is_no_fit(found, tmp_path):
    write_fit(found, tmp_path / "fit.yaml")
    text = (tmp_path / "fit.yaml").read_text(encoding="utf-8")
    (tmp_path / "fit.yaml").write_text(text[: text.index("inputs:")], encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"fit\.yaml"):
        load_any_fit(tmp_path / "fit.yaml")


@pytest.mark.parametrize("options", [[], ["--simulate", "north_end_year"], ["--match", "north_end_van"]])
def test_the_command_asks_for_one_thing_to_fit(options):
    ended = CliRunner().invoke(app, ["calibrate", *options])
    assert ended.exit_code == 2
    assert "--simulate FILE with --match TARGETS" in ended.stderr
