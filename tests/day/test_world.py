import re
from importlib.resources import files

import mesa
import numpy as np
import pytest

from sim.core.errors import RunError
from sim.day.agents import Officer
from sim.day.world import STEP_ORDER, Pedestrian, StreetWorld
from tests.conftest import short_day


def world(seconds: int, **given: int) -> StreetWorld:
    made = StreetWorld(short_day("day.warm_up_s=120", "day.duration_h=0.05"), seed=3, **given)
    for _ in range(seconds):
        made.step()
    return made


def test_a_mesa_user_can_ask_all_pedestrians_for_their_speed():
    street = world(120)
    mean = street.agents_by_type[Pedestrian].agg("speed_m_s", np.mean)
    assert 0.3 < mean < 2.0


def test_there_is_a_handle_for_everybody_on_the_street_and_nobody_else():
    street = world(200)
    handles = street.agents_by_type[Pedestrian]
    assert len(handles) == street.crowd.n_active
    rows = np.array([handle.row for handle in handles])
    assert np.array_equal(np.sort(rows), np.flatnonzero(street.crowd.is_active))
    assert all(handle.person_id == street.crowd.person_id[handle.row] for handle in handles)


def test_a_data_collector_works_from_outside():
    street = world(60)
    collector = mesa.DataCollector(model_reporters={"people": lambda model: model.crowd.n_active})
    for _ in range(5):
        street.step()
        collector.collect(street)
    assert collector.get_model_vars_dataframe()["people"].tolist()[-1] == street.crowd.n_active


def test_the_world_ends_when_the_deployment_does():
    street = world(0)
    street.run_model()
    assert street.now_s == 0.05 * 3600
    assert not street.running


def test_officers_wait_at_the_sites_in_use():
    street = world(1)
    officers = street.agents_by_type[Officer]
    assert len(officers) == street.settings.lfr.engagement.officers
    for name in street.settings.lfr.sites:
        corners = np.array(street.settings.sites[name].zone)
        low, high = corners.min(axis=0), corners.max(axis=0)
        inside = [np.all((low <= (o.x_m, o.y_m)) & ((o.x_m, o.y_m) <= high)) for o in officers]
        assert sum(inside) == len(officers) / 2


def test_the_order_of_a_step_is_the_one_that_is_published():
    street, called = world(119, gather_s=1), []
    own = {"arrive", "walk", "leave"}
    for name in STEP_ORDER:
        owner, method = (street, f"_{name}") if name in own else (street.deployment, name)
        inner = getattr(owner, method)
        setattr(owner, method, lambda name=name, inner=inner: (called.append(name), inner()))
    street.step()
    assert tuple(called) == STEP_ORDER


def test_the_order_of_a_step_is_the_one_of_the_odd():
    text = files("sim").joinpath("ODD.md").read_text(encoding="utf-8")
    overview = text.split("Each second, in this order")[1].split("**A programme**")[0]
    assert tuple(re.findall(r"\d\. \*\*(\w+)\*\*", overview)) == STEP_ORDER


@pytest.mark.parametrize("mode", ["vector", "thinned"])
def test_a_threshold_below_the_floor_of_thinned_searches_is_refused(mode):
    scenario = short_day("threshold=0.3", f"recognition.backend.mode={mode}")
    if mode == "vector":
        assert StreetWorld(scenario, seed=3).deployment
        return
    with pytest.raises(RunError, match=r"^lfr\.threshold: the threshold 0\.3 is below the floor") as caught:
        StreetWorld(scenario, seed=3)
    assert caught.value.allowed == "raise it, or thinned_share, or take mode: vector"
