"""Answers against the truth that the cheap simulator has in closed form; and what is refused."""

import math

import numpy as np
import pytest
from emulated import frame, headlines

import sim
from sim.core.results_version import RESULTS_VERSION
from sim.emulator.answer import answers, asked_of
from sim.emulator.build import emulator_of
from sim.emulator.document import read_emulator, written

MIDDLE = {"threshold": "0.6", "hours": "4", "footfall": 25_000, "local_share": 0.06}


@pytest.fixture(scope="module")
def found(emulator):
    return {one.name: one for one in answers(emulator, asked_of(emulator, MIDDLE))}


def truth(emulator, points, name):
    """Return a headline in the middle, at every draw of what is uncertain that the emulator integrates over."""
    asked = asked_of(emulator, MIDDLE)
    draws = points.points[: len(emulator.set_rows)]
    return np.array([headlines(asked.sliders, asked.choices, point.uncertain)[name] for point in draws])


@pytest.mark.parametrize("name", ["arrests", "false_stops"])
def test_an_answer_is_near_the_truth_by_as_much_as_it_says(found, emulator, points, name):
    one, values = found[name], truth(emulator, points, name)
    assert one.error_low < one.value < one.error_high
    # in logarithms, z = 4
    sd = math.log(one.error_high / one.error_low) / (2 * 1.645)
    for answer, true in ((one.value, 0.5), (one.low, 0.05), (one.high, 0.95)):
        assert abs(math.log(answer / np.quantile(values, true))) < 4 * sd
    assert sd < 0.25


def test_with_uncertain_inputs_as_given_it_is_what_the_scenario_gives(found, emulator):
    given = {one.key: one.given for one in emulator.uncertain}
    asked = asked_of(emulator, MIDDLE)
    expected = headlines(asked.sliders, asked.choices, given)["arrests"]
    assert found["arrests"].as_given == pytest.approx(expected, rel=0.25)


def test_it_follows_what_is_asked(emulator, points):
    of = [
        answers(emulator, asked_of(emulator, {**MIDDLE, "profile": name})) for name in ("met_field_064", "essex_2026")
    ]
    assert of[1][0].value / of[0][0].value == pytest.approx(0.5 / 0.9, rel=0.15)
    of = [answers(emulator, asked_of(emulator, {**MIDDLE, "hours": hours})) for hours in (2, 6)]
    assert of[1][1].value / of[0][1].value == pytest.approx(3, rel=0.25)


def test_the_error_that_is_stated_is_that_of_runs_it_never_saw(emulator):
    for one in emulator.headlines[:2]:
        assert (one.held_out.runs, one.left_out.runs) == (48, 64)
        assert one.held_out.explained > 0.95
        # tried on 48 runs, z = 4
        assert abs(one.held_out.within - 0.9) <= 4 * math.sqrt(0.9 * 0.1 / 48)
        assert abs(one.in_range - 0.9) <= 4 * math.sqrt(0.9 * 0.1 / 48)


def test_a_fit_is_the_same_again_whatever_the_runs_kept_from_it_are(points, emulator):
    data = frame(points)
    other = emulator_of(points, data.with_columns(value=data["value"] * (1 + (data["point"] >= 64).cast(int))))
    tried = {"held_out", "in_range", "furthest"}
    for one, same in zip(emulator.headlines, other.headlines, strict=True):
        assert one.model_dump(exclude=tried) == same.model_dump(exclude=tried)
        assert one.held_out != same.held_out


def test_a_headline_is_told_by_what_moves_it_and_the_rest_is_in_the_chance(emulator):
    told = {one.key for one in emulator.uncertain}
    assert {"listing.visit_share", "lfr.adjudication.p_false_accept", "community.trust.good_contact_sd"} <= told
    assert "lfr.recognition.draw" in emulator.in_chance
    first = len(emulator.sliders) + len(emulator.choices)
    arrests = emulator.headlines[0].linear[first:]
    assert next(one.key for one, b in zip(emulator.uncertain, arrests, strict=True) if b) == "listing.visit_share"


def test_a_document_is_read_as_it_was_written(emulator, tmp_path):
    file = tmp_path / "emulator.json"
    file.write_text(written(emulator), encoding="utf-8")
    assert read_emulator(file) == emulator


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"threshold": "0.8"}, r"threshold: outside of what was run \(0.8\); 0.56 to 0.68"),
        ({"treshold": "0.6"}, "treshold: no such input; did you mean threshold"),
        ({"threshold": "high"}, "not a number"),
        ({"team": "7.5"}, "not a whole number"),
        ({"profile": "perfect"}, r"profile: was not run \(perfect\); one of met_field_064"),
        ({"threshold": "nan"}, "outside of what was run"),
    ],
)
def test_what_was_not_run_is_refused(emulator, given, says):
    with pytest.raises(sim.RunError, match=says):
        asked_of(emulator, given)


def test_what_is_further_from_all_runs_than_anything_that_was_tried_is_refused(emulator):
    headline = emulator.headlines[0].model_copy(update={"furthest": emulator.headlines[0].furthest / 1000})
    with pytest.raises(sim.RunError, match="arrests: too far from the runs"):
        answers(emulator.model_copy(update={"headlines": (headline,)}), asked_of(emulator, MIDDLE))


def test_too_few_runs_that_came_through_are_refused(points):
    with pytest.raises(sim.RunError, match=r"too few runs to fit to and to try it on \(64 and 4\)"):
        emulator_of(points, frame(points, without=range(64, 108)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "cannot be read"),
        ("{", "not the document of an emulator"),
        ("[]", "not the document of an emulator"),
        ('{"results_version": 1}', f"this is results version {RESULTS_VERSION}"),
        (f'{{"results_version": {RESULTS_VERSION}}}', "Field required"),
    ],
)
def test_a_document_that_is_none_or_of_another_version_is_refused(tmp_path, text, says):
    file = tmp_path / "emulator.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(sim.StoreError, match=says):
        read_emulator(file)
