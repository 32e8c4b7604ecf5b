"""The operator: every alert waits its turn, is looked at, and is passed on to officers or dismissed.

Errors depend on the score that the operator is shown: the further above the threshold, the more
readily an alert is believed (automation bias). An operator looks at one alert at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.groups import ByGroup
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams
from sim.events import Alert
from sim.evidence.register import assumed, chosen, cited

__all__ = ["AdjudicationSettings", "Review", "engage_probabilities", "engage_probability", "look_s", "review"]


class AdjudicationSettings(Config):
    """How alerts are looked at."""

    operators: int = chosen(1, unit="operators", ge=1, le=100)
    """People at the screen; each looks at one alert at a time, and alerts wait in one queue."""
    p_false_reject: Probability = cited("policing.operator-false-reject")
    """Chance that a true alert at the threshold is dismissed."""
    p_false_accept: Probability = cited("policing.false-alerts-engaged")
    """Chance that a false alert at the threshold is passed on."""
    score_slope: float = assumed(
        5.0,
        "automation bias is documented, its size on this scale is not: at 5, a score 0.1 above the "
        "threshold multiplies the odds of being believed by 1.65",
        unit="log odds per unit of score",
        low=0.0,
        high=20.0,
        ge=0,
        le=1000,
    )
    """Log odds of passing an alert on that each unit of score above the threshold adds."""
    group_log_odds: ByGroup[float] = assumed(
        {},
        "whether operators believe alerts of one group more readily was not tested; none do until a user says so",
        unit="log odds",
    )
    """What is added for people of a group to the log odds of passing their alert on; a group not named has 0."""
    review_least_s: float = assumed(
        8.0,
        "no timing of LFR operators was found; an alert has to arrive, be opened and be looked at",
        unit="s",
        low=2.0,
        high=15.0,
        ge=1,
        le=600,
    )
    """The least time that one look takes."""
    review_more_s: float = assumed(
        5.0, "no timing of LFR operators was found", unit="s", low=2.0, high=30.0, gt=0, le=600
    )
    """Median of the time that it takes beyond that."""
    review_spread: float = assumed(
        0.6, "no timing of LFR operators was found", unit="log units", low=0.2, high=1.0, ge=0, le=3
    )
    """Standard deviation of the logarithm of the time beyond the least."""


@dataclass(frozen=True)
class Review:
    """What came of one look."""

    decided_s: float
    """Seconds after the deployment began."""
    is_engage: bool


def engage_probability(
    settings: AdjudicationSettings, *, score: float, threshold: float, is_true: bool, group: str
) -> float:
    """Return the chance that an alert of a person with this score is passed on to officers.

    At the threshold it is 1 - p_false_reject for a true alert and p_false_accept for a false one, where no group is
    treated in its own way.
    """
    scores = np.array([score])
    return float(engage_probabilities(settings, score=scores, threshold=threshold, is_true=is_true, group=group)[0])


def engage_probabilities(
    settings: AdjudicationSettings, *, score: NDArray[np.float64], threshold: float, is_true: bool, group: str
) -> NDArray[np.float64]:
    """Return the chance of `engage_probability` for each of several scores (k,)."""
    base = 1 - settings.p_false_reject if is_true else settings.p_false_accept
    if base in (0.0, 1.0):
        return np.full(score.shape, float(base))
    above = np.maximum(score - threshold, 0.0)
    odds = scipy.special.logit(base) + settings.score_slope * above + settings.group_log_odds.get(group, 0.0)
    return np.asarray(scipy.special.expit(odds), np.float64)


def look_s(settings: AdjudicationSettings, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how long looks take, in seconds, for uniform draws of any shape."""
    return np.asarray(
        settings.review_least_s + settings.review_more_s * np.exp(settings.review_spread * scipy.special.ndtri(u))
    )


def review(
    settings: AdjudicationSettings,
    alert: Alert,
    *,
    group: str,
    threshold: float,
    free_from_s: float,
    streams: Streams,
) -> Review:
    """Let the operator look at `alert` as soon as they are free.

    Parameters
    ----------
    group
        Of the person.
    free_from_s
        When the operator has finished with the alert before, in seconds after the deployment began.
    """
    took, believed = streams.uniform(Stream.ADJUDICATION, alert.person_id, 2 * alert.passage + np.arange(2))
    start = max(alert.t_s, free_from_s)
    duration = look_s(settings, took)
    chance = engage_probability(settings, score=alert.score, threshold=threshold, is_true=alert.is_true, group=group)
    return Review(decided_s=float(start + duration), is_engage=bool(believed < chance))
