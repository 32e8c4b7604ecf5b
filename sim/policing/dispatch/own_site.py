"""Dispatch by site: only the officers who are posted where the alert was raised go.

Teams keep to their own cameras, and no zone is left without officers because of an alert elsewhere. The price: an
alert waits, and may be lost, while officers of another site stand free. How officers are sent is not published.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sim.core.config import Config
from sim.policing.dispatch.duty import Call, OnDuty, nearest_free

__all__ = ["OwnSite"]


class OwnSite(Config):
    """The nearest free officers of the site where the alert was raised go.

    A site with fewer than a stop takes sends all of its own.
    """

    kind: Literal["own_site"] = "own_site"
    """Which rule of dispatch."""

    def send(self, call: Call, officers: Sequence[OnDuty]) -> tuple[int, ...]:
        """Return the nearest free officers of the site; nobody if too few of them are free."""
        return nearest_free(call, officers, self.among(call.site, officers))

    def among(self, site: str, officers: Sequence[OnDuty]) -> Sequence[int]:
        """Return those who are posted at the site."""
        return [number for number, officer in enumerate(officers) if officer.site == site]

    def least_officers(self, sites: int) -> int:
        """Return one for each site: nobody answers for a site without officers."""
        return sites
