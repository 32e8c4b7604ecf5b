"""`passerby boroughs`: tables and a document of what is published of boroughs."""

import pytest
from commands import passerby
from scipy.stats import binomtest
from strict_json import parsed

from sim.compare.published import METRICS
from sim.compare.simulated import SIMULATED
from sim.report.simulated_boroughs import simulated_boroughs


def test_the_command_prints_figures_ranks_and_sources(tmp_path):
    done = passerby("boroughs", "croydon", "newham", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert all(f"{name}: " in done.stdout for name in METRICS)
    said = " ".join(passerby("boroughs", "--metric", "arrests_per_alert", cwd=tmp_path).stdout.split())
    assert "exact binomial" in said
    assert "tied where their intervals overlap" in said
    assert "Source: Metropolitan Police records" in said
    assert "All are tied" in passerby("boroughs", "--metric", "false_alerts_per_alert", cwd=tmp_path).stdout


def test_the_document_has_every_metric_with_its_counts_and_ties(tmp_path):
    document = parsed(passerby("boroughs", "Tower Hamlets", "--json", cwd=tmp_path).stdout)
    assert [one["metric"] for one in document["metrics"]] == list(METRICS)
    for one in document["metrics"]:
        (row,) = one["boroughs"]
        assert row["borough"] == "Tower Hamlets"
        assert row["numerator"] is not None
        assert all("Tower Hamlets" in one["tie_groups"][k - 1] for k in row["tie_groups"])
        assert one["sources"]


def test_mistakes_end_with_status_2_and_the_nearest_name(tmp_path):
    (tmp_path / "file").write_text("")
    for arguments, said in (
        (["boroughs", "grenwich"], "NAME: no borough of London is called so (grenwich); did you mean greenwich"),
        (["boroughs", "--metric", "arest"], "--metric: nothing of boroughs is published under this name (arest)"),
        (["boroughs", "--metric", "faces", "--simulated"], "--metric: nothing of boroughs is simulated"),
        (["boroughs", "barnet", "--simulated", "--metric", "arrests_per_alert"], "Barnet was not simulated"),
        (["boroughs", "barnet", "--simulated"], "Barnet was not simulated"),
        (["boroughs", "barnet", "--simulated", "--json"], "Barnet was not simulated"),
        (["boroughs", "--metric", "arrests_per_alert", "--same", "sizes"], "hours, list, footfall"),
        (["boroughs", "--same", "hours"], "of one metric"),
        (["boroughs", "--cost", "--simulated"], "--cost alone"),
        (["boroughs", "--siting", "croydon"], "of all boroughs"),
        (
            ["boroughs", "--mix", "blak"],
            "in Barking and Dagenham (blak); did you mean black? asian",
        ),
        (["boroughs", "--mix", "black", "--cost"], "--cost: a card has no metric"),
        (["boroughs", "--mix", "black", "--simulated"], "--mix alone, or with names"),
        (["boroughs", "barnet", "--mix", "black"], "Barnet was not simulated"),
        (["boroughs", "--simulated-in", "x.json"], "published figures are not simulated"),
        (["boroughs", "--simulated", "--simulated-in", "x.json"], "x.json: no such file"),
        (["boroughs", "--simulated", "--simulated-in", "file"], "not simulated boroughs"),
        (["simulate-boroughs", "barnet"], "no street to be simulated"),
        (["simulate-boroughs", "camden", "-o", "file/boroughs.json"], "file/boroughs.json: cannot be written"),
        (["simulate-boroughs", "camden", "-o", "/proc/boroughs.json"], "/proc/boroughs.json: cannot be written"),
        (["simulate-boroughs", "camden", "--set", "months=x"], "months"),
    ):
        done = passerby(*arguments, cwd=tmp_path)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_published_deployments_stand_beside_simulated_ones(tmp_path):
    document = parsed(passerby("boroughs", "--simulated", "--json", cwd=tmp_path).stdout)
    assert {one["count"] for one in document["coverage"]} == {"faces_seen", "alerts", "arrests"}
    for one in document["coverage"]:
        rows = [row for row in document["beside"] if row["count"] == one["count"]]
        assert (sum(row["is_within"] for row in rows), len(rows)) == (one["within"], one["of"])
    said = " ".join(
        passerby("boroughs", "bexley", "--simulated", "--metric", "arrests_per_alert", cwd=tmp_path).stdout.split()
    )
    assert "published" in said
    assert "exact 95 % of the share" in said


def test_named_boroughs_alone_stand_beside_what_is_simulated(tmp_path):
    asked = ("boroughs", "newham", "Bromley", "--simulated")
    document = parsed(passerby(*asked, "--json", cwd=tmp_path).stdout)
    assert {one["area"] for one in document["beside"]} == {"Newham"}
    assert document["without_deployments"] == ["Bromley"]
    assert document["coverage"][0]["of"] > 1
    said = passerby("boroughs", "bromley", "--simulated", cwd=tmp_path).stdout
    assert "no deployment was published from 11 May to 10 September 2025: Bromley." in " ".join(said.split())
    assert "published is" not in said
    assert "Newham" in passerby(*asked, cwd=tmp_path).stdout


def test_nothing_is_set_beside_a_figure_of_another_number_of_deployments(tmp_path):
    for name in set(SIMULATED) & set(METRICS):
        said = passerby("boroughs", "--simulated", "--metric", name, "--json", cwd=tmp_path).stdout
        (metric,) = parsed(said)["metrics"]
        assert bool(metric["published"]) == (SIMULATED[name].denominator != "residents")
    said = passerby("boroughs", "--simulated", "--metric", "arrests_per_1000_residents", cwd=tmp_path).stdout
    assert "in the deployments simulated" in said
    assert "95 %" not in said.split("Simulated:")[0]


def test_like_for_like_says_what_is_alike(tmp_path):
    asked = ("boroughs", "--metric", "arrests_per_deployment", "--same", "hours,footfall", "--json")
    (metric,) = parsed(passerby(*asked, cwd=tmp_path).stdout)["metrics"]
    assert metric["same"] == ["hours", "footfall"]
    assert "median deployment" in metric["how"]
    assert metric["published"] == []
    assert metric["ranked"] == len(simulated_boroughs().boroughs)


def test_cards_and_sites_are_documents_too(tmp_path):
    cards = parsed(passerby("boroughs", "bexley", "--cost", "--json", cwd=tmp_path).stdout)
    assert {row["means"] for row in cards["boroughs"]["Bexley"]} >= {"van", "fixed cameras", "stop and search"}
    assert len(cards["published"]) == 2
    exact = binomtest(4, 11).proportion_ci(0.95)
    assert f"4 or more were ({100 * exact.low:.0f} to {100 * exact.high:.0f} %, exact 95 %)" in cards["how"]
    sites = parsed(passerby("boroughs", "--siting", "--json", cwd=tmp_path).stdout)
    assert len(sites["models"]) >= 5
    said = " ".join(passerby("boroughs", "--siting", cwd=tmp_path).stdout.split())
    assert "not why anybody chose" in said


def test_ratios_of_a_group_stand_at_shares_of_who_passes(tmp_path):
    document = parsed(passerby("boroughs", "bexley", "--mix", "black", "--json", cwd=tmp_path).stdout)
    (bexley,) = document["mixes"]
    few, given, many = bexley["at"]
    assert few["ratio"] > given["ratio"] > many["ratio"]
    assert all(one["low"] < one["ratio"] < one["high"] for one in bexley["at"])
    assert given["share"] == pytest.approx(bexley["curve"]["given"])
    assert len(bexley["curve"]["points"]) == 51
    said = " ".join(passerby("boroughs", "bexley", "--mix", "black", cwd=tmp_path).stdout.split())
    assert "no finding about a borough" in said
