import numpy as np
import pytest

from sim.core.streams import Streams
from sim.evidence.register import entry
from sim.policing.chain import links, product_of
from sim.policing.outcome import OutcomeSettings, draw_outcome
from sim.recognition.watchlist import WatchlistSettings

SETTINGS = OutcomeSettings()
LINKS = links(SETTINGS.p_arrest, WatchlistSettings().reasons)


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


def test_the_chain_from_alert_to_arrest_ends_where_it_is_published_to_end():
    chain = links(SETTINGS.p_arrest, WatchlistSettings().reasons)
    assert [(link.name, link.how) for link in chain] == [
        ("true alerts per alert", "published"),
        ("stops per true alert", "simulated"),
        ("arrests per stop of a listed person", "fitted"),
    ]
    published = entry("policing.arrests-per-alert")
    assert published.low <= product_of(chain) <= published.high
    stopped = entry("policing.true-alerts-stopped")
    assert stopped.low <= chain[1].value <= stopped.high


def test_arrests_by_reason_are_those_published():
    published = entry("policing.arrests-by-reason").value
    shares = WatchlistSettings().reasons
    arrested = {reason: share * SETTINGS.p_arrest[reason] for reason, share in shares.items()}
    for reason, number in published.items():
        assert arrested[reason] / sum(arrested.values()) == pytest.approx(number / sum(published.values()), abs=0.015)


def test_other_disposals_per_alert_are_those_published():
    stops, arrests = (product_of(chain) for chain in ((LINKS[0], LINKS[1]), LINKS))
    published = entry("policing.other-disposals-per-alert")
    assert published.low <= (stops - arrests) * SETTINGS.p_other_disposal <= published.high
