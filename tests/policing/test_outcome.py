import numpy as np
import pytest

from sim.core.streams import Streams
from sim.evidence.register import entry
from sim.policing.outcome import OutcomeSettings, draw_outcome
from sim.recognition.watchlist import WatchlistSettings

SETTINGS = OutcomeSettings()


def outcomes(reason: str, n: int) -> np.ndarray:
    streams = Streams(4)
    return np.array([draw_outcome(SETTINGS, person_id=k, passage=0, reason=reason, streams=streams) for k in range(n)])


def test_a_person_who_is_not_listed_is_let_go():
    assert set(outcomes("", 200)) == {"no_further_action"}


@pytest.mark.parametrize("reason", ["courts", "police", "conditions"])
def test_arrests_by_reason_come_at_the_configured_rate(reason):
    n, p = 4000, SETTINGS.p_arrest[reason]
    assert abs(np.mean(outcomes(reason, n) == "arrest") - p) < 4 * np.sqrt(p * (1 - p) / n)


def test_a_reason_without_a_chance_of_arrest_has_none():
    assert "arrest" not in set(outcomes("something else", 500))


def test_the_default_list_reproduces_the_published_arrests_per_engaged_true_alert():
    shares = WatchlistSettings().reasons
    arrested = sum(share * SETTINGS.p_arrest[reason] for reason, share in shares.items())
    published = entry("policing.arrests-per-true-alert")
    engaged_low, engaged_high = 0.85, 1.0  # true alerts that end in a stop: some are dismissed, some are lost
    assert arrested * engaged_low < published.high
    assert arrested * engaged_high > published.low
