"""The Boroughs page: the figure in the address, on a map of tiles and in a table that says the same."""

import re
from html import unescape

import pytest
from stored_day import FIXED
from trees import children_of, components, text_of

from sim.compare.cost_card import cost_card
from sim.compare.published import METRICS
from sim.compare.ranking import rank_boroughs
from sim.compare.simulated import SIMULATED
from sim.compare.sited import regression
from sim.report.borough_tables import figure_text
from sim.report.simulated_boroughs import simulated_boroughs
from sim.report.tile_map import TILES, tile_map_svg


def test_each_authority_has_a_tile_of_its_own():
    assert set(TILES) == {row.figure.borough for row in rank_boroughs("faces").rows}
    assert (
        len({(tile.column, tile.row) for tile in TILES.values()}) == len({tile.short for tile in TILES.values()}) == 33
    )


@pytest.mark.parametrize("metric", METRICS)
def test_the_map_says_which_boroughs_are_told_from_london(client, metric):
    ranking = rank_boroughs(metric)
    answer = client.get(f"/boroughs/published/{metric}-328.svg")
    assert answer.mimetype == "image/svg+xml"
    drawn = answer.text
    assert drawn == tile_map_svg(
        ranking, title=re.search("<title>(.*?)<", drawn)[1], description=re.search("<desc>(.*?)<", drawn)[1], width=328
    )
    against = [row.against_london for row in ranking.rows]
    assert drawn.count(">▲") == against.count("above")
    assert drawn.count(">▼") == against.count("below")
    assert drawn.count("stroke-dasharray") == against.count(None)
    # 6 letters of 11 pixels in a tile of 38
    assert max(len(unescape(said)) for said in re.findall(r"<text[^>]*>(.*?)</text>", drawn)) <= 6
    assert f"{against.count('above')} boroughs lie above" in drawn


def test_the_page_shows_the_figure_in_the_address_with_its_counts_and_ties(client):
    said = " ".join(text_of(client, "boroughs", FIXED).split())
    assert "145 of 317" in said
    assert "Of deployments after 10 May 2025, which the fit has not seen" in said
    assert all(one.title in said for one in METRICS.values())
    other = text_of(client, "boroughs", FIXED, metric="survey_trust_mps")
    assert "All are tied" in other
    assert "recalled" in other
    assert "There is no such figure" in text_of(client, "boroughs", FIXED, metric="arrests")


def test_a_street_leads_to_the_form_of_a_day_there(client):
    links = [one["props"] for one in components(children_of(client, "boroughs", FIXED)) if one["type"] == "A"]
    (own,) = [one["href"] for one in links if one["children"] == "newham"]
    form = client.get(own.replace("/scenario?", "/scenario/form.json?")).json["form"]
    assert (form["place"], form["policy"]) == ("newham", "lfr_van_2025")
    assert sum("/scenario?s=" in one["href"] for one in links) == 30


@pytest.mark.parametrize(
    "address",
    [
        "/boroughs/published/arrests-328.svg",
        "/boroughs/simulated/faces-328.svg",
        "/boroughs/other/faces-328.svg",
        "/boroughs/published/faces-1.svg",
    ],
)
def test_what_there_is_no_map_of_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_figure_is_shown_as_published_as_simulated_and_like_for_like(client):
    inside = children_of(client, "boroughs", FIXED, metric="arrests_per_alert")
    panels = {
        one["props"].get("id"): one for one in components(inside) if str(one["props"].get("id")).startswith("shown-")
    }
    assert set(panels) >= {"shown-published", "shown-simulated", "shown-alike"}
    assert [name for name in ("published", "simulated", "alike") if not panels[f"shown-{name}"]["props"]["hidden"]] == [
        "published"
    ]
    for name, one in SIMULATED.items():
        for shown in ("simulated", "alike"):
            drawn = client.get(f"/boroughs/{shown}/{name}-640.svg").text
            assert drawn.count("stroke-dasharray") == 33 - len(simulated_boroughs().boroughs)
            assert one.title in unescape(drawn)


def test_a_figure_that_is_only_published_has_no_other_panel(client):
    said = text_of(client, "boroughs", FIXED, metric="survey_trust_mps")
    assert "Like for like" not in said.split("Another figure")[0]


def test_the_costs_and_where_deployments_were_are_said_with_their_ranges(client):
    said = " ".join(text_of(client, "boroughs", FIXED).split())
    card = {row.what: row for row in cost_card(simulated_boroughs().named("bexley")) if row.means == "van"}
    assert figure_text(card["pounds per arrest"].value) in said
    assert "GBP 4,624 an arrest" in said
    assert "GBP 3,200,000 over three years" in said
    assert all(one.name in said for one in regression())
