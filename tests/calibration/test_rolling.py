"""Each month is predicted by what was known before it, and held against what came."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from deployment_records import deployments

from sim.calibration.hindcast import EVERYWHERE, judged, one_by_one, pit_histograms
from sim.calibration.predictors import PRODUCT, fit_all, observed_of
from sim.calibration.rolling import rolling_origin
from sim.calibration.rows import rows_to_fit
from sim.calibration.scoring import scores
from sim.core.errors import RunError

RECORD = deployments(40)
FIRST_JUDGED = 19
"""Deployments before November 2024, the first month with 15 or more before it."""


@pytest.fixture(scope="module")
def found():
    return rolling_origin(RECORD, fit_all)


def test_months_with_enough_before_them_are_judged(found):
    assert found.deployments == RECORD[FIRST_JUDGED:]
    assert found.deployments[0].date.month == 11
    for by_count in found.probability.values():
        for table in by_count.values():
            assert table.shape[0] == len(found.deployments)
            assert table.sum(axis=1) == pytest.approx(1.0, abs=1e-4)


def test_what_comes_later_moves_no_prediction(found):
    last = RECORD[-1].date.replace(day=1)
    other = tuple(replace(one, alerts=one.alerts + 30) if one.date >= last else one for one in RECORD)
    again = rolling_origin(other, fit_all, since=date(2025, 1, 1))
    same = [k for k, one in enumerate(found.deployments) if one.date >= date(2025, 1, 1)]
    for name, by_count in again.probability.items():
        k = min(by_count["alerts"].shape[1], found.probability[name]["alerts"].shape[1])
        assert by_count["alerts"][:, :k] == pytest.approx(found.probability[name]["alerts"][same][:, :k], abs=1e-9)


def test_a_month_of_which_a_part_is_judged_learns_nothing_from_its_other_part(found):
    first = found.deployments[2].date
    again = rolling_origin(RECORD, fit_all, since=first)
    assert again.deployments == found.deployments[2:]
    assert again.probability[PRODUCT]["arrests"][0, :40] == pytest.approx(
        found.probability[PRODUCT]["arrests"][2, :40], abs=1e-9
    )


def test_too_few_deployments_are_refused():
    with pytest.raises(RunError, match=r"no month has 15 deployments before it to learn from \(12 in all\)"):
        rolling_origin(RECORD[:12], fit_all)


def test_scores_in_the_table_are_those_of_the_rules(found):
    table = judged(found)
    row = table.filter((table["count"] == "arrests") & (table["place"] == EVERYWHERE) & (table["predictor"] == PRODUCT))
    direct = scores(found.probability[PRODUCT]["arrests"], observed_of(found.deployments)["arrests"])
    assert row["crps"].item() == pytest.approx(direct.crps)
    assert row["observed_over_predicted"].item() == pytest.approx(direct.observed / direct.predicted)


def test_places_add_up_to_all(found):
    table = judged(found)
    mine = table.filter((table["count"] == "alerts") & (table["predictor"] == PRODUCT))
    everywhere, places = mine.filter(mine["place"] == EVERYWHERE), mine.filter(mine["place"] != EVERYWHERE)
    assert places["n"].sum() == everywhere["n"].item()
    assert places["observed"].sum() == everywhere["observed"].item()
    assert places["predicted"].sum() == pytest.approx(everywhere["predicted"].item())


def test_what_was_not_published_is_predicted_and_not_judged(found):
    silent = tuple(replace(one, arrests=None) if k % 2 else one for k, one in enumerate(found.deployments))
    partly = type(found)(silent, found.probability)
    table = judged(partly)
    assert table.filter((table["count"] == "arrests") & (table["place"] == EVERYWHERE))["n"].unique().item() == 11
    each = one_by_one(partly)
    assert each.filter(each["count"] == "arrests")["observed"].null_count() == 10 * 4
    assert each["mean"].is_finite().all()


def test_transforms_are_shares(found):
    for by_name in pit_histograms(found).values():
        for share in by_name.values():
            assert share.sum() == pytest.approx(1.0)
            assert share.shape == (10,)


def test_rows_that_teach_nothing_are_left_out_and_said_why():
    odd = (
        replace(RECORD[0], faces=None, line=90),
        replace(RECORD[1], faces=0, line=91),
        replace(RECORD[2], alerts=None, arrests=None, line=92),
        replace(RECORD[3], date=date(2024, 7, 31), location="Barking", line=93),
        replace(RECORD[4], date=date(2025, 5, 11), line=94),
        replace(RECORD[5], date=date(2023, 7, 31), location="Queen St, Cardiff", line=95),
    )
    rows = rows_to_fit((*RECORD, *odd), to=date(2025, 5, 10))
    assert {lines for _, lines in rows.left_out} == {(90, 91), (92,), (93,), (94,)}
    assert rows.kept[0].line == 95
    assert len(rows.kept) == len(RECORD) + 1
    assert np.all(np.diff([one.date.toordinal() for one in rows.kept]) >= 0)
