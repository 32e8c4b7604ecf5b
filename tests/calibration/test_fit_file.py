"""A fit on disk predicts as the fit itself, and says what it learned from."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import numpy as np
import pytest
from deployment_records import deployments, write

from sim.calibration.fit import unknowns_of
from sim.calibration.fit_file import fit_file_of, load_fit, write_fit
from sim.calibration.predictors import fit_all
from sim.calibration.rows import GIVEN_UNTIL, rows_to_fit
from sim.core.errors import ScenarioError, StoreError
from sim.scenario.shipped import file_of

RECORD = deployments(40)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fit")
    record, rows, fitted = write(folder / "record.csv", RECORD), rows_to_fit(RECORD), fit_all(RECORD)
    file = folder / "fit.yaml"
    write_fit(fit_file_of(fitted, rows, record), file)
    return fitted, record, file


def test_what_is_read_back_predicts_the_same(made):
    fitted, _, file = made
    own, again = (one.predict(RECORD[:5], 80) for one in (fitted, load_fit(file).fitted()))
    assert own.keys() == again.keys()
    for name, by_count in own.items():
        for count, table in by_count.items():
            assert again[name][count] == pytest.approx(table, abs=1e-4)


def test_it_says_which_record_it_learned_from(made):
    _, record, file = made
    about = load_fit(file).record
    assert about.sha256 == sha256(record.read_bytes()).hexdigest()
    assert (about.name, about.deployments, about.first_day) == ("record.csv", 40, date(2024, 8, 2))


def test_the_same_record_makes_the_same_bytes(made, tmp_path):
    _, record, file = made
    write_fit(fit_file_of(fit_all(RECORD), rows_to_fit(RECORD), record), tmp_path / "again.yaml")
    assert (tmp_path / "again.yaml").read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ('mechanism: "catchment"', 'mechanism: "magic"', r"no such mechanism \(magic\); one of everybody"),
        ('mechanism: "catchment"', 'mechanism: "regulars"', "its unknowns are not those of the law"),
        ("log_evidence:", "log_evidences:", "log_evidences"),
        ("deviation: ", "deviation: -", r"deviation` is out of bounds .* it must be more than 0"),
        ("results_version: ", "results_version: x", "results_version"),
    ],
)
def test_a_file_that_is_no_fit_of_this_law_is_refused(made, tmp_path, was, becomes, message):
    broken = tmp_path / "broken.yaml"
    broken.write_text(made[2].read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        load_fit(broken)


def test_a_fit_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ScenarioError, match=r"no such fit .*met_2025_05"):
        load_fit("met_2024")


def test_where_nothing_can_be_written_nothing_is_left(made, tmp_path):
    (tmp_path / "none").write_text("a file")
    with pytest.raises(StoreError, match="cannot be written"):
        write_fit(load_fit(made[2]), tmp_path / "none" / "fit.yaml")
    assert [path.name for path in tmp_path.iterdir()] == ["none"]


def test_the_shipped_fit_learned_from_nothing_after_the_given_days():
    fit = load_fit("met_2025_05")
    assert fit.record.last_day <= GIVEN_UNTIL
    assert fit.record.deployments == 151
    assert [one.name for one in fit.unknowns] == [one.name for one in unknowns_of(fit.mechanism)]
    assert sum(len(rows.lines) for rows in fit.record.left_out) + fit.record.deployments == 286
    assert file_of("fits", "met_2025_05").stat().st_size < 50_000


def test_the_shipped_fit_says_few_alerts_of_short_lists_elsewhere_and_known_ones_in_london():
    fitted = load_fit("met_2025_05").fitted()
    north_end = replace(RECORD[0], location="North End, Croydon", faces=15_413, hours=5.6)
    elsewhere = replace(north_end, location="Queen St, Cardiff", faces=10_000, watchlist_size=500)
    table = fitted.predict([north_end, elsewhere], 100)["passerby"]
    alerts, arrests = (table[name] @ np.arange(100) for name in ("alerts", "arrests"))
    assert 10 < alerts[0] < 20
    assert 4 < arrests[0] < 9
    assert alerts[1] < 1.0
