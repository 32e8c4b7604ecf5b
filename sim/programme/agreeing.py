"""Which share of a programme's borough agrees to an item of a survey, were nobody moved by anything."""

from __future__ import annotations

from sim.community.survey import ITEMS, AboveCity, share_of
from sim.programme.schema import Programme

__all__ = ["share_unmoved"]

_OF_THE_CITY = {"treat_fairly": "treat_fairly", "good_job": "good_job", "trust": "trust_met"}
"""What a borough's answers are called of the items that were asked in it."""


def share_unmoved(programme: Programme, item: str, years: float) -> float:
    """Return the share that agrees to an item of `ITEMS` after so many years of nothing but the trend."""
    surveyed = programme.borough.surveyed
    share = getattr(surveyed, _OF_THE_CITY[item]) if item in _OF_THE_CITY else 0.0
    above = AboveCity(share, surveyed.treat_fairly_trend, surveyed.good_job_trend)
    return share_of(ITEMS[item], programme.trust.memory, years, above)
