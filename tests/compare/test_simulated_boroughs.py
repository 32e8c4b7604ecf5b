"""Boroughs as simulated: intervals of draws, coverage, like for like, and what is shipped."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import inf
from sys import modules

import numpy as np
import pytest

import sim
from sim.calibration.fit_file import SHIPPED_FIT
from sim.calibration.matched_file import load_any_fit
from sim.compare.borough_draws import COUNTS, HELD, PARTS, draw_borough
from sim.compare.borough_programmes import ALIKE, programme_of, simulable, simulable_named
from sim.compare.published import AFTER_FIT, RECENT, published_counts
from sim.compare.same import with_same
from sim.compare.simulated import (
    SIMULATED,
    SimulatedBorough,
    beside_published,
    coverage_of,
    ends_of,
    part_of,
    simulated_figures,
)
from sim.core.groups import GroupScheme
from sim.ensemble.design import design_of
from sim.ensemble.drawn import with_draw
from sim.ensemble.execute import own
from sim.programme.dates import month_begins
from sim.programme.run import run_programme
from sim.report.mix_tables import label_of, mix_columns
from sim.report.simulated_boroughs import (
    borough_record,
    kept_of,
    settings_sha256,
    simulated_boroughs,
    simulated_document,
)
from sim.report.simulated_tables import how_simulated
from sim.report.versioned import write_document
from sim.scenario.shipped import file_of
from sim.street.arrivals import check_entrances
from sim.street.geometry import compile_geometry
from tests.programme.conftest import SMALL

TOWN = [
    *(one.replace("north_end", "street") for one in SMALL if not one.startswith("siting")),
    "calendar=[]",
    "siting=[{rule: fixed, per_month: 6, duration_h: 0.3}]",
]


def of_draws(area, values, deployments):
    """Return a borough whose draws have these counts of alerts and nothing else."""
    sums = np.zeros((len(values), len(COUNTS)))
    sums[:, COUNTS.index("alerts")] = values
    return SimulatedBorough(
        area.lower(), area, "E", 1000, {}, dict.fromkeys(PARTS, deployments), dict.fromkeys(PARTS, sums), (12,), {}
    )


def test_an_interval_holds_one_more_draw_nine_times_in_ten():
    rng = np.random.default_rng(5)
    for draws in (19, 39):
        many = rng.gamma(2, 10, (4000, draws + 1))
        ends = [ends_of(row[1:], np.ones(draws)) for row in many]
        held = np.mean([low <= row[0] <= high for (low, high), row in zip(ends, many, strict=True)])
        assert held == pytest.approx(0.9, abs=0.015)


def test_nothing_to_divide_by_leaves_an_end_open():
    above, below = np.full(19, 6.0), np.arange(19.0)
    assert ends_of(above, below) == (pytest.approx(6 / 18), inf)
    above[0] = 0
    assert ends_of(above, below) == (0, inf)
    with pytest.raises(sim.RunError, match="too few"):
        ends_of(above[:18], below[:18])


def test_coverage_counts_boroughs_whose_published_count_lies_within():
    published = published_counts(AFTER_FIT)["Newham"]["alerts"]
    boroughs = [
        of_draws("Newham", published + np.arange(-9.0, 10), 1),
        of_draws("Camden", np.full(19, 1e6), 1),
        of_draws("Barnet", np.arange(19.0), 0),
    ]
    rows = beside_published(boroughs)
    (alerts,) = (one for one in coverage_of(rows) if one.count == "alerts")
    assert (alerts.within, alerts.of, alerts.below, alerts.above) == (1, 2, 1, 0)
    assert alerts.low == pytest.approx(1 - 0.975**0.5, abs=1e-6)


def test_what_is_published_after_the_fit_is_part_of_what_is_published():
    after, whole = published_counts(AFTER_FIT), published_counts(RECENT)
    for area, counts in after.items():
        assert all(0 <= count <= whole[area][name] for name, count in counts.items())
    # 228 deployments less the 151 of the record that the fit is of
    assert sum(one["deployments"] for one in after.values()) == 77


def test_deployments_are_on_the_days_of_the_week_on_which_published_ones_are():
    programme = programme_of(simulable_named("westminster"))
    days = [entry.on for entry in programme.calendar]
    assert {day.weekday() for day in days} == {1, 2, 3, 4}
    weeks = [(day - programme.begins).days // 7 for day in days]
    assert weeks == sorted(weeks)
    assert (len(days), len(days) % ALIKE) == (16, 0)
    assert days[-1] < month_begins(programme.begins, programme.months)


def test_what_is_alike_names_sums_that_there_are():
    assert part_of(()) == part_of(("list",)) == "own"
    assert part_of(("hours", "list")) == "hours"
    assert part_of(("list", "footfall", "hours")) == "hours"


def known(ranking):
    """Return the figures of those boroughs that have one."""
    return {row.figure.borough: row.figure for row in ranking.rows if row.first is not None}


def test_footfall_alike_takes_rates_for_a_face_as_they_are():
    shipped = simulated_boroughs()
    own, alike = (known(shipped.ranking("arrests_per_deployment", same=same)) for same in ((), ("footfall",)))
    for one in shipped.boroughs:
        # of each draw its own rate for a face, which is not the rate of all of them together
        rate = (one.counts("own", "arrests") / one.counts("own", "faces_seen")).mean()
        assert alike[one.area].value == pytest.approx(rate * 2359 * 5.6)
        assert alike[one.area].value != own[one.area].value
    faces = shipped.ranking("faces_per_deployment", same=("footfall",))
    assert {round(figure.value) for figure in known(faces).values()} == {round(2359 * 5.6)}
    assert faces.is_all_tied


def test_nothing_to_divide_by_is_no_figure_and_of_no_borough_an_error():
    none, some = of_draws("Camden", np.zeros(19), 1), of_draws("Newham", np.ones(19), 1)
    of = replace(simulated_boroughs(), boroughs=(none, some))
    for same in ((), ("footfall",)):
        with pytest.raises(sim.RunError, match="no borough that was simulated has any faces seen to divide by"):
            of.ranking("alerts_per_100000_faces", same=same)
    assert set(known(of.ranking("arrests_per_alert"))) == {"Newham"}
    (without,) = simulated_figures(SIMULATED["arrests_per_deployment"], [none], ("footfall",))
    assert (without.value, without.numerator) == (None, None)


def test_an_end_that_too_many_draws_leave_open_is_none():
    hours = np.zeros((39, len(COUNTS)))
    hours[0] = 1
    hours[:, COUNTS.index("arrests")] = 1
    one = replace(of_draws("Camden", np.zeros(39), 1), sums=dict.fromkeys(PARTS, hours))
    (figure,) = simulated_figures(SIMULATED["arrests_per_1000_officer_hours"], [one])
    assert (figure.value, figure.low, figure.high) == (39_000, None, None)


@pytest.mark.parametrize(("name", "like"), [("north_end", "camden"), ("camden", "north_end")])
def test_the_footfall_of_another_street_comes_in_where_this_street_can_be_entered(name, like):
    own, first = sim.load_scenario(name), sim.load_scenario(like)
    alike = with_same(own, first, ("footfall",))
    check_entrances(alike.footfall, compile_geometry(alike.street_map))
    assert alike.footfall.people_per_day == first.footfall.people_per_day
    assert alike.street_map == own.street_map


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Return a store whose tables have few walks: what deployments count is not what is looked at here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.day.walk_table.WALKS", 300)
        yield tmp_path_factory.mktemp("few_walks")


@pytest.fixture(scope="module")
def drawn(town):
    """Return one draw of a small town."""
    return draw_borough(simulable_named("bexley"), draws=1, seed=4, root=town, settings=TOWN)


def test_counts_are_those_of_the_programme_and_its_draws(drawn, town):
    borough = simulable_named("bexley")
    programme, seed = programme_of(borough, settings=TOWN), 4 + list(simulable()).index("bexley")
    hold = [one for one in HELD if one != "lfr.counting.per_face"]
    design = design_of({"Bexley": programme}, draws=2, seed=seed, hold=hold, fit=load_any_fit(SHIPPED_FIT))
    result = run_programme(with_draw(programme, design.draws[1]), seed=seed, root=town)
    for name in ("faces_seen", "alerts", "arrests", "arrests_serious"):
        counts = [float(one.tally.count(name).sum()) for one in result.deployed]
        assert drawn.counts[0, :, COUNTS.index(name)].tolist() == counts
    sums = drawn.sums()
    assert sums["own"][0, 0] == pytest.approx(drawn.counts[0, :, 0].sum())
    assert sums["later"][0, 0] == drawn.counts[0, 0, 0]
    assert borough.later == 1
    assert drawn.counts.shape[1] >= ALIKE
    assert "streets.street.place.population.listed_visit_ratio" in drawn.inputs
    with pytest.raises(sim.RunError, match="fewer deployments"):
        draw_borough(borough, draws=1, seed=4, root=town, settings=[*TOWN, "siting=[]"])


def test_draws_are_the_same_whoever_simulates_them(drawn, town, monkeypatch):
    borough, seen = simulable_named("bexley"), []
    with ThreadPoolExecutor(2) as threads:
        who = own(threads, at_a_time=2)
        both = draw_borough(borough, draws=2, seed=4, root=town, settings=TOWN, workers=who, observe=seen.append)
        assert seen == [1, 2]
        assert both.counts[0].tolist() == drawn.counts[0].tolist()
        assert both.by_group[0].tolist() == drawn.by_group[0].tolist()
        assert both.counts[1].tolist() != both.counts[0].tolist()
        monkeypatch.setattr(modules["sim.compare.borough_draws"], "with_draw", lambda *_: 1 / 0)
        with pytest.raises(sim.RunError, match=r"bexley: draw 1 came to nothing \(ZeroDivisionError"):
            draw_borough(borough, draws=1, seed=4, root=town, settings=TOWN, workers=who)


def test_groups_of_ones_own_are_called_by_their_labels_and_what_divides_them_is_said(drawn, tmp_path):
    names = drawn.programme.groups.names
    parts = {name: {"label": f"Part of {name}", "part_of": f"whole_{name}", "counted": 2} for name in names}
    own = GroupScheme.model_validate({"name": "Ours", "source": "made up", "groups": parts})
    of_ours = replace(drawn, programme=drawn.programme.model_copy(update={"groups": own}))
    document = simulated_document([borough_record(of_ours)], draws=1, seed=4, settings=TOWN)
    write_document(tmp_path / "ours.json", document)
    read = simulated_boroughs(tmp_path / "ours.json")
    assert label_of(read, "black") == "Part of black"
    assert "Part of black residents" in mix_columns(label_of(read, "black"))
    assert "Ours: shares" in how_simulated(read)
    assert how_simulated(read).endswith("no borough's own: made up.")
    assert label_of(simulated_boroughs(), "black") == "Black"
    assert "divided" not in how_simulated(simulated_boroughs())


def test_a_document_is_read_as_it_was_written(drawn, tmp_path):
    document = simulated_document([borough_record(drawn)], draws=1, seed=4, settings=TOWN)
    write_document(tmp_path / "boroughs.json", document)
    (read,) = simulated_boroughs(tmp_path / "boroughs.json").boroughs
    for part, sums in drawn.sums().items():
        np.testing.assert_allclose(read.sums[part], sums, rtol=1e-5)
    faces = sum(counts[:, 0] for counts in read.by_group.values())
    np.testing.assert_allclose(faces, drawn.sums()["own"][:, COUNTS.index("faces_seen")], rtol=1e-5)
    assert (read.residents, read.team_officers) == (20_000, (12, 12))
    assert read.counts("own", "deployed_h").tolist() == pytest.approx([0.3 * read.deployments["own"]])
    assert read.counts("own", "faces_seen", same_footfall=True) == pytest.approx(2359 * 0.3 * read.deployments["own"])
    again = {"draws": 1, "seed": 4, "settings": TOWN}
    assert [one["name"] for one in kept_of(tmp_path / "boroughs.json", **again)] == ["bexley"]
    assert kept_of(tmp_path / "none.json", **again) == []
    with pytest.raises(sim.RunError, match="there already, of 1 draws"):
        kept_of(tmp_path / "boroughs.json", **again | {"seed": 5})
    (tmp_path / "other.json").write_text('{"document": "passerby claims"}')
    with pytest.raises(sim.StoreError, match="not simulated boroughs"):
        simulated_boroughs(tmp_path / "other.json")
    write_document(tmp_path / "older.json", document | {"counts": ["faces_seen", "alerts"]})
    with pytest.raises(sim.StoreError, match=r"it has other counts \(faces_seen, alerts\); `passerby"):
        simulated_boroughs(tmp_path / "older.json")


def test_a_damaged_document_is_refused(drawn, tmp_path):
    file = tmp_path / "boroughs.json"
    with pytest.raises(sim.StoreError, match="no such file"):
        simulated_boroughs(file)
    for key, value in (
        ("by_group", None), ("by_group", {"black": [["a", "b"]]}), ("by_group", {"black": [[1.0], [1.0, 2.0]]}),
        ("by_group", {"black": [[-1.0, 2.0]]}), ("resident_shares", {}), ("sums", {}),
    ):  # fmt: skip
        record = borough_record(drawn) | {key: value}
        write_document(file, simulated_document([record], draws=1, seed=4, settings=TOWN))
        with pytest.raises(sim.StoreError, match=r"damaged \("):
            simulated_boroughs(file)


def test_a_document_says_what_makes_it_again():
    records = [{"name": name} for name in simulable()]
    whole = simulated_document(records[::-1], draws=19, seed=1)
    assert whole["command"] == "passerby simulate-boroughs --draws 19 --seed 1"
    assert [one["name"] for one in whole["boroughs"]] == list(simulable())
    some = simulated_document(records[1::-1], draws=20, seed=2, settings=["months=2", "name=A b"])
    names = " ".join(list(simulable())[:2])
    assert some["command"] == (
        f"passerby simulate-boroughs {names} --draws 20 --seed 2 --set months=2 --set 'name=A b'"
    )
    shipped = json.loads(file_of("verdicts", "boroughs").read_text(encoding="utf-8"))
    made = simulated_document(
        shipped["boroughs"], draws=shipped["draws"], seed=shipped["seed"], settings=shipped["settings"]
    )
    assert made == shipped | {"created_by_version": made["created_by_version"]}


def test_every_borough_that_is_shipped_is_of_the_programme_as_it_stands():
    """Where this fails, `passerby simulate-boroughs --output scenarios/verdicts/boroughs.json` simulates it again."""
    shipped, known = simulated_boroughs(), simulable()
    assert [one.name for one in shipped.boroughs] == [name for name in known if name in shipped.sha256]
    for one in shipped.boroughs:
        assert one.deployments["later"] == known[one.name].later
        assert settings_sha256(known[one.name]) == shipped.sha256[one.name]
        assert all(sums.shape == (shipped.draws, len(COUNTS)) for sums in one.sums.values())


@pytest.mark.parametrize("metric", SIMULATED)
def test_a_simulated_metric_is_the_ratio_of_its_sums(metric):
    shipped = simulated_boroughs()
    of = SIMULATED[metric]
    for same in ((), ("hours",), ("hours", "list", "footfall")):
        ranking = shipped.ranking(metric, same=same)
        assert len(ranking.rows) == 33
        for row in ranking.rows[: ranking.n_ranked]:
            figure, borough = row.figure, shipped.named(row.figure.borough)
            assert figure.value == pytest.approx(of.per * figure.numerator / figure.denominator)
            assert figure.low <= figure.value <= (inf if figure.high is None else figure.high)
            of_draws = borough.counts(part_of(same), of.numerator, same_footfall="footfall" in same)
            assert of_draws.mean() == pytest.approx(figure.numerator)
    with pytest.raises(sim.RunError, match="Barnet was not simulated"):
        shipped.ranking(metric, ["barnet"])


def test_the_shipped_boroughs_can_be_asked_for_in_python():
    ranking = sim.simulated_boroughs().ranking("arrests_per_alert", ["bexley", "Barking and Dagenham"], ("hours",))
    assert set(known(ranking)) == {"Bexley", "Barking and Dagenham"}
    with pytest.raises(sim.MetricError, match="nothing of boroughs is simulated"):
        sim.simulated_boroughs().ranking("faces")
