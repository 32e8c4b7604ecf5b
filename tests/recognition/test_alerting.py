from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.recognition.alerting import raise_alerts

scores = st.lists(st.floats(-0.5, 1, exclude_max=True), max_size=20)


def alerts(score, threshold, person_id=None, alerted=frozenset()):
    n = len(score)
    people = np.arange(n) if person_id is None else np.array(person_id)
    return raise_alerts(
        person_id=people,
        score=np.array(score, float),
        is_mated=np.arange(n) % 2 == 0,
        threshold=threshold,
        alerted=alerted,
    )


def test_a_score_at_the_threshold_alerts_and_one_below_does_not():
    raised = alerts([0.64, np.nextafter(0.64, 0), 0.9], 0.64)
    assert raised.row.tolist() == [0, 2]
    assert raised.is_true.tolist() == [True, True]


@given(scores, st.floats(0, 1), st.floats(0, 1))
def test_raising_the_threshold_never_adds_an_alert(score, a, b):
    low, high = sorted((a, b))
    assert set(alerts(score, high).row) <= set(alerts(score, low).row)


@given(scores)
def test_a_threshold_of_one_alerts_on_nobody(score):
    assert alerts(score, 1.0).row.size == 0


def test_a_second_alert_of_a_person_is_a_repeat_within_a_batch_and_across_batches():
    raised = alerts([0.7, 0.8, 0.9, 0.6], 0.65, person_id=[5, 5, 6, 5], alerted={6})
    assert raised.row.tolist() == [0, 1, 2]
    assert raised.is_repeat.tolist() == [False, True, True]


def test_a_score_below_the_threshold_makes_no_later_alert_a_repeat():
    assert alerts([0.5, 0.7], 0.65, person_id=[5, 5]).is_repeat.tolist() == [False]
