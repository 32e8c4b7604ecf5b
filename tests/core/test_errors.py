"""Errors: how a mistake reads, and that one except clause gets them all."""

import pickle

import pytest

from sim.core.errors import EvidenceError, RunError, ScenarioError, SettingsConflict, SimError, StoreError


def test_an_error_says_where_what_and_what_is_allowed():
    error = SimError("day.yaml:3:5", "`seed` is out of bounds (-1)", "it must be at least 0")
    assert str(error) == "day.yaml:3:5: `seed` is out of bounds (-1); it must be at least 0"


def test_what_is_allowed_is_left_out_where_it_is_obvious():
    assert str(ScenarioError("day.yaml", "no such file")) == "day.yaml: no such file"


@pytest.mark.parametrize("kind", [ScenarioError, EvidenceError, RunError, StoreError])
def test_every_error_for_users_is_a_sim_error(kind):
    with pytest.raises(SimError) as caught:
        raise kind("here", "wrong", "right")
    assert (caught.value.where, caught.value.what, caught.value.allowed) == ("here", "wrong", "right")


def test_a_misfit_says_what_to_mend_and_is_for_whoever_validates():
    misfit = SettingsConflict(("points", 0, "fpir"), "too high (1); lower it")
    assert misfit.path == ("points", 0, "fpir")
    assert str(misfit) == "too high (1); lower it"
    assert isinstance(misfit, ValueError)
    assert not isinstance(misfit, SimError)


def test_an_error_crosses_to_another_process_whole():
    for error in (
        ScenarioError("a.yaml:1:2", "wrong (3)", "right"),
        SettingsConflict(("a", 0), "no; yes", is_key=True),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
