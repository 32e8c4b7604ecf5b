import numpy as np
import pytest

from sim.core.streams import Streams
from sim.events import Alert
from sim.policing.adjudication import AdjudicationSettings, engage_probability, review

SETTINGS = AdjudicationSettings()


def alert(person_id: int = 1, *, t_s: float = 100.0, score: float = 0.64, is_true: bool = True) -> Alert:
    return Alert(
        t_s=t_s,
        person_id=person_id,
        passage=0,
        site="south",
        reference_id=3,
        score=score,
        is_true=is_true,
        is_repeat=False,
    )


def test_at_the_threshold_the_error_rates_are_the_configured_ones():
    assert engage_probability(SETTINGS, score=0.64, threshold=0.64, is_true=True, group="white") == pytest.approx(0.94)
    assert engage_probability(SETTINGS, score=0.64, threshold=0.64, is_true=False, group="white") == pytest.approx(0.70)


def test_a_higher_score_is_believed_more_readily():
    chances = [
        engage_probability(SETTINGS, score=s, threshold=0.64, is_true=False, group="white")
        for s in (0.64, 0.7, 0.8, 0.9)
    ]
    assert chances == sorted(chances)
    assert chances[0] < chances[-1]


def test_an_operator_who_never_errs_never_errs():
    sure = AdjudicationSettings(p_false_reject=0, p_false_accept=0)
    assert engage_probability(sure, score=0.9, threshold=0.6, is_true=True, group="white") == 1
    assert engage_probability(sure, score=0.9, threshold=0.6, is_true=False, group="white") == 0


def test_an_alert_waits_until_the_operator_is_free():
    free = review(SETTINGS, alert(), group="white", threshold=0.64, free_from_s=-1e9, streams=Streams(1))
    queued = review(SETTINGS, alert(), group="white", threshold=0.64, free_from_s=500.0, streams=Streams(1))
    assert queued.decided_s - 500.0 == pytest.approx(free.decided_s - 100.0)


def test_the_share_passed_on_is_the_configured_one():
    n = 4000
    passed = sum(
        review(
            SETTINGS, alert(k, is_true=False), group="white", threshold=0.64, free_from_s=0, streams=Streams(5)
        ).is_engage
        for k in range(n)
    )
    assert abs(passed - 0.7 * n) < 4 * np.sqrt(n * 0.7 * 0.3)


def test_a_decision_does_not_depend_on_the_threshold_in_force_elsewhere():
    low, high = (
        review(SETTINGS, alert(9, score=0.7), group="white", threshold=t, free_from_s=0, streams=Streams(2))
        for t in (0.6, 0.64)
    )
    assert low.decided_s == high.decided_s


def test_a_group_is_believed_more_readily_only_where_a_user_says_so():
    given = SETTINGS.model_copy(update={"group_log_odds": {"black": 1.0}})
    at = {"score": 0.64, "threshold": 0.64, "is_true": False}
    even, more = (engage_probability(given, group=group, **at) for group in ("white", "black"))
    assert even == engage_probability(SETTINGS, group="black", **at) == pytest.approx(0.70)
    assert more / (1 - more) == pytest.approx(np.e * even / (1 - even))
