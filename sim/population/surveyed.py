"""How the residents of a borough answer the survey of London's police, against all Londoners.

The survey asks some hundred people of a borough in a quarter, so that a borough's own answers are uncertain by several
points; the mean over the same quarters of all boroughs is what is published of London, within half a point.
"""

from __future__ import annotations

from sim.core.config import Config
from sim.evidence.register import cited, stated

__all__ = ["HomeAnswers", "Surveyed"]


class Surveyed(Config):
    """How many more residents agree than Londoners do before a programme, and how much faster that changes anyway.

    All are percentage points above London, below it where negative; `sim.community.survey` has London's own, and keeps
    the share of a borough that agrees within 0.1 and 99.9 %, which programmes say where it happens.
    """

    treat_fairly: float = cited("population.croydon-treat-fairly", ge=-60, le=60)
    """Who agree that the police treat everyone fairly."""
    good_job: float = cited("population.croydon-good-job", ge=-60, le=60)
    """Who agree that the police do a good job locally."""
    trust_met: float = cited("population.croydon-trust-met", ge=-60, le=60)
    """Who agree that the Metropolitan Police can be trusted."""
    treat_fairly_trend: float = cited("population.croydon-treat-fairly-trend", ge=-20, le=20)
    """Change of the first that goes on anyway, a year."""
    good_job_trend: float = cited("population.croydon-good-job-trend", ge=-20, le=20)
    """Change of the second that goes on anyway, a year."""


class HomeAnswers(Config):
    """The same as a borough's file says it."""

    treat_fairly: float = stated(unit="percentage points above London", ge=-60, le=60)
    """Who agree that the police treat everyone fairly."""
    good_job: float = stated(unit="percentage points above London", ge=-60, le=60)
    """Who agree that the police do a good job locally."""
    trust_met: float = stated(unit="percentage points above London", ge=-60, le=60)
    """Who agree that the Metropolitan Police can be trusted."""
    treat_fairly_trend: float = stated(unit="percentage points a year above London", ge=-20, le=20)
    """Change of the first that goes on anyway."""
    good_job_trend: float = stated(unit="percentage points a year above London", ge=-20, le=20)
    """Change of the second that goes on anyway."""
