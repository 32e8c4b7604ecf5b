"""Siting against theory: where recorded crime follows the police, months of siting are draws from an urn.

The product's own planning and recording of crime, month by month, without streets. Crimes r_i are reported in a month
on street i; officers, there for a share s_i of all H hours of a month, discover lambda_i H s_i more. The product
differs from the urns of Ensign et al. in that it forgets what is older than twelve months.

Sources: D. Ensign, S. A. Friedler, S. Neville, C. Scheidegger, S. Venkatasubramanian, Runaway feedback loops in
predictive policing, FAT* 2018, PMLR 81 (urns of discovered and of reported crime; the weighting); H. Renlund,
Generalized Pólya urns via stochastic approximation, 2010, arXiv:1002.3716 (their limit); G. Pólya, Sur quelques points
de la théorie des probabilités, Annales de l'Institut Henri Poincaré 1, 1930 (one more of the colour drawn).
"""

from collections import Counter
from typing import Literal

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import betabinom, chisquare

from sim.core.streams import Stream, Streams
from sim.programme.calendar import DeploymentPlanner, RecordedCrime
from sim.programme.load import load_programme
from sim.programme.siting import SitingRule, shares_of
from sim.scenario.shipped import programme_file

YEAR, OFFICERS, MANY = 12, 12, 1000
"""Months; officers of a deployment, which lasts an hour; deployments a month, so many that shares are smooth."""


def streets(*rules, reported, rates):
    """Return a programme of streets a, b, ... with crimes reported in a year and discovered in an officer-hour."""
    of = zip("abc", reported, rates, strict=False)
    each = (f"{k}: {{place: north_end, crimes_per_year: {r}, crimes_per_officer_hour: {rate}}}" for k, r, rate in of)
    sited = ", ".join(f"{{duration_h: 1.0, {rule}}}" for rule in rules)
    settings = [f"streets={{{', '.join(each)}}}", f"force={{officers: {OFFICERS}, teams: {{only: {OFFICERS}}}}}"]
    return load_programme(programme_file("north_end_year"), settings=[*settings, f"siting=[{sited}]"])


def by(rule, per_month=MANY):
    return f"rule: {rule}, per_month: {per_month}"


def sited(programme, *, months=120, seed=1):
    """Return how many deployments streets have in each month (months, streets), and what is recorded in the end."""
    crime, planner = RecordedCrime(programme), DeploymentPlanner(programme, Streams(seed))
    names, found = list(programme.streets), np.zeros((months, len(programme.streets)))
    for month in range(months):
        times = Counter(one.place for one in planner.month(month, crime))
        crime.end_month({name: float(n * OFFICERS) for name, n in times.items()}, times)
        found[month] = [times[name] for name in names]
    return found, np.array([street.recorded_crime for street in crime.known(names)])


def without_rounding(*, reported, rates, hours, months=120):
    """Return the shares (months, streets) by recorded crime, if deployments could be divided."""
    recorded = np.tile(np.array(reported) / YEAR, (YEAR, 1))
    shares = []
    for _ in range(months):
        shares.append(shares_of(recorded.sum(axis=0)))
        recorded = np.vstack([recorded[1:], np.array(reported) / YEAR + np.array(rates) * hours * shares[-1]])
    return np.array(shares)


class Drawn(SitingRule):
    """A street drawn in proportion to recorded crime: a ball drawn from the urn."""

    rule: Literal["drawn"]

    def weights(self, streets):
        return [street.recorded_crime for street in streets]

    def choose(self, shares, turns, u):
        return int(np.searchsorted(np.cumsum(shares), u * shares.sum(), side="right"))


def drawn(*, reported, rate, per_month, months, seeds):
    """Return how often the first of two streets is drawn in each month (seeds, months)."""
    programme = streets(by("fixed"), reported=reported, rates=(rate, rate))
    rule = Drawn(rule="drawn", per_month=per_month, duration_h=1.0)
    programme = programme.model_copy(update={"siting": (rule,)})
    return np.array([sited(programme, months=months, seed=seed)[0][:, 0] for seed in range(seeds)])


def test_with_discovered_crime_alone_the_street_with_the_higher_rate_gets_everything():
    rates = (0.014, 0.02)
    found, _ = sited(streets(by("recorded_crime"), reported=(0, 0), rates=rates))
    theory = without_rounding(reported=(0, 0), rates=rates, hours=MANY * OFFICERS)
    assert theory[0].tolist() == [0.5, 0.5]
    assert found / MANY == pytest.approx(theory, abs=3 / MANY)
    assert found[-YEAR:, 1].sum() / (YEAR * MANY) > 0.997
    # in the long run z = (lambda_a / lambda_b) x the mean of z^0 to z^-11 is what a street keeps from month to month
    kept = brentq(lambda z: rates[0] / rates[1] * np.mean(z ** -np.arange(YEAR)) - z, 0.5, 1)
    assert found[72:84, 0].sum() / found[60:72, 0].sum() == pytest.approx(kept**YEAR, rel=0.05)


def test_with_equal_rates_and_streets_drawn_siting_is_the_urn_of_polya():
    # one deployment a month discovers as much as is reported in half a year on one street, in a year on the other
    draws = drawn(reported=(24, 12), rate=1.0, per_month=1, months=YEAR, seeds=2000).sum(axis=1)
    law = betabinom(YEAR, 2, 1)
    assert draws.mean() == pytest.approx(law.mean(), abs=4 * law.std() / draws.size**0.5)
    assert draws.var() == pytest.approx(law.var(), rel=4 * (2 / draws.size) ** 0.5)
    counts = np.bincount(draws.astype(int), minlength=YEAR + 1)
    assert chisquare(counts, draws.size * law.pmf(np.arange(YEAR + 1))).pvalue > 1e-4


def test_what_is_older_than_a_year_is_forgotten_and_chance_alone_ends_in_one_street():
    months, seeds = 84, 200
    ours = drawn(reported=(0, 0), rate=1.0, per_month=2, months=months, seeds=seeds)[:, -YEAR:].sum(axis=1)
    generator, urns = Streams(7).generator(Stream.CALENDAR), np.zeros((20_000, months))
    for month in range(months):
        last = urns[:, max(month - YEAR, 0) : month]
        chance = last.mean(axis=1) / 2 if month else np.full(len(urns), 0.5)
        urns[:, month] = generator.binomial(2, chance)
    theory = urns[:, -YEAR:].sum(axis=1)
    for share in (ours.mean() / (2 * YEAR), theory.mean() / (2 * YEAR)):
        assert share == pytest.approx(0.5, abs=4 * 0.5 / seeds**0.5)
    one, expected = (np.mean((last == 0) | (last == 2 * YEAR)) for last in (ours, theory))
    assert one == pytest.approx(expected, abs=4 * (expected * (1 - expected) / seeds) ** 0.5)
    assert one > 0.5


def test_with_reported_crime_two_streets_come_to_the_root_of_a_quadratic():
    reported, rates, hours = np.array([1200.0, 600.0]), np.array([0.010, 0.005]), MANY * OFFICERS
    found, _ = sited(streets(by("recorded_crime"), reported=reported, rates=rates))
    (r, q), (a, b) = reported / YEAR, rates * hours
    half = (a + b + r + q) / 2
    recorded = half + (half**2 - a * b - r * b - q * a) ** 0.5
    share = r / (recorded - a)
    assert found[-1, 0] / MANY == pytest.approx(share, abs=2 / MANY)
    # twice the crime by either count, and far more than twice the police
    assert share / (1 - share) > 2.8


def test_with_reported_crime_three_streets_come_to_the_leading_eigenvector():
    reported, rates, hours = np.array([1200.0, 1100.0, 1500.0]), np.array([0.004, 0.008, 0.0]), MANY * OFFICERS
    found, recorded = sited(streets(by("recorded_crime"), reported=reported, rates=rates))
    values, vectors = np.linalg.eig(np.diag(rates * hours) + np.outer(reported / YEAR, np.ones(3)))
    leading = vectors[:, np.argmax(values.real)].real
    assert found[-1] / MANY == pytest.approx(leading / leading.sum(), abs=2 / MANY)
    assert recorded.sum() == pytest.approx(YEAR * values.real.max(), rel=1e-3)


@pytest.mark.parametrize("third", [0, 1, 2])
def test_of_three_streets_alike_but_for_one_crime_the_two_with_most_get_everything(third):
    reported, rates = np.full(3, 3000.0), np.full(3, 0.02)
    reported[third] -= 1
    rates[third] *= 3
    found, recorded = sited(streets(by("most_recorded_crime", 10), reported=reported, rates=rates))
    others = [k for k in range(3) if k != third]
    assert found[:, third].sum() == 0
    assert found[:, others].sum(axis=0).tolist() == [600, 600]
    assert recorded[others] - recorded[third] == pytest.approx([1 + YEAR * 0.02 * 5 * OFFICERS] * 2)
    with_weighting, _ = sited(streets(by("presence_weighted_crime", 10), reported=reported, rates=rates))
    assert np.argmax(with_weighting.sum(axis=0)) == third


def test_the_weighting_gives_streets_their_shares_of_the_true_rates_however_few_deployments():
    rates = np.array([0.03, 0.02, 0.01])
    for per_month in (2, MANY):
        found, _ = sited(streets(by("presence_weighted_crime", per_month), reported=(0, 0, 0), rates=rates))
        assert found[YEAR:].sum(axis=0) / found[YEAR:].sum() == pytest.approx(rates / rates.sum(), abs=2 / 216)
    assert found[YEAR:] / MANY == pytest.approx(np.tile(rates / rates.sum(), (108, 1)), abs=2 / MANY)


def test_the_weighting_adds_what_is_reported():
    reported, rates = np.array([1200.0, 600.0]), np.array([0.010, 0.005])
    found, _ = sited(streets(by("presence_weighted_crime"), reported=reported, rates=rates), months=YEAR + 1)
    assert found[-1] / MANY == pytest.approx([2 / 3, 1 / 3], abs=2 / MANY)
    reported = np.array([300.0, 600.0])
    found, _ = sited(streets(by("presence_weighted_crime"), reported=reported, rates=rates), months=YEAR + 1)
    theory = shares_of(reported + rates * YEAR * MANY * OFFICERS / 2)
    assert found[-1] / MANY == pytest.approx(theory, abs=2 / MANY)


def test_the_weighting_finds_back_from_a_siting_that_has_run_away():
    rules = by("recorded_crime") + ", months: [1, 72]", by("presence_weighted_crime") + ", months: [73, 96]"
    found, _ = sited(streets(*rules, reported=(0, 0), rates=(0.005, 0.015)), months=96)
    assert found[72 - YEAR : 72, 0].sum() == 0
    assert found[73:] / MANY == pytest.approx(np.tile([0.25, 0.75], (23, 1)), abs=2 / MANY)
