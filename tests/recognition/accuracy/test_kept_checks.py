"""That a profile can be calibrated is found out once; one that cannot be is refused each time."""

import pytest
from profile_files import point, profile_from

import sim.recognition.accuracy.kept_checks
from sim.core.errors import SettingsConflict
from sim.recognition.accuracy.kept_checks import check_calibration

PROFILE = profile_from(point(0.6, fpir=1e-3, tpir=0.9))
OTHER = profile_from(point(0.6, fpir=1e-3, tpir=0.91))
UNMET = profile_from(point(0.6, fpir=0.9999, tpir=0.9, size=1))


@pytest.fixture
def asked(monkeypatch):
    """Return the profiles that are calibrated from now on, with how."""
    asked, calibrate = [], sim.recognition.accuracy.kept_checks.calibrate

    def noted(profile, **how):
        asked.append((profile, *how.values()))
        return calibrate(profile, **how)

    monkeypatch.setattr(sim.recognition.accuracy.kept_checks, "calibrate", noted)
    return asked


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sim.recognition.accuracy.kept_checks, "kept_in", lambda: tmp_path)
    return tmp_path


def check(profile=PROFILE, dimension=512, ungrouped_share=0.5):
    check_calibration(profile, dimension=dimension, ungrouped_share=ungrouped_share)


def test_what_was_met_once_is_not_asked_again(asked, folder):
    for _ in range(2):
        check()
        check(dimension=256)
        check(ungrouped_share=0.4)
        check(OTHER)
    assert asked == [(PROFILE, 512, 0.5), (PROFILE, 256, 0.5), (PROFILE, 512, 0.4), (OTHER, 512, 0.5)]
    assert [file.stat().st_size for file in folder.iterdir()] == [0] * 4


def test_what_cannot_be_met_is_refused_each_time(asked, folder):
    for _ in range(2):
        with pytest.raises(SettingsConflict, match="more than strangers reach by chance"):
            check(UNMET)
    assert len(asked) == 2
    assert not list(folder.iterdir())


@pytest.mark.parametrize("where", [None, "none/there"])
def test_where_nothing_can_be_kept_it_is_asked_each_time(where, asked, folder, monkeypatch):
    kept_in = None if where is None else folder / where
    monkeypatch.setattr(sim.recognition.accuracy.kept_checks, "kept_in", lambda: kept_in)
    check()
    check()
    assert len(asked) == 2


def test_no_more_are_known_than_are_of_use(asked, folder, monkeypatch):
    monkeypatch.setattr(sim.recognition.accuracy.kept_checks, "_KEEP", 2)
    for dimension in (128, 256, 512):
        check(dimension=dimension)
    assert len(list(folder.iterdir())) == 2


def test_what_is_asked_for_is_known_before_what_was_asked_later(asked, folder, monkeypatch):
    monkeypatch.setattr(sim.recognition.accuracy.kept_checks, "_KEEP", 2)
    for dimension in (128, 256, 128, 512, 128):
        check(dimension=dimension)
    assert len(asked) == 3
