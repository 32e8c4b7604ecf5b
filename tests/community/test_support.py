"""Support for the cameras: it starts from what is published, and follows trust and what people heard."""

import numpy as np
import pytest

from sim.community.support import READ_OUTS, Support, Views, saying
from sim.community.survey import Standings
from sim.community.trust import draw_trust
from sim.core.streams import Streams

N = 40_000
LATENT = draw_trust(N, Streams(seed=4))
FAIRNESS, EFFECTIVENESS = (scale.astype(np.float64) for scale in (LATENT.fairness, LATENT.effectiveness))
GROUP = np.arange(N) % 2


def shares(views=None, fairness=FAIRNESS, effectiveness=EFFECTIVENESS, **settings):
    support = Support(**settings)
    view = (views or Views(N)).of(support, fairness, effectiveness)
    return {name: said.sum() / N for name, said in saying(support, standing(view)).items()}


def standing(view, group=GROUP):
    people = Standings(2)
    people.add((1.0, 0.0), view, view, group)
    return people.found()


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
def test_before_a_programme_what_is_published_is_said(weight):
    found, published = shares(trust_weight=weight), Support()
    for name, one in READ_OUTS.items():
        assert found[name] == pytest.approx(getattr(published, one.setting), abs=4 * 0.3 / np.sqrt(N))


def test_who_trusts_more_supports_more_and_is_less_uneasy_and_only_by_the_weight():
    for weight, moves in ((0.5, True), (0.0, False)):
        before, after = shares(trust_weight=weight), shares(trust_weight=weight, fairness=FAIRNESS + 0.2)
        assert bool(after["support"] > before["support"]) is moves
        assert bool(after["less_safe"] < before["less_safe"]) is moves


def test_knowing_of_errors_and_safeguards_moves_only_those_who_know():
    views = Views(N)
    views.knows_error[GROUP == 0] = True
    support = Support(error_sd=-0.5)
    moved = views.of(support, FAIRNESS, EFFECTIVENESS) - Views(N).of(support, FAIRNESS, EFFECTIVENESS)
    assert moved[GROUP == 0] == pytest.approx(-0.5)
    assert not moved[GROUP == 1].any()
    knows = saying(support, standing(views.of(support, FAIRNESS, EFFECTIVENESS)))
    assert knows["support"][0] < knows["support"][1]
    assert knows["less_safe"][0] > knows["less_safe"][1]
    views.knows_error[:], views.knows_safeguard[:] = False, True
    assert shares(views)["support"] > shares()["support"]
    assert shares(views, safeguard_sd=0.0) == shares(safeguard_sd=0.0)


def test_by_group_it_is_the_sum_over_its_people():
    support = Support()
    view = Views(N).of(support, FAIRNESS, EFFECTIVENESS)
    nobody = np.zeros(N // 2, int)
    apart = [saying(support, standing(view[k == GROUP], nobody))["support"][0] for k in (0, 1)]
    assert saying(support, standing(view))["support"] == pytest.approx(apart, rel=1e-6)


def test_who_has_no_position_on_a_scale_is_refused():
    for at in ((FAIRNESS[:5], EFFECTIVENESS[:5]), (FAIRNESS, EFFECTIVENESS[1:])):
        with pytest.raises(ValueError, match="a position each on both scales"):
            Views(N).of(Support(), *at)


def test_those_of_a_part_stand_where_they_do_among_all():
    views, support = Views(N), Support()
    views.knows_error[::3] = views.knows_safeguard[::5] = True
    some = slice(700, 1900)
    of_all = views.of(support, FAIRNESS, EFFECTIVENESS)
    assert np.array_equal(views.of(support, FAIRNESS[some], EFFECTIVENESS[some], some), of_all[some])
