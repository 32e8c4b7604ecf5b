"""The fundamental diagram as a picture."""

import numpy as np
import pytest
from matplotlib.image import imread

from sim.acceptance.diagram import FundamentalDiagram
from sim.acceptance.looping import weidmann_m_s
from sim.report.fundamental_picture import fundamental_figure, write_fundamental

RHO = (0.5, 1.0, 2.0)


@pytest.fixture(scope="module")
def diagram():
    one = np.outer([1.2, 1.0, 0.6], [1.0, 1.05])
    two = np.where(np.array(RHO)[:, None] < 2, 0.9 * one, np.nan)
    return FundamentalDiagram("anticipating", RHO, weidmann_m_s(np.array(RHO)), one, two)


def test_every_seed_is_a_dot_and_directions_differ_by_more_than_colour(diagram):
    speed, flow = fundamental_figure(diagram).axes
    curve, one, two = speed.lines
    assert [line.get_label() for line in speed.lines] == ["Weidmann (1993)", "one direction", "two directions"]
    assert len(one.get_xdata()) == 6
    assert len({curve.get_marker(), one.get_marker(), two.get_marker()}) == 3
    assert flow.lines[1].get_ydata() == pytest.approx(np.repeat(RHO, 2) * one.get_ydata())


def test_axes_say_what_they_are(diagram):
    speed, flow = fundamental_figure(diagram).axes
    assert speed.get_ylabel() == "Speed in m/s"
    assert "per metre" in flow.get_ylabel()
    assert "per square metre" in flow.get_xlabel()


def test_the_picture_is_the_same_twice_and_says_what_it_shows(diagram, tmp_path):
    for name in ("one.png", "two.png"):
        write_fundamental(diagram, tmp_path / name)
    png = (tmp_path / "one.png").read_bytes()
    assert png == (tmp_path / "two.png").read_bytes()
    assert diagram.said.encode("latin-1") in png
    assert imread(tmp_path / "one.png").shape[1] > 1000


def test_what_it_shows_can_be_read(diagram):
    assert diagram.said.startswith("Mean speed of anticipating in one direction: at 0.5 per m2 1.23 m/s (0.9")
    assert diagram.as_document()["points"][2]["two_ways_m_s"] == [None, None]
