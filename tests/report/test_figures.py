from __future__ import annotations

import math

from sim.report.figures import Change, Rung, ladder, trust_changes

RUNGS = [Rung("Faces seen", 19_423), Rung("Arrests", 6, 2, 10), Rung("False alerts", 0, 0, 1)]


def dots(figure):
    return [trace.x[0] for trace in figure.data if trace.mode == "markers"]


def test_the_ladder_puts_counts_on_a_log_axis_and_zero_left_of_one():
    faces, arrests, none = dots(ladder(RUNGS, axis="Number"))
    assert faces == math.log10(19_423)
    assert arrests == math.log10(6)
    assert none < math.log10(1)
    assert ladder(RUNGS, axis="Number").layout.xaxis.ticktext[0] == "0"


def test_the_ladder_draws_each_range_and_writes_it_out():
    figure = ladder(RUNGS, axis="Number")
    ranges = [trace.x for trace in figure.data if trace.mode == "lines"]
    assert tuple(ranges[0]) == (math.log10(2), math.log10(10))
    assert "2 to 10" in figure.layout.annotations[1].text


def test_everything_drawn_lies_inside_the_axes():
    figure = ladder(RUNGS, axis="Number")
    low, high = figure.layout.xaxis.range
    assert all(low < x < high for trace in figure.data for x in trace.x)


def test_trust_is_drawn_on_two_scales_that_differ_by_shape():
    changes = [Change(group, scale, 0.01) for group in ("asian", "black") for scale in ("fairness", "effectiveness")]
    labels = {"asian": "Asian", "black": "Black", "fairness": "Fairness", "effectiveness": "Effectiveness"}
    figure = trust_changes(changes, labels, axis="Points")
    assert [trace.marker.symbol for trace in figure.data] == ["circle", "diamond"] * 2
    assert [note.text[:12] for note in figure.layout.annotations] == ["<b>Asian</b>", "<b>Black</b>"]


def test_the_axis_of_trust_is_even_about_zero_and_holds_every_interval():
    figure = trust_changes([Change("asian", "fairness", -0.03, -0.07, 0.01)], {"asian": "A", "fairness": "F"}, axis="")
    low, high = figure.layout.xaxis.range
    assert low == -high
    assert low < -0.07
