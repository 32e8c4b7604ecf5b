"""News: whom it reaches, what it does to them, and that a reader is a reader whatever else happens."""

import numpy as np
import pytest

from sim.community.news import News, news_of, publication_of
from sim.core.streams import Streams

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
    reported = [
        bool(news_of(News(p_error_reported=0.3), n=10, number=k, arrests=0, false_stops=1, streams=STREAMS))
        for k in range(2000)
    ]
    assert np.mean(reported) == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / 2000))
    assert not any(
        news_of(News(p_error_reported=0.0), n=10, number=k, arrests=0, false_stops=5, streams=STREAMS)
        for k in range(50)
    )


def test_published_results_can_raise_one_scale_and_lower_the_other():
    news = News(publication_fairness_sd=0.1, publication_effectiveness_sd=-0.05)
    change = publication_of(news, n=N, number=0, streams=STREAMS)
    assert change[1:] == (0.1, -0.05, "safeguard")
    assert change.person_id.size == pytest.approx(0.02 * N, abs=4 * np.sqrt(0.0196 * N))


def readers(number=3, arrests=0, false_stops=0, replication=0, **settings):
    changes = news_of(
        News(p_error_reported=1.0, **settings),
        n=N,
        number=number,
        arrests=arrests,
        false_stops=false_stops,
        streams=Streams(seed=6, replication=replication),
    )
    return {"error" if change.fairness else "arrests": change for change in changes}


def test_a_reported_error_moves_fairness_alone():
    change = readers(false_stops=1, error_reach=0.2)["error"]
    assert change[1:] == (News().error_sd, 0.0, "error")
    assert change.person_id.size == pytest.approx(0.2 * N, abs=4 * np.sqrt(0.16 * N))


def test_a_larger_reach_adds_readers_and_takes_none_away():
    few, many = (readers(arrests=2, reach=reach)["arrests"].person_id for reach in (0.02, 0.1))
    assert np.isin(few, many).all()
    assert many.size > few.size > 0


def test_an_error_changes_nothing_for_readers_of_arrests():
    alone, both = readers(arrests=2), readers(arrests=2, false_stops=3)
    assert set(both) == {"arrests", "error"}
    assert np.array_equal(alone["arrests"].person_id, both["arrests"].person_id)


def test_each_deployment_and_replication_is_read_by_others():
    same, later, again = readers(arrests=2), readers(number=4, arrests=2), readers(arrests=2, replication=1)
    for other in (later, again):
        shared = np.intersect1d(same["arrests"].person_id, other["arrests"].person_id).size
        # 0.02 of 0.02 of everybody is 16
        assert shared == pytest.approx(16, abs=16)


def test_a_second_false_stop_never_undoes_a_report():
    one, two = (
        [bool(news_of(News(), n=10, number=k, arrests=0, false_stops=stops, streams=STREAMS)) for k in range(500)]
        for stops in (1, 2)
    )
    assert not any(first and not second for first, second in zip(one, two, strict=True))
    assert sum(two) > sum(one)
