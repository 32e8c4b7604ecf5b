"""The public interface, as a script or another library uses it."""

import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

import mesa
import numpy as np
import pytest

import sim
from tests.conftest import SHORT_DAY, short_day

SHORT = {
    "day.duration_h": 0.05,
    "day.warm_up_s": 120,
    "population.residents": 5000,
    "lfr.watchlist.size": 500,
}


def test_everything_listed_is_there_and_says_what_it_does():
    for name in sim.__all__:
        assert getattr(sim, name).__doc__, name


def test_a_scenario_is_loaded_by_name_with_values():
    scenario = sim.load_scenario("north_end", policies=["lfr_fixed_2025"], values={"threshold": 0.6, **SHORT})
    assert scenario.lfr.threshold == 0.6
    assert scenario.day.duration_h == 0.05
    assert sim.load_programme("roll_out", values={"months": 2}).months == 2


def test_values_are_checked_as_a_file_is_and_the_original_stays():
    scenario = sim.load_scenario("north_end", policies=["lfr_fixed_2025"])
    assert sim.with_values(scenario, {"lfr.threshold": 0.6}).lfr.threshold == 0.6
    assert scenario.lfr.threshold == 0.64
    assert sim.with_values(scenario, {}) is scenario
    assert sim.with_values(scenario, {"recognition.profile": "essex_2026"}).lfr.recognition.profile.name != (
        scenario.lfr.recognition.profile.name
    )


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"lfr.threshold": 2}, r"lfr.threshold=2: `lfr.threshold` is out of bounds \(2\); it must be at most 1"),
        ({"lfr.treshold": 0.6}, r"unknown key `treshold` in `lfr`; did you mean `threshold`"),
        ({"lfr.threshold": "0.6"}, "is of the wrong kind"),
        ({"": 1}, "not the name of a setting"),
    ],
)
def test_a_wrong_value_is_refused(values, says):
    with pytest.raises(sim.ScenarioError, match=says):
        sim.with_values(sim.load_scenario("north_end", policies=["lfr_fixed_2025"]), values)


@pytest.mark.parametrize(("name", "what"), [("north_ent", "no such place"), ("nowhere.yaml", "no such file")])
def test_a_place_that_is_not_there_is_refused_with_those_that_are(name, what):
    with pytest.raises(sim.ScenarioError, match=rf"{what} \(.*\); .*one of generic_high_street, .*, north_end, "):
        sim.load_scenario(name)


def test_a_job_is_plain_and_any_executor_runs_it(tmp_path):
    job = sim.Job(sim.load_scenario("north_end", policies=["lfr_fixed_2025"]), seed=3, values=SHORT)
    assert pickle.loads(pickle.dumps(job)) == job
    jobs = [job, sim.Job(job.scenario, seed=3, values={**SHORT, "threshold": 0.6})]
    make = partial(sim.simulate, root=tmp_path)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        one, other = processes.map(make, jobs)
    assert one.manifest.threshold == 0.64
    assert other.manifest.threshold == 0.6
    assert one.events("arrival").equals(other.events("arrival"))
    with ThreadPoolExecutor(2) as threads:
        again = list(threads.map(make, jobs))
    assert [run.path for run in again] == [one.path, other.path]
    assert sim.open_run(tmp_path, one.manifest.run_id).metrics.equals(one.metrics)


def test_simulating_is_silent(tmp_path):
    code = (
        "import sim, pathlib, sys\n"
        f"scenario = sim.load_scenario('north_end', policies=['lfr_fixed_2025'], values={SHORT})\n"
        "sim.simulate(sim.Job(scenario), root=pathlib.Path(sys.argv[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_day_conditioned_on_a_false_alert_is_run_as_such():
    scenario = short_day("lfr.recognition.given_false_alert=black", "day.duration_h=0.1")
    assert sim.run(scenario, seed=2).given is not None


def test_a_batch_of_mesa_gives_the_metrics_of_the_day():
    values = dict(setting.split("=") for setting in SHORT_DAY)
    values = {name: float(value) for name, value in values.items()} | SHORT
    rows = mesa.batch_run(sim.MesaStreet, {"lfr.threshold": [0.6, 0.64], "seed": 2, **values}, display_progress=False)
    assert [row["lfr.threshold"] for row in rows] == [0.6, 0.64]
    scenario = sim.load_scenario("north_end", policies=["lfr_fixed_2025"], values={**values, "lfr.threshold": 0.6})
    metrics = sim.measure(sim.run(scenario, seed=2))
    for name in ("people", "faces_seen", "alerts"):
        expected = metrics.filter(name=name, by="all", estimator="sampled")["value"].item()
        assert rows[0][name] == expected
    assert rows[0]["people"] == rows[1]["people"]
    assert rows[0]["alerts_expected"] >= rows[1]["alerts_expected"]


def test_a_collector_of_mesa_has_a_row_a_minute():
    model = sim.MesaStreet(policy=None, **{name: value for name, value in SHORT.items() if "lfr" not in name})
    while model.running:
        model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == (SHORT["day.duration_h"] * 3600 + SHORT["day.warm_up_s"]) / 60
    assert table["people"].notna().sum() == 1
    assert len(model.world.agents) > 0


def test_what_is_wrong_with_a_job_is_told_by_the_process_that_ran_it(tmp_path):
    job = sim.Job(sim.load_scenario("north_end", policies="lfr_fixed_2025"), values={"nope": 1, "lfr.threshold": 3})
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        wrong = processes.submit(partial(sim.simulate, root=tmp_path), job).exception()
    assert isinstance(wrong, sim.ScenarioError)
    assert "unknown key `nope`" in str(wrong)
    assert "out of bounds" in str(wrong)


def test_a_job_done_twice_at_once_is_harmless(tmp_path):
    job = sim.Job(sim.load_scenario("north_end", policies=["lfr_fixed_2025"]), seed=9, values=SHORT)
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(partial(sim.simulate, root=str(tmp_path)), [job, job])
    assert one.path == other.path
    assert [path.name for path in tmp_path.iterdir()] == [one.manifest.run_id]


@pytest.mark.parametrize(
    "numbers", [{"seed": -1}, {"seed": 2**63}, {"seed": True}, {"seed": 1.5}, {"replication": 2**32}]
)
def test_a_number_that_no_run_can_have_is_refused(numbers):
    with pytest.raises(sim.RunError, match="a whole number from 0 to"):
        sim.Job(sim.load_scenario("north_end"), **numbers)


def test_numbers_and_arrays_of_numpy_are_values_too():
    scenario = sim.load_scenario("north_end", policies=["lfr_fixed_2025"])
    changed = sim.with_values(scenario, {"watchlist.size": np.int64(300), "threshold": np.float64(0.6)})
    assert (changed.lfr.watchlist.size, changed.lfr.threshold) == (300, 0.6)
    with pytest.raises(sim.ScenarioError, match="not a value of a setting"):
        sim.with_values(scenario, {"threshold": object()})
    with pytest.raises(sim.ScenarioError, match="not the name of a setting"):
        sim.with_values(scenario, {1: 2})


@pytest.mark.parametrize("place", [None, 5, "a" * 5000])
def test_what_is_no_name_is_refused(place):
    with pytest.raises(sim.ScenarioError):
        sim.load_scenario(place)
