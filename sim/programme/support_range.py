"""How far a programme's effect on the view of the cameras could lie elsewhere, since what moves it is assumed.

As for trust (`sim.programme.trust_range`), in closed form for the mean of residents and at every end of every range:
the view moves by

    trust_weight (change of fairness + change of effectiveness) / sqrt 2  +  error_sd E  +  safeguard_sd S,

with E and S the shares who know of an error and of a safeguard: false stops, times the chance that one is reported and
whom that reaches; publications, times whom they reach; and who came to meetings and open days. Each share is at most 1.
Left out are those who were stopped by mistake and whom they told (some tens of people for each), that one person may
have heard twice, and that people stand apart from the mean. The programme's own figure has all of it.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy.special import ndtr, ndtri

from sim.community.support import READ_OUTS
from sim.programme.results import ProgrammeResult
from sim.programme.trust_range import Span, corners, ranges

__all__ = ["OF_VIEWS", "change_of_views"]

OF_VIEWS = "all assumptions about trust and support at once, each anywhere in its range; in closed form, for the mean"


def change_of_views(result: ProgrammeResult) -> dict[str, Span]:
    """Return by read-out the least and greatest change of the share who say so, in percentage points.

    There is none where stops were given no size, so that what another size would do is not known.
    """
    trust = result.programme.community.trust
    if result.contacts and not (trust.good_contact_sd and trust.witnessed_fraction):
        return {}
    settings, heard = result.programme.support, (_errors(result), _safeguards(result))
    fairness, effectiveness = ranges(result)
    found = {}
    for name, one in READ_OUTS.items():
        share = float(getattr(settings, one.setting))
        changes = []
        for (weight, error, safeguard), know_error, know_safeguard, of_fairness, of_effectiveness in product(
            corners(settings, ("trust_weight", "error_sd", "safeguard_sd"), is_range=True),
            *heard,
            fairness,
            effectiveness,
        ):
            move = weight * np.sqrt(0.5) * (of_fairness + of_effectiveness)
            move += error * know_error + safeguard * know_safeguard
            moved = ndtr(ndtri(share) + one.sign * move / np.sqrt(1 + weight**2))
            changes.append(100 * (float(moved) - share))
        found[name] = Span(min(changes), max(changes))
    return found


def _errors(result: ProgrammeResult) -> tuple[float, float]:
    """Return the least and the greatest share of residents who read of somebody stopped by mistake."""
    stops = sum(float(one.tally.count("false_stops").sum()) for one in result.deployed)
    names = ("p_error_reported", "error_reach")
    shares = [
        min(stops * reported * reach, 1.0)
        for reported, reach in corners(result.programme.trust.news, names, is_range=True)
    ]
    return min(shares), max(shares)


def _safeguards(result: ProgrammeResult) -> tuple[float, float]:
    """Return the least and the greatest share of residents who know of a safeguard."""
    programme, n, ends = result.programme, float(result.residents[0]), result.months[-1].ends
    published = sum(programme.begins <= on < ends for on in programme.publications)
    met = sum(programme.begins <= meeting.on < ends for meeting in programme.meetings)
    shares = [
        min(published * reach + (met * at_meetings + len(result.open_days) * at_open_days) / n, 1.0)
        for (reach,), (at_meetings,), (at_open_days,) in product(
            corners(programme.trust.news, ("publication_reach",), is_range=True),
            corners(programme.trust.meetings, ("attendees",), is_range=True),
            corners(programme.trust.open_days, ("attendees",), is_range=True),
        )
    ]
    return min(shares), max(shares)
