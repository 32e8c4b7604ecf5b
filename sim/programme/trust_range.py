"""How far a programme's effect on trust could lie elsewhere, since what moves trust is assumed.

Trust moves by sums of changes whose sizes are assumptions with ranges (`sim.community`), and the sums are linear in the
sizes. So for the mean of all residents the change on either scale, in standard deviations, is in closed form

    sum over events of  kept^(days since) (what the event did in sum) / residents,    kept = 2^(-1 / half-life),

    direct       (1 + heard) good (k - (1 + asymmetry) M) to fairness, (1 + heard) good R to effectiveness
    witnessed    the same of those who saw it, times the witnessed fraction, and told to nobody
    news, publications, meetings, open days    whom they reach, times what they do

with k people stopped, M the sum of their stops' manners, R how many were arrested. It is taken at every end of every
range, each event's kind at those ends that move it least and most, and the least and the greatest sum are kept: all
assumptions at once, at their worst and at their best. A share p who agree moves to Phi(Phi^-1(p) + change), weighted as
the item reads the scales.

What this leaves out: that views take some days to spread, and are weighted by how many each knows; and that somebody
far off the middle changes their answer less. The programme's own figure has both.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from sim.community.survey import ITEMS
from sim.core.config import Config
from sim.programme.agreeing import share_unmoved
from sim.programme.results import ProgrammeResult

__all__ = ["INTERVAL", "Span", "change_of_items", "closed_form", "corners", "ranges"]

INTERVAL = "all assumptions about trust at once, each anywhere in its range; in closed form, for the mean of residents"
_SCALES = 2


class Span(NamedTuple):
    """The least and the greatest."""

    low: float
    high: float


class _Contact(NamedTuple):
    """Stops of one kind, faded to the end of the programme."""

    people: float
    manner: float
    arrests: float


def closed_form(result: ProgrammeResult) -> tuple[float, float]:
    """Return the mean changes of fairness and effectiveness that follow at the programme's own settings."""
    found = _ends(result, is_range=False)
    return found[0].low, found[1].low


def ranges(result: ProgrammeResult) -> tuple[Span, Span]:
    """Return the least and greatest mean changes of fairness and effectiveness, in standard deviations."""
    fairness, effectiveness = _ends(result, is_range=True)
    return fairness, effectiveness


def change_of_items(result: ProgrammeResult) -> dict[str, Span]:
    """Return by survey item the least and greatest change of the share who agree, in percentage points.

    There is none where stops were given no size, so that what another size would do is not known.
    """
    settings = result.programme.community.trust
    if result.contacts and not (settings.good_contact_sd and settings.witnessed_fraction):
        return {}
    fairness, effectiveness = ranges(result)
    found = {}
    for name, item in ITEMS.items():
        share = share_unmoved(result.programme, name, 0.0)
        spread = np.sqrt(1 + item.fairness**2 + item.effectiveness**2)
        moves = (
            item.fairness * one + item.effectiveness * other for one, other in zip(fairness, effectiveness, strict=True)
        )
        found[name] = Span(*(100 * (float(ndtr(ndtri(share) + move / spread)) - share) for move in moves))
    return found


def _ends(result: ProgrammeResult, *, is_range: bool) -> list[Span]:
    """Return the span of either scale, over the ends of the ranges or at the settings themselves."""
    low, high = np.full(_SCALES, np.inf), np.full(_SCALES, -np.inf)
    for (half_life,) in corners(result.programme.trust.memory, ("half_life_days",), is_range=is_range):
        least, most = np.zeros(_SCALES), np.zeros(_SCALES)
        for kind in (_stops, _news, _publications, _meetings, _open_days):
            moved = np.array(list(kind(result, half_life, is_range=is_range)))
            least += moved.min(axis=0)
            most += moved.max(axis=0)
        low, high = np.minimum(low, least), np.maximum(high, most)
    n = float(result.residents[0])
    return [Span(float(one) / n, float(other) / n) for one, other in zip(low, high, strict=True)]


def _stops(result: ProgrammeResult, half_life: float, *, is_range: bool) -> Iterator[tuple[float, float]]:
    trust, memory = result.programme.community.trust, result.programme.trust.memory
    direct, seen = (_faded(result, kind, half_life) for kind in ("direct", "witnessed"))
    names = ("good_contact_sd", "asymmetry", "witnessed_fraction")
    for (good, asymmetry, witnessed), (heard,) in product(
        corners(trust, names, is_range=is_range), corners(memory, ("heard_fraction",), is_range=is_range)
    ):
        fairness, effectiveness = (
            good * ((1 + heard) * of_direct + witnessed * of_seen)
            for of_direct, of_seen in (
                tuple(contact.people - (1 + asymmetry) * contact.manner for contact in (direct, seen)),
                (direct.arrests, seen.arrests),
            )
        )
        yield fairness, effectiveness


def _faded(result: ProgrammeResult, kind: str, half_life: float) -> _Contact:
    """Return how many were moved by stops of a kind, and what stops these were, read back from how far they moved."""
    settings = result.programme.community.trust
    size = settings.good_contact_sd * (1.0 if kind == "direct" else settings.witnessed_fraction)
    people = manner = arrests = 0.0
    for one in result.contacts:
        if one.kind == kind and size:
            kept = _kept(result, one.day, half_life)
            people += kept * one.people
            manner += kept * (one.people - one.fairness / size) / (1 + settings.asymmetry)
            arrests += kept * one.effectiveness / size
    return _Contact(people, manner, arrests)


def _news(result: ProgrammeResult, half_life: float, *, is_range: bool) -> Iterator[tuple[float, float]]:
    n, arrests, errors = float(result.residents[0]), 0.0, 0.0
    for one in result.deployed:
        kept = _kept(result, (one.planned.on - result.programme.begins).days, half_life)
        found = float(one.tally.count("arrests").sum())
        found += 0.0 if one.searching is None else float(one.searching.arrests.sum())
        arrests += kept * (found > 0)
        errors += kept * float(one.tally.count("false_stops").sum())
    names = ("reach", "arrests_sd", "p_error_reported", "error_reach", "error_sd")
    for reach, sd, reported, error_reach, error_sd in corners(result.programme.trust.news, names, is_range=is_range):
        yield n * errors * reported * error_reach * error_sd, n * arrests * reach * sd


def _publications(result: ProgrammeResult, half_life: float, *, is_range: bool) -> Iterator[tuple[float, float]]:
    programme, n = result.programme, float(result.residents[0])
    days = [(on - programme.begins).days for on in programme.publications]
    read = n * sum(_kept(result, day, half_life) for day in days if 0 <= day < _days(result))
    names = ("publication_reach", "publication_fairness_sd", "publication_effectiveness_sd")
    for reach, fairness, effectiveness in corners(programme.trust.news, names, is_range=is_range):
        yield read * reach * fairness, read * reach * effectiveness


def _meetings(result: ProgrammeResult, half_life: float, *, is_range: bool) -> Iterator[tuple[float, float]]:
    programme = result.programme
    days = [(meeting.on - programme.begins).days for meeting in programme.meetings]
    met = sum(_kept(result, day, half_life) for day in days if 0 <= day < _days(result))
    names = ("attendees", "fairness_sd", "effectiveness_sd")
    for attendees, fairness, effectiveness in corners(programme.trust.meetings, names, is_range=is_range):
        yield met * attendees * fairness, met * attendees * effectiveness


def _open_days(result: ProgrammeResult, half_life: float, *, is_range: bool) -> Iterator[tuple[float, float]]:
    held = sum(_kept(result, day, half_life) for day in result.open_days)
    names = ("attendees", "fairness_sd", "effectiveness_sd")
    for attendees, fairness, effectiveness in corners(result.programme.trust.open_days, names, is_range=is_range):
        yield held * attendees * fairness, held * attendees * effectiveness


def _kept(result: ProgrammeResult, day: int, half_life: float) -> float:
    return float(2.0 ** (-(_days(result) - 1 - day) / half_life))


def _days(result: ProgrammeResult) -> int:
    return (result.months[-1].ends - result.programme.begins).days


def corners(settings: Config, names: tuple[str, ...], *, is_range: bool) -> Iterator[tuple[float, ...]]:
    """Yield some settings as they stand, or every combination of the ends of their ranges."""
    yield from product(*(_ends_of(settings, name) if is_range else (float(getattr(settings, name)),) for name in names))


def _ends_of(settings: Config, name: str) -> tuple[float, float]:
    """Return the ends of what is assumed of a setting; a value outside of them is an end itself."""
    about, value = type(settings).model_fields[name].json_schema_extra, float(getattr(settings, name))
    low, high = (about.get(end, value) if isinstance(about, dict) else value for end in ("low", "high"))
    return min(float(str(low)), value), max(float(str(high)), value)
