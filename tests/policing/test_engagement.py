import numpy as np
import pytest

from sim.core.streams import Streams
from sim.policing.engagement import EngagementSettings, draw_stop

SETTINGS = EngagementSettings()


def stops(n: int, **about: object) -> list:
    given = {"outcome": "no_further_action", "is_false_stop": True, **about}
    return [draw_stop(SETTINGS, person_id=k, passage=0, group="white", streams=Streams(3), **given) for k in range(n)]


def test_the_median_false_stop_has_the_configured_length():
    n = 4001
    below = np.mean([stop.duration_s < 60 * SETTINGS.false_stop_min for stop in stops(n)])
    assert abs(below - 0.5) < 4 * np.sqrt(0.25 / n)


def test_four_in_five_false_stops_last_under_five_minutes():
    n = 4000
    under = np.mean([stop.duration_s < 300 for stop in stops(n)])
    assert abs(under - 0.78) < 4 * np.sqrt(0.78 * 0.22 / n)


def test_an_arrest_is_longer_and_rougher_than_a_check():
    arrests = stops(500, outcome="arrest", is_false_stop=False)
    checks = stops(500, is_false_stop=False)
    assert np.median([s.duration_s for s in arrests]) > np.median([s.duration_s for s in checks])
    assert np.mean([s.manner for s in arrests]) > np.mean([s.manner for s in checks])


def test_manner_lies_between_respectful_and_handcuffed():
    assert all(0 <= stop.manner <= 1 for stop in stops(500))


def test_length_and_manner_differ_between_groups_only_where_a_user_says_so():
    given = SETTINGS.model_copy(update={"group_length": {"black": 2.0}, "group_manner": {"black": 1.0}})

    def drawn(settings, group):
        return [
            draw_stop(
                settings,
                person_id=k,
                passage=0,
                group=group,
                outcome="no_further_action",
                is_false_stop=True,
                streams=Streams(3),
            )
            for k in range(400)
        ]

    assert drawn(SETTINGS, "black") == drawn(SETTINGS, "white") == drawn(given, "white")
    longer, even = drawn(given, "black"), drawn(given, "white")
    assert [one.duration_s for one in longer] == pytest.approx([2 * other.duration_s for other in even])
    assert np.mean([one.manner for one in longer]) > np.mean([other.manner for other in even]) + 0.1
