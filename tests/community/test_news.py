"""News, meetings, avoidance and survey items: whom they reach, and that a draw is a person's own."""

import numpy as np
import pytest

from sim.community.avoidance import Avoiders, Avoiding, draw_avoiders
from sim.community.meetings import Meetings, attend
from sim.community.memory import Memory
from sim.community.news import News, news_of, publication_of
from sim.community.survey import ITEMS, agreeing_to, share_of
from sim.community.trust import draw_trust
from sim.core.streams import Streams
from sim.events import ETHNIC_GROUPS
from sim.evidence.register import entry

STREAMS = Streams(seed=6)
N = 40_000


def test_news_of_arrests_reaches_a_share_and_moves_effectiveness():
    changes = news_of(News(reach=0.1), n=N, number=3, arrests=4, false_stops=0, streams=STREAMS)
    assert len(changes) == 1
    assert changes[0].person_id.size == pytest.approx(0.1 * N, abs=4 * np.sqrt(0.09 * N))
    assert (changes[0].fairness, changes[0].effectiveness) == (0.0, News().arrests_sd)


def test_no_arrest_and_no_error_make_no_news():
    assert news_of(News(), n=N, number=3, arrests=0, false_stops=0, streams=STREAMS) == []


def test_errors_are_reported_as_often_as_said():
    reported = [bool(news_of(News(p_error_reported=0.3), n=10, number=k, arrests=0, false_stops=1, streams=STREAMS))
                for k in range(2000)]
    assert np.mean(reported) == pytest.approx(0.3, abs=0.04)
    assert not any(news_of(News(p_error_reported=0.0), n=10, number=k, arrests=0, false_stops=5, streams=STREAMS)
                   for k in range(50))


def test_published_results_can_raise_one_scale_and_lower_the_other():
    news = News(publication_fairness_sd=0.1, publication_effectiveness_sd=-0.05)
    change = publication_of(news, n=N, number=0, streams=STREAMS)
    assert change[1:] == (0.1, -0.05)
    assert change.person_id.size == pytest.approx(news.publication_reach * N, rel=0.2)


@pytest.mark.parametrize(("selection", "sign"), [(1.0, 1), (-1.0, -1)])
def test_who_comes_to_a_meeting_is_not_like_others(selection, sign):
    fairness = draw_trust(N, STREAMS).fairness.astype(np.float64)
    is_adult = np.arange(N) % 4 > 0
    here = attend(Meetings(selection=selection, attendees=400), fairness, is_adult, meeting=0, streams=STREAMS)
    assert here.size == 400
    assert is_adult[here].all()
    # a race with rates exp(s z) draws a normal shifted by s
    assert fairness[here].mean() == pytest.approx(sign, abs=0.2)
    even = attend(Meetings(selection=0.0, attendees=400), fairness, is_adult, meeting=0, streams=STREAMS)
    assert fairness[even].mean() == pytest.approx(0, abs=0.2)


def avoiders(settings, listed=False, stopped=0, streams=STREAMS):
    group = np.arange(N) % len(ETHNIC_GROUPS)
    return draw_avoiders(settings, ethnic_group=group, is_listed=np.full(N, listed), stopped=np.full(N, stopped),
                         streams=streams).way


def test_people_avoid_as_they_say_discounted():
    way = avoiders(Avoiding(discount=0.5))
    for k, group in enumerate(ETHNIC_GROUPS):
        stated = entry("community.would-avoid").value[group]
        assert np.mean(way[k::len(ETHNIC_GROUPS)] > 0) == pytest.approx(0.5 * stated, abs=0.01)
    shares = np.bincount(way, minlength=4)[1:] / np.count_nonzero(way)
    assert shares == pytest.approx([0.6, 0.3, 0.1], abs=0.05)


def test_a_larger_share_adds_avoiders_and_takes_none_away():
    few, many = (avoiders(Avoiding(discount=discount)) > Avoiders.NONE for discount in (0.2, 0.9))
    assert not (few & ~many).any()
    assert many.sum() > few.sum()


def test_wanted_people_learn_from_each_stop():
    shares = [np.mean(avoiders(Avoiding(), listed=True, stopped=times) > 0) for times in (0, 1, 3)]
    assert shares == pytest.approx([1 - 0.9, 1 - 0.9 * 0.8, 1 - 0.9 * 0.8**3], abs=0.01)


@pytest.mark.parametrize("name", ITEMS)
def test_an_unmoved_borough_agrees_as_published_and_then_as_the_trend_says(name):
    item, latent = ITEMS[name], draw_trust(400_000, STREAMS)
    memory = Memory()
    for years in (0.0, 2.0):
        share = share_of(item, memory, years)
        assert agreeing_to(item, share, latent.fairness, latent.effectiveness).mean() == pytest.approx(share, abs=2e-3)
    assert share_of(item, memory, 0.0) == entry(item.evidence).value


def test_an_item_reads_its_own_scale():
    share = 0.5
    fair, good = ITEMS["treat_fairly"], ITEMS["good_job"]
    at = (np.array([0.0]), np.array([1.0]))
    assert agreeing_to(fair, share, *at) == pytest.approx(0.5)
    assert agreeing_to(good, share, *at)[0] == pytest.approx(0.8413, abs=1e-3)
    assert share_of(good, Memory(), 1.0) == pytest.approx(0.46 - 0.029)
    assert share_of(fair, Memory(), 1.0) == pytest.approx(0.63 - 0.012)
