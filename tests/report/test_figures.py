from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest

from sim.report.figures import Change, Rung, ladder, scale_marks, trust_changes

RUNGS = [Rung("Faces seen", 19_423), Rung("Arrests", 6, 2, 10), Rung("False alerts", 0, 0, 1)]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(rungs=RUNGS, width=680):
    return ElementTree.fromstring(ladder(rungs, axis="Number", title="Ladder", width=width))


def all_of(picture, name):
    return list(picture.iter(f"{SVG}{name}"))


def said(picture):
    return ["".join(one.itertext()) for one in all_of(picture, "text")]


def ticks(picture):
    """Return where the axis has its numbers."""
    texts = {"".join(one.itertext()): float(one.get("x")) for one in all_of(picture, "text")}
    return {name: texts[name] for name in ("0", "1", "10", "100", "1,000", "10,000")}


def test_the_ladder_puts_counts_on_a_log_axis_and_zero_left_of_one():
    picture = drawn()
    faces, arrests, none = (float(disc.get("cx")) for disc in all_of(picture, "circle"))
    at = ticks(picture)
    decade = at["10"] - at["1"]
    assert faces == pytest.approx(at["1"] + decade * math.log10(19_423), abs=0.05)
    assert arrests == pytest.approx(at["1"] + decade * math.log10(6), abs=0.05)
    assert none == at["0"] < at["1"]


def test_the_ladder_draws_each_range_and_writes_it_out():
    picture = drawn()
    at = ticks(picture)
    wide = [one for one in all_of(picture, "line") if one.get("stroke-width") == "7"]
    ends = [(float(one.get("x1")), float(one.get("x2"))) for one in wide]
    decade = at["10"] - at["1"]
    assert ends[0] == pytest.approx((at["1"] + decade * math.log10(2), at["10"]), abs=0.05)
    assert any("2 to 10" in words for words in said(picture))


@pytest.mark.parametrize("width", [320, 680])
def test_everything_drawn_lies_inside_the_picture(width):
    picture = drawn(width=width)
    places = [float(one.get(key)) for one in picture.iter() for key in ("x1", "x2", "cx") if one.get(key)]
    assert places
    assert all(0 <= x <= width for x in places)


def test_a_figure_says_in_words_what_it_shows():
    assert drawn().find(f"{SVG}desc").text == "Faces seen 19,423; Arrests 6 (2 to 10); False alerts 0 (0 to 1)."


def test_trust_is_drawn_on_two_scales_that_differ_by_shape():
    changes = [Change(group, scale, 0.01) for group in ("asian", "black") for scale in ("fairness", "effectiveness")]
    labels = {"asian": "Asian", "black": "Black", "fairness": "Fairness", "effectiveness": "Effectiveness"}
    picture = ElementTree.fromstring(trust_changes(changes, labels, axis="Points", title="Trust", width=680))
    assert len(all_of(picture, "circle")) == len(all_of(picture, "polygon")) == 2
    assert {"Asian", "Black"} <= set(said(picture))
    assert [colour for _, colour in scale_marks()] == [
        all_of(picture, "circle")[0].get("fill"),
        all_of(picture, "polygon")[0].get("fill"),
    ]


def test_the_axis_of_trust_is_even_about_zero_and_holds_every_interval():
    changes, labels = [Change("asian", "fairness", -0.03, -0.07, 0.01)], {"asian": "A", "fairness": "F"}
    picture = ElementTree.fromstring(trust_changes(changes, labels, axis="", title="Trust", width=400))
    middle = next(float(one.get("x")) for one in all_of(picture, "text") if one.text == "0")
    span = next(one for one in all_of(picture, "line") if one.get("stroke-width") == "3")
    assert middle == 200
    assert 0 < float(span.get("x1")) < middle < float(span.get("x2")) < 400
