"""The three age bands of settings, out of the five-year bands of the census.

Of those who are 15 to 19 three fifths are under 18 (`boroughs.under-18-of-15-to-19`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.evidence.register import entry

__all__ = ["age_bands"]

_BAND = "age_"
_UNDER_15 = ("age_0_4", "age_5_9", "age_10_14")
_TO_19 = "age_15_19"
_OLD = ("age_65_69", "age_70_74", "age_75_79", "age_80_84", "age_85_plus")


def age_bands(census: Mapping[str, Any]) -> dict[str, float]:
    """Return how many people are in each band of settings.

    Parameters
    ----------
    census
        A row of `boroughs.census`, or sums of its rows: people in `age_0_4` and so on; other columns are passed over.
    """
    everybody = sum(float(people) for name, people in census.items() if name.startswith(_BAND))
    young = sum(census[name] for name in _UNDER_15) + entry("boroughs.under-18-of-15-to-19").value * census[_TO_19]
    old = float(sum(census[name] for name in _OLD))
    return {"under_18": young, "18_to_64": everybody - young - old, "65_and_over": old}
