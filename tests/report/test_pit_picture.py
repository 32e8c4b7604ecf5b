"""The picture of transforms shows every count and predictor, and is the same for the same shares."""

import numpy as np
import pytest

from sim.core.errors import StoreError
from sim.report.pit_picture import pit_figure, write_pit

SHARES = {
    "alerts": {"passerby": np.full(10, 0.1), "regression": np.linspace(0, 0.2, 10)},
    "arrests": {"passerby": np.full(10, 0.1)},
}


def test_each_count_and_predictor_has_its_histogram():
    figure = pit_figure(SHARES)
    titles = {axes.get_title(loc="left") for axes in figure.axes}
    assert titles == {"Alerts: passerby", "Alerts: regression", "Arrests: passerby", ""}
    heights = [bar.get_height() for bar in figure.axes[1].patches]
    assert heights == pytest.approx(SHARES["alerts"]["regression"])


def test_the_same_shares_make_the_same_bytes(tmp_path):
    for name in ("one.svg", "two.svg"):
        write_pit(SHARES, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_where_nothing_can_be_written_is_said(tmp_path):
    with pytest.raises(StoreError, match=r"pit.svg: cannot be written"):
        write_pit(SHARES, tmp_path / "none" / "pit.svg")
