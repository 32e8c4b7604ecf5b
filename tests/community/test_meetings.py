"""Meetings: how many come, who they are, and that who comes is a person's own draw."""

import numpy as np
import pytest

from sim.community.meetings import Meetings, attend
from sim.community.trust import draw_trust
from sim.core.streams import Streams

STREAMS = Streams(seed=6)
N = 40_000
FAIRNESS = draw_trust(N, STREAMS).fairness.astype(np.float64)
IS_ADULT = np.arange(N) % 4 > 0


def come(fairness=FAIRNESS, is_adult=IS_ADULT, meeting=0, **settings):
    return attend(Meetings(**settings), fairness, is_adult, meeting=meeting, streams=STREAMS)


@pytest.mark.parametrize("selection", [1.0, 0.0, -1.0])
def test_who_comes_to_a_meeting_is_not_like_others(selection):
    here = come(selection=selection, attendees=400)
    assert np.unique(here).size == 400
    assert IS_ADULT[here].all()
    # a race with rates exp(s z) draws, of few among many, a normal shifted by s
    assert FAIRNESS[here].mean() == pytest.approx(selection, abs=4 / np.sqrt(400))


def test_a_change_of_one_view_changes_at_most_who_has_the_last_seat():
    before = come(selection=1.0)
    changed = FAIRNESS.copy()
    changed[before[0]] = -20.0
    after = come(changed, selection=1.0)
    assert before[0] not in after
    assert np.intersect1d(before, after).size == before.size - 1


def test_a_smaller_meeting_is_part_of_a_larger_one():
    assert np.isin(come(attendees=50), come(attendees=200)).all()


def test_two_meetings_are_not_of_the_same_people():
    assert np.intersect1d(come(meeting=0), come(meeting=1)).size < 10


def test_everybody_comes_where_there_are_fewer_adults_than_seats():
    few = np.zeros(N, bool)
    few[[5, 9]] = True
    assert come(is_adult=few).tolist() == [5, 9]
    assert come(is_adult=np.zeros(N, bool)).size == 0
    assert come(attendees=0).size == 0
