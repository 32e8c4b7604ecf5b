"""What deployments take: hours of officers and operators, and money."""

from __future__ import annotations

from typing import NamedTuple

from sim.core.config import Config
from sim.evidence.register import assumed

__all__ = ["Cost", "Hours"]


class Hours(NamedTuple):
    """Hours of one deployment."""

    officers: float
    operators: float


class Cost(Config):
    """Prices."""

    officer_hour_gbp: float = assumed(
        50.0,
        "a constable's hour with all that it costs a force; forces do not publish it for deployments",
        unit="GBP",
        low=35.0,
        high=80.0,
        ge=0,
        le=1000,
    )
    """An hour of an officer."""
    operator_hour_gbp: float = assumed(
        45.0, "as an officer's, or less for staff", unit="GBP", low=25.0, high=80.0, ge=0, le=1000
    )
    """An hour of an operator."""
    equipment_gbp: float = assumed(
        1500.0,
        "no force publishes what cameras, van and licence cost a deployment; the fixed cameras in Croydon were "
        "reported at 800,000 pounds in all, beside 173 arrests (The Sun, 2026)",
        unit="GBP a deployment",
        low=300.0,
        high=10_000.0,
        ge=0,
        le=1_000_000,
    )
    """Cameras, van and system for a deployment with facial recognition."""
    set_up_h: float = assumed(
        1.0, "setting up, briefing and taking down are not published", unit="h", low=0.5, high=2.0, ge=0, le=12
    )
    """Hours that a deployment takes everybody beyond its own length."""

    def hours(self, officers: int, operators: int, duration_h: float) -> Hours:
        """Return the hours of a deployment of so many people and so long."""
        each = duration_h + self.set_up_h
        return Hours(officers * each, operators * each)

    def of_deployment(self, officers: int, operators: int, duration_h: float, *, with_cameras: bool) -> float:
        """Return what a deployment costs, in pounds."""
        hours = self.hours(officers, operators, duration_h)
        people = hours.officers * self.officer_hour_gbp + hours.operators * self.operator_hour_gbp
        return people + (self.equipment_gbp if with_cameras else 0.0)
