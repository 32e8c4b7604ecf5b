"""How a borough stands before its programme: as its own survey says, against London's."""

import re

import numpy as np
import pytest

import sim
from sim.evidence.register import entry
from sim.evidence.tables import table
from sim.population.surveyed import HomeAnswers, Surveyed
from sim.programme.agreeing import share_unmoved
from sim.programme.load import load_programme
from sim.programme.unreached import unreached
from sim.scenario.shipped import file_of
from tests.programme.conftest import programme


def of(home, *settings):
    return programme(f"borough.home={home}", "borough.residents=20000", *settings)


def mean(item, area, quarters):
    rows = table("tables.trust-by-borough").to_dicts()
    found = [np.mean([row[quarter] for quarter in quarters]) for row in rows
             if row["item"] == item and area in (row["area"], "")]  # fmt: skip
    return float(np.mean(found))


NOW = ("2024-04-01", "2024-07-01", "2024-10-01", "2025-01-01")
BEFORE = ("2016-04-01", "2016-07-01", "2016-10-01", "2017-01-01")


@pytest.mark.parametrize("area", ["Croydon", "Lewisham", "Westminster", "Kensington and Chelsea"])
def test_a_boroughs_answers_are_the_surveys(area):
    surveyed = of(area.lower().replace(" ", "_")).borough.surveyed
    for item, asked in (("good_job", "good_job_local"), ("treat_fairly", "treat_fairly"), ("trust_met", "trust_mps")):
        above = mean(asked, area, NOW) - mean(asked, "", NOW)
        assert getattr(surveyed, item) == pytest.approx(above, abs=0.051)
    for item, asked in (("good_job_trend", "good_job_local"), ("treat_fairly_trend", "treat_fairly")):
        above = [(mean(asked, where, NOW) - mean(asked, where, BEFORE)) / 8 for where in (area, "")]
        assert getattr(surveyed, item) == pytest.approx(above[0] - above[1], abs=0.051)


def test_the_default_is_croydons():
    assert of("croydon").borough.surveyed == Surveyed()


def test_where_nobody_was_asked_people_answer_as_londoners_do(tmp_path):
    text = file_of("boroughs", "lewisham").read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text("".join(line for line in text.splitlines(keepends=True) if not line.startswith("surveyed")))
    mine = of(file)
    assert set(mine.borough.surveyed.model_dump().values()) == {0.0}
    assert share_unmoved(mine, "good_job", 0.0) == pytest.approx(entry("community.good-job").value)


def test_a_part_of_the_answers_takes_the_place_of_that_part_of_the_file(tmp_path):
    text = tmp_path / "mine.yaml"
    body = file_of("programmes", "north_end_year").read_text(encoding="utf-8")
    head = "borough: {home: bexley, surveyed: {treat_fairly: 1.5}}\n"
    text.write_text(head + re.sub(r"(?m)^borough:.*\n(?:[ #].*\n)*", "", body), encoding="utf-8")
    surveyed, bexley = load_programme(text).borough.surveyed, of("bexley").borough.surveyed
    assert surveyed == bexley.model_copy(update={"treat_fairly": 1.5})


def test_the_share_and_its_trend_are_londons_and_what_the_borough_is_above():
    there = of("lewisham")
    surveyed, memory = there.borough.surveyed, there.trust.memory
    london = entry("community.treat-fairly").value
    assert share_unmoved(there, "treat_fairly", 0.0) == pytest.approx(london + surveyed.treat_fairly / 100)
    trend = share_unmoved(there, "treat_fairly", 1.0) - share_unmoved(there, "treat_fairly", 0.0)
    assert 100 * trend == pytest.approx(memory.fairness_trend + surveyed.treat_fairly_trend)
    national = entry("community.national-good-job").value
    assert share_unmoved(there, "national_good_job", 0.0) == pytest.approx(national)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["borough.surveyed.treat_fairly=55"], "treat_fairly` would have 118.0 % agree before"),
        (["borough.surveyed.good_job=-60"], "good_job` would have -14.0 % agree before"),
        (
            ["borough.surveyed.good_job=-44", "borough.surveyed.good_job_trend=-20", "months=6"],
            "good_job` with its trend would have -9.4 % agree after",
        ),
    ],
)
def test_a_share_that_cannot_be_is_kept_within_its_ends_and_that_is_said(settings, said):
    there = programme("borough.surveyed.good_job_trend=0.5", *settings)
    (note,) = (one for one in unreached(there) if "kept within 0.1 and 99.9 %" in one)
    assert said in note
    years = there.months / 12 if "after" in said else 0.0
    item = "treat_fairly" if "treat_fairly" in said else "good_job"
    assert share_unmoved(there, item, years) in (0.001, 0.999)


def test_nothing_is_said_of_shares_that_can_be():
    assert not unreached(programme("borough.surveyed.treat_fairly=30", "borough.surveyed.good_job=-40"))


def test_the_first_survey_of_a_programme_is_the_boroughs(root):
    result = sim.run_programme(programme("borough.surveyed.treat_fairly=-20"), seed=2, root=root)
    assert share_unmoved(result.programme, "treat_fairly", 0.0) == pytest.approx(0.43)
    before, n = result.months[0], result.residents[0]
    for item in ("treat_fairly", "good_job", "trust"):
        # of so many residents a drawn borough is off by less than five standard errors
        share = share_unmoved(result.programme, item, 0.0)
        assert before.agree[item][0] / n == pytest.approx(share, abs=5 * 0.3 / np.sqrt(n))


def test_answers_of_a_file_are_checked(tmp_path):
    assert set(HomeAnswers.model_fields) == set(Surveyed.model_fields)
    text = file_of("boroughs", "lewisham").read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("trust_met: -9.9", "trust_met: -99"), encoding="utf-8")
    with pytest.raises(sim.ScenarioError, match="trust_met"):
        of(file)
