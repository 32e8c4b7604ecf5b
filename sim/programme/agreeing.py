"""Which share of a programme's borough agrees to an item of a survey, were nobody moved by anything."""

from __future__ import annotations

from collections.abc import Iterator

from sim.community.survey import ITEMS, SHARES, AboveCity, share_of, share_unheld
from sim.programme.schema import Programme

__all__ = ["held_shares", "share_unmoved"]

_OF_THE_CITY = {"treat_fairly": "treat_fairly", "good_job": "good_job", "trust": "trust_met"}
"""What a borough's answers are called of the items that were asked in it."""


def share_unmoved(programme: Programme, item: str, years: float) -> float:
    """Return the share that agrees to an item of `ITEMS` after so many years of nothing but the trend."""
    return share_of(ITEMS[item], programme.trust.memory, years, _above(programme, item))


def held_shares(programme: Programme) -> Iterator[str]:
    """Yield, one sentence each, which shares that agree would be beyond their ends before a programme or after it."""
    least, most = (f"{100 * end:g}" for end in SHARES)
    for name, item in ITEMS.items():
        above = _above(programme, name)
        for when, years in (("before", 0.0), ("after", programme.months / 12)):
            share = share_unheld(item, programme.trust.memory, years, above)
            if not SHARES[0] <= share <= SHARES[1]:
                given = f"`borough.surveyed.{_OF_THE_CITY[name]}`" if name in _OF_THE_CITY else "What is published"
                trend = " with its trend" if years else ""
                yield (
                    f"{given}{trend} would have {100 * share:.1f} % agree {when} the programme that {item.title}: that "
                    f"is kept within {least} and {most} %, and has no effect beyond."
                )
                break


def _above(programme: Programme, item: str) -> AboveCity:
    surveyed = programme.borough.surveyed
    share = getattr(surveyed, _OF_THE_CITY[item]) if item in _OF_THE_CITY else 0.0
    return AboveCity(share, surveyed.treat_fairly_trend, surveyed.good_job_trend)
