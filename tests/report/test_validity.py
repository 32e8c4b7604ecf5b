from datetime import date

import pytest

from sim.core.errors import SimError
from sim.evidence.register import Entry, entries
from sim.report.risk import risk_of
from sim.report.validity import ValiditySettings, newest_day, validity_of


def entry(on, source="Somebody 2025"):
    return Entry("a.b", 1, "", source, on, "measured")


@pytest.mark.parametrize(("text", "day"), [
    ("2025", date(2025, 12, 31)), ("2024-02", date(2024, 2, 29)), ("2025-10-31", date(2025, 10, 31)),
    ("2024-09-11/2025-09-10", date(2025, 9, 10)), ("2013-2024", date(2024, 12, 31)),
    ("2016-17/2024-12-31", date(2024, 12, 31)), ("recalled", None),
])  # fmt: skip
def test_the_last_day_of_a_date_of_the_register(text, day):
    assert newest_day(text) == day


def test_evidence_is_used_for_a_fixed_time_after_the_newest_that_is_not_our_own():
    found = validity_of([entry("2024-08-31"), entry("2025-06-30"), entry("2026-11", "Passerby's own fit")])
    assert (found.until, found.on) == (date(2027, 6, 30), date(2025, 6, 30))
    assert validity_of([entry("2024-08-31")], settings=ValiditySettings(months=18)).until == date(2026, 2, 28)
    assert "24 months after 30 June 2025" in found.rule


def test_without_a_date_there_is_no_day():
    with pytest.raises(SimError, match="nothing that this rests on has a date"):
        validity_of([entry("recalled")])


def test_every_entry_of_the_register_has_a_day():
    assert [one.id for one in entries().values() if newest_day(one.date) is None] == []


@pytest.mark.parametrize(("low", "high", "risk"), [
    (None, None, "open"), (0, 1, "wide"), (-1, 1, "wide"), (1, 11, "wide"), (1, 10, "medium"), (-3, -1, "medium"),
    (1, 2, "narrow"), (0.5, 0.6, "narrow"),
])  # fmt: skip
def test_how_open_a_number_is_follows_from_its_range(low, high, risk):
    assert risk_of(low, high) == risk
