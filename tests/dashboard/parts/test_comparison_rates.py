"""Rates of comparisons over each denominator, by hand from what the document counts."""

from __future__ import annotations

import pytest
from trees import components, texts

from dashboard.parts import denominator
from sim.report.library import read_document
from sim.report.numbers import ratio_text
from sim.report.pooled import pooled
from sim.report.rates import PER, rates_per
from sim.scenario.shipped import file_of


@pytest.fixture(scope="module")
def pause():
    return read_document(file_of("library", "pause"))


def panels(client, address):
    """Return what each panel of the switch says, by its denominator, and which are offered."""
    found = {one["props"].get("id"): one["props"] for one in components(client.get(address).json["children"])}
    said = {per: " ".join(texts(found[f"per-{per}"].get("children") or [])) for per in PER}
    return said, [option["value"] for option in found["per"]["data"]]


def test_a_count_over_residents_is_of_all_runs_and_years(pause):
    (arrests,) = (one for one in rates_per(pooled(pause, "all year"), "resident") if one.name == "arrests")
    point = next(row for row in pause.rows("points", arm="all year", point="where"))
    residents = point["denominator"] + point["other_denominator"]
    levels = pause.rows("levels", arm="all year", name="arrests", estimator="sampled", by="all")
    assert (arrests.sampled.numerator, arrests.sampled.denominator) == (levels[0]["events"], 3 * residents)
    assert arrests.sampled.low < arrests.sampled.value == levels[0]["mean"] / residents < arrests.sampled.high


def test_every_page_of_comparisons_has_each_denominator_with_its_counts(client, pause):
    for page, state in (("compare", ""), ("months", "&arm=paused&group=black"), ("fairness", "&arm=paused")):
        said, offered = panels(client, f"/views/{page}?comparison=pause{state}")
        assert offered == list(PER)
        assert all(said.values())
        of_group = pause.rows("levels", arm="paused", name="arrests", estimator="sampled")
        n = {row["group"]: f"{row['events']:,.0f}" for row in of_group}["black" if "black" in state else "all"]
        assert f"{n} / " in said["face"] or f"{n} arrests out of" in said["face"]
        assert denominator.PER_ABOUT["resident"] in said["resident"]
    few = panels(client, "/views/fairness?comparison=pause")[0]["stop"]
    assert "not enough cases to say" in few


def test_a_difference_of_rates_is_the_paired_one_that_is_kept(client, pause):
    said = panels(client, "/views/compare?comparison=pause")[0]
    (row,) = pause.rows(
        "differences", first="all year", second="paused", name="arrests_per_alert", estimator="expected", by="all"
    )
    low, high = (f"{'+' if row[end] > 0 else chr(8722)}{ratio_text(100 * abs(row[end]))}" for end in ("low", "high"))
    assert f"{low} to {high}, {row['pairs']} pairs" in said["alert"]
    assert "not kept in pairs" in said["stop"]


def test_a_page_of_a_day_leaves_residents_out(client):
    for page in ("start", "me", "pipeline"):
        said, offered = panels(client, f"/views/{page}?run=a1b2c3d4e5f60718")
        assert offered == [per for per in PER if per != "resident"]
        assert said["resident"] == ""
