"""Numbers that a page writes by itself are written as the server writes them."""

from __future__ import annotations

import pytest

from sim.report.numbers import count_text, in_frequencies, percent

pytestmark = pytest.mark.browser

COUNTS = [0, 1, 19423, 0.0672, 6.24, 9.96, 13.2, 99.9, 131.4, 20_000.4, 1e-6]
SHARES = [0, 3.4e-9, 1.23e-5, 0.00067, 0.0833, 0.25, 0.5, 0.61, 0.9, 0.987, 0.99995, 1]


def test_numbers_are_written_as_by_the_server(visit):
    page = visit.open("/explore")
    found = page.evaluate(
        """([counts, shares]) => [counts.map(passerbyControls.countText), shares.map(passerbyControls.inFrequencies),
            shares.map(passerbyControls.percent)]""",
        [COUNTS, SHARES],
    )
    assert found == [
        [count_text(x) for x in COUNTS],
        [in_frequencies(x) for x in SHARES],
        [percent(x) for x in SHARES],
    ]
