"""Fans and curves: drawn to scale inside their axes, with what they show in words."""

from xml.etree import ElementTree

import pytest

from sim.report.line_charts import Fan, curve_svg, fan_svg, ticks

SVG = "{http://www.w3.org/2000/svg}"
FAN = Fan(["O", "N", "D"], [10, 20, 15], [(8, 12), (18, 22), (14, 16)], [(5, 15), (10, 30), (10, 20)], [(1, 2)])


def parts(svg, name):
    return list(ElementTree.fromstring(svg).iter(f"{SVG}{name}"))


def places(one):
    return [tuple(float(x) for x in pair.split(",")) for pair in one.get("points").split()]


def test_a_fan_is_drawn_to_scale_within_its_spans():
    (middle,) = (places(one) for one in parts(fan_svg(FAN, label="x"), "polyline"))
    most, half = (places(one) for one in parts(fan_svg(FAN, label="x"), "polygon"))
    (_, first), (_, second), _ = middle
    zero = next(
        float(one.get("y1")) for one in parts(fan_svg(FAN, label="x"), "line") if one.get("stroke") == "#0b0c0c"
    )
    assert (zero - second) / (zero - first) == pytest.approx(2, abs=0.01)
    for k in range(3):
        assert most[k][1] <= half[k][1] <= middle[k][1] <= half[5 - k][1] <= most[5 - k][1]


def test_a_pause_is_a_ground_of_its_months_and_axes_can_be_shared():
    ground = [one for one in parts(fan_svg(FAN, label="x"), "rect") if one.get("fill") == "#e8eff5"]
    (middle,) = (places(one) for one in parts(fan_svg(FAN, label="x"), "polyline"))
    left, width = float(ground[0].get("x")), float(ground[0].get("width"))
    assert left < middle[1][0] < left + width
    (own,), (shared,) = (parts(fan_svg(FAN, label="x", low=0, high=high), "polyline") for high in (30, 300))
    assert places(shared)[1][1] > places(own)[1][1]


def test_a_curve_has_its_line_and_its_span_and_says_what_it_shows():
    svg = curve_svg(
        [(0.1, 3.0), (0.2, 1.0), (0.3, 0.5)], label="falls", marks=[(0.2, "20 %")], band=(0.0, 0.2), line_at=1
    )
    (curve,) = (places(one) for one in parts(svg, "polyline"))
    across = next(one for one in parts(svg, "line") if one.get("stroke-width") == "1.2")
    assert float(across.get("y1")) == pytest.approx(curve[1][1], abs=0.06)
    ground = next(one for one in parts(svg, "rect") if one.get("fill") == "#e8eff5")
    assert float(ground.get("x")) == pytest.approx(curve[0][0], abs=0.06)
    assert float(ground.get("x")) + float(ground.get("width")) == pytest.approx(curve[1][0], abs=0.06)
    assert [one.text for one in parts(svg, "title")] == ["falls"]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-0.0031, 0), (0, 123_456), (3, 3.2)])
def test_ticks_are_few_and_inside(low, high):
    found = ticks(low, high)
    assert 3 <= len(found) <= 6
    assert all(low <= one <= high for one in found)
