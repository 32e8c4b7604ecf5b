"""`passerby sensitivity` and `passerby tipping`, of a simulator that is a function and of a small programme."""

import re
from concurrent.futures import Future

import polars as pl
import pytest
from commands import passerby
from strict_json import parsed

from sim.core.streams import Stream, Streams
from sim.ensemble import replicate
from sim.ensemble.arms import arm_of
from sim.ensemble.execute import own
from sim.metrics.measures import table_of
from sim.programme.measures import measures
from sim.programme.run import run_programme
from sim.sensitivity.conclusion import conclusion_of
from tests.programme.conftest import SMALL

SHORT = (*SMALL, "siting=[{rule: fixed, per_month: 1, duration_h: 0.25}]")
SETTINGS = [part for setting in SHORT for part in ("--set", setting)]
ACCEPT = "lfr.adjudication.p_false_accept"
STEEP, FLAT, NONE = "habits.day_spread", "trust.news.reach", "cost.set_up_h"
"""Inputs of the function: from 0.22 to 0.33, cited, and from 0 to 0.1 and from 0.5 to 2, assumed."""


class Here:
    """An executor that does a task where it is handed over."""

    def submit(self, do, *arguments):
        done = Future()
        done.set_result(do(*arguments))
        return done


@pytest.fixture
def function(monkeypatch):
    """Put a function in the place of the simulator: 10 + 100 STEEP + 20 FLAT, and chance that points share."""

    def metrics(settings, task, root, observe):
        level = 10 + 100 * settings.habits.day_spread + 20 * settings.trust.news.reach
        value = level + Streams(task.seed, task.replication).generator(Stream.DESIGN, 9).standard_normal()
        row = {"name": "arrests", "estimator": "expected", "by": "all", "group": "all", "unit": "people"}
        return pl.DataFrame({**row, "value": value, "numerator": value, "denominator": 1.0}), {}

    monkeypatch.setattr("sim.ensemble.replicate._metrics", metrics)
    monkeypatch.setattr("sim.ensemble.run.processes", lambda _: own(Here(), at_a_time=1))


@pytest.fixture
def store(walks, tmp_path, monkeypatch):
    """Return a folder whose store has tables of walks, and in which replications run in this process."""
    (walks / "passages").mkdir(exist_ok=True)
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs/passages").symlink_to(walks / "passages")
    monkeypatch.setattr("sim.ensemble.run.processes", lambda _: own(Here(), at_a_time=1))
    return tmp_path


def asked(folder, command, *arguments, file="north_end_year"):
    named = ("--metric", "arrests") if command == "sensitivity" else ()
    done = passerby(command, file, *named, *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done


def test_a_tornado_is_that_of_the_function_and_is_not_run_again(function, tmp_path, monkeypatch):
    arguments = ("sensitivity", "--method", "tornado", "--inputs", f"{STEEP},{FLAT},{NONE}", "--json")
    first = asked(tmp_path, *arguments, "--picture", "bars.svg")
    bars = parsed(first.stdout)["found"]["bars"]
    assert [bar["key"] for bar in bars] == [STEEP, FLAT, NONE]
    assert [bar["across"]["difference"] for bar in bars] == pytest.approx([11.0, 2.0, 0.0])
    assert "3 inputs, 7 points: 14 replications, 0 of them are stored" in first.stderr
    picture = (tmp_path / "bars.svg").read_bytes()
    assert STEEP.encode() in picture
    monkeypatch.setattr("sim.ensemble.replicate._metrics", None)
    again = asked(tmp_path, *arguments, "--picture", "bars.svg")
    assert again.stdout == first.stdout
    assert (tmp_path / "bars.svg").read_bytes() == picture
    assert "14 of them are stored" in again.stderr


def test_screening_and_indices_are_those_of_the_function(function, tmp_path):
    names = f"{STEEP},{FLAT},{NONE}"
    arguments = ("--method", "sobol", "--inputs", names, "--keep", "2", "--points", "4", "--trajectories", "2")
    found = parsed(asked(tmp_path, "sensitivity", *arguments, "--json").stdout)["found"]
    effects = {one["key"]: one for one in found["screening"]["effects"]}
    assert effects[STEEP]["mu"] == pytest.approx(11.0)
    assert effects[NONE]["mu_star"] == pytest.approx(0.0, abs=1e-9)
    total = {one["key"]: one["total"] for one in found["indices"]["indices"]}
    assert total[STEEP] / total[FLAT] > 10
    assert found["indices"]["measure"]["key"] == STEEP
    text = asked(tmp_path, "sensitivity", *arguments).stdout
    assert f"The one measurement that would narrow this most: {STEEP}" in " ".join(text.split())


def test_what_is_assumed_is_told_from_what_is_cited(function, tmp_path):
    arguments = ("--method", "basis", "--inputs", f"{STEEP},{FLAT},{NONE}", "--points", "8", "--replications", "1")
    indices = parsed(asked(tmp_path, "sensitivity", *arguments, "--json").stdout)["found"]["indices"]
    total = {one["key"]: one["total"] for one in indices["indices"]}
    assert total["assumed"] == pytest.approx(0.032, abs=0.03)
    assert total["cited"] > 0.5
    assert indices["measure"] is None
    assert "cited" in asked(tmp_path, "sensitivity", *arguments).stdout


def test_a_tipping_point_is_found_inside_its_range_outside_of_it_or_not_at_all(function, tmp_path):
    tipping = ("tipping", "--over", STEEP, "--when")
    inside = parsed(asked(tmp_path, *tipping, "arrests < 39", "--json").stdout)["tipping"][0]
    change = inside["changes"][0]
    assert change["is_inside"]
    assert not change["holds_above"]
    assert change["low"] <= 0.286 <= change["high"]
    assert "inside the range of 0 of 1 inputs" in asked(tmp_path, *tipping, "arrests < 60").stdout
    outside = parsed(asked(tmp_path, *tipping, "arrests < 60", "--from", "0", "--to", "0.9", "--json").stdout)
    assert [one["is_inside"] for one in outside["tipping"][0]["changes"]] == [False]
    own = ("tipping", "--over", "lfr.threshold", "--from", "0.6", "--to", "0.7", "--when", "arrests < 60", "--json")
    (one,) = parsed(asked(tmp_path, *own).stdout)["tipping"]
    assert (one["low"], one["changes"], len(one["tried"])) == (None, [], 3)


def test_without_a_name_every_input_with_a_range_is_looked_at(function, tmp_path):
    said = asked(tmp_path, "tipping", "--when", "arrests < 39", "--replications", "1", "--cost").stdout
    n, points = map(int, re.match(r"(\d+) inputs, (\d+) points", said).groups())
    assert n > 50
    assert n < points <= 2 * n + 1


def test_inputs_that_a_pattern_fits_are_looked_at_and_those_that_matter_come_first(function, tmp_path):
    arguments = ("tipping", "--when", "arrests < 39", "--halvings", "4", "--replications", "1")
    found = parsed(asked(tmp_path, *arguments, "--over", "habits.*,trust.news.*", "--json").stdout)["tipping"]
    chance = found[0]["as_given"] - 38.4
    points = {one["key"]: change["value"] for one in found for change in one["changes"]}
    assert list(points) == [STEEP, FLAT]
    assert list(points.values()) == pytest.approx([0.286 - chance / 100, 0.05 - chance / 20], abs=1e-9)
    assert len(found) > 8
    text = asked(tmp_path, *arguments, "--over", f"habits.*,{FLAT}").stdout
    assert f"It changes inside the range of 2 of 6 inputs: {FLAT}, {STEEP}." in " ".join(text.split())


def test_of_a_comparison_it_is_what_the_second_arm_has_more(function, tmp_path):
    (tmp_path / "arms.yaml").write_text(
        "name: two\narms:\n  a: north_end_year+trust.news.reach=0.01\n  b: north_end_year+trust.news.reach=0.05\n"
    )
    tipping = ("tipping", "--over", STEEP, "--when", "arrests > 0", "--json")
    found = parsed(asked(tmp_path, *tipping, file="arms.yaml").stdout)
    assert found["tipping"][0]["as_given"] == pytest.approx(0.8)
    assert (found["arms"], found["tipping"][0]["changes"]) == (["a", "b"], [])
    assert "b less a" in asked(tmp_path, *tipping[:-1], file="arms.yaml").stdout


def test_the_cost_is_said_and_nothing_is_run(function, tmp_path):
    said = asked(tmp_path, "sensitivity", "--method", "morris", "--cost", "--trajectories", "2").stdout
    assert "replications, 0 of them are stored" in said
    said = asked(tmp_path, "tipping", "--over", STEEP, "--when", "arrests < 5", "--cost").stdout
    assert "1 inputs, 3 points: 12 replications, 0 of them are stored; then 24 for each change" in said
    assert list(tmp_path.iterdir()) == []


def test_a_small_programme_tips_where_its_own_setting_flips_the_conclusion(store):
    settings = (*SETTINGS, "--replications", "1")
    bars = parsed(asked(store, "sensitivity", "--method", "tornado", "--inputs", ACCEPT, *settings, "--json").stdout)
    (bar,) = bars["found"]["bars"]
    assert bar["to_low"]["difference"] != 0.0 != bar["across"]["difference"]
    bound = bars["found"]["as_given"] + bar["to_low"]["difference"] / 2
    when = f"arrests {'<' if bar['to_low']['difference'] < 0 else '>'} {bound}"
    done = asked(store, "tipping", "--over", ACCEPT, "--when", when, "--halvings", "2", *settings, "--json")
    assert "3 points: 3 replications, 3 of them are stored" in done.stderr
    (change,) = parsed(done.stdout)["tipping"][0]["changes"]
    assert change["is_inside"]
    holds = conclusion_of(when).holds
    below, above = (arrests(store, f"{ACCEPT}={change[end]}") for end in ("from_", "to"))
    assert (holds(below), holds(above)) == (not change["holds_above"], change["holds_above"])


def arrests(store, *settings):
    """Return the arrests of the programme with settings of its own, and no draw."""
    programme = arm_of("north_end_year", settings=[*SHORT, *settings])
    table = table_of(measures(run_programme(programme, seed=1, root=store / "outputs")))
    return table.filter(name="arrests", estimator="expected", by="all")["value"].item()


def test_the_variance_of_a_small_programme_is_shared_out(store):
    names = ("--inputs", "habits.day_spread,listing.day_response", *SETTINGS, "--replications", "1", "--json")
    found = parsed(asked(store, "sensitivity", "--method", "sobol", "--points", "4", *names).stdout)["found"]
    assert found["screening"] is None
    indices = found["indices"]
    assert (indices["base_points"], indices["left_out"], indices["sd"] > 0) == (4, 0, True)


def test_an_interrupt_ends_it_and_what_was_run_is_not_run_again(function, tmp_path, monkeypatch):
    command = ["sensitivity", "north_end_year", "--metric", "arrests", "--method", "tornado", "--inputs", STEEP]
    whole, runs = replicate._metrics, []

    def interrupted(settings, task, root, observe):
        runs.append(task)
        if len(runs) == 3:
            raise KeyboardInterrupt
        return whole(settings, task, root, observe)

    monkeypatch.setattr("sim.ensemble.replicate._metrics", interrupted)
    done = passerby(*command, "--picture", "bars.svg", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.splitlines()[-1]) == (130, "", "interrupted")
    assert [one.name for one in tmp_path.iterdir()] == ["outputs"]
    assert "6 replications, 2 of them are stored" in passerby(*command, "--picture", "bars.svg", cwd=tmp_path).stderr
    assert (tmp_path / "bars.svg").is_file()


DAY = ["north_end", "--metric", "people"]
LONG = "day.duration_h"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sensitivity", "north_end", "--metric", "arests"], "did you mean arrests"),
        (["sensitivity", "north_end", "--metric", "officer_hours"], "a day has none of it"),
        (["sensitivity", *DAY, "--inputs", "footfall.people_per_days"], "did you mean footfall.people_per_day?"),
        (["sensitivity", *DAY, "--inputs", "x.y"], "no uncertain input is called so (x.y)"),
        (["sensitivity", *DAY, "--group", "blak"], "did you mean black?"),
        (["sensitivity", *DAY, "--estimator", "expected"], "is not made so"),
        (["sensitivity", *DAY, "--picture", "a.svg"], "none of this method"),
        (["sensitivity", *DAY, "--method", "tornado", "--picture", "a.jpg"], "not a kind of picture"),
        (["sensitivity", *DAY, "--method", "tornado", "--picture", "x/a.svg"], "no such folder"),
        (["sensitivity", *DAY, "--method", "sobol", "--points", "48"], "not a power of two"),
        (["sensitivity", *DAY, "--method", "sobol", "--inputs", "footfall.people_per_day"], "nothing to share the"),
        (["sensitivity", *DAY, "--cluster", "nonsense"], "no scheduler of Dask"),
        (["tipping", "north_end", "--when", "< 5"], "not a conclusion"),
        (["tipping", "north_end", "--when", "false_stop < 5"], "did you mean false_stops"),
        (
            ["tipping", "north_end", "--when", "people < 5", "--over", "footfall.people"],
            "did you mean footfall.people_",
        ),
        (["tipping", "north_end", "--when", "people < 5", "--over", "footfall"], "no such number"),
        (["tipping", "north_end", "--when", "people < 5", "--over", LONG], "no range of its own"),
        (["tipping", "north_end", "--when", "people < 5", "--from", "0"], "ends of more than one input"),
        (["tipping", "north_end", "--when", "people < 5", "--over", LONG, "--from", "1", "--to", "99"], "cannot be"),
        (["tipping", "north_end", "--when", "people < 5", "--over", LONG, "--from", "1", "--to", "1"], "no span to"),
    ],
)
def test_what_is_wrong_is_said_with_status_2_and_nothing_is_written(arguments, says, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.ensemble.run.processes", None)
    done = passerby(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []
